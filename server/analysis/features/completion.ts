// Completion where a name of ours can stand: a parameter (an asset to load), a manager key, a key in deps or ins.
import type { Place, TextEdit } from "../../../runtime/contract/problem.js";
import { reach } from "../graph-walk.js";
import { downstreamOf, type ResolvedAsset } from "../model.js";
import { isContext } from "../names.js";
import type { Project } from "../project.js";
import type { Annotation } from "../reader/annotation.js";
import { property, type Value } from "../value.js";
import { importEdit } from "./edits.js";

export interface CompletionItem {
  readonly label: string;
  readonly kind: "asset" | "manager";
  readonly detail: string;
  readonly documentation: string;
  /** Replaces `place`. */
  readonly text: string;
  readonly place: Place;
  readonly more: readonly TextEdit[];
}

export function complete(project: Project, file: string, offset: number): CompletionItem[] {
  for (const asset of project.model().assets) {
    const { declaration } = asset;
    if (!declaration) continue;
    const inCall = declaration.file === file && declaration.place.start <= offset && offset <= declaration.place.end;
    const inFunction = declaration.fn?.file === file && covers(declaration.fn.fact.parametersSpan, offset);
    if (inFunction) return completeParameter(project, asset, file, offset);
    if (!inCall) continue;
    const found = completeOption(project, asset, file, offset);
    return found.length > 0 || declaration.fn ? found : completeHalfTyped(project, file, offset);
  }
  return completeHalfTyped(project, file, offset);
}

/** A parameter list that is none yet for want of `=>`: told by the text before the cursor alone. */
function completeHalfTyped(project: Project, file: string, offset: number): CompletionItem[] {
  const text = project.files.read(file) ?? "";
  const from = Math.max(0, offset - 2000);
  const match = HALF_TYPED.exec(text.slice(from, offset));
  const [, callee = "", list] = match ?? [];
  if (list === undefined || !isAssetFunction(project, file, callee)) return [];
  const names = list.split(",").map((part) => part.trim().split(":")[0]?.trim() ?? "");
  const typing = names.pop() ?? "";
  // After the name's colon comes a type, which is TypeScript's.
  if (!/^[\w$]*$/.test(typing) || /:[^,]*$/.test(list)) return [];
  const start = from + (match?.index ?? 0);
  const asset = project.model().assets.find(({ declaration }) => declaration?.file === file && declaration.place.start === start);
  return parameterItems(project, asset ?? null, file, wordAround(text, offset), new Set(names), null);
}

