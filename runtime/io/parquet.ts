// Arrow tables as .parquet files, without native code.
import type { AsyncBuffer, SchemaElement, SchemaTree } from "hyparquet";
import type { ColumnSource } from "hyparquet-writer";
import type { ColumnKind, DeclaredColumn } from "../contract/asset.js";
import type { Table } from "../sdk/relation.js";
import { nestedArrowType } from "./arrow-nested.js";
import { cellReader } from "./cells.js";
import { toDeclaredKind } from "./column-kinds.js";
import { checkedFile, checkedMetadata } from "./parquet-checked.js";
import { exactTimes, withoutDecimals } from "./parquet-decimals.js";
import { countsOfTime, timeColumn, timeData, timeTypeOf } from "./parquet-times.js";

type ParquetType = "BOOLEAN" | "INT32" | "INT64" | "FLOAT" | "DOUBLE" | "STRING" | "BYTE_ARRAY";

/** How one Arrow type lies in Parquet. */
interface Mapping {
  readonly parquet: ParquetType;
  readonly to?: (value: never) => unknown;
}

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
  return null;
}

/** The file's bytes, and the Arrow types by column. Throws naming a column whose type Parquet cannot carry here. */
export async function encodeParquet(table: Table): Promise<{ bytes: Uint8Array; details: Readonly<Record<string, unknown>> }> {
  const { parquetWriteBuffer, schemaFromColumnData } = await import("hyparquet-writer");
  const types = table.schema.fields.map((field) => String((field as { type?: unknown }).type));
  // A column may be called what every object inherits.
  const times: Record<string, SchemaElement> = Object.create(null);
  const columnData = table.schema.fields.map((field, at): ColumnSource => {
    const { name } = field;
    const column = table.getChild(name);
    const time = timeColumn(name, (field as { type?: unknown }).type, (column as { data?: unknown } | null)?.data);
    if (time !== null) {
      times[name] = time.element;
      return { name, data: time.data };
    }
    const mapping = mappingOf(types[at] as string);
    if (mapping === null)
      throw new TypeError(
        `the column ${name} has the Arrow type ${types[at]}, which is not stored as Parquet here. Convert it, or store rows.`,
      );
    const data = [...(column ?? [])].map((value) => (value == null ? null : mapping.to === undefined ? value : mapping.to(value as never)));
    return { name, data, type: mapping.parquet, nullable: true };
  });
  const schema = schemaFromColumnData({ columnData, schemaOverrides: times });
  const untyped = columnData.map(({ name, data }) => ({ name, data }));
  return { bytes: new Uint8Array(parquetWriteBuffer({ columnData: untyped, schema })), details: { types } };
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
  const { rows } = await readObjects(file, columns, { limit, kindOf: (name) => known.get(name)?.kind });
  for (const row of rows) {
    for (const name of Object.keys(row)) {
      const column = known.get(name);
      if (row[name] === null && column?.nullIsUndefined === true) delete row[name];
      else if (row[name] instanceof Uint8Array && column?.kind === "string") row[name] = Buffer.from(row[name]).toString("utf8");
      else row[name] = toDeclaredKind(withNumbers(row[name], name), column?.kind, name);
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
  const { rows, tree, isFlat } = await readObjects(bytes, undefined, { isTable: true });
  const types = Array.isArray(details.types) ? (details.types as string[]) : [];
  const vectors: Record<string, unknown> = Object.create(null);
  tree.forEach(({ element, children }, at) => {
    const { name } = element;
    if (columns !== undefined && !columns.includes(name)) return;
    const values = rows.map((row) => row[name] ?? null);
    const time = isFlat ? timeTypeOf(arrow, element, types[at]) : null;
    const type = children.length === 0 ? arrowType(arrow, types[at]) : nestedArrowType(arrow, values);
    vectors[name] = time === null ? arrow.vectorFromArray(values, type as never) : arrow.makeVector(timeData(arrow, time, values) as never);
  });
  return new arrow.Table(vectors as never) as unknown as Table;
}

/** Of lists and objects without what they hold: what a number holds is one, as in a column of its own that nobody declares. */
function withNumbers(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value) || value instanceof Date) return value;
  const number = (member: unknown): unknown =>
    typeof member === "bigint" ? toDeclaredKind(member, undefined, name) : withNumbers(member, name);
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) value[at] = number(value[at]);
    return value;
  }
  const struct = value as Record<string, unknown>;
  for (const key of Object.keys(struct)) struct[key] = number(struct[key]);
  return struct;
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
  const classes = arrow as unknown as Record<string, (new () => unknown) | undefined>;
  const Type = classes[plain];
  return Type === undefined ? undefined : new Type();
}

interface ReadOptions {
  /** The first rows alone, which are only shown: a decimal that no number holds is text. */
  readonly limit?: number | undefined;
  readonly kindOf?: (column: string) => ColumnKind | undefined;
  /** For an Arrow table: in a flat file times come as counts of the column's unit, in no other way exact, and not as Dates. */
  readonly isTable?: boolean;
}

interface ReadObjects {
  readonly rows: Record<string, unknown>[];
  /** The columns; their parts stand below them. */
  readonly tree: readonly SchemaTree[];
  /** No list, struct or map: a time within one comes as a Date, as what surrounds it comes as objects and arrays. */
  readonly isFlat: boolean;
}

/** Bytes that the file does not call text stay bytes; what is absent is null, as it is everywhere else. */
async function readObjects(
  file: ParquetFile,
  columns: readonly string[] | undefined,
  { limit, kindOf, isTable = false }: ReadOptions,
): Promise<ReadObjects> {
  const [{ parquetReadObjects, parquetSchema }, { compressors }] = await Promise.all([
    import("hyparquet"),
    import("hyparquet-compressors"),
  ]);
  const source = file instanceof Uint8Array ? ownBuffer(file) : file;
  const metadata = await checkedMetadata(source);
  const schema = parquetSchema(metadata);
  const tree = schema.children;
  const isFlat = tree.every(({ children }) => children.length === 0);
  const decimals = withoutDecimals(metadata, schema, limit !== undefined);
  const known = { ...compressors, ...emptyLz4(compressors) };
  const checked = checkedFile(source, metadata, schema, known);
  const rows = await parquetReadObjects({
    file: checked.file,
    metadata,
    ...(limit === undefined ? {} : { rowEnd: limit }),
    compressors: known,
    parsers: isTable && isFlat ? countsOfTime : exactTimes,
    utf8: false,
    ...(columns === undefined ? {} : { columns: [...columns] }),
  }).finally(() => checked.refuse());
  for (const row of rows)
    for (const name of Object.keys(row)) {
      const exact = decimals.get(name);
      row[name] = nullForAbsent(exact === undefined ? row[name] : exact(row[name], kindOf?.(name)));
    }
  return { rows, tree, isFlat };
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
