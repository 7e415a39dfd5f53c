// Reads a Parquet file one row group at a time: rows in batches, or columns.
import type { AsyncBuffer, FileMetaData, ParquetParsers, SchemaTree } from "hyparquet";
import pLimit from "p-limit";
import type { ColumnKind, DeclaredColumn } from "../../contract/asset.js";
import { toDeclaredKind } from "../values/column-kinds.js";
import { checkedFile, checkedMetadata, type Place, rangeOf } from "./checked.js";
import { exactTimes, withoutDecimals } from "./decimals.js";
import { countsOfTime } from "./times.js";

/** A file whose parts are fetched when they are needed. */
export interface FileParts extends AsyncBuffer {
  /** Throws when the file was replaced after it was opened, because parts of both do not fit together. */
  unchanged(): Promise<void>;
}

export type ParquetFile = Uint8Array | FileParts;

type Row = Record<string, unknown>;
type Cells = ArrayLike<unknown>;

interface ReadOptions {
  readonly columns: readonly string[] | undefined;
  /** Only the first rows, which are only displayed: a decimal that a number cannot represent exactly is text. */
  readonly limit?: number | undefined;
  /** For an Arrow table: in a flat file, times are counts of the column's unit instead of Dates, because only counts are exact. */
  readonly isTable?: boolean;
}

export interface OpenParquet {
  /** The columns of the file, with their nested columns below them. */
  readonly tree: readonly SchemaTree[];
  /** Without lists, structs and maps: a time inside one is read as a Date, like its parent as objects and arrays. */
  readonly isFlat: boolean;
  readonly rows: number;
  /** A value of a column unchanged; a decimal is converted from its digits to the declared kind. */
  exact(value: unknown, name: string, kind: ColumnKind | undefined): unknown;
  /** Each row group, with all the columns that are read. Bytes without a text type stay bytes. */
  groups(): AsyncGenerator<RowGroup>;
}

interface RowGroup {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, Cells>;
}

/** Reads the footer. Throws for a damaged file. */
export async function openParquet(file: ParquetFile, { columns, limit, isTable = false }: ReadOptions): Promise<OpenParquet> {
  const [{ parquetScan, parquetSchema }, { compressors }] = await Promise.all([import("hyparquet"), import("hyparquet-compressors")]);
  const source = file instanceof Uint8Array ? ownBuffer(file) : readAhead(file);
  const metadata = await checkedMetadata(source);
  const schema = parquetSchema(metadata);
  const tree = schema.children;
  const isFlat = tree.every(({ children }) => children.length === 0);
  const decimals = withoutDecimals(metadata, schema, limit !== undefined);
  const known = { ...compressors, ...emptyLz4(compressors) };
  const checked = checkedFile(source, metadata, schema, known);
  const parsers: Partial<ParquetParsers> = isTable && isFlat ? countsOfTime : exactTimes;
  const names = [...new Set(columns ?? tree.map(({ element }) => element.name))];
  return {
    tree,
    isFlat,
    rows: Number(metadata.num_rows),
    exact: (value, name, kind) => decimals.get(name)?.(value, kind) ?? value,
    async *groups() {
      const shared = { file: checked.file, metadata, compressors: known, parsers, utf8: false, useOffsetIndex: false };
      const scan = await parquetScan({ ...shared, columns: names, ...(limit === undefined ? {} : { rowEnd: limit }) });
      const places = placesOf(metadata, names);
      for (const range of scan.ranges) {
        if ("take" in source) await source.take(places.get(range.rowStart) ?? []);
        const reading = await Promise.allSettled(names.map((column) => scan.readColumn({ column, ...range })));
        if ("take" in source) await source.unchanged();
        checked.refuse();
        const read = reading.map((each) => {
          if (each.status === "rejected") throw each.reason;
          return each.value;
        });
        yield { rows: range.rowEnd - range.rowStart, columns: new Map(names.map((name, at) => [name, read[at] as Cells])) };
      }
    },
  };
}

const BATCH = 10_000;

/**
 * Rows in batches, at most `limit` of them. Integers of 64 bits, and nulls of optional columns, are converted as declared. Memory holds two
 * row groups.
 */
