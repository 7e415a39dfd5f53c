// Evaluates calls of pure functions of the language: `[…].join("/")`, `Object.values(x)`, `name.toUpperCase()`.
import type { Place } from "../../../runtime/contract/problem.js";
import type { Value } from "../value.js";
import { type Exports, listOf, ObjectBuilder } from "./compose.js";
import { at, computed, unknown } from "./places.js";

type Plain = string | number | boolean | null | undefined;

/** `receiver.name(…args)` of a text or a list. Null if the method is not supported. */
export function methodCall(receiver: Value, name: string, args: readonly Value[], place: Place): Value | null {
  if (receiver.kind === "literal" && typeof receiver.value === "string") return textMethod(receiver.value, name, args, place);
  return receiver.kind === "array" ? listMethod(receiver, name, args, place) : null;
}

const TEXT_METHODS = new Set(
  (
    "at charAt concat endsWith includes indexOf lastIndexOf padEnd padStart repeat replace replaceAll slice split startsWith substring " +
    "toLowerCase toString toUpperCase trim trimEnd trimStart"
  ).split(" "),
);

function textMethod(text: string, name: string, args: readonly Value[], place: Place): Value {
  const plain = args.map(plainValue);
  if (!TEXT_METHODS.has(name) || plain.includes(UNREADABLE)) return unknown(place);
  try {
    const method = String.prototype[name as "at"] as unknown as (this: string, ...given: unknown[]) => Plain | string[];
    const result = method.apply(text, plain);
    if (Array.isArray(result)) return { kind: "array", elements: result.map((each) => computed(each, place)), open: false, place };
    return computed(result, place);
  } catch {
    return unknown(place);
  }
}

const UNREADABLE = Symbol("not a literal");

function plainValue(value: Value): Plain | typeof UNREADABLE {
  return value.kind === "literal" ? value.value : UNREADABLE;
}

function listMethod(list: Extract<Value, { kind: "array" }>, name: string, args: readonly Value[], place: Place): Value {
  const { elements, open } = list;
  const plain = args.map(plainValue);
  const gives = (all: readonly Value[], isOpen = open): Value => ({ kind: "array", elements: all, open: isOpen, place });
  switch (name) {
    case "concat":
      return listOf(
        [{ spread: true, value: list, place }, ...args.map((value) => ({ spread: value.kind !== "asset", value, place }))],
        place,
      );
    case "flat":
      return args.length > 0 ? unknown(place) : flat(list, place);
    case "toReversed":
      return gives([...elements].reverse());
    case "values":
      return gives(elements);
    default:
  }
  if (open || plain.includes(UNREADABLE)) return unknown(place);
  switch (name) {
    case "slice":
      return gives(elements.slice(plain[0] as number | undefined, plain[1] as number | undefined));
    case "at":
      return at(elements.at(plain[0] as number) ?? computed(undefined, place), place);
    case "join": {
      const parts = elements.map(plainValue);
      if (parts.includes(UNREADABLE)) return unknown(place);
      return computed((parts as Plain[]).join(plain[0] as string | undefined), place);
    }
    case "includes": {
      const parts = elements.map(plainValue);
      return parts.includes(UNREADABLE) ? unknown(place) : computed(parts.includes(plain[0] as Plain), place);
    }
    default:
      return unknown(place);
  }
}

function flat({ elements, open }: Extract<Value, { kind: "array" }>, place: Place): Value {
  const isOpen = (value: Value) => value.kind === "unknown" || value.kind === "choice" || (value.kind === "array" && value.open);
  const all = elements.flatMap((value) => (value.kind === "array" ? value.elements : [value]));
  return { kind: "array", elements: all, open: open || elements.some(isOpen), place };
}

/** `Object.values(x)` and similar functions, `String(x)`. Unknown for all others. */
export function globalCall(name: string, args: readonly Value[], place: Place, modules: Exports): Value {
  const [first] = args;
  if (first === undefined) return unknown(place);
  switch (name) {
    case "Object.freeze":
    case "Object.seal":
    case "Object.preventExtensions":
    case "structuredClone":
      return at(first, place);
    case "Object.assign": {
      // It returns its first argument: a function with members is a function.
      if (!["object", "unknown", "choice"].includes(first.kind)) return unknown(place);
      const builder = new ObjectBuilder(modules);
      for (const each of args) builder.spread(each, place);
      return builder.build(place);
    }
    case "Object.fromEntries":
      return fromEntries(first, place, modules);
    case "Object.keys":
    case "Object.values":
    case "Object.entries":
      return partsOf(name, first, place, modules);
    case "Array.from":
    case "Array.of":
      if (name === "Array.of") return { kind: "array", elements: args, open: false, place };
      return args.length === 1 && first.kind === "array" ? at(first, place) : unknown(place);
    case "String":
      return first.kind === "literal" ? computed(String(first.value), place) : unknown(place);
    default:
      return unknown(place);
  }
}

function partsOf(name: string, object: Value, place: Place, modules: Exports): Value {
  const entries = entriesOf(object, modules);
  if (entries === null) return unknown(place);
  const elements = entries.all.map(([key, value]): Value => {
    if (name === "Object.keys") return computed(key, place);
    if (name === "Object.values") return value;
    return { kind: "array", elements: [computed(key, place), value], open: false, place };
  });
  return { kind: "array", elements, open: entries.open, place };
}

/** In JavaScript's order: integer names first, then in the order they were added. For a module, by name. */
function entriesOf(object: Value, modules: Exports): { readonly all: (readonly [string, Value])[]; readonly open: boolean } | null {
  if (object.kind === "object")
    return { all: [...object.properties].map(([name, { value }]) => [name, value] as const).sort(byIndex), open: object.open };
  if (object.kind === "array") return { all: object.elements.map((each, index) => [`${index}`, each] as const), open: object.open };
  if (object.kind !== "namespace") return null;
  const { names, open } = modules.exports(object.file);
  return { all: [...names].sort(([a], [b]) => (a < b ? -1 : 1)), open };
}

/** https://tc39.es/ecma262/#sec-ordinaryownpropertykeys */
function byIndex([a]: readonly [string, Value], [b]: readonly [string, Value]): number {
  const [first, second] = [indexOf(a), indexOf(b)];
  // Both or neither. Sorting is stable, so names keep their order.
  if (first === null || second === null) return Number(first === null) - Number(second === null);
  return first - second;
}

function indexOf(name: string): number | null {
  const index = Number(name);
  return Number.isInteger(index) && index >= 0 && index < 2 ** 32 - 1 && `${index}` === name ? index : null;
}

function fromEntries(list: Value, place: Place, modules: Exports): Value {
  if (list.kind !== "array") return unknown(place);
  const builder = new ObjectBuilder(modules);
  if (list.open) builder.setAny();
  for (const entry of list.elements) {
    const [key, value] = entry.kind === "array" && !entry.open ? entry.elements : [];
    if (key?.kind === "literal" && value !== undefined) builder.set(String(key.value), value, key.place);
    else builder.setAny();
  }
  return builder.build(place);
}
