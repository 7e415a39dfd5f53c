// Imports that fixes and completions need: an existing name, another name in existing braces, or a new statement.
import type { TextEdit } from "../../../runtime/contract/problem.js";
import { folderOf, resolvePath } from "../file-access.js";
import type { Project } from "../project.js";
import { type ImportStatement, importsOf, topLevelNames } from "../reader/editable-code.js";
import { insertInto } from "./insert-into.js";

/** A name to use in a file, and the edits that import it. */
export interface Imported {
  readonly name: string;
  readonly edits: readonly TextEdit[];
}

/**
 * How `file` can refer to the value that `from` (a package, or a module's absolute path) exports as `exported`. `wanted` is the preferred
 * name. If it is taken, it gets a number.
 */
export function importValue(project: Project, file: string, from: string, exported: string, wanted = exported): Imported {
  const text = project.files.read(file) ?? "";
  const same = importsOf(file, text).filter((each) => leadsTo(each.specifier, file, from));
  const known = same.flatMap(({ names }) => names).find((each) => each.imported === exported && !each.typeOnly);
  if (known) return { name: known.local, edits: [] };
  const namespace = same.find((each) => each.namespace !== null)?.namespace;
  if (namespace != null && exported !== "default") return { name: `${namespace}.${exported}`, edits: [] };
  const name = freeName(wanted, topLevelNames(file, text), text);
  return { name, edits: [importEdit(project, file, from, name === exported ? name : `${exported} as ${name}`)] };
}

/** The name, with a number if it is taken or occurs in the text. */
export function freeName(wanted: string, taken: ReadonlySet<string>, text: string): string {
  if (!taken.has(wanted)) return wanted;
  let number = 2;
  while (taken.has(`${wanted}${number}`) || new RegExp(`\\b${wanted}${number}\\b`).test(text)) number++;
  return `${wanted}${number}`;
}

/** Imports a name, written as in braces (`Row`, `Row as Row2`, `default as Row`). The edit is empty if the file imports it already. */
export function importEdit(project: Project, file: string, from: string, name: string, typeOnly = false): TextEdit {
  const [edit] = importEdits(project, file, from, [name], typeOnly);
  return edit ?? { place: { file, start: 0, end: 0 }, text: "" };
}

/** The same for several names of one module. */
export function importEdits(project: Project, file: string, from: string, names: readonly string[], typeOnly = false): TextEdit[] {
  const text = project.files.read(file) ?? "";
  const written = importsOf(file, text).filter((each) => leadsTo(each.specifier, file, from));
  const missing = names.filter((name) => !written.some((each) => holds(each, name, typeOnly)));
  const byDefault = missing.filter((name) => name.startsWith("default as "));
  const named = missing.filter((name) => !byDefault.includes(name));
  const type = typeOnly ? "type " : "";
  const specifier = JSON.stringify(specifierFor(project, file, from));

  const edits = byDefault.map((name) => newStatement(project, file, text, `import ${type}${name.slice(11)} from ${specifier};`));
  if (named.length === 0) return edits;
  const home = homeOf(written, typeOnly);
  if (home?.braces)
    return [...edits, insertInto(file, text, home.braces, named.map((name) => (home.typeOnly ? name : type + name)).join(", "))];
  return [...edits, newStatement(project, file, text, `import ${type}{ ${named.join(", ")} } from ${specifier};`)];
}

function holds({ names }: ImportStatement, name: string, typeOnly: boolean): boolean {
  const [exported = name, local = exported] = name.split(" as ");
  return names.some((each) => each.imported === exported && each.local === local && (typeOnly || !each.typeOnly));
}

/** The statement to which a name can be added. For a type, an `import type` statement is preferred. */
function homeOf(written: readonly ImportStatement[], typeOnly: boolean): ImportStatement | undefined {
  const open = written.filter(({ braces }) => braces !== null);
  return (typeOnly ? open.find((each) => each.typeOnly) : undefined) ?? open.find((each) => !each.typeOnly);
}

function newStatement(project: Project, file: string, text: string, statement: string): TextEdit {
  const after = project.facts(file)?.afterImports ?? 0;
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  if (after === 0) {
    const start = /^#!.*\r?\n/.exec(text)?.[0].length ?? 0;
    return { place: { file, start, end: start }, text: `${statement}${eol}` };
  }
  const start = after + (/^[ \t]*\/\/[^\r\n]*/.exec(text.slice(after))?.[0].length ?? 0);
  return { place: { file, start, end: start }, text: `${eol}${statement}` };
}

const isPath = (from: string) => /^(?:[A-Za-z]:)?\//.test(from);

function leadsTo(specifier: string, file: string, from: string): boolean {
  if (!isPath(from) || !specifier.startsWith(".")) return specifier === from;
  const target = resolvePath(folderOf(file), specifier);
  const module = moduleOf(from);
  return moduleOf(target) === module || `${moduleOf(target)}/index` === module;
}

/** The same for a source file, its compiled file and its declarations: `a.ts`, `a.js`, `a.d.ts` and `a`. `a.mts` is different. */
function moduleOf(path: string): string {
  return path.replace(/(?:\.d)?\.([cm]?)[jt]sx?$/, (_, kind: string) => (kind === "" ? "" : `.${kind}`));
}

/** How `file` imports `from`, with or without an extension like the project's own imports. */
function specifierFor(project: Project, file: string, from: string): string {
  if (!isPath(from)) return from;
  const [, bare = from, ending = ".ts"] = /^(.*?)((?:\.d)?\.[cm]?tsx?)$/.exec(from) ?? [];
  const path = relativePath(file, bare);
  const plain = ending.replace(".d", "");
  const compiled = plain.replace("tsx", "ts").replace("ts", "js");
  const style = endingStyle(project, file);
  if (style === "ts" && !ending.startsWith(".d")) return path + plain;
  return style === "none" && compiled === ".js" ? path : path + compiled;
}

/** The extension of the project's relative imports. Those of the file itself come first. */
function endingStyle(project: Project, file: string): "js" | "ts" | "none" {
  for (const each of new Set([file, project.configFile, ...project.sourceFiles()])) {
    const relative = project.facts(each)?.specifiers.find((specifier) => specifier.startsWith(".") && !specifier.endsWith(".json"));
    if (relative !== undefined) return /\.[cm]?jsx?$/.test(relative) ? "js" : /\.[cm]?tsx?$/.test(relative) ? "ts" : "none";
  }
  return "js";
}

function relativePath(fromFile: string, toFile: string): string {
  const from = folderOf(fromFile).split("/");
  const to = toFile.split("/");
  let shared = 0;
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared++;
  const up = from.slice(shared).map(() => "..");
  return `${[...(up.length === 0 ? ["."] : up), ...to.slice(shared)].join("/")}`;
}