export async function* parquetBatches(
  file: ParquetFile,
  declared: readonly DeclaredColumn[],
  columns: readonly string[] | undefined,
  limit?: number,
): AsyncGenerator<Row[]> {
  const known = new Map(declared.map((column) => [column.name, column]));
  const parquet = await openParquet(file, { columns, limit });
  for await (const group of parquet.groups()) {
    const readers = [...group.columns].map(([name, cells]) => ({ name, cells, cell: cellReader(name, known.get(name), parquet) }));
    for (let from = 0; from < group.rows; from += BATCH) {
      const rows = Array.from({ length: Math.min(BATCH, group.rows - from) }, (): Row => ({}));
      for (const { name, cells, cell } of readers)
        rows.forEach((row, at) => {
          const value = cell(cells[from + at]);
          if (value === undefined) return;
          if (name === "__proto__") Object.defineProperty(row, name, { value, enumerable: true, configurable: true, writable: true });
          else row[name] = value;
        });
      yield rows;
    }
  }
}

/** Returns undefined for columns that the row does not have. */
function cellReader(name: string, column: DeclaredColumn | undefined, parquet: OpenParquet): (cell: unknown) => unknown {
  const absent = column?.nullIsUndefined === true ? undefined : null;
  const kind = column?.kind;
  const number = (member: unknown) => (typeof member === "bigint" ? toDeclaredKind(member, undefined, name) : member);
  return (cell) => {
    const value = parquet.exact(cell, name, kind);
    if (value === null || value === undefined) return absent;
    if (value instanceof Uint8Array && kind === "string") return Buffer.from(value).toString("utf8");
    return toDeclaredKind(eachMember(value, number), kind, name);
  };
}

/** Lists and objects, changed in place: `change` converts each value in them, and missing values become null. */
export function eachMember(value: unknown, change: (member: unknown) => unknown): unknown {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value) || value instanceof Date) return value;
  const changed = (member: unknown) => eachMember(change(member ?? null), change);
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) value[at] = changed(value[at]);
    return value;
  }
  const struct = value as Row;
  for (const key of Object.keys(struct)) struct[key] = changed(struct[key]);
  return struct;
}

interface ReadAhead extends FileParts {
  /** Fetches these parts instead of the previous ones; then they can be read without waiting. */
  take(places: readonly Place[]): Promise<void>;
}

/** The maximum number of parts that are fetched at the same time. */
const AT_ONCE = 8;

function readAhead(file: FileParts): ReadAhead {
  const limit = pLimit(AT_ONCE);
  let parts: readonly { readonly from: number; readonly bytes: ArrayBuffer }[] = [];
  return {
    byteLength: file.byteLength,
    slice(start, end = file.byteLength) {
      const part = parts.find(({ from, bytes }) => start >= from && end <= from + bytes.byteLength);
      return part === undefined ? file.slice(start, end) : part.bytes.slice(start - part.from, end - part.from);
    },
    unchanged: () => file.unchanged(),
    async take(places) {
      parts = [];
      parts = await Promise.all(places.map((place) => limit(async () => ({ from: place[0], bytes: await file.slice(...place) }))));
    },
  };
}

/** The maximum gap in bytes between two parts that are fetched with one request. */
const GAP = 256 * 1024;

/** The position of the columns of each row group, by the number of its first row. */
function placesOf({ row_groups }: FileMetaData, names: readonly string[]): ReadonlyMap<number, readonly Place[]> {
  const asked = new Set(names);
  const places = new Map<number, readonly Place[]>();
  let first = 0;
  for (const { columns, num_rows } of row_groups) {
    const ranges = columns.flatMap(({ meta_data }) =>
      meta_data !== undefined && asked.has(meta_data.path_in_schema[0] ?? "") ? [rangeOf(meta_data)] : [],
    );
    places.set(first, merged(ranges));
    first += Number(num_rows);
  }
  return places;
}

function merged(ranges: readonly Place[]): readonly Place[] {
  const result: [number, number][] = [];
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last !== undefined && from - last[1] <= GAP) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

/** Copies the bytes to a separate buffer. */
export function ownBuffer(bytes: Uint8Array): ArrayBuffer {
  const isOwn = bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength;
  return (isOwn ? bytes.buffer : new Uint8Array(bytes).buffer) as ArrayBuffer;
}

type Compressors = typeof import("hyparquet-compressors").compressors;

/** hyparquet-compressors 1.1.2 does not support empty data, which LZ4 compresses to one byte. */
function emptyLz4({ LZ4, LZ4_RAW }: Compressors): Compressors {
  const unlessEmpty =
    (decompress: NonNullable<Compressors["LZ4"]>): NonNullable<Compressors["LZ4"]> =>
    (input, length) =>
      length === 0 ? new Uint8Array(0) : decompress(input, length);
  return { ...(LZ4 && { LZ4: unlessEmpty(LZ4) }), ...(LZ4_RAW && { LZ4_RAW: unlessEmpty(LZ4_RAW) }) };
}
