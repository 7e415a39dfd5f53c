// How an asset gets its key: options first, else the name under which its own module exports it.
import * as l10n from "@vscode/l10n";
import type { Place } from "../../runtime/contract/problem.js";
import { placeOf } from "./evaluate.js";
import type { Expr, FileFacts } from "./facts.js";
import { listedAnd } from "./nearest.js";
import { type AssetDeclaration, property, stringOf, type Value } from "./value.js";

export interface AssetName {
  /** Null where none can be told. */
  readonly key: string | null;
  /** Key parts that complete a parameter's name. */
  readonly prefix: readonly string[];
  /** Where a problem of the asset stands: the exported name, else the declared one, else the call. */
  readonly place: Place;
  readonly description: string;
  /** The name its own module exports it by; null when it does not. */
  readonly exportedAs: string | null;
  /** Why the name is no name, in a sentence with the remedy. */
  readonly invalid: string | null;
}

// A declaration is read anew whenever its file changes, so what it is called stays with it.
const named = new WeakMap<AssetDeclaration, AssetName>();

/** The key of an asset, by its options and the file that declares it. */
export function nameAsset(declaration: AssetDeclaration, facts: FileFacts | undefined): AssetName {
  const name = named.get(declaration) ?? readName(declaration, facts);
  named.set(declaration, name);
  return name;
}

function readName(declaration: AssetDeclaration, facts: FileFacts | undefined): AssetName {
  const exports = facts ? exportsOf(declaration, facts) : [];
  const binding = facts ? bindingOf(declaration, facts) : undefined;
  const place = binding ? placeOf(binding.nameSpan, declaration.file) : declaration.place;
  const description = binding?.description ?? "";
  const exportedAs = exports[0] ?? null;
  const given = keyParts(property(declaration.options, "key"));
  if (given) return { key: given.join("/"), prefix: given.slice(0, -1), place, description, exportedAs, invalid: invalidParts(given) };

  const prefix = keyParts(property(declaration.options, "keyPrefix")) ?? [];
  const names = exports.filter((name) => name !== "default");
  const [name] = names;
  if (name === undefined) {
    return { key: null, prefix, place, description, exportedAs, invalid: unnamed(exports.includes("default"), binding?.name) };
  }
  const parts = [...prefix, name];
  const twice =
    names.length > 1
      ? l10n.t`An asset has one name, and its module exports this one as ${listedAnd(names.map((each) => `"${each}"`))}. Give it a \`key\`, or export it once.`
      : null;
  return { key: parts.join("/"), prefix, place, description, exportedAs, invalid: twice ?? invalidParts(parts) };
}

function unnamed(byDefault: boolean, name: string | undefined): string {
  if (byDefault) return l10n.t('A default export has no name. Give the asset a `key`: `export default asset({ key: "name" }, …)`.');
  return name === undefined
    ? l10n.t('This asset has no name: its module does not export it. Give it a `key`: `asset({ key: "name" }, …)`.')
    : l10n.t`This asset has no name: its module does not export it. Export \`${name}\`, or give it a \`key\`.`;
}

/** A first parameter of this name is the context. */
export function isContext(name: string | null, position: number): boolean {
  return position === 0 && (name === "context" || name === "_context");
}

/** `"a/b"` or `["a", "b"]` → parts, or null when it is neither. */
export function keyParts(value: Value | undefined): string[] | null {
  const text = stringOf(value);
  if (text !== null) return text.split("/");
  if (value?.kind !== "array" || value.open) return null;
  const parts = value.elements.map((element) => stringOf(element));
  return parts.every((part): part is string => part !== null) && parts.length > 0 ? parts : null;
}

/** Dagster's rule for the parts of a key; a part is also a parameter name somewhere, so JavaScript's reserved words are out. */
export function invalidParts(parts: readonly string[]): string | null {
  for (const part of parts) {
    if (!/^[A-Za-z0-9_]+$/.test(part)) {
      return l10n.t`"${part}" cannot be part of an asset key: only letters A-Z a-z, digits and _ can. Rename it, or give the asset a \`key\`.`;
    }
  }
  const last = parts.at(-1) ?? "";
  return RESERVED.has(last)
    ? l10n.t`"${last}" is a reserved name and cannot name an asset. Rename it, or give the asset another \`key\`.`
    : null;
}

const RESERVED = new Set(
  (
    "context _context arguments await break case catch class const continue debugger default delete do else enum eval export extends false " +
    "finally for function if implements import in instanceof interface let new null package private protected public return static super " +
    "switch this throw true try typeof var void while with yield"
  ).split(" "),
);

/** Every name under which the declaring module itself exports the asset. */
function exportsOf(declaration: AssetDeclaration, facts: FileFacts): string[] {
  const names = facts.exports
    .filter((fact) => fact.specifier === null && declares(facts, fact.local, declaration))
    .map((fact) => fact.exported);
  const byDefault = facts.defaultExport && isDeclaration(facts, facts.defaultExport, declaration);
  return byDefault ? [...names, "default"] : names;
}

function bindingOf(declaration: AssetDeclaration, facts: FileFacts) {
  for (const binding of facts.bindings.values()) {
    if (binding.value.kind === "call" && binding.value.span.start === declaration.place.start) return binding;
  }
  return undefined;
}

function declares(facts: FileFacts, local: string, declaration: AssetDeclaration): boolean {
  const value = facts.bindings.get(local)?.value;
  return value !== undefined && isDeclaration(facts, value, declaration);
}

/** The expression is the asset's call, or a name of it within the file. */
function isDeclaration(facts: FileFacts, expr: Expr, declaration: AssetDeclaration): boolean {
  const seen = new Set<string>();
  let current: Expr | undefined = expr;
  while (current?.kind === "name" && !seen.has(current.name)) {
    seen.add(current.name);
    current = facts.bindings.get(current.name)?.value;
  }
  return current?.kind === "call" && current.span.start === declaration.place.start;
}
