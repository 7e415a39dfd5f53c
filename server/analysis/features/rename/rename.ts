// Renames an asset everywhere, or one parameter. Other symbols are renamed by TypeScript.
import type { Place } from "../../../../runtime/contract/problem.js";
import { type Mention, mentionsAt } from "../../mentions.js";
import type { ResolvedAsset, ResolvedInput } from "../../model.js";
import type { Project } from "../../project.js";
import { textOf } from "../edits.js";
import { isNamedByExport, lastPart, type Renamed } from "./named-asset.js";
import { renameAsset } from "./rename-asset.js";
import { renameParameter } from "./rename-parameter.js";

/** What can be renamed at a position, and its current name. */
export interface Renamable {
  readonly place: Place;
  readonly text: string;
}

/** Null if nothing at the offset can be renamed here. */
export function prepareRename(project: Project, file: string, offset: number): Renamable | null {
  const target = targetAt(project, file, offset);
  return target ? { place: target.place, text: textOf(project, target.place) } : null;
}

/** The edits of a rename, all or none. Null if nothing at the offset can be renamed here. */
export function rename(project: Project, file: string, offset: number, newName: string): Renamed | null {
  const target = targetAt(project, file, offset);
  if (!target) return null;
  if (target.kind === "parameter") return renameParameter(project, target.asset, target.input, newName);
  const isWhole = target.says === "key";
  const to = isWhole ? newName : [...target.asset.key.split("/").slice(0, -1), newName].join("/");
  return renameAsset(project, target.asset, to);
}

type Target =
  | { readonly kind: "asset"; readonly asset: ResolvedAsset; readonly place: Place; readonly says: "key" | "name" }
  | { readonly kind: "parameter"; readonly asset: ResolvedAsset; readonly input: ResolvedInput; readonly place: Place };

function targetAt(project: Project, file: string, offset: number): Target | null {
  const mentions = mentionsAt(project, file, offset);
  for (const mention of mentions) {
    const found = mention.kind === "parameter" ? ofParameter(mention) : ofKey(project, mention);
    if (found) return found;
  }
  return mentions.length > 0 ? null : (inFunction(project, file, offset) ?? bySymbol(project, file, offset));
}

function ofParameter({ asset, place }: Mention): Target | null {
  const input = asset?.inputs.find((each) => each.place.file === place.file && each.place.start === place.start);
  return asset && input ? { kind: "parameter", asset, input, place } : null;
}

/** An identifier that is not the last part of the key is an ordinary name: an alias, or an asset with its own `key`. */
function ofKey(project: Project, { key, place, written, says, kind }: Mention): Target | null {
  const asset = project.model().byKey.get(key);
  if (!asset) return null;
  if (written === "identifier") {
    const follows = isNamedByExport(project, asset) && textOf(project, place) === lastPart(key);
    return follows && (says === "name" || kind !== "declaration") ? { kind: "asset", asset, place, says: "name" } : null;
  }
  return { kind: "asset", asset, place, says: written === "array" ? "name" : "key" };
}

/** A parameter at its use in the body, or at the name of its `ins` entry. */
function inFunction(project: Project, file: string, offset: number): Target | null {
  const word = wordAt(project, file, offset);
  if (!word) return null;
  for (const asset of project.model().assets) {
    const input = asset.inputs.find(({ parameter }) => parameter === word.text);
    if (!input) continue;
    const entry = entryPlace(asset, word.text);
    if (entry?.file === file && entry.start <= offset && offset <= entry.end)
      return { kind: "parameter", asset, input, place: unquoted(project, entry) };
    const body = asset.declaration?.fn;
    if (body?.file !== file || offset < body.fact.bodySpan.start || body.fact.bodySpan.end < offset) continue;
    const uses = project.types().parameterUses(asset, input, "") ?? [];
    if (uses.some(({ start, end }) => start <= offset && offset <= end)) return { kind: "parameter", asset, input, place: word.place };
  }
  return null;
}

function entryPlace(asset: ResolvedAsset, parameter: string): Place | undefined {
  const ins = asset.options?.kind === "object" ? asset.options.properties.get("ins")?.value : undefined;
  return ins?.kind === "object" ? ins.properties.get(parameter)?.namePlace : undefined;
}

/** An asset at its use in code: an import of it, a call in a unit test. */
function bySymbol(project: Project, file: string, offset: number): Target | null {
  const word = wordAt(project, file, offset);
  const named = word ? project.model().assets.filter((asset) => lastPart(asset.key) === word.text && isNamedByExport(project, asset)) : [];
  if (!word || named.length === 0) return null;
  const declared = project.types().symbols.declarationOf(file, offset);
  const asset = named.find(({ place }) => place.file === declared?.file && place.start === declared.start);
  return asset ? { kind: "asset", asset, place: word.place, says: "name" } : null;
}

function wordAt(project: Project, file: string, offset: number): Renamable | null {
  const text = project.files.read(file) ?? "";
  let start = offset;
  let end = offset;
  while (start > 0 && /[\w$]/.test(text[start - 1] ?? "")) start--;
  while (end < text.length && /[\w$]/.test(text[end] ?? "")) end++;
  return start === end ? null : { place: { file, start, end }, text: text.slice(start, end) };
}

function unquoted(project: Project, place: Place): Place {
  return /^["']/.test(textOf(project, place)) ? { ...place, start: place.start + 1, end: place.end - 1 } : place;
}
