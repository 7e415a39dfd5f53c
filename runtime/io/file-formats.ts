// The file formats: which one a value takes, its bytes, and the value back from them.
import type { FileExtension } from "../contract/asset.js";
import type { InputContext } from "../sdk/io-manager.js";
import { isTable } from "../sdk/relation.js";
import { exactBuiltIn, propertyLost } from "./built-ins.js";
import { reasonAgainstJson } from "./json-safe.js";
import { decodeNpy, encodeNpy, type NumberArray } from "./npy.js";
import { decodeParquetRows, decodeParquetTable, encodeParquet, tableFromRows } from "./parquet.js";
import { decodeStructured, encodeStructured } from "./structured-clone.js";

export interface EncodedValue {
  readonly extension: FileExtension;
  readonly chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** Known once the chunks have been read. */
  readonly rows: () => number | undefined;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Throws a TypeError that names the path of what no format can carry. */
export async function encodeValue(value: unknown): Promise<EncodedValue> {
  if (isTable(value)) {
    const { bytes, details } = await encodeParquet(value);
    return { extension: ".parquet", chunks: [bytes], rows: () => value.numRows, details };
  }
  if (typeof value === "object" && value !== null && Symbol.asyncIterator in value) return encodeBatches(value as AsyncIterable<unknown>);
  const isExact = typeof value === "object" && value !== null && exactBuiltIn(value) === "exact" && propertyLost(value) === null;
  if (isExact && value instanceof Uint8Array) return { extension: ".bin", chunks: [value], rows: () => undefined };
  if (isExact && value instanceof ArrayBuffer) return { extension: ".bin", chunks: [new Uint8Array(value)], rows: () => undefined };
  if (isExact && ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const array = value as NumberArray;
    return { extension: ".npy", chunks: [encodeNpy(array)], rows: () => undefined, details: { class: value.constructor.name } };
  }
  if (reasonAgainstJson(value) === null) return { extension: ".json", chunks: jsonChunks(value), rows: () => rowCount(value) };
  return { extension: ".v8", chunks: [encodeStructured(value)], rows: () => rowCount(value) };
}

/** The value in the form the context declares. */
export async function decodeFile(
  bytes: Uint8Array,
  extension: FileExtension,
  details: Readonly<Record<string, unknown>>,
  context: InputContext,
): Promise<unknown> {
  const { declared, columns } = context;
  if (extension === ".parquet" && declared.form === "table") return decodeParquetTable(bytes, details, columns);
  const value = await decodeValue(bytes, extension, details, context);
  if (declared.form === "value")
    return columns === undefined ? value : rowsOf(value).map((row) => Object.fromEntries(columns.map((name) => [name, row[name] ?? null])));
  const rows = rowsOf(value);
  return declared.form === "table" ? tableFromRows(rows, columns) : inBatches(rows);
}

async function decodeValue(
  bytes: Uint8Array,
  extension: FileExtension,
  details: Readonly<Record<string, unknown>>,
  context: InputContext,
): Promise<unknown> {
  switch (extension) {
    case ".json":
      return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8"));
    case ".parquet":
      return decodeParquetRows(bytes, context.declared.columns ?? [], context.columns);
    case ".npy":
      return decodeNpy(bytes, details.class);
    case ".bin":
      return new Uint8Array(bytes);
    case ".v8":
      return decodeStructured(bytes);
    default:
      throw new Error(`the format ${extension satisfies never} is not known`);
  }
}

function rowsOf(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value) && value.every((row) => typeof row === "object" && row !== null)) return value;
  throw new Error("the value is no array of rows, so it has no columns, table or batches. Change the parameter's type to what was stored.");
}

const BATCH = 10_000;

async function* inBatches(rows: unknown[]): AsyncGenerator<unknown[]> {
  for (let at = 0; at < rows.length; at += BATCH) yield rows.slice(at, at + BATCH);
}

function rowCount(value: unknown): number | undefined {
  return Array.isArray(value) && (value.length === 0 || (typeof value[0] === "object" && value[0] !== null)) ? value.length : undefined;
}

/** Small values are written for people, with line breaks; big arrays piece by piece, since a string has a greatest length. */
function* jsonChunks(value: unknown): Generator<Uint8Array> {
  if (!Array.isArray(value) || value.length <= BATCH) {
    const text = JSON.stringify(value);
    yield Buffer.from(text.length < 100_000 ? JSON.stringify(value, null, 2) : text);
    return;
  }
  for (let at = 0; at < value.length; at += BATCH) {
    const text = JSON.stringify(value.slice(at, at + BATCH)).slice(1, -1);
    yield Buffer.from(`${at === 0 ? "[" : ",\n"}${text}`);
  }
  yield Buffer.from("]");
}

function encodeBatches(batches: AsyncIterable<unknown>): EncodedValue {
  let rows = 0;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield Buffer.from("[");
    for await (const batch of batches) {
      if (!Array.isArray(batch))
        throw new TypeError(`a batch is ${batch === null ? "null" : typeof batch}, not an array of rows. Yield arrays.`);
      const reason = reasonAgainstJson(batch);
      if (reason !== null)
        throw new TypeError(
          `batches are stored as JSON, which cannot carry this: ${reason}. Return an array instead, or use DuckDBIOManager.`,
        );
      if (batch.length === 0) continue;
      yield Buffer.from(`${rows === 0 ? "" : ",\n"}${JSON.stringify(batch).slice(1, -1)}`);
      rows += batch.length;
    }
    yield Buffer.from("]");
  }
  return { extension: ".json", chunks: chunks(), rows: () => rows };
}
