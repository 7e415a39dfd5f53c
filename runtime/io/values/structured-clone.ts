// The .v8 format: a structured clone after a header. Values that it would change silently are refused before.
import { deserialize, serialize } from "node:v8";
import { exactBuiltIn, isErrorClass, newError, propertyLost } from "./built-ins.js";
import { kindOf, MAX_DEPTH, pathText, tooDeep, withArticle } from "./json-safe.js";
import { ofOwnRealm } from "./own-realm.js";

const MAGIC = "MILLRACE-V8\n";
const FORMAT = 1;
/** Keys of our own objects, which represent values that the engine would change. Values with such keys are refused. */
const TAG = "\u0000millrace:";
const ERROR_TAG = `${TAG}error`;
const BARE_TAG = `${TAG}bare`;

interface Header {
  readonly format: number;
  readonly node: string;
  /** Some objects represent errors, or objects without a prototype. */
  readonly hasErrors: boolean;
}

/** The bytes of a value. Throws a TypeError with the path of a part that would be lost (`$.stories[3].render is a function`). */
export function encodeStructured(value: unknown): Uint8Array {
  const found = { tagged: false };
  refuseWhatIsLost(value, found);
  const header: Header = { format: FORMAT, node: process.version, hasErrors: found.tagged };
  const body = serialize(found.tagged ? tagged(value, new Map()) : value);
  return Buffer.concat([Buffer.from(`${MAGIC}${JSON.stringify(header)}\n`, "utf8"), body]);
}

/** The inverse. Throws for bytes in another format or of a later version. */
export function decodeStructured(bytes: Uint8Array): unknown {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = buffer.indexOf("\n", MAGIC.length);
  if (end === -1 || buffer.toString("utf8", 0, MAGIC.length) !== MAGIC)
    throw new Error("the file is not a value in the .v8 format of Millrace");
  const header = JSON.parse(buffer.toString("utf8", MAGIC.length, end)) as Header;
  if (header.format > FORMAT) throw new Error(`the file was written by a later version (format ${header.format}). Update millrace.`);
  try {
    const value = ofOwnRealm(deserialize(buffer.subarray(end + 1)));
    return header.hasErrors ? revived(value, new Map()) : value;
  } catch (cause) {
    throw new Error(`the file was written by Node ${header.node} and cannot be read here: ${(cause as Error).message}`, { cause });
  }
}

/** Does not use recursion, so that deep values get a message. It visits each object once, so cycles are possible. */
function refuseWhatIsLost(root: unknown, found: { tagged: boolean }): void {
  const seen = new Set<object>();
  const todo: { value: unknown; path: readonly (string | number)[] }[] = [{ value: root, path: [] }];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const { value, path } = next;
    if (typeof value === "function" || typeof value === "symbol")
      throw new TypeError(`${pathText(path)} is a ${typeof value}, which cannot be stored. Return data only.`);
    if (typeof value !== "object" || value === null || seen.has(value)) continue;
    seen.add(value);
    if (path.length > MAX_DEPTH) throw new TypeError(`${tooDeep(path, MAX_DEPTH)}, which cannot be stored. Flatten it.`);
    refuseWhatBuiltInsLose(value, path);
    if (value instanceof Error) {
      found.tagged = true;
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
      eachElement(value, (member, at) => {
        if (typeof member === "object" || typeof member === "function" || typeof member === "symbol")
          todo.push({ value: member, path: [...path, at] });
      });
    } else if (!isBuiltIn(value)) {
      if (Object.getPrototypeOf(value) === null) found.tagged = true;
      pushMembers(value, path, todo);
    }
  }
}

/** `forEach` visits every index of an array with holes, of which there may be billions. */
function eachElement(array: readonly unknown[], visit: (member: unknown, at: number) => void): void {
  if (array.length < 1_000_000) array.forEach(visit);
  else for (const at of Object.keys(array)) visit(array[Number(at)], Number(at));
}

