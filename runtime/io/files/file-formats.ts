// File formats: chooses the format of a value, encodes it, and decodes it.
import type { DeclaredColumn, FileExtension } from "../../contract/asset.js";
import type { InputContext } from "../../sdk/io-manager.js";
import { isTable } from "../../sdk/relation.js";
import { type FileParts, type ParquetFile, parquetBatches } from "../parquet/read.js";
import { decodeParquetTable, encodeParquet, tableFromRows } from "../parquet/table.js";
import { exactBuiltIn, propertyLost } from "../values/built-ins.js";
import { cellReader, isRows } from "../values/cells.js";
import type { CellKinds } from "../values/column-cells.js";
import { parseJson } from "../values/exact-json.js";
import { isShared, kindOf, reasonAgainstJson } from "../values/json-safe.js";
import { decodeStructured, encodeStructured } from "../values/structured-clone.js";
import { rowsOfCsv } from "./csv.js";
import { rowsOfJsonLines } from "./json-lines.js";
import { type JsonChunks, jsonChunks, readPieces } from "./json-pieces.js";
import { asNdArray, fromNdArray } from "./nd-array.js";
import { decodeNpy, encodeNpy, type NumberArray } from "./npy.js";

export interface EncodedValue {
  readonly extension: FileExtension;
  readonly chunks: Uint8Array | AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** Available after the chunks have been read. */
  readonly rows: () => number | undefined;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Stored bytes and their record. They can be read once, in one of these ways. */
export interface FileSource {
  readonly extension: FileExtension;
  readonly details: Readonly<Record<string, unknown>>;
  /** The size in bytes; 0 when it is unknown. */
  readonly size: number;
  bytes(): Promise<Uint8Array>;
  stream(): AsyncIterable<Uint8Array>;
  /** Access to parts of the bytes. */
  parts(): Promise<FileParts>;
}

/** Throws a TypeError with the path of a value that no format supports. */
export async function encodeValue(value: unknown): Promise<EncodedValue> {
  if (isTable(value)) {
    return { extension: ".parquet", ...encodeParquet(value), rows: () => value.numRows };
  }
  if (typeof value === "object" && value !== null && Symbol.asyncIterator in value)
    return ofJson(jsonChunks(value as AsyncIterable<unknown>));
  const isExact = typeof value === "object" && value !== null && exactBuiltIn(value) === "exact" && propertyLost(value) === null;
  if (isExact && (value instanceof Uint8Array || value instanceof ArrayBuffer)) {
    const chunks = value instanceof ArrayBuffer ? new Uint8Array(value) : value;
    return { extension: ".bin", chunks, rows: () => undefined, details: { class: kindOf(value) } };
  }
  if (isExact && ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const array = value as NumberArray;
    return {
      extension: ".npy",
      chunks: encodeNpy(array, [array.length]),
      rows: () => undefined,
      details: { class: array.constructor.name },
    };
  }
  const nd = asNdArray(value);
  if (nd !== null) return { extension: ".npy", chunks: encodeNpy(nd.data, nd.shape), rows: () => undefined, details: nd.details };
  if (reasonAgainstJson(value) === null && !isShared(value)) return ofJson(jsonChunks(value), rowCount(value));
  const bytes = await withinLimits(() => encodeStructured(value), "the .v8 format");
  return { extension: ".v8", chunks: bytes, rows: () => rowCount(value) };
}

function ofJson(json: JsonChunks, rows?: number): EncodedValue {
  const details = json.inPieces ? { details: { inPieces: true } } : {};
  return { extension: ".json", chunks: json.chunks, rows: () => rows ?? json.rows?.(), ...details };
}

/** Libraries report a lack of memory with RangeErrors of various texts. */
async function withinLimits<T>(encode: () => T | Promise<T>, format: string): Promise<T> {
  try {
    return await encode();
  } catch (cause) {
    if (!(cause instanceof RangeError) && !/out of memory|too large|too long|allocation failed/i.test((cause as Error).message))
      throw cause;
    throw new TypeError(
      `the value is larger than ${format} can hold in one piece (${(cause as Error).message}). Return batches of rows, bytes or a typed array, or use partitions.`,
      { cause },
    );
  }
}

/** The value in the form that the context declares. */
export async function decodeFile(source: FileSource, context: InputContext): Promise<unknown> {
  const { declared, columns } = context;
  const { extension, details } = source;
  if (extension === ".parquet" && declared.form === "table") return decodeParquetTable(await parquetFile(source), details, columns);
  if (extension === ".json" && details.inPieces === true && declared.form === "batches")
    return withColumns(readPieces(source.stream()), columns);
  const batches = rowsInBatches(source, context);
  if (batches !== null) {
    if (declared.form === "batches") return batches;
    const rows = await collectRows(batches);
    return declared.form === "value" ? rows : tableFromRows(rowsOf(rows), columns);
  }
  const value = await decodeValue(source);
  if (declared.form === "value") return columns === undefined ? value : rowsOf(value).map((row) => picked(row, columns));
  const rows = rowsOf(value);
  return declared.form === "table" ? tableFromRows(rows, columns) : withColumns(inBatches(rows), columns);
}

/** The first rows of a file that can be read in part; null for other files. */
export async function firstRows(source: FileSource, context: InputContext, limit: number): Promise<unknown[] | null> {
  const batches = rowsInBatches(source, context, limit);
  if (batches === null && (source.extension !== ".json" || source.details.inPieces !== true)) return null;
  const rows: unknown[] = [];
  for await (const batch of batches ?? withColumns(readPieces(source.stream()), context.columns)) {
    rows.push(...batch.slice(0, limit - rows.length));
    if (rows.length >= limit) break;
  }
  return rows;
}

/** Whether the bytes can be decoded; they are known to equal the written ones. Does not keep all of a long array in memory. */
export async function isReadable(source: FileSource, context: InputContext): Promise<void> {
  const batches = rowsInBatches(source, context);
  if (batches !== null) for await (const _ of batches);
  else if (source.extension === ".json" && source.details.inPieces === true) for await (const _ of readPieces(source.stream()));
  else if (source.size <= LONG_TEXT) await decodeFile(source, context);
}

/** Reads a small file at once, and of a large one the required parts. */
function parquetFile(source: FileSource): Promise<ParquetFile> {
  return source.size > 0 && source.size < WORTH_PARTS ? source.bytes() : source.parts();
}

const WORTH_PARTS = 4 * 1024 * 1024;

/** A string in Node has at most 512 MB. JSON that is nearly as long is read piece by piece. */
const LONG_TEXT = 256 * 1024 * 1024;

/** For formats that are decoded as a whole. */
async function decodeValue(source: FileSource): Promise<unknown> {
  switch (source.extension) {
    case ".json":
      if (source.details.inPieces === true && source.size > LONG_TEXT) return collectRows(readPieces(source.stream()));
      return valueOfJson(await source.bytes());
    case ".npy": {
      const { data, shape } = decodeNpy(await source.bytes(), source.details.class);
      return fromNdArray(data, shape, source.details);
    }
    case ".bin":
      return bytesOfClass(ownBytes(await source.bytes()), source.details.class);
    case ".v8":
      return decodeStructured(await source.bytes());
    case ".csv":
    case ".jsonl":
    case ".parquet":
      throw new Error(`${source.extension} is read in batches`);
    default:
      throw new Error(`the format ${source.extension satisfies never} is not known`);
  }
}

/** Rows, with the requested columns, for formats that can be read in batches; null for others. */
function rowsInBatches(source: FileSource, context: InputContext, limit?: number): AsyncIterable<unknown[]> | null {
  const { declared, columns } = context;
  switch (source.extension) {
    case ".csv":
      return withColumns(rowsOfCsv(source.stream(), source.details.kinds, declared.columns ?? []), columns);
    case ".jsonl":
      return withColumns(rowsOfJsonLines(source.stream(), source.details.kinds, declared.columns ?? []), columns);
    case ".parquet":
      return withColumns(rowsOfParquet(source, context, limit), columns);
    default:
      return null;
  }
}

async function* rowsOfParquet(source: FileSource, context: InputContext, limit: number | undefined): AsyncGenerator<unknown[]> {
  yield* parquetBatches(await parquetFile(source), parquetColumns(source, context), context.columns, limit);
}

/** The declared columns and, without a declaration, the record of rows that were stored as Parquet. */
function parquetColumns({ details }: FileSource, { declared }: InputContext): readonly DeclaredColumn[] {
  const columns = declared.columns ?? [];
  const kinds = Object.entries((details.kinds ?? {}) as CellKinds).filter(([name]) => !columns.some((column) => column.name === name));
  return [...columns, ...kinds.flatMap(([name, kind]) => (kind === "json" ? [] : [{ name, kind, nullable: true }]))];
}

function valueOfJson(bytes: Uint8Array): unknown {
  if (bytes.length > 2 ** 29 - 24)
    throw new Error(
      `the JSON has ${bytes.length} bytes, and a string in Node has at most ${2 ** 29 - 24}. Store the value in batches or partitions, or as bytes.`,
    );
  return parseJson(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8"));
}

/** Bytes are a Uint8Array, unless the record says that they were a Buffer or an ArrayBuffer. */
function bytesOfClass(bytes: Uint8Array, className: unknown): Uint8Array | ArrayBufferLike {
  if (className === "ArrayBuffer") return bytes.buffer;
  return className === "Buffer" || className === "FastBuffer" ? Buffer.from(bytes.buffer) : bytes;
}

/** A plain array that does not share its memory. */
function ownBytes(bytes: Uint8Array): Uint8Array {
  const isOwn = bytes.constructor === Uint8Array && bytes.byteLength === bytes.buffer.byteLength;
  return isOwn ? bytes : new Uint8Array(bytes);
}

function rowsOf(value: unknown): Record<string, unknown>[] {
  if (isRows(value)) return value;
  throw new Error(
    "the value is not an array of rows, so it has no columns, table or batches. Change the parameter's type to what was stored.",
  );
}

const BATCH = 10_000;

/** In-memory rows in batches. */
export async function* inBatches<Row>(rows: readonly Row[]): AsyncGenerator<Row[]> {
  for (let at = 0; at < rows.length; at += BATCH) yield rows.slice(at, at + BATCH);
}

async function* withColumns(batches: AsyncIterable<unknown[]>, columns: readonly string[] | undefined): AsyncGenerator<unknown[]> {
  for await (const batch of batches) yield columns === undefined ? batch : rowsOf(batch).map((row) => picked(row, columns));
}

async function collectRows(batches: AsyncIterable<unknown[]>): Promise<unknown[]> {
  const rows: unknown[] = [];
  for await (const batch of batches) for (const row of batch) rows.push(row);
  return rows;
}

function picked(row: Readonly<Record<string, unknown>>, columns: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(columns.map((name) => [name, cellReader(name)(row) ?? null]));
}

function rowCount(value: unknown): number | undefined {
  return Array.isArray(value) && (value.length === 0 || (typeof value[0] === "object" && value[0] !== null)) ? value.length : undefined;
}
