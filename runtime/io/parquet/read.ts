// Reads a Parquet file a row group at a time: rows in batches, or columns.
import type { AsyncBuffer, FileMetaData, ParquetParsers, SchemaTree } from "hyparquet";
import pLimit from "p-limit";
import type { ColumnKind, DeclaredColumn } from "../../contract/asset.js";
import { toDeclaredKind } from "../values/column-kinds.js";
import { checkedFile, checkedMetadata, type Place, rangeOf } from "./checked.js";
import { exactTimes, withoutDecimals } from "./decimals.js";
import { countsOfTime } from "./times.js";

/** A file of which parts are fetched where they are needed. */
export interface FileParts extends AsyncBuffer {
  /** Throws when the file is another than the one that was opened: its parts do not belong together. */
  unchanged(): Promise<void>;
}

export type ParquetFile = Uint8Array | FileParts;

type Row = Record<string, unknown>;
type Cells = ArrayLike<unknown>;

interface ReadOptions {
  readonly columns: readonly string[] | undefined;
  /** The first rows alone, which are only shown: a decimal that no number holds is text. */
  readonly limit?: number | undefined;
  /** For an Arrow table: in a flat file times come as counts of the column's unit, in no other way exact, and not as Dates. */
  readonly isTable?: boolean;
}

export interface OpenParquet {
  /** The columns of the file; their parts stand below them. */
  readonly tree: readonly SchemaTree[];
  /** No list, struct or map: a time within one comes as a Date, as what surrounds it comes as objects and arrays. */
  readonly isFlat: boolean;
  readonly rows: number;
  /** A value of a column as it is; a decimal, whose digits the file holds, as the declared kind says. */
  exact(value: unknown, name: string, kind: ColumnKind | undefined): unknown;
  /** Each row group, with all the columns that are read. Bytes that the file does not call text stay bytes. */
  groups(): AsyncGenerator<RowGroup>;
}

interface RowGroup {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, Cells>;
}

/** Reads the footer. Throws for a file that is damaged. */
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
 * Rows in batches, the first `limit` of them; integers of 64 bits, and nulls of optional columns, as the declaration says. Memory holds
 * two row groups.
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

/** Gives undefined for what the row does not have. */
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

/** Lists and objects, in place, with what `change` makes of each value that they hold; what is absent in them is null. */
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
  /** Fetches these parts, in place of those before; what lies in them is then at hand. */
  take(places: readonly Place[]): Promise<void>;
}

/** How many parts are fetched at once. */
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

/** Bytes between two parts that are rather fetched than asked for apart. */
const GAP = 256 * 1024;

/** Where the columns of each row group lie, by the number of its first row. */
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

/** The bytes as a buffer of their own. */
export function ownBuffer(bytes: Uint8Array): ArrayBuffer {
  const isOwn = bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength;
  return (isOwn ? bytes.buffer : new Uint8Array(bytes).buffer) as ArrayBuffer;
}

type Compressors = typeof import("hyparquet-compressors").compressors;

/** hyparquet-compressors 1.1.2 does not know that nothing at all, compressed with LZ4, is one byte. */
function emptyLz4({ LZ4, LZ4_RAW }: Compressors): Compressors {
  const unlessEmpty =
    (decompress: NonNullable<Compressors["LZ4"]>): NonNullable<Compressors["LZ4"]> =>
    (input, length) =>
      length === 0 ? new Uint8Array(0) : decompress(input, length);
  return { ...(LZ4 && { LZ4: unlessEmpty(LZ4) }), ...(LZ4_RAW && { LZ4_RAW: unlessEmpty(LZ4_RAW) }) };
}
