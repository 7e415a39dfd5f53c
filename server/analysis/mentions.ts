// Every place in a project that names an asset. References, highlights and renaming use these.
import type { Place } from "../../runtime/contract/problem.js";
import { jobsOf } from "./jobs.js";
import { loadsInScripts } from "./loads-in-scripts.js";
import type { ProjectModel, ResolvedAsset } from "./model.js";
import { insideQuotes, type Literal, nameAt, partOfString, type TextOf, textsOf } from "./name-places.js";
import { keyParts } from "./names.js";
import type { Project } from "./project.js";
import { namesInSelection } from "./selection-names.js";
import { type AssetDeclaration, declarationId, property, type Value } from "./value.js";

export interface Mention {
  /** `selection` is a key in the selection of a job. `load` is a key in a script that loads a stored value. */
  readonly kind: "declaration" | "parameter" | "ins-key" | "dep" | "selection" | "load";
  /** The key of the named asset. Such an asset need not exist. */
  readonly key: string;
  /** The exact span of the name: the identifier, the text inside a string's quotes, or the last part of an array. */
  readonly place: Place;
  readonly written: "identifier" | "string" | "array";
  /** For an array, the text inside the quotes of each part, else only `place`. A part that is a constant may be in another place. */
  readonly parts: readonly Place[];
  /** `key`: the whole key. `name`: its last part, which a prefix completes. `alias`: another name, from which the key does not follow. */
  readonly says: "key" | "name" | "alias";
  /** The asset whose declaration contains the mention. Null in a selection and in a script. */
  readonly asset: ResolvedAsset | null;
}

/** Every mention of a key: the declaration first, then the assets in order, then jobs, then scripts. */
export function mentionsOf(project: Project, key: string): readonly Mention[] {
  return indexOf(project).byKey.get(key) ?? [];
}

/** The mentions that cover an offset. There are several if one function creates several assets. */
export function mentionsAt(project: Project, file: string, offset: number): readonly Mention[] {
  return (indexOf(project).byFile.get(file) ?? []).filter(({ place }) => place.start <= offset && offset <= place.end);
}

interface Index {
  readonly byKey: ReadonlyMap<string, readonly Mention[]>;
  readonly byFile: ReadonlyMap<string, readonly Mention[]>;
}

// Each change creates a new model, so its mentions are cached with it.
const indexes = new WeakMap<ProjectModel, Index>();

function indexOf(project: Project): Index {
  const model = project.model();
  const known = indexes.get(model);
  if (known) return known;
  const made = collect(model, textsOf(project.files), loadsInScripts(project));
  indexes.set(model, made);
  return made;
}

function collect(model: ProjectModel, textOf: TextOf, loads: readonly Literal[]): Index {
  const byKey = new Map<string, Mention[]>();
  const byFile = new Map<string, Mention[]>();
  const seen = new Set<string>();
  const add = (mention: Mention) => {
    const { file, start } = mention.place;
    // A constant that two assets use is listed once.
    const id = `${mention.kind} ${mention.key} ${start} ${file}`;
    if (seen.has(id)) return;
    seen.add(id);
    push(byKey, mention.key, mention);
    push(byFile, file, mention);
  };
  const byDeclaration = new Map(
    model.assets.flatMap((asset) => (asset.declaration ? [[declarationId(asset.declaration), asset.key] as const] : [])),
  );
  const read: Reading = {
    textOf,
    keyOf: (declaration) => byDeclaration.get(declarationId(declaration)),
  };
  for (const asset of model.assets) for (const mention of declarationOf(asset, read)) add(mention);
  for (const asset of model.assets) for (const mention of namedBy(asset, read)) add(mention);
  for (const { selection } of jobsOf(model)) for (const mention of selection ? inSelection(selection, read) : []) add(mention);
  for (const load of loads) for (const mention of keyMention({ kind: "load", key: null, asset: null }, load, read)) add(mention);
  return { byKey, byFile };
}

