// Reads `AssetSelection.…` as written in code and gives the same selection in Dagster's grammar.
import { stringOf, type Value } from "./value.js";

/** The key a value names: a string, an array of parts, an asset. */
export type KeyOf = (value: Value) => string | null;

/** The selection's text, or null where only running can tell. A plain string is already in the grammar. */
export function selectionText(value: Value, keyOf: KeyOf): string | null {
  const text = stringOf(value);
  if (text !== null) return text;
  if (value.kind === "asset") return keyClause(value, keyOf);
  if (value.kind === "array") return anyOf(value.elements.map((element) => selectionText(element, keyOf)));
  if (value.kind !== "call") return null;
  if (value.receiver === null) return factory(value.callee, value.args, keyOf);
  return method(value.callee, selectionText(value.receiver, keyOf), value.args, keyOf);
}

function factory(callee: string, args: readonly Value[], keyOf: KeyOf): string | null {
  switch (callee) {
    case "AssetSelection.all":
      return "*";
    case "AssetSelection.assets":
    case "AssetSelection.keys":
      return anyOf(args.map((arg) => keyClause(arg, keyOf)));
    case "AssetSelection.groups":
      return anyOf(args.map((arg) => clause("group", stringOf(arg))));
    case "AssetSelection.tag": {
      const [key, value] = args.map(stringOf);
      if (typeof key !== "string") return null;
      return typeof value === "string" ? `tag:"${key}"="${value}"` : `tag:"${key}"`;
    }
    case "AssetSelection.keyPrefixes":
      return anyOf(args.map((arg) => clause("key", keyOf(arg), "/*")));
    default:
      return null;
  }
}

function method(name: string, inner: string | null, args: readonly Value[], keyOf: KeyOf): string | null {
  if (inner === null) return null;
  const other = args[0] ? selectionText(args[0], keyOf) : null;
  switch (name) {
    case "upstream":
      return `${depthOf(args[0])}+(${inner})`;
    case "downstream":
      return `(${inner})+${depthOf(args[0])}`;
    case "roots":
    case "sinks":
      return `${name}(${inner})`;
    case "and":
    case "or":
      return other === null ? null : `(${inner}) ${name} (${other})`;
    case "subtract":
      return other === null ? null : `(${inner}) and not (${other})`;
    default:
      return null;
  }
}

function depthOf(value: Value | undefined): string {
  return value?.kind === "literal" && typeof value.value === "number" ? String(value.value) : "";
}

function keyClause(value: Value, keyOf: KeyOf): string | null {
  return clause("key", keyOf(value));
}

function clause(attribute: string, text: string | null, suffix = ""): string | null {
  return text === null ? null : `${attribute}:"${text}${suffix}"`;
}

function anyOf(parts: readonly (string | null)[]): string | null {
  const known = parts.filter((part) => part !== null);
  return known.length === parts.length && known.length > 0 ? known.join(" or ") : null;
}
