// The .v8 format: what structured clone carries, behind a header, with what it would lose silently refused beforehand.
import { deserialize, serialize } from "node:v8";
import { exactBuiltIn, isErrorClass, newError, propertyLost } from "./built-ins.js";
import { kindOf, MAX_DEPTH, tooDeep, withArticle, written } from "./json-safe.js";

const MAGIC = "MILLRACE-V8\n";
const FORMAT = 1;
const ERROR_TAG = "\u0000millrace:error";

interface Header {
  readonly format: number;
  readonly node: string;
  readonly hasErrors: boolean;
}

/** Bytes for a value. Throws a TypeError that names the path of a part that would be lost (`$.stories[3].render is a function`). */
export function encodeStructured(value: unknown): Uint8Array {
  const found = { errors: false };
  refuseWhatIsLost(value, found);
  const header: Header = { format: FORMAT, node: process.version, hasErrors: found.errors };
  const body = serialize(found.errors ? replaceErrors(value, new Map()) : value);
  return Buffer.concat([Buffer.from(`${MAGIC}${JSON.stringify(header)}\n`, "utf8"), body]);
}

/** The inverse. Throws when the bytes are not of this format, or of a later one. */
export function decodeStructured(bytes: Uint8Array): unknown {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = buffer.indexOf("\n", MAGIC.length);
  if (end === -1 || buffer.toString("utf8", 0, MAGIC.length) !== MAGIC) throw new Error("the file is no value of Millrace's .v8 format");
  const header = JSON.parse(buffer.toString("utf8", MAGIC.length, end)) as Header;
  if (header.format > FORMAT) throw new Error(`the file was written by a later version (format ${header.format}). Update millrace.`);
  try {
    const value: unknown = deserialize(buffer.subarray(end + 1));
    return header.hasErrors ? reviveErrors(value, new Map()) : value;
  } catch (cause) {
    throw new Error(`the file was written by Node ${header.node} and cannot be read here: ${(cause as Error).message}`, { cause });
  }
}

/** Walks without recursion, so that deep values get a message; each object once, so that cycles are no trouble. */
function refuseWhatIsLost(root: unknown, found: { errors: boolean }): void {
  const seen = new Set<object>();
  const todo: { value: unknown; path: readonly (string | number)[] }[] = [{ value: root, path: [] }];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const { value, path } = next;
    if (typeof value === "function" || typeof value === "symbol")
      throw new TypeError(`${written(path)} is a ${typeof value}, which cannot be stored. Return data only.`);
    if (typeof value !== "object" || value === null || seen.has(value)) continue;
    seen.add(value);
    if (path.length > MAX_DEPTH) throw new TypeError(`${tooDeep(path, MAX_DEPTH)}, which cannot be stored. Flatten it.`);
    refuseWhatBuiltInsLose(value, path);
    if (value instanceof Error) {
      found.errors = true;
      for (const key of Object.getOwnPropertyNames(value)) todo.push({ value: (value as never)[key], path: [...path, key] });
    } else if (value instanceof Map) {
      let at = 0;
      for (const [key, member] of value) {
        todo.push(
          { value: key, path: [...path, `key ${at}`] },
          { value: member, path: [...path, typeof key === "string" ? key : `value ${at}`] },
        );
        at++;
      }
    } else if (value instanceof Set) {
      for (const member of value) todo.push({ value: member, path: [...path, "member"] });
    } else if (Array.isArray(value)) {
      value.forEach((member, at) => {
        if (typeof member === "object" || typeof member === "function" || typeof member === "symbol")
          todo.push({ value: member, path: [...path, at] });
      });
    } else if (!isBuiltIn(value)) {
      pushMembers(value, path, todo);
    }
  }
}

/** A Map stays a Map, but a subclass of Map becomes one, and whatever was put on it is gone. */
function refuseWhatBuiltInsLose(value: object, path: readonly (string | number)[]): void {
  const builtIn = exactBuiltIn(value);
  if (builtIn === "subclass")
    throw new TypeError(`${written(path)} is ${withArticle(kindOf(value))}, which would lose its class. Return plain data.`);
  const lost = builtIn === null ? null : propertyLost(value);
  if (lost !== null)
    throw new TypeError(`${written(path)} has the property ${lost}, which ${withArticle(kindOf(value))} would lose. Return plain data.`);
}

