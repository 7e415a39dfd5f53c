// Converts `AssetSelection.…` in code to the same selection in Dagster's grammar.
import type { Place } from "../../runtime/contract/problem.js";
import { stringOf, type Value } from "./value.js";

/** The key a value names: a string, an array of parts, an asset. */
export type KeyOf = (value: Value) => string | null;

/** The selection's text, or null if it is known only when the code is executed. A plain string is already in the grammar. */
export function selectionText(value: Value, keyOf: KeyOf): string | null {
  const text = stringOf(value);
  if (text !== null) return text;
  if (value.kind === "asset") return keyClause(value, keyOf);
  if (value.kind === "array") return anyOf(value.elements.map((element) => selectionText(element, keyOf)));
  if (value.kind !== "call") return null;
  if (value.receiver === null) return factory(value.callee, value.args, keyOf);
  return method(value.callee, selectionText(value.receiver, keyOf), value.args, keyOf);
}

/** A part of a selection that can be checked independently of the others. */
export interface SelectionPart {
  readonly text: string;
  readonly place: Place;
  /** The text is a string literal in the user's code, not derived from a call. */
  readonly isText: boolean;
}

/** The parts of a selection. Parts that are known only when the code is executed are left out. */
export function selectionParts(value: Value, keyOf: KeyOf): SelectionPart[] {
  const { place } = value;
  const text = stringOf(value);
  if (text !== null) return [{ text, place, isText: true }];
  if (value.kind === "array") return value.elements.flatMap((element) => selectionParts(element, keyOf));
  if (value.kind === "call" && value.receiver !== null)
    return [value.receiver, ...value.args].flatMap((part) => (stringOf(part) === null ? selectionParts(part, keyOf) : []));
  if (value.kind !== "call" || value.callee === "AssetSelection.tag") {
    const whole = selectionText(value, keyOf);
    return whole === null ? [] : [{ text: whole, place, isText: false }];
  }
  return value.args.flatMap((arg) => {
    const part = factory(value.callee, [arg], keyOf);
    return part === null ? [] : [{ text: part, place: arg.place, isText: false }];
  });
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
