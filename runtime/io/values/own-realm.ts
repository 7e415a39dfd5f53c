// Converts objects of Node.js' main realm to this code's realm. A test runner may use another realm: Jest has one for each test file.
import { types } from "node:util";
import { deserialize, serialize } from "node:v8";

let isMainRealm: boolean | undefined;

/**
 * The result of `deserialize`, rebuilt with this realm's classes, so that `instanceof` works for the caller. Cycles and shared objects
 * stay. In the main realm it is the value itself.
 */
export function ofOwnRealm(value: unknown): unknown {
  isMainRealm ??= Object.getPrototypeOf(deserialize(serialize({}))) === Object.prototype;
  return isMainRealm ? value : copied(value, new Map());
}

function copied(value: unknown, done: Map<object, object>): unknown {
  if (typeof value !== "object" || value === null) return value;
  const known = done.get(value);
  if (known !== undefined) return known;
  const leaf = copiedLeaf(value, done);
  const copy =
    leaf ?? (Array.isArray(value) ? new Array(value.length) : types.isMap(value) ? new Map() : types.isSet(value) ? new Set() : {});
  done.set(value, copy);
  if (leaf !== null) return leaf;
  if (types.isMap(value)) for (const [key, member] of value) (copy as Map<unknown, unknown>).set(copied(key, done), copied(member, done));
  else if (types.isSet(value)) for (const member of value) (copy as Set<unknown>).add(copied(member, done));
  // Elements, but not holes.
  else for (const [key, member] of Object.entries(value)) Object.defineProperty(copy, key, { ...OWN, value: copied(member, done) });
  return copy;
}

const OWN = { writable: true, enumerable: true, configurable: true };

/** A value that contains no other values; null for other values. */
function copiedLeaf(value: object, done: Map<object, object>): object | null {
  if (types.isDate(value)) return new Date(value.getTime());
  if (types.isRegExp(value)) return new RegExp(value.source, value.flags);
  if (types.isBoxedPrimitive(value)) return Object(value.valueOf()) as object;
  if (types.isAnyArrayBuffer(value)) return new Uint8Array(new Uint8Array(value)).buffer;
  if (!ArrayBuffer.isView(value)) return null;
  const buffer = copied(value.buffer, done) as ArrayBuffer;
  if (Buffer.isBuffer(value)) return Buffer.from(buffer, value.byteOffset, value.byteLength);
  const name = (value as unknown as { [Symbol.toStringTag]: "Uint8Array" })[Symbol.toStringTag];
  const length = (value as Uint8Array).length ?? value.byteLength;
  return new globalThis[name](buffer, value.byteOffset, length);
}
