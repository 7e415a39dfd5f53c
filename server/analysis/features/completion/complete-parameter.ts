// Completes a parameter's name: the assets that it could load, with their types.
import * as l10n from "@vscode/l10n";
import type { ResolvedAsset } from "../../model.js";
import { isContext } from "../../names.js";
import type { Annotation } from "../../reader/annotation.js";
import { importEdit } from "../edits.js";
import { belowOf } from "./below.js";
import { type Completion, type CompletionItem, type Cursor, limited, wordAround, wordBefore } from "./completion-item.js";
import { sdkName } from "./sdk-name.js";

/** The number of types that are computed for one answer. The other types are computed when an item is selected, or when more is typed. */
const TYPED = 15;

/** Null if the cursor is not in an asset's parameter list. */
export function completeParameter(cursor: Cursor): Completion | null {
  const { project, file, offset, text } = cursor;
  const asset = project.model().assets.find(({ declaration }) => {
    const fn = declaration?.fn;
    return fn?.file === file && fn.fact.parametersSpan.start <= offset && offset <= fn.fact.parametersSpan.end;
  });
  if (!asset) return completeHalfTyped(cursor);
  const parameters = asset.declaration?.fn?.fact.parameters ?? [];
  const at = parameters.find(({ span }) => span.start <= offset && offset <= span.end);
  const inName = at !== undefined && at.nameSpan.start <= offset && offset <= at.nameSpan.end;
  if (at && (!inName || isContext(at.name, parameters.indexOf(at)))) return NOTHING;
  // After a name and before its colon there is nothing to complete.
  if (!at && !/[(,]\s*[\w$]*$/.test(text.slice(0, offset))) return NOTHING;
  const taken = new Set(asset.inputs.filter((input) => input.fact !== at).map((input) => input.parameter));
  return parameterItems(cursor, asset, at ? { file, ...at.nameSpan } : wordAround(cursor), taken, at?.typeText != null);
}

const NOTHING: Completion = { items: [], incomplete: false };

/** Completes a parameter list that cannot be parsed because `=>` is missing, from the text before the cursor alone. */
function completeHalfTyped(cursor: Cursor): Completion | null {
  const { project, file, text, offset, before } = cursor;
  const list = before.open.at(-1);
  const call = before.open.at(-2);
  if (list?.kind !== "group" || call?.kind !== "call" || call.index > 1 || sdkName(project, file, call.callee) !== "asset") return null;
  // After the name's colon comes a type, which TypeScript completes.
  if (list.inType || (before.previous !== "(" && before.previous !== ",")) return NOTHING;
  const names = text
    .slice(list.start + 1, offset)
    .split(",")
    .map((part) => part.trim().split(":")[0]?.trim() ?? "");
  names.pop();
  const asset = project.model().assets.find(({ declaration }) => declaration?.file === file && declaration.place.start === call.start);
  return parameterItems(cursor, asset ?? null, wordAround(cursor), new Set(names), false);
}

function parameterItems(
  cursor: Cursor,
  asset: ResolvedAsset | null,
  place: CompletionItem["place"],
  taken: ReadonlySet<string>,
  hasType: boolean,
): Completion {
  const model = cursor.project.model();
  const below = belowOf(model, asset);
  const items = model.assets.flatMap((upstream): CompletionItem[] => {
    const name = parameterNameOf(upstream.key, asset?.prefix ?? []);
    if (below.has(upstream.key) || name === null || taken.has(name) || upstream.returnsNothing) return [];
    return [{ label: name, kind: "asset", detail: l10n.t`asset ${upstream.key}`, text: name, place, more: [], asset: upstream.key }];
  });
  const { items: listed, incomplete } = limited(items, wordBefore(cursor));
  if (hasType) return { items: listed, incomplete };
  return {
    items: listed.map((item, index) => (index < TYPED ? withType(cursor, item, asset) : item)),
    incomplete: incomplete || listed.length > TYPED,
  };
}

/** The item with its type and the imports of the type, if an annotation can be written here. */
function withType({ project, file }: Cursor, item: CompletionItem, asset: ResolvedAsset | null): CompletionItem {
  const upstream = project.model().byKey.get(item.asset ?? "");
  if (!upstream || upstream.external) return item;
  const annotation = asset?.declaration?.fn ? project.types().annotation(asset, upstream) : plainType(project, upstream);
  // The annotation `any` adds nothing.
  if (!annotation || annotation.text === "any" || annotation.text.includes("import(")) return item;
  return {
    ...item,
    detail: `${item.detail}: ${annotation.text}`,
    text: `${item.text}: ${annotation.text}`,
    more: annotation.imports.map((needed) => importEdit(project, file, needed.file, needed.name, true)).filter(({ text }) => text !== ""),
  };
}

/** A type that needs no import and does not depend on the consumer: `number[]`, `Record<string, number>`. */
function plainType(project: Cursor["project"], upstream: ResolvedAsset): Annotation | null {
  const text = project.types().output(upstream)?.text ?? "";
  return /^(?:number|string|boolean|bigint|Date|Record|Map|Set|[<>[\], |])+$/.test(text) ? { text, imports: [] } : null;
}

/** The parameter name that would load a key. Null if only `ins` can name it. */
function parameterNameOf(key: string, prefix: readonly string[]): string | null {
  const own = prefix.length === 0 ? "" : `${prefix.join("/")}/`;
  const name = own !== "" && key.startsWith(own) ? key.slice(own.length) : key;
  return name.includes("/") || /^\d/.test(name) ? null : name;
}
