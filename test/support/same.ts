// Whether two values are identical in everything a program can observe, including classes, holes, the sign of zero, sharing and cycles.

/** Null if they are the same, else the first path at which they differ. */
export function difference(a: unknown, b: unknown): string | null {
  return compare(a, b, "$", new Map(), new Map());
}

function compare(a: unknown, b: unknown, path: string, there: Map<object, object>, back: Map<object, object>): string | null {
  if (typeof a !== "object" || a === null || typeof b !== "object" || b === null)
    return Object.is(a, b) ? null : `${path}: ${String(a)} became ${String(b)}`;
  if (there.has(a) || back.has(b)) return there.get(a) === b && back.get(b) === a ? null : `${path} is shared otherwise than before`;
  there.set(a, b);
  back.set(b, a);
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return `${path} has another prototype`;
  const inner = insideOf(a);
  const others = insideOf(b);
  if (inner.length !== others.length) return `${path} has ${inner.length} parts and then ${others.length}`;
  for (let at = 0; at < inner.length; at++) {
    const found = compare(inner[at], others[at], `${path}<${at}>`, there, back);
    if (found !== null) return found;
  }
  if (ArrayBuffer.isView(a) || a instanceof ArrayBuffer) return null;
  const keys = Reflect.ownKeys(a);
  const otherKeys = Reflect.ownKeys(b);
  if (keys.length !== otherKeys.length || keys.some((key, at) => key !== otherKeys[at]))
    return `${path} has the keys ${keys.map(String)} and then ${otherKeys.map(String)}`;
  for (const key of keys) {
    const [was, is] = [Object.getOwnPropertyDescriptor(a, key), Object.getOwnPropertyDescriptor(b, key)];
    if (was?.enumerable !== is?.enumerable) return `${path}.${String(key)} is enumerable only on one side`;
    const found = compare(was?.value, is?.value, `${path}.${String(key)}`, there, back);
    if (found !== null) return found;
  }
  return null;
}

/** The contents of a built-in object besides its properties. */
function insideOf(value: object): unknown[] {
  if (value instanceof Map) return [...value].flat(1);
  if (value instanceof Set) return [...value];
  if (value instanceof Date) return [value.getTime()];
  if (value instanceof RegExp) return [value.source, value.flags];
  if (value instanceof ArrayBuffer) return [...new Uint8Array(value)];
  if (ArrayBuffer.isView(value)) return [...new Uint8Array(value.buffer, value.byteOffset, value.byteLength)];
  if (value instanceof Number || value instanceof String || value instanceof Boolean || value instanceof BigInt) return [value.valueOf()];
  return [];
}
