// Converts between Arrow tables and a server's tables: columns keep their kinds in both directions.
import type { DeclaredColumn } from "../../contract/asset.js";
import type { Table } from "../../sdk/relation.js";
import { rowsOfTable } from "../arrow/rows.js";
import { importArrow } from "../parquet/table.js";
import type { ColumnType, ScalarName } from "../tables/column-types.js";
import { type Columns, type Row, typesOfRows } from "../tables/rows.js";
import { OID, type ResultColumn } from "./decode.js";

/** The rows of an Arrow table, and its columns by their Arrow types (by their values if the type has no counterpart). */
export function rowsAndColumns(table: Table, declared: readonly DeclaredColumn[]): { rows: Row[]; columns: Columns } {
  const names = table.schema.fields.map(({ name }) => name);
  const rows = rowsOfTable(table, names);
  const inferred = typesOfRows(rows, declared);
  const columns = table.schema.fields.map((field): [string, ColumnType] => {
    const scalar = scalarOf(String((field as { type?: unknown }).type));
    return [field.name, scalar === null ? (inferred.get(field.name) ?? { kind: "unknown" }) : { kind: "scalar", name: scalar }];
  });
  return { rows, columns: new Map(columns) };
}

function scalarOf(type: string): ScalarName | null {
  const plain = type.replace(/^Dictionary<[^,]+, (.*)>$/, "$1");
  if (plain === "Bool") return "BOOLEAN";
  if (plain === "Uint64") return "HUGEINT";
  if (/^U?[Ii]nt(8|16|32|64)$/.test(plain)) return "BIGINT";
  if (/^Float(16|32|64)$/.test(plain)) return "DOUBLE";
  if (plain === "Utf8" || plain === "LargeUtf8") return "VARCHAR";
  if (/^(Large|FixedSize)?Binary/.test(plain)) return "BLOB";
  return /^Timestamp|^Date/.test(plain) ? "TIMESTAMP" : null;
}

/** The kinds in which columns are read so that each value fits its Arrow type: whole numbers of 64 bits as bigint. */
export function declaredForArrow(columns: readonly ResultColumn[]): DeclaredColumn[] {
  return columns.filter(({ oid }) => oid === OID.int8).map(({ name }) => ({ name, kind: "bigint", nullable: true }));
}

/**
 * An apache-arrow table of rows read with `declaredForArrow`. `numeric` becomes Float64; JSON and types that Arrow does not have become
 * Utf8.
 */
export async function tableOf(columns: readonly ResultColumn[], rows: readonly Record<string, unknown>[]): Promise<Table> {
  const arrow = await importArrow();
  const vectors: Record<string, unknown> = Object.create(null);
  for (const { name, oid } of columns) {
    const type = arrowType(arrow, oid);
    const values = rows.map((row) => arrowValue(row[name] ?? null, oid));
    vectors[name] = arrow.vectorFromArray(values, type as never);
  }
  return new arrow.Table(vectors as never) as unknown as Table;
}

function arrowType(arrow: typeof import("apache-arrow"), oid: number): unknown {
  switch (oid) {
    case OID.bool:
      return new arrow.Bool();
    case OID.int2:
    case OID.int4:
      return new arrow.Int32();
    case OID.int8:
      return new arrow.Int64();
    case OID.float4:
    case OID.float8:
    case OID.numeric:
      return new arrow.Float64();
    case OID.timestamp:
    case OID.timestamptz:
    case OID.date:
      return new arrow.TimestampMillisecond();
    case OID.bytea:
    case OID.varbyte:
      return new arrow.Binary();
    default:
      return new arrow.Utf8();
  }
}

function arrowValue(value: unknown, oid: number): unknown {
  if (value === null) return null;
  if (oid === OID.numeric) return Number(value);
  if (oid === OID.json || oid === OID.jsonb || oid === OID.super || typeof value === "object")
    return value instanceof Date || value instanceof Uint8Array ? value : JSON.stringify(value);
  return value;
}
