// How an asset gets its key: from its options, else from the name under which its own module exports it.

import * as l10n from "@vscode/l10n";
import { perObject } from "../../runtime/contract/memo.js";
import { faultOfKey, faultOfName, type NameFault } from "../../runtime/contract/names.js";
import type { Place } from "../../runtime/contract/problem.js";
import { listedAnd } from "../../runtime/planning/index.js";
import { type Evaluator, placeOf } from "./evaluate.js";
import type { BindingFact, FileFacts } from "./facts.js";
import { type AssetDeclaration, answer, declarationId, stringOf, textsOf, type Value } from "./value.js";
import type { Module } from "./values/compose.js";

export interface AssetName {
  /** Null if the key is unknown. */
  readonly key: string | null;
  /** The key is known only when the code is executed. */
  readonly open: boolean;
  /** Key parts that are added in front of a parameter's name. */
  readonly prefix: readonly string[];
  /** Where problems of the asset are shown: the exported name, else the declared one, else the call. */
  readonly place: Place;
  readonly description: string;
  /** The name by which its own module exports it. Null if it is not exported. */
  readonly exportedAs: string | null;
  /** Why the name is invalid, as one sentence with the fix. */
  readonly invalid: string | null;
}

// A changed file creates new declarations, and a change of exports creates a new module, so names can be cached by both.
const named = new WeakMap<AssetDeclaration, { readonly module: Module; readonly name: AssetName }>();

/** What naming needs from the module that declares an asset. */
export interface NamingSource {
  readonly evaluator: Pick<Evaluator, "exports">;
  facts(file: string): FileFacts | undefined;
}

/** The key of an asset, from its options and the names by which its module exports it. */
export function nameAsset(declaration: AssetDeclaration, source: NamingSource): AssetName {
  const module = source.evaluator.exports(declaration.file);
  const known = named.get(declaration);
  if (known?.module === module) return known.name;
  const name = readName(declaration, module, source.facts(declaration.file));
  named.set(declaration, { module, name });
  return name;
}

function readName(declaration: AssetDeclaration, module: Module, facts: FileFacts | undefined): AssetName {
  // The module's own exports come before re-exports.
  const own = new Set(facts?.exports.map(({ exported }) => exported));
  const exports = [...exportedNames(declaration, module)].sort((a, b) => Number(own.has(b)) - Number(own.has(a)));
  const binding = facts ? bindingOf(declaration, facts, exports) : undefined;
  const place = binding ? placeOf(binding.nameSpan, declaration.file) : declaration.place;
  const description = binding?.description ?? "";
  const common = { place, description, exportedAs: exports[0] ?? null, open: false };
  const given = answer(declaration.options, "key", keyParts);
  const before = answer(declaration.options, "keyPrefix", prefixParts);
  if (given.kind === "known") {
    const parts = given.value;
    return { ...common, key: parts.join("/"), prefix: parts.slice(0, -1), invalid: invalidParts(parts) };
  }
  if (given.kind === "open" || before.kind === "open") return { ...common, key: null, prefix: [], invalid: null, open: true };

  const prefix = before.kind === "known" ? before.value : [];
  const names = exports.filter((name) => name !== "default");
  const [name] = names;
  if (name === undefined) return { ...common, key: null, prefix, invalid: unnamed(exports.includes("default"), binding?.name) };
  const parts = [...prefix, name];
  const twice =
    names.length > 1
      ? l10n.t`An asset has one name, and its module exports this one as ${listedAnd(names.map((each) => `"${each}"`))}. Give it a \`key\`, or export it once.`
      : null;
  return { ...common, key: parts.join("/"), prefix, invalid: twice ?? invalidName(prefix, name) };
}

function unnamed(byDefault: boolean, name: string | undefined): string {
  if (byDefault) return l10n.t('A default export has no name. Give the asset a `key`: `export default asset({ key: "name" }, …)`.');
  return name === undefined
    ? l10n.t('This asset has no name: its module does not export it. Give it a `key`: `asset({ key: "name" }, …)`.')
    : l10n.t`This asset has no name: its module does not export it. Export \`${name}\`, or give it a \`key\`.`;
}

/** A first parameter with this name is the context. */
export function isContext(name: string | null, position: number): boolean {
  return position === 0 && (name === "context" || name === "_context");
}

/** The names of a `keyPrefix`. An empty list means no prefix. */
function prefixParts(value: Value): string[] | null {
  return textsOf(value)?.length === 0 ? [] : keyParts(value);
}

/** `"a/b"` or `["a", "b"]` → parts, or null for anything else. */
export function keyParts(value: Value | undefined): string[] | null {
  const text = stringOf(value);
  if (text !== null) return text.split("/");
  const parts = value === undefined ? null : textsOf(value);
  return parts !== null && parts.length > 0 ? parts : null;
}

/** What is wrong with the parts of a key, as one sentence with the fix. */
export function invalidParts(parts: readonly string[]): string | null {
  return faultMessage(faultOfKey(parts), true);
}

/** What is wrong with the parts of a prefix and the exported name. */
export function invalidName(prefix: readonly string[], name: string): string | null {
  return faultMessage(prefix.length === 0 ? null : faultOfKey(prefix), true) ?? faultMessage(faultOfName(name), false);
}

function faultMessage(fault: NameFault | null, isGiven: boolean): string | null {
  switch (fault?.why) {
    case "letters":
      return isGiven
        ? l10n.t`"${fault.part}" cannot be part of an asset key: only letters A-Z a-z, digits, _ and - can. Give it another.`
        : l10n.t`"${fault.part}" cannot be part of an asset key: only letters A-Z a-z, digits and _ can. Rename it, or give the asset a \`key\`.`;
    case "reserved":
      return l10n.t`"${fault.part}" is a reserved name and cannot name an asset. Rename it, or give the asset another \`key\`.`;
    default:
      return null;
  }
}

/** Every name under which the declaring module exports the asset, `default` last. */
function exportedNames(declaration: AssetDeclaration, module: Module): readonly string[] {
  return namesByDeclaration(module).get(declarationId(declaration)) ?? [];
}

const namesByDeclaration = perObject(({ names }: Module): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>();
  for (const [name, value] of names) {
    if (value.kind !== "asset") continue;
    const id = declarationId(value.declaration);
    found.set(id, [...(found.get(id) ?? []), name]);
  }
  return found;
});

/** Where the module names the asset: the exported name, else the constant that contains the call. */
function bindingOf(declaration: AssetDeclaration, facts: FileFacts, exports: readonly string[]): BindingFact | undefined {
  const exported = facts.exports.find((fact) => fact.exported === exports[0] && fact.specifier === null);
  const binding = exported && facts.bindings.get(exported.local);
  // For `export { orders as sales }`, the constant names the asset.
  if (binding && binding.value.kind !== "name") return binding;
  return [...facts.bindings.values()].find(({ value }) => value.kind === "call" && value.span.start === declaration.place.start) ?? binding;
}
