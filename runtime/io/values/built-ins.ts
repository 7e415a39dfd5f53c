// JavaScript's built-in classes in structured clone: which values are exact instances, and what would be lost of others.
import { isDeepStrictEqual } from "node:util";

const ERRORS = { Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError, AggregateError } as const;

type ErrorClass = keyof typeof ERRORS;

const CARRIED = [
  Array,
  Map,
  Set,
  Date,
  RegExp,
  ArrayBuffer,
  DataView,
  Buffer,
  Number,
  String,
  Boolean,
  BigInt,
  ...[Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array],
  ...[Float32Array, Float64Array, BigInt64Array, BigUint64Array],
  ...Object.values(ERRORS),
];

const PROTOTYPES: ReadonlySet<unknown> = new Set(CARRIED.map((Class) => Class.prototype));

/** Whether `value` is an exact instance of a supported built-in class, or of a subclass; null when it is neither. */
export function exactBuiltIn(value: object): "exact" | "subclass" | null {
  let prototype: unknown = Object.getPrototypeOf(value);
  if (PROTOTYPES.has(prototype)) return "exact";
  for (; prototype !== null; prototype = Object.getPrototypeOf(prototype)) if (PROTOTYPES.has(prototype)) return "subclass";
  return null;
}

/** An own property of a built-in that would be lost; null when there is none. Named properties of errors are kept. */
export function propertyLost(value: object): string | null {
  if (value instanceof Error) {
    const symbol = Object.getOwnPropertySymbols(value).find((key) => Object.getOwnPropertyDescriptor(value, key)?.enumerable === true);
    return symbol === undefined ? null : String(symbol);
  }
  if (value instanceof RegExp && value.lastIndex !== 0) return "lastIndex";
  if (isLongView(value) && isDeepStrictEqual(value, plainView(value))) return null;
  const keys = Reflect.ownKeys(value);
  // Indices come first, then names in order of creation. `length` and `lastIndex` always exist.
  const ownLength =
    Array.isArray(value) || value instanceof String || value instanceof RegExp
      ? keys.lastIndexOf(value instanceof RegExp ? "lastIndex" : "length") + 1
      : ArrayBuffer.isView(value) && !(value instanceof DataView)
        ? (value as unknown as ArrayLike<unknown>).length
        : 0;
  return keys.length === ownLength ? null : String(keys[ownLength]);
}

type TypedView = Uint8Array & { readonly length: number };

/** Listing the keys of a typed array creates a string for each element, which is too slow for long ones. */
function isLongView(value: object): value is TypedView {
  return ArrayBuffer.isView(value) && !(value instanceof DataView) && (value as TypedView).length > 10_000;
}

/** A view of the same memory without own properties: Node compares it at memory speed, and then only the properties. */
function plainView(value: TypedView): object {
  const Class = value.constructor as new (buffer: ArrayBufferLike, offset: number, length: number) => object;
  return value instanceof Buffer
    ? Buffer.from(value.buffer, value.byteOffset, value.length)
    : new Class(value.buffer, value.byteOffset, value.length);
}

export function isErrorClass(name: string): name is ErrorClass {
  return Object.hasOwn(ERRORS, name);
}

/** An empty error of a built-in class. */
export function newError(name: ErrorClass): Error {
  return name === "AggregateError" ? new AggregateError([]) : new ERRORS[name]();
}