function pushMembers(
  value: object,
  path: readonly (string | number)[],
  todo: { value: unknown; path: readonly (string | number)[] }[],
): void {
  if (!isPlain(value))
    throw new TypeError(`${written(path)} is ${withArticle(kindOf(value))}, which would lose its class. Return plain data.`);
  for (const key of Reflect.ownKeys(value)) {
    const property = Object.getOwnPropertyDescriptor(value, key);
    if (typeof key === "symbol") throw new TypeError(`${written(path)} has a symbol as a key, which cannot be stored. Use a string.`);
    if (property?.get !== undefined || property?.set !== undefined)
      throw new TypeError(`${written([...path, key])} is a getter, which cannot be stored. Return its value.`);
    if (property?.enumerable !== true)
      throw new TypeError(`${written([...path, key])} is a hidden property, which would be lost. Make it enumerable, or leave it out.`);
    todo.push({ value: property?.value, path: [...path, key] });
  }
}

/** Plain objects, and instances of classes that are fields alone: nothing but data would be lost. */
export function isPlain(value: object): boolean {
  for (
    let prototype: unknown = Object.getPrototypeOf(value);
    prototype !== null && prototype !== Object.prototype;
    prototype = Object.getPrototypeOf(prototype)
  ) {
    if (Reflect.ownKeys(prototype as object).some((key) => key !== "constructor")) return false;
  }
  return !(Symbol.toStringTag in value);
}

function isBuiltIn(value: object): boolean {
  if (ArrayBuffer.isView(value)) return true;
  return (
    value instanceof Date ||
    value instanceof RegExp ||
    value instanceof ArrayBuffer ||
    value instanceof Number ||
    value instanceof String ||
    value instanceof Boolean ||
    value instanceof BigInt
  );
}

function replaceErrors(value: unknown, done: Map<object, unknown>): unknown {
  return mapDeep(value, done, (error: object, map) => {
    if (!(error instanceof Error)) return undefined;
    const tagged: Record<string, unknown> = {};
    done.set(error, tagged);
    const own = Object.fromEntries(Object.getOwnPropertyNames(error).map((key) => [key, map((error as never)[key])]));
    tagged[ERROR_TAG] = { name: kindOf(error), own, enumerable: Object.keys(error) };
    return tagged;
  });
}

interface TaggedError {
  /** The class. */
  readonly name: string;
  readonly own: Record<string, unknown>;
  readonly enumerable: readonly string[];
}

function reviveErrors(value: unknown, done: Map<object, unknown>): unknown {
  return mapDeep(value, done, (tagged: object, map) => {
    if (!Object.hasOwn(tagged, ERROR_TAG)) return undefined;
    const { name, own, enumerable } = (tagged as Record<string, TaggedError>)[ERROR_TAG] as TaggedError;
    const error = isErrorClass(name) ? newError(name) : new Error();
    done.set(tagged, error);
    for (const [key, member] of Object.entries(own))
      Object.defineProperty(error, key, { value: map(member), writable: true, configurable: true, enumerable: enumerable.includes(key) });
    if (!isErrorClass(name) && error.name !== name)
      Object.defineProperty(error, "name", { value: name, writable: true, configurable: true, enumerable: false });
    return error;
  });
}

/** Copies containers, keeping cycles and sharing; `replace` may give another object for one. */
function mapDeep(
  value: unknown,
  done: Map<object, unknown>,
  replace: (value: object, map: (member: unknown) => unknown) => unknown,
): unknown {
  const map = (member: unknown): unknown => {
    if (typeof member !== "object" || member === null || isBuiltIn(member)) return member;
    const known = done.get(member);
    if (known !== undefined) return known;
    const replaced = replace(member, map);
    if (replaced !== undefined) return replaced;
    if (Array.isArray(member)) {
      const copy: unknown[] = new Array(member.length);
      done.set(member, copy);
      member.forEach((part, at) => {
        copy[at] = map(part);
      });
      return copy;
    }
    if (member instanceof Map) {
      const copy = new Map<unknown, unknown>();
      done.set(member, copy);
      for (const [key, part] of member) copy.set(map(key), map(part));
      return copy;
    }
    if (member instanceof Set) {
      const copy = new Set<unknown>();
      done.set(member, copy);
      for (const part of member) copy.add(map(part));
      return copy;
    }
    const copy: Record<string, unknown> = {};
    done.set(member, copy);
    for (const [key, part] of Object.entries(member))
      Object.defineProperty(copy, key, { value: map(part), writable: true, enumerable: true, configurable: true });
    return copy;
  };
  return map(value);
}
