// Evaluates objects, lists and their parts. A part that requires executing code is unknown, never absent.
import type { Place } from "../../../runtime/contract/problem.js";
import { isUndefined, type Property, type Value } from "../value.js";
import { at, called, computed, unknown } from "./places.js";

/** The exports of a module. `open`: there may be more than are listed. */
export interface Module {
  readonly names: ReadonlyMap<string, Value>;
  readonly open: boolean;
}

/** What composing needs from modules. */
export interface Exports {
  exported(file: string, name: string): Value | undefined;
  exports(file: string): Module;
}

export interface SpreadValue {
  readonly spread: boolean;
  readonly value: Value;
  readonly place: Place;
}

/** A list literal. After an unreadable spread, the number and the order of elements are open. */
export function listOf(elements: readonly SpreadValue[], place: Place): Value {
  const all: Value[] = [];
  let open = false;
  for (const { spread, value, place: where } of elements) {
    if (!spread) all.push(value);
    else if (value.kind === "array") {
      all.push(...value.elements.map((inner) => at(inner, where)));
      open ||= value.open;
    } else if (value.kind === "choice" && value.options.every((option) => option.kind === "array")) {
      // `...(flag ? [a] : [])`: each element may be in the list.
      for (const option of value.options) if (option.kind === "array") all.push(...option.elements.map((inner) => at(inner, where)));
      open = true;
    } else open = true;
  }
  return { kind: "array", elements: all, open, place };
}

/** Builds an object literal: properties in the order they are written, later ones replace earlier ones. */
export class ObjectBuilder {
  readonly #properties = new Map<string, Property>();
  #open = false;

  constructor(private readonly modules: Exports) {}

  set(name: string, value: Value, namePlace: Place): void {
    this.#properties.set(name, { value, namePlace });
  }

  /** Adds a property with an unreadable name or value: it may replace any property so far, or be another one. */
  setAny(): void {
    this.#open = true;
    for (const [name, each] of this.#properties) this.#properties.set(name, { ...each, value: unknown(each.value.place) });
  }

  spread(value: Value, place: Place): void {
    switch (value.kind) {
      case "object":
        if (value.open) this.setAny();
        for (const [name, each] of value.properties) this.set(name, at(each.value, place), each.namePlace);
        return;
      case "namespace": {
        const { names, open } = this.modules.exports(value.file);
        if (open) this.setAny();
        for (const [name, each] of names) this.set(name, at(each, place), place);
        return;
      }
      case "choice":
        return this.#spreadChoice(value.options, place);
      case "array":
      case "literal":
      case "function":
        // Spreading `undefined`, `false` or a number adds nothing.
        return;
      default:
        return this.setAny();
    }
  }

  /** `...(flag ? { a } : {})`: each property has the value of one of the options, or the value before. */
  #spreadChoice(options: readonly Value[], place: Place): void {
    const outcomes = options.map((option) => {
      const builder = new ObjectBuilder(this.modules);
      builder.spread(option, place);
      return builder.#result();
    });
    if (outcomes.some(({ open }) => open)) this.setAny();
    const names = new Map(outcomes.flatMap(({ properties }) => [...properties].map(([name, { namePlace }]) => [name, namePlace] as const)));
    for (const [name, namePlace] of names) {
      const before = this.#properties.get(name)?.value ?? (this.#open ? unknown(place) : computed(undefined, place));
      this.set(
        name,
        choiceOf(
          outcomes.map(({ properties }) => properties.get(name)?.value ?? before),
          place,
        ),
        namePlace,
      );
    }
  }

  #result() {
    return { properties: this.#properties as ReadonlyMap<string, Property>, open: this.#open };
  }

