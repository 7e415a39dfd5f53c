// Small edits of code that fixes are made of: an option more, an element more, an import more.
import type { TextEdit } from "../../../runtime/contract/problem.js";
import { folderOf } from "../file-access.js";
import type { ResolvedAsset } from "../model.js";
import type { Project } from "../project.js";
import type { Value } from "../value.js";

/** One more property in an object literal; null where the value is not written as one. */
export function addProperty(project: Project, object: Value, entry: string): TextEdit | null {
  return addInside(project, object, entry, "{", "}", " ");
}

/** One more element in an array literal; a single value becomes an array of it and the new one. */
export function addElement(project: Project, list: Value, element: string): TextEdit | null {
  const inside = addInside(project, list, element, "[", "]", "");
  if (inside) return inside;
  const text = textOf(project, list);
  return text === null || text.startsWith("[") ? null : { place: list.place, text: `[${text}, ${element}]` };
}

function addInside(project: Project, value: Value, entry: string, open: string, close: string, pad: string): TextEdit | null {
  const text = textOf(project, value);
  if (!text?.startsWith(open) || !text.endsWith(close)) return null;
  const body = text.slice(1, -1);
  const kept = body.trimEnd();
  const start = value.place.start + 1 + kept.length;
  const end = value.place.end - 1;
  const place = { file: value.place.file, start, end };
  if (kept === "") return { place, text: `${pad}${entry}${pad}` };
  const lines = /\n([ \t]*)\S[^\n]*$/.exec(kept);
  const comma = kept.endsWith(",") ? "" : ",";
  if (lines && body !== kept && body.includes("\n")) return { place, text: `${comma}\n${lines[1]}${entry},${body.slice(kept.length)}` };
  return { place, text: `${comma} ${entry}${body.slice(kept.length)}` };
}

/** One more option of an asset: into its options object, or a new one before the function. */
export function optionEdit(project: Project, asset: ResolvedAsset, entry: string): TextEdit | null {
  const call = asset.declaration;
  if (!call) return null;
  if (call.options) return addProperty(project, call.options, entry);
  const text = project.files.read(call.file)?.slice(call.place.start, call.place.end) ?? "";
  const open = text.indexOf("(");
  if (open < 0) return null;
  const at = call.place.start + open + 1;
  return { place: { file: call.file, start: at, end: at }, text: `{ ${entry} }, ` };
}

/** Imports a name; an edit of nothing when the file has it already. `from` is a package, or a module's path without extension. */
export function importEdit(project: Project, file: string, from: string, name: string, typeOnly = false): TextEdit {
  const facts = project.facts(file);
  const at = facts?.afterImports ?? 0;
  const place = { file, start: at, end: at };
  if (facts?.imports.has(name) || facts?.bindings.has(name)) return { place, text: "" };
  const specifier = isPackage(from) ? from : `${from.startsWith("/") ? relativePath(file, from) : from}${extensionStyle(project, file)}`;
  const statement = `import ${typeOnly ? "type " : ""}{ ${name} } from ${JSON.stringify(specifier)};`;
  return { place, text: at === 0 ? `${statement}\n` : `\n${statement}` };
}

function isPackage(from: string): boolean {
  return !from.startsWith("/") && !from.startsWith(".");
}

/** How imports of this project end: `.js`, `.ts` or not at all, as its own imports show. */
function extensionStyle(project: Project, file: string): string {
  const all = [file, project.configFile].flatMap((each) => project.facts(each)?.specifiers ?? []);
  const relative = all.find((specifier) => specifier.startsWith("."));
  return relative === undefined ? ".js" : (/\.[cm]?[jt]s$/.exec(relative)?.[0] ?? "");
}

function relativePath(fromFile: string, toFile: string): string {
  const from = folderOf(fromFile).split("/");
  const to = toFile.replace(/\.[cm]?tsx?$/, "").split("/");
  let common = 0;
  while (common < from.length && common < to.length - 1 && from[common] === to[common]) common++;
  const up = from.slice(common).map(() => "..");
  return `${[...(up.length === 0 ? ["."] : up), ...to.slice(common)].join("/")}`;
}

function textOf(project: Project, value: Value): string | null {
  return project.files.read(value.place.file)?.slice(value.place.start, value.place.end) ?? null;
}
