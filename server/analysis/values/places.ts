// The places of values. A problem is shown where a constant is used, wherever it is declared.
import type { Place } from "../../../runtime/contract/problem.js";
import type { Span } from "../facts.js";
import type { Value } from "../value.js";

export function placeOf(span: Span, file: string): Place {
  return { file, start: span.start, end: span.end };
}

/** The same value at another place. An asset keeps its own place in its declaration. */
export function at(value: Value, place: Place): Value {
  if (value.kind === "object") {
    const properties = new Map([...value.properties].map(([name, each]) => [name, { ...each, value: at(each.value, place) }]));
    return { ...value, properties, place };
  }
  return { ...value, place };
}

/** The same value, referred to by a name at a place. */
export function called(value: Value, place: Place): Value {
  return value.kind === "asset" ? { ...value, place, written: place } : at(value, place);
}

export function unknown(place: Place): Value {
  return { kind: "unknown", place };
}

export function literal(value: string | number | boolean | null | undefined, place: Place): Value {
  return { kind: "literal", value, place, written: place };
}

/** A literal that is not written in code: computed, or reported by executing the code. */
export function computed(value: string | number | boolean | null | undefined, place: Place): Value {
  return { kind: "literal", value, place, written: NOWHERE };
}

const NOWHERE: Place = { file: "", start: 0, end: 0 };
