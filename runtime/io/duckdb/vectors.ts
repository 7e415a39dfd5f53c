// The fast path between rows and DuckDB's columns: numbers are copied through typed arrays, without a bigint or an object for each value.
import type { DuckDBVector } from "@duckdb/node-api";
import { exactDouble } from "../values/cells.js";

type Row = Readonly<Record<string, unknown>>;

/**
 * The internals of the fixed-width vectors in the DuckDB package. They are used only after a check, so another version falls back to the
 * slow path.
 */
interface FixedWidth {
  readonly items: unknown;
  readonly validity: { readonly data: BigUint64Array | null };
}

const TWO_32 = 4294967296;

/** Writes one column of `rows[start..end)`; false when there is no fast path for this kind of vector and nothing was written. */
export function writeColumn(vector: DuckDBVector, type: string, rows: readonly Row[], name: string, start: number, end: number): boolean {
  const { items } = vector as unknown as FixedWidth;
  // An inherited property with this name is not a cell.
  if (name in Object.prototype) return false;
  switch (type) {
    case "VARCHAR":
      for (let at = start; at < end; at++)
        (vector as unknown as { setItem(at: number, value: unknown): void }).setItem(at - start, rows[at]?.[name] ?? null);
      break;
    case "DOUBLE":
      if (!(items instanceof Float64Array)) return false;
      writeNumbers(vector, items, rows, name, start, end);
      break;
    case "BIGINT":
    case "TIMESTAMP":
      if (!(items instanceof BigInt64Array)) return false;
      writeWide(vector, items, type === "TIMESTAMP", rows, name, start, end);
      break;
    default:
      return false;
  }
  vector.flush();
  return true;
}

function writeNumbers(vector: DuckDBVector, items: Float64Array, rows: readonly Row[], name: string, start: number, end: number): void {
  for (let at = start; at < end; at++) {
    const value = rows[at]?.[name];
    if (typeof value === "number") items[at - start] = value;
    else if (value === null || value === undefined) setNull(vector, at - start);
    else items[at - start] = exactDouble(value as bigint, [at, name]);
  }
}

/** 64-bit integers as two halves; those that a number cannot represent exactly as bigint. */
function writeWide(
  vector: DuckDBVector,
  items: BigInt64Array,
  isTime: boolean,
  rows: readonly Row[],
  name: string,
  start: number,
  end: number,
): void {
  const halves = new Int32Array(items.buffer, items.byteOffset, items.length * 2);
  for (let at = start; at < end; at++) {
    const value = rows[at]?.[name];
    if (value === null || value === undefined) {
      setNull(vector, at - start);
      continue;
    }
    const number = isTime ? (value as Date).getTime() * 1000 : (value as number);
    if (typeof number === "number" && Number.isSafeInteger(number)) {
      const high = Math.floor(number / TWO_32);
      halves[(at - start) * 2] = number - high * TWO_32;
      halves[(at - start) * 2 + 1] = high;
    } else {
      items[at - start] = isTime ? BigInt((value as Date).getTime()) * 1000n : (value as bigint);
    }
  }
}

function setNull(vector: DuckDBVector, at: number): void {
  (vector as unknown as { setItem(at: number, value: null): void }).setItem(at, null);
}

/** The values of a vector if there is a fast path, else null. `wide` converts 64-bit integers that a number cannot represent exactly. */
export function readColumn(vector: DuckDBVector, type: string, count: number, wide: (value: bigint) => unknown): unknown[] | null {
  const { items, validity } = vector as unknown as FixedWidth;
  if (validity === undefined) return null;
  const mask = validity.data === null ? null : new Uint8Array(validity.data.buffer, validity.data.byteOffset, validity.data.byteLength);
  if (type === "DOUBLE" && items instanceof Float64Array) return readNumbers(items, count, mask);
  if (!(items instanceof BigInt64Array)) return null;
  if (type === "BIGINT") return readIntegers(items, count, mask, wide);
  if (type === "TIMESTAMP") return readTimes(items, count, mask);
  return null;
}

/** A set bit means a value, a cleared bit a null, whose slot has any content. Without a mask there are no nulls. */
function isNull(mask: Uint8Array | null, at: number): boolean {
  return mask !== null && ((mask[at >> 3] as number) & (1 << (at & 7))) === 0;
}

function readNumbers(items: Float64Array, count: number, mask: Uint8Array | null): unknown[] {
  const values: unknown[] = Array.from(items.subarray(0, count));
  if (mask !== null) for (let at = 0; at < count; at++) if (isNull(mask, at)) values[at] = null;
  return values;
}

function readIntegers(items: BigInt64Array, count: number, mask: Uint8Array | null, wide: (value: bigint) => unknown): unknown[] {
  const low = new Uint32Array(items.buffer, items.byteOffset, items.length * 2);
  const high = new Int32Array(items.buffer, items.byteOffset, items.length * 2);
  const values = new Array<unknown>(count);
  for (let at = 0; at < count; at++) {
    if (isNull(mask, at)) {
      values[at] = null;
      continue;
    }
    const top = high[at * 2 + 1] as number;
    // Within 53 bits, both halves form an exact number.
    const number = top >= -0x200000 && top < 0x200000 ? top * TWO_32 + (low[at * 2] as number) : Number.NaN;
    values[at] = Number.isSafeInteger(number) ? number : wide(items[at] as bigint);
  }
  return values;
}

/** Null when a time is, or may be, outside the range of Date: the column is then read value by value, which reports the error. */
function readTimes(items: BigInt64Array, count: number, mask: Uint8Array | null): (Date | null)[] | null {
  const low = new Uint32Array(items.buffer, items.byteOffset, items.length * 2);
  const high = new Int32Array(items.buffer, items.byteOffset, items.length * 2);
  const values = new Array<Date | null>(count);
  for (let at = 0; at < count; at++) {
    if (isNull(mask, at)) {
      values[at] = null;
      continue;
    }
    const top = high[at * 2 + 1] as number;
    if (top < -0x200000 || top >= 0x200000) return null;
    values[at] = new Date(Math.floor((top * TWO_32 + (low[at * 2] as number)) / 1000));
  }
  return values;
}