  build(place: Place): Value {
    return { kind: "object", ...this.#result(), place };
  }
}

/** One of several values. If they are all the same literal, that literal. */
export function choiceOf(options: readonly Value[], place: Place): Value {
  const [first] = options;
  const isSame = (other: Value) => first?.kind === "literal" && other.kind === "literal" && first.value === other.value;
  return first !== undefined && options.every(isSame) ? at(first, place) : { kind: "choice", options, place };
}

/** `object.name`. */
export function memberOf(object: Value, name: string, place: Place, modules: Exports): Value {
  switch (object.kind) {
    case "object": {
      const found = object.properties.get(name);
      if (found) return called(found.value, place);
      return object.open ? unknown(place) : computed(undefined, place);
    }
    case "namespace":
      return called(modules.exported(object.file, name) ?? unknown(place), place);
    case "class":
      return called(object.statics.get(name) ?? unknown(place), place);
    case "array":
      if (name === "length") return object.open ? unknown(place) : computed(object.elements.length, place);
      return { kind: "method", receiver: object, name, place };
    case "literal":
      if (typeof object.value === "string" && name === "length") return computed(object.value.length, place);
      return typeof object.value === "string" ? { kind: "method", receiver: object, name, place } : unknown(place);
    case "sdk":
      return { kind: "sdk", name: object.name === "" ? name : `${object.name}.${name}`, place };
    case "global":
      return { kind: "global", name: `${object.name}.${name}`, place };
    case "call":
      return { kind: "method", receiver: object, name, place };
    case "function":
      return name === "bind" ? { kind: "method", receiver: object, name, place } : unknown(place);
    case "choice":
      return choiceOf(
        object.options.map((option) => memberOf(option, name, place, modules)),
        place,
      );
    default:
      return unknown(place);
  }
}

/** `object[index]`. An unreadable index gives a choice of all elements, if all are known. */
export function elementOf(object: Value, index: Value, place: Place, modules: Exports): Value {
  if (index.kind === "literal" && object.kind === "array" && typeof index.value === "number") {
    const found = object.elements[index.value];
    if (object.open) return unknown(place);
    return found === undefined ? computed(undefined, place) : called(found, place);
  }
  if (index.kind === "literal" && (typeof index.value === "string" || typeof index.value === "number"))
    return memberOf(object, String(index.value), place, modules);
  const all =
    object.kind === "object" ? [...object.properties.values()].map(({ value }) => value) : object.kind === "array" ? object.elements : [];
  if ((object.kind !== "object" && object.kind !== "array") || object.open || all.length === 0) return unknown(place);
  return choiceOf(
    all.map((each) => at(each, place)),
    place,
  );
}

/** `const { a, ...rest } = object`, `const [a, ...rest] = list`. */
export function restOf(object: Value, without: readonly string[], from: number, place: Place): Value {
  if (object.kind === "array" && !object.open) return { ...object, elements: object.elements.slice(from), place };
  if (object.kind !== "object") return unknown(place);
  return { ...object, properties: new Map([...object.properties].filter(([name]) => !without.includes(name))), place };
}

/** A value with a default, which applies if the value is `undefined`. */
export function defaulted(value: Value, otherwise: () => Value, place: Place): Value {
  if (isUndefined(value)) return otherwise();
  if (value.kind === "unknown") return value;
  if (value.kind !== "choice") return value;
  return choiceOf(
    value.options.map((option) => defaulted(option, otherwise, place)),
    place,
  );
}

/** `a ?? b`, `a || b`, `a && b`. */
export function either(operator: "??" | "||" | "&&", left: Value, right: () => Value, place: Place): Value {
  if (operator === "??") {
    const isMissing = isNullish(left);
    return isMissing === null ? choiceOf([left, right()], place) : isMissing ? right() : left;
  }
  const truth = truthOf(left);
  if (truth === null) return choiceOf(operator === "&&" ? [computed(false, place), right()] : [left, right()], place);
  return truth === (operator === "&&") ? right() : left;
}

function isNullish(value: Value): boolean | null {
  if (value.kind === "literal") return value.value === undefined || value.value === null;
  return value.kind === "unknown" || value.kind === "choice" ? null : false;
}

function truthOf(value: Value): boolean | null {
  if (value.kind === "literal") return Boolean(value.value);
  return value.kind === "unknown" || value.kind === "choice" || value.kind === "method" ? null : true;
}

/** Text and values, concatenated. */
export function textOf(parts: readonly Value[], place: Place): Value {
  let text = "";
  for (const part of parts) {
    if (part.kind !== "literal") return unknown(place);
    text += String(part.value);
  }
  const [only] = parts.filter((part) => part.kind !== "literal" || part.value !== "");
  return parts.length === 1 && only ? only : computed(text, place);
}

/** `left + right`. */
export function sumOf(left: Value, right: Value, place: Place): Value {
  if (left.kind !== "literal" || right.kind !== "literal") return unknown(place);
  if (typeof left.value === "number" && typeof right.value === "number") return computed(left.value + right.value, place);
  return typeof left.value === "string" || typeof right.value === "string" ? textOf([left, right], place) : unknown(place);
}
