// Stores an Arrow table: each column keeps its type, if the schema policy allows it.
import type { DuckDBConnection, DuckDBType, DuckDBValue } from "@duckdb/node-api";
import type { Table } from "../../sdk/relation.js";
import { rowsOfTable } from "../arrow/rows.js";
import { type ExactColumn, exactColumns } from "../arrow/to-duckdb.js";
import { type ColumnType, sqlType } from "../tables/column-types.js";
import { quoted } from "../tables/quoted.js";
import type { OpenDatabase } from "./database.js";
import { columnTypeOf, type ExistingColumn, planSchema } from "./schema.js";
import { replacing, untypedOf } from "./store.js";
import { createTable, type StoredTable, type TableAddress, type Target, tableSql } from "./transaction.js";
import { columnsOfRows, refuseTwins, valuesOfColumn } from "./write.js";

/** A column with its values, and its exact type or (for an Arrow type without counterpart) the type of its values. */
interface TypedColumn extends ExactColumn {
  /** For a column whose type comes from its values. */
  readonly inferred?: ColumnType;
}

export function storeTable(database: OpenDatabase, asked: Target, table: Table): Promise<StoredTable> {
  const columns = typedColumns(table, asked);
  return replacing(database, asked, async (existing, address, target) => {
    const { connection } = database;
    const types = await columnTypes(connection, columns);
    const planned = planSchema(types, existing, target);
    const exact = new Map(columns.map((column) => [column.name, column]));
    const final = new Map([...planned.columns].map(([name, column]) => [name, exactly(column, types.get(name), exact.get(name))]));
    await createTable(connection, address, final);
    const sameColumns =
      final.size === columns.length && [...final].every(([name, { sql }], at) => columns[at]?.name === name && columns[at].sql === sql);
    if (sameColumns) await appendColumns(connection, address, columns, table.numRows);
    else await insertConverted(connection, address, columns, table.numRows);
    return { rows: table.numRows, untyped: untypedOf(planned) };
  });
}

function typedColumns(table: Table, target: Target): TypedColumn[] {
  const exact = exactColumns(table);
  const names = table.schema.fields.map((field) => field.name);
  const rest = names.filter((_, at) => exact[at] === null);
  const rows = rest.length === 0 ? [] : rowsOfTable(table, rest);
  const inferred = columnsOfRows(
    rows,
    target.declared.filter(({ name }) => rest.includes(name)),
  );
  refuseTwins(names);
  return names.map((name, at) => {
    const type = inferred.get(name) ?? { kind: "unknown" };
    return exact[at] ?? { name, sql: sqlType(type), inferred: type, values: (duckdb) => valuesOfColumn(type, name, rows, duckdb) };
  });
}

/** The kind of each column, as the schema policy compares them. DuckDB parses the given types. */
async function columnTypes(connection: DuckDBConnection, columns: readonly TypedColumn[]): Promise<Map<string, ColumnType>> {
  if (columns.length === 0) return new Map();
  const list = columns.map(({ name, sql }) => `null::${sql} as ${quoted(name)}`);
  const read = (await connection.run(`select ${list.join(", ")} limit 0`)).columnTypes();
  return new Map(columns.map(({ name, inferred }, at) => [name, inferred ?? columnTypeOf(read[at] as DuckDBType)]));
}

/** The type of the table, unless the policy widened it. */
function exactly(planned: ExistingColumn, type: ColumnType | undefined, column: TypedColumn | undefined): ExistingColumn {
  if (column === undefined || type === undefined || sqlType(planned.type) !== sqlType(type)) return planned;
  return { type: planned.type, sql: column.sql };
}

/** DuckDB converts the values of the Arrow columns to the types of the stored columns. */
async function insertConverted(
  connection: DuckDBConnection,
  address: TableAddress,
  columns: readonly TypedColumn[],
  rows: number,
): Promise<void> {
  if (columns.length === 0) return;
  const staging: TableAddress = { catalog: "temp", schema: "main", table: `millrace_staging_${++staged}` };
  await connection.run(
    `create temp table ${quoted(staging.table)} (${columns.map(({ name, sql }) => `${quoted(name)} ${sql}`).join(", ")})`,
  );
  await appendColumns(connection, staging, columns, rows);
  await connection.run(`insert into ${tableSql(address)} by name select * from ${tableSql(staging)}`);
  await connection.run(`drop table ${tableSql(staging)}`);
}

let staged = 0;

const CHUNK = 2048;

async function appendColumns(
  connection: DuckDBConnection,
  address: TableAddress,
  columns: readonly TypedColumn[],
  rows: number,
): Promise<void> {
  if (rows === 0 || columns.length === 0) return;
  const duckdb = await import("@duckdb/node-api");
  const values: DuckDBValue[][] = columns.map((column) => column.values(duckdb));
  const appender = await connection.createAppender(address.table, address.schema, address.catalog);
  try {
    const types = columns.map((_, at) => appender.columnType(at));
    for (let start = 0; start < rows; start += CHUNK) {
      const end = Math.min(start + CHUNK, rows);
      const chunk = duckdb.DuckDBDataChunk.create(types, end - start);
      values.forEach((column, at) => {
        chunk.setColumnValues(at, column.slice(start, end));
      });
      appender.appendDataChunk(chunk);
    }
    appender.flushSync();
  } finally {
    appender.closeSync();
  }
}
