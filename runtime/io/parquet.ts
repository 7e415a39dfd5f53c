// Arrow tables as .parquet files, without native code.
import type { AsyncBuffer } from "hyparquet";
import type { ColumnKind, DeclaredColumn } from "../contract/asset.js";
import type { Table } from "../sdk/relation.js";
import { cellReader } from "./cells.js";
import { toDeclaredKind } from "./column-kinds.js";
import { checkedFile, checkedMetadata } from "./parquet-checked.js";
import { exactTimes, withoutDecimals } from "./parquet-decimals.js";

type ParquetType = "BOOLEAN" | "INT32" | "INT64" | "FLOAT" | "DOUBLE" | "STRING" | "BYTE_ARRAY" | "TIMESTAMP";

/** How one Arrow type lies in Parquet. */
interface Mapping {
  readonly parquet: ParquetType;
  readonly to?: (value: never) => unknown;
}

const asDate = { parquet: "TIMESTAMP", to: (value: number | bigint | Date) => new Date(Number(value)) } as const satisfies Mapping;

function mappingOf(type: string): Mapping | null {
  const plain = type.replace(/^Dictionary<[^,]+, (.*)>$/, "$1");
  if (plain === "Bool") return { parquet: "BOOLEAN" };
  if (/^(Int8|Int16|Int32|Uint8|Uint16)$/.test(plain)) return { parquet: "INT32" };
  if (plain === "Uint32") return { parquet: "INT64", to: (value: number) => BigInt(value) };
  if (plain === "Int64") return { parquet: "INT64" };
  if (plain === "Float32") return { parquet: "FLOAT" };
  if (plain === "Float64") return { parquet: "DOUBLE" };
  if (plain === "Utf8" || plain === "LargeUtf8") return { parquet: "STRING" };
  if (plain === "Binary" || plain === "LargeBinary") return { parquet: "BYTE_ARRAY" };
  if (/^Timestamp<|^Date(32|64)?<|^TimestampMillisecond|^DateMillisecond/.test(plain)) return asDate;
  return null;
}

/** The file's bytes, and the Arrow types by column. Throws naming a column whose type Parquet cannot carry here. */
export async function encodeParquet(table: Table): Promise<{ bytes: Uint8Array; details: Readonly<Record<string, unknown>> }> {
  const { parquetWriteBuffer } = await import("hyparquet-writer");
  const types = table.schema.fields.map((field) => String((field as { type?: unknown }).type));
  const columnData = table.schema.fields.map((field, at) => {
    const mapping = mappingOf(types[at] as string);
    if (mapping === null)
      throw new TypeError(
        `the column ${field.name} has the Arrow type ${types[at]}, which is not stored as Parquet here. Convert it, or store rows.`,
      );
    const data = [...(table.getChild(field.name) ?? [])].map((value) =>
      value == null ? null : mapping.to === undefined ? value : mapping.to(value as never),
    );
    return { name: field.name, data, type: mapping.parquet, nullable: true };
  });
  return { bytes: new Uint8Array(parquetWriteBuffer({ columnData })), details: { types } };
}

/** Bytes at hand, or to be fetched where they are needed. */
export type ParquetFile = Uint8Array | AsyncBuffer;

/** Rows, the first `limit` of them; integers of 64 bits, and nulls of optional columns, as the declaration says. */
export async function decodeParquetRows(
  file: ParquetFile,
  declared: readonly DeclaredColumn[],
  columns: readonly string[] | undefined,
  limit?: number,
): Promise<Record<string, unknown>[]> {
  const known = new Map(declared.map((column) => [column.name, column]));
  const rows = await readObjects(file, columns, { limit, kindOf: (name) => known.get(name)?.kind });
  for (const row of rows) {
    for (const name of Object.keys(row)) {
      const column = known.get(name);
      if (row[name] === null && column?.nullIsUndefined === true) delete row[name];
      else if (row[name] instanceof Uint8Array && column?.kind === "string") row[name] = Buffer.from(row[name]).toString("utf8");
      else row[name] = toDeclaredKind(row[name], column?.kind, name);
    }
  }
  return rows;
}