/** A Map stays a Map. A subclass of Map becomes a Map, and its own properties are lost. */
function refuseWhatBuiltInsLose(value: object, path: readonly (string | number)[]): void {
  const builtIn = exactBuiltIn(value);
  if (builtIn === "subclass")
    throw new TypeError(`${pathText(path)} is ${withArticle(kindOf(value))}, which would lose its class. Return plain data.`);
  const lost = builtIn === null ? null : propertyLost(value);
  if (lost !== null)
    throw new TypeError(`${pathText(path)} has the property ${lost}, which ${withArticle(kindOf(value))} would lose. Return plain data.`);
}

function pushMembers(
  value: object,
  path: readonly (string | number)[],
  todo: { value: unknown; path: readonly (string | number)[] }[],
): void {
  if (!isPlain(value))
    throw new TypeError(`${pathText(path)} is ${withArticle(kindOf(value))}, which would lose its class. Return plain data.`);
  for (const key of Reflect.ownKeys(value)) {
    const property = Object.getOwnPropertyDescriptor(value, key);
    if (typeof key === "symbol") throw new TypeError(`${pathText(path)} has a symbol as a key, which cannot be stored. Use a string.`);
    if (property?.get !== undefined || property?.set !== undefined)
      throw new TypeError(`${pathText([...path, key])} is a getter, which cannot be stored. Return its value.`);
    if (property?.enumerable !== true)
      throw new TypeError(
        `${pathText([...path, key])} is a property that is not enumerable, so it would be lost. Make it enumerable, or leave it out.`,
      );
    if (key.startsWith(TAG)) throw new TypeError(`${pathText([...path, key])} has a name that is reserved for Millrace. Use another one.`);
    todo.push({ value: property?.value, path: [...path, key] });
  }
}

/** Objects without a class, with or without the usual prototype. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
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

function tagged(value: unknown, done: Map<object, unknown>): unknown {
  return mapDeep(value, done, (error: object, map) => {
    const stand: Record<string, unknown> = {};
    if (Object.getPrototypeOf(error) === null) {
      done.set(error, stand);
      stand[BARE_TAG] = Object.keys(error).map((key) => [key, map((error as never)[key])]);
      return stand;
    }
    if (!(error instanceof Error)) return undefined;
    done.set(error, stand);
    const own = Object.fromEntries(Object.getOwnPropertyNames(error).map((key) => [key, map((error as never)[key])]));
    stand[ERROR_TAG] = { name: kindOf(error), own, enumerable: Object.keys(error) };
    return stand;
  });
}

interface TaggedError {
  /** The class of the error. */
  readonly name: string;
  readonly own: Record<string, unknown>;
  readonly enumerable: readonly string[];
}

function revived(value: unknown, done: Map<object, unknown>): unknown {
  return mapDeep(value, done, (stand: object, map) => {
    if (Object.hasOwn(stand, BARE_TAG)) {
      const bare = Object.create(null) as Record<string, unknown>;
      done.set(stand, bare);
      for (const [key, member] of (stand as Record<string, [string, unknown][]>)[BARE_TAG] ?? []) bare[key] = map(member);
      return bare;
    }
    if (!Object.hasOwn(stand, ERROR_TAG)) return undefined;
    const { name, own, enumerable } = (stand as Record<string, TaggedError>)[ERROR_TAG] as TaggedError;
    const error = isErrorClass(name) ? newError(name) : new Error();
    done.set(stand, error);
    // Properties that the constructor has set are set again, in the original order.
    for (const key of Object.getOwnPropertyNames(error)) delete (error as never)[key];
    for (const [key, member] of Object.entries(own))
      Object.defineProperty(error, key, { value: map(member), writable: true, configurable: true, enumerable: enumerable.includes(key) });
    if (!isErrorClass(name) && error.name !== name)
      Object.defineProperty(error, "name", { value: name, writable: true, configurable: true, enumerable: false });
    return error;
  });
}

/** Copies containers, keeping cycles and shared objects; `replace` may return a substitute for an object. */
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
      eachElement(member, (part, at) => {
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