interface Reading {
  readonly textOf: TextOf;
  keyOf(declaration: AssetDeclaration): string | undefined;
}

/** The name of the asset, and its `key` where it has one. */
function declarationOf(asset: ResolvedAsset, read: Reading): Mention[] {
  const key = property(asset.options, "key");
  const base = { kind: "declaration", key: asset.key, asset } as const;
  const given = key ? keyMention(base, key, read) : [];
  if (asset.external) return given;
  const says = key ? "alias" : "name";
  return [{ ...base, place: asset.place, written: "identifier", parts: [asset.place], says }, ...given];
}

/** The mentions in an asset: its parameters, their `ins` keys, its deps. */
function namedBy(asset: ResolvedAsset, read: Reading): Mention[] {
  const found: Mention[] = [];
  for (const { upstream, place, ins } of asset.inputs) {
    const key = property(ins, "key");
    if (upstream !== null) {
      found.push({
        kind: "parameter",
        key: upstream,
        place,
        written: "identifier",
        parts: [place],
        says: key ? "alias" : "name",
        asset,
      });
    }
    if (key) found.push(...keyMention({ kind: "ins-key", key: upstream, asset }, key, read));
  }
  const deps = property(asset.options, "deps");
  for (const element of deps?.kind === "array" ? deps.elements : []) {
    const external = element.kind === "call" && element.callee === "externalAsset" ? property(element.args[0], "key") : undefined;
    found.push(...keyMention({ kind: "dep", key: null, asset }, external ?? element, read));
  }
  return found;
}

/** A key in code: a string, an array of parts, or the asset itself. */
function keyMention(
  base: Pick<Mention, "kind" | "asset"> & { readonly key: string | null },
  value: Value,
  { textOf, keyOf }: Reading,
): Mention[] {
  if (value.kind === "asset") {
    const place = nameAt(value.written, textOf);
    const key = keyOf(value.declaration);
    return place && key !== undefined ? [{ ...base, key, place, written: "identifier", parts: [place], says: "alias" }] : [];
  }
  const key = base.key ?? keyParts(value)?.join("/");
  if (key === undefined) return [];
  const literals = (value.kind === "array" ? value.elements : [value]).filter((each) => each.kind === "literal");
  const parts = literals.map((literal) => insideQuotes(literal, textOf)).filter((part) => part !== null);
  const place = parts.at(-1);
  if (!place || parts.length !== literals.length) return [];
  return [{ ...base, key, place, written: value.kind === "array" ? "array" : "string", parts, says: "key" }];
}

function inSelection(selection: Value, read: Reading): Mention[] {
  const base = { kind: "selection", key: null, asset: null } as const;
  switch (selection.kind) {
    case "literal":
      return inSelectionText(selection, read.textOf);
    case "asset":
      return keyMention(base, selection, read);
    case "array":
      return selection.elements.flatMap((element) => inSelection(element, read));
    case "choice":
      return selection.options.flatMap((option) => inSelection(option, read));
    case "call": {
      if (selection.receiver) return [selection.receiver, ...selection.args].flatMap((each) => inSelection(each, read));
      const named = selection.callee === "AssetSelection.keys" || selection.callee === "AssetSelection.assets";
      return named ? selection.args.flatMap((arg) => keyMention(base, arg, read)) : [];
    }
    default:
      return [];
  }
}

/** Keys in selection text. A pattern does not name an asset. */
function inSelectionText(literal: Literal, textOf: TextOf): Mention[] {
  if (typeof literal.value !== "string") return [];
  return namesInSelection(literal.value).flatMap(({ attribute, text, start, end }): Mention[] => {
    const place = attribute === "key" && !text.includes("*") ? partOfString(literal, start, end, textOf) : null;
    return place ? [{ kind: "selection", key: text, place, written: "string", parts: [place], says: "key", asset: null }] : [];
  });
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