/** An apache-arrow table with the types it was stored with. */
export async function decodeParquetTable(
  bytes: Uint8Array,
  details: Readonly<Record<string, unknown>>,
  columns: readonly string[] | undefined,
): Promise<Table> {
  const arrow = await importArrow();
  const rows = await readObjects(bytes, undefined, {});
  const { parquetMetadata } = await import("hyparquet");
  const names = parquetMetadata(bytes.slice().buffer)
    .schema.slice(1)
    .map((element) => element.name);
  const types = Array.isArray(details.types) ? (details.types as string[]) : [];
  const vectors: Record<string, unknown> = Object.create(null);
  names.forEach((name, at) => {
    if (columns !== undefined && !columns.includes(name)) return;
    vectors[name] = arrow.vectorFromArray(
      rows.map((row) => row[name] ?? null),
      arrowType(arrow, types[at]) as never,
    );
  });
  return new arrow.Table(vectors as never) as unknown as Table;
}

/** An Arrow table of rows that were stored in another format. */
export async function tableFromRows(rows: readonly Record<string, unknown>[], columns: readonly string[] | undefined): Promise<Table> {
  const arrow = await importArrow();
  const names = columns ?? [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const vectors = Object.fromEntries(
    names.map((name) => [name, arrow.vectorFromArray(rows.map(cellReader(name)).map((cell) => cell ?? null) as never)]),
  );
  return new arrow.Table(vectors as never) as unknown as Table;
}

/** A table of no columns and no rows. */
export async function emptyArrow(): Promise<Table> {
  const arrow = await importArrow();
  return new arrow.Table({}) as unknown as Table;
}

/** apache-arrow is the user's own choice, and imported on first use. */
export async function importArrow(): Promise<typeof import("apache-arrow")> {
  try {
    return await import("apache-arrow");
  } catch (cause) {
    throw new Error("loading an Arrow table needs the package apache-arrow. Install it: npm install apache-arrow", { cause });
  }
}

function arrowType(arrow: typeof import("apache-arrow"), type: string | undefined): unknown {
  if (type === undefined) return undefined;
  const plain = type.replace(/^Dictionary<[^,]+, (.*)>$/, "$1");
  if (asDate.parquet === mappingOf(type)?.parquet) return new arrow.TimestampMillisecond();
  const classes = arrow as unknown as Record<string, (new () => unknown) | undefined>;
  const Type = classes[plain];
  return Type === undefined ? undefined : new Type();
}

interface ReadOptions {
  /** The first rows alone, which are only shown: a decimal that no number holds is text. */
  readonly limit?: number | undefined;
  readonly kindOf?: (column: string) => ColumnKind | undefined;
}

/** Bytes that the file does not call text stay bytes; what is absent is null, as it is everywhere else. */
async function readObjects(
  file: ParquetFile,
  columns: readonly string[] | undefined,
  { limit, kindOf }: ReadOptions,
): Promise<Record<string, unknown>[]> {
  const [{ parquetReadObjects, parquetSchema }, { compressors }] = await Promise.all([
    import("hyparquet"),
    import("hyparquet-compressors"),
  ]);
  const source = file instanceof Uint8Array ? ownBuffer(file) : file;
  const metadata = await checkedMetadata(source);
  const schema = parquetSchema(metadata);
  const decimals = withoutDecimals(metadata, schema, limit !== undefined);
  const known = { ...compressors, ...emptyLz4(compressors) };
  const checked = checkedFile(source, metadata, schema, known);
  const rows = await parquetReadObjects({
    file: checked.file,
    metadata,
    ...(limit === undefined ? {} : { rowEnd: limit }),
    compressors: known,
    parsers: exactTimes,
    utf8: false,
    ...(columns === undefined ? {} : { columns: [...columns] }),
  }).finally(() => checked.refuse());
  for (const row of rows)
    for (const name of Object.keys(row)) {
      const exact = decimals.get(name);
      row[name] = nullForAbsent(exact === undefined ? row[name] : exact(row[name], kindOf?.(name)));
    }
  return rows;
}

function ownBuffer(bytes: Uint8Array): ArrayBuffer {
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

function nullForAbsent(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value) || value instanceof Date) return value;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) value[at] = nullForAbsent(value[at]);
    return value;
  }
  const struct = value as Record<string, unknown>;
  for (const key of Object.keys(struct)) struct[key] = nullForAbsent(struct[key]);
  return struct;
}