// The callee, options that hold no other call of it, and a parenthesis that is still open.
const HALF_TYPED = /([\w$.]+)\s*\(\s*(?:\{(?:(?!\1\s*\()[\s\S])*\}\s*,\s*)?(?:async\s*)?\(([^()=>]*)$/;

/** Whether a callee, as written in this file, is the SDK's `asset`. */
function isAssetFunction(project: Project, file: string, callee: string): boolean {
  const [local = "", member] = callee.split(".");
  const imported = project.facts(file)?.imports.get(local);
  return (
    imported?.specifier === "millrace" &&
    (member === undefined ? imported.imported === "asset" : imported.imported === "*" && member === "asset")
  );
}

const covers = (span: { readonly start: number; readonly end: number }, offset: number) => span.start <= offset && offset <= span.end;

function completeParameter(project: Project, asset: ResolvedAsset, file: string, offset: number): CompletionItem[] {
  const parameters = asset.declaration?.fn?.fact.parameters ?? [];
  const at = parameters.find((parameter) => covers(parameter.span, offset));
  if (at && (!covers(at.nameSpan, offset) || isContext(at.name, parameters.indexOf(at)))) return [];
  const text = project.files.read(file) ?? "";
  const word = at ? at.nameSpan : wordAround(text, offset);
  // After a name and before its colon there is nothing to complete.
  if (!at && !/[(,]\s*[\w$]*$/.test(text.slice(0, offset))) return [];

  const taken = new Set(asset.inputs.filter((input) => input.fact !== at).map((input) => input.parameter));
  return parameterItems(project, asset, file, word, taken, at?.typeText ?? null);
}

function parameterItems(
  project: Project,
  asset: ResolvedAsset | null,
  file: string,
  word: { start: number; end: number },
  taken: ReadonlySet<string>,
  typed: string | null,
): CompletionItem[] {
  const model = project.model();
  const below = asset ? reach([asset.key], downstreamOf(model)) : new Set<string>();
  return model.assets.flatMap((upstream): CompletionItem[] => {
    const name = parameterNameOf(upstream.key, asset?.prefix ?? []);
    if (below.has(upstream.key) || name === null || taken.has(name) || upstream.returnsNothing) return [];
    const annotation =
      typed || upstream.external
        ? null
        : asset?.declaration?.fn
          ? project.types().annotation(asset, upstream)
          : plainType(project, upstream);
    const usable = annotation && !annotation.text.includes("import(") ? annotation : null;
    const imports = usable?.imports ?? [];
    return [
      {
        label: name,
        kind: "asset",
        detail: `asset ${upstream.key}${usable ? `: ${usable.text}` : ""}`,
        documentation: upstream.description,
        text: usable ? `${name}: ${usable.text}` : name,
        place: { file, ...word },
        more: imports.map((needed) => importEdit(project, file, needed.file, needed.name, true)).filter((edit) => edit.text !== ""),
      },
    ];
  });
}

/** A type that needs no import and no look at the consumer: `number[]`, `Record<string, number>`. */
function plainType(project: Project, upstream: ResolvedAsset): Annotation | null {
  const text = project.types().output(upstream)?.text ?? "";
  return /^(?:number|string|boolean|bigint|Date|Record|Map|Set|[<>[\], |])+$/.test(text) ? { text, imports: [] } : null;
}

/** The parameter name that would load a key, or null when only `ins` can say it. */
function parameterNameOf(key: string, prefix: readonly string[]): string | null {
  const own = prefix.length === 0 ? "" : `${prefix.join("/")}/`;
  const name = own !== "" && key.startsWith(own) ? key.slice(own.length) : key;
  return name.includes("/") || /^\d/.test(name) ? null : name;
}

function wordAround(text: string, offset: number): { start: number; end: number } {
  let start = offset;
  let end = offset;
  while (start > 0 && /[\w$]/.test(text[start - 1] ?? "")) start--;
  while (end < text.length && /[\w$]/.test(text[end] ?? "")) end++;
  return { start, end };
}

function completeOption(project: Project, asset: ResolvedAsset, file: string, offset: number): CompletionItem[] {
  const inside = (value: Value | undefined) => value !== undefined && value.place.file === file && covers(value.place, offset);
  const manager = property(asset.options, "ioManagerKey");
  if (manager && inside(manager)) return managers(project, manager, "store");
  for (const input of asset.inputs) {
    const key = property(input.ins, "inputManagerKey");
    if (key && inside(key)) return managers(project, key, "load");
    const upstream = property(input.ins, "key");
    if (upstream && inside(upstream)) return assetKeys(project, asset, upstream);
  }
  const deps = property(asset.options, "deps");
  if (deps?.kind !== "array" || !inside(deps)) return [];
  const element = deps.elements.find(inside);
  return element ? assetKeys(project, asset, element) : quotedKeys(project, asset, { file, start: offset, end: offset });
}

/** The inside of a string literal, between its quotes; null for anything else. */
function stringInside(project: Project, value: Value): Place | null {
  const { file, start, end } = value.place;
  const text = project.files.read(file)?.slice(start, end) ?? "";
  if (!/^["'`]/.test(text)) return null;
  const closed = text.length > 1 && text.at(-1) === text[0];
  return { file, start: start + 1, end: closed ? end - 1 : end };
}

function managers(project: Project, value: Value, use: "store" | "load"): CompletionItem[] {
  const place = stringInside(project, value);
  if (!place) return [];
  return [...project.model().resources.byKey.values()].flatMap(({ key, manager }): CompletionItem[] => {
    const usable = manager.kind !== "not-a-manager" && (use === "load" || manager.kind !== "input-only");
    if (!usable) return [];
    return [{ label: key, kind: "manager", detail: manager.className ?? "I/O manager", documentation: "", text: key, place, more: [] }];
  });
}

function assetKeys(project: Project, asset: ResolvedAsset, value: Value): CompletionItem[] {
  const place = stringInside(project, value);
  return place ? keyItems(project, asset, place) : [];
}

/** Between the elements of `deps` a key comes with its quotes. */
function quotedKeys(project: Project, asset: ResolvedAsset, place: Place): CompletionItem[] {
  return keyItems(project, asset, place).map((item) => ({ ...item, text: JSON.stringify(item.text) }));
}

function keyItems(project: Project, asset: ResolvedAsset, place: Place): CompletionItem[] {
  const model = project.model();
  const below = reach([asset.key], downstreamOf(model));
  return model.assets
    .filter(({ key }) => !below.has(key))
    .map(({ key, group, description }) => ({
      label: key,
      kind: "asset",
      detail: `group ${group}`,
      documentation: description,
      text: key,
      place,
      more: [],
    }));
}
