// Arrow tables as .parquet files, without native code.
import type { SchemaElement } from "hyparquet";
import type { ColumnSource } from "hyparquet-writer";
import type { Table } from "../../sdk/relation.js";
import { nestedArrowType } from "../arrow/nested.js";
import { cellReader } from "../values/cells.js";
import { eachMember, openParquet, type ParquetFile } from "./read.js";
import { timeColumn, timeData, timeTypeOf } from "./times.js";
import { GROUP_ROWS, parquetBytes, type RowGroup } from "./write.js";

type ParquetType = "BOOLEAN" | "INT32" | "INT64" | "FLOAT" | "DOUBLE" | "STRING" | "BYTE_ARRAY";

/** How one Arrow type is stored in Parquet. */
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

/** The file's bytes, and the Arrow types by column. Throws an error with a column whose type cannot be stored as Parquet here. */
export function encodeParquet(table: Table): { chunks: AsyncGenerator<Uint8Array>; details: Readonly<Record<string, unknown>> } {
  const types = table.schema.fields.map((field) => String((field as { type?: unknown }).type));
  // A column may have the name of an inherited property.
  const times: Record<string, SchemaElement> = Object.create(null);
  const columns = table.schema.fields.map((field, at): WrittenColumn => {
    const { name } = field;
    const column = table.getChild(name) ?? [];
    const time = timeColumn(name, (field as { type?: unknown }).type, (column as { data?: unknown }).data);
    if (time !== null) {
      times[name] = time.element;
      return { name, cells: time.data.values(), shape: {} };
    }
    const mapping = mappingOf(types[at] as string);
    if (mapping === null)
      throw new TypeError(
        `the column ${name} has the Arrow type ${types[at]}, which is not stored as Parquet here. Convert it, or store rows.`,
      );
    return { name, cells: mapped(column, mapping), shape: { type: mapping.parquet, nullable: true } };
  });
  return { chunks: parquetBytes(rowGroups(columns, table.numRows), times), details: { types } };
}

interface WrittenColumn {
  readonly name: string;
  /** In order; each part is created when the writer reads it. */
  readonly cells: Iterator<unknown>;
  readonly shape: Pick<ColumnSource, "type" | "nullable">;
}

function* mapped(column: Iterable<unknown>, { to }: Mapping): Generator<unknown> {
  for (const value of column) yield value == null ? null : to === undefined ? value : to(value as never);
}

function* rowGroups(columns: readonly WrittenColumn[], rows: number): Generator<RowGroup> {
  let left = rows;
  do {
    const length = Math.min(left, GROUP_ROWS);
    yield columns.map(({ name, cells, shape }) => ({ name, data: Array.from({ length }, () => cells.next().value ?? null), ...shape }));
    left -= length;
  } while (left > 0);
}

/** An apache-arrow table with its original types. */
export async function decodeParquetTable(
  file: ParquetFile,
  details: Readonly<Record<string, unknown>>,
  columns: readonly string[] | undefined,
): Promise<Table> {
  const arrow = await importArrow();
  const parquet = await openParquet(file, { columns, isTable: true });
  const types = Array.isArray(details.types) ? (details.types as string[]) : [];
  const fields = parquet.tree.map(({ element, children }, at) => ({ element, children, type: types[at], values: [] as unknown[] }));
  const read = fields.filter(({ element }) => columns === undefined || columns.includes(element.name));
  for await (const group of parquet.groups())
    for (const { element, values } of read) {
      const cells = group.columns.get(element.name) ?? [];
      for (let at = 0; at < group.rows; at++) values.push(nullForAbsent(parquet.exact(cells[at], element.name, undefined)));
    }
  const vectors: Record<string, unknown> = Object.create(null);
  for (const { element, children, type: stored, values } of read) {
    const time = parquet.isFlat ? timeTypeOf(arrow, element, stored) : null;
    const type = children.length === 0 ? arrowType(arrow, stored) : nestedArrowType(arrow, values);
    vectors[element.name] =
      time === null ? arrow.vectorFromArray(values, type as never) : arrow.makeVector(timeData(arrow, time, values) as never);
  }
  return new arrow.Table(vectors as never) as unknown as Table;
}

const nullForAbsent = (value: unknown): unknown => eachMember(value, (member) => member) ?? null;

/** An Arrow table of rows that were stored in another format. */
export async function tableFromRows(rows: readonly Record<string, unknown>[], columns: readonly string[] | undefined): Promise<Table> {
  const arrow = await importArrow();
  const names = columns ?? [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const vectors = Object.fromEntries(
    names.map((name) => [name, arrow.vectorFromArray(rows.map(cellReader(name)).map((cell) => cell ?? null) as never)]),
  );
  return new arrow.Table(vectors as never) as unknown as Table;
}

/** A table without columns and rows. */
export async function emptyArrow(): Promise<Table> {
  const arrow = await importArrow();
  return new arrow.Table({}) as unknown as Table;
}

/** apache-arrow is an optional dependency, imported on first use. */
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
