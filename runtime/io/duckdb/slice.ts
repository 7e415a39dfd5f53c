// Replaces some partitions of a table in one transaction: the new rows are staged and checked, and then replace the old ones.
import type { DuckDBConnection, DuckDBValue } from "@duckdb/node-api";
import type { ColumnType } from "../tables/column-types.js";
import { quoted } from "../tables/quoted.js";
import { asRowsAre } from "./absent.js";
import { agreedType } from "./agreement.js";
import type { OpenDatabase } from "./database.js";
import { toDuckDB } from "./engine.js";
import { columnsOfTable, type ExistingColumn, type ExistingColumns, NO_COLUMNS, planSchema } from "./schema.js";
import {
  alterTable,
  createTable,
  inTransaction,
  type Slice,
  type StoredTable,
  type TableAddress,
  type Target,
  tableSql,
  type Work,
} from "./transaction.js";

/**
 * Like `inTransaction`, for a slice: `work` fills a staging table. Rows that belong to other partitions are refused, because storing the
 * slice again would not replace them. The columns of other partitions stay, so `replace` means `addColumns` here.
 */
export async function inSlice(database: OpenDatabase, target: Target, slice: Slice, work: Work): Promise<StoredTable> {
  const { connection } = database;
  const values = await toDuckDB(slice.condition.values);
  const beside = { text: slice.condition.text, values };
  return inTransaction(database, target, async (found, table) => {
    const existing = found === null || found.has(NO_COLUMNS) ? null : await asRowsAre(connection, table, found, beside);
    const policy = target.policy === "replace" ? "addColumns" : target.policy;
    const untyped = existing === null ? [] : await emptyColumns(connection, table, existing);
    const kept: Target = { ...target, policy, untyped };
    const staging: TableAddress = { catalog: "temp", schema: "main", table: `millrace_slice_${++slices}` };
    const stored = await work(existing, staging, kept);
    const staged = await columnsOfTable(connection, staging);
    // Without rows and known columns, there is nothing to check and no partition to replace.
    if (staged.has(NO_COLUMNS)) {
      if (existing === null) await createTable(connection, table, staged);
      return stored;
    }
    await refuseRowsOutside(connection, staging, slice, values, target);
    await fitTable(connection, table, existing, staged, kept);
    await connection.run(`delete from ${tableSql(table)} where ${slice.condition.text}`, values);
    await connection.run(`insert into ${tableSql(table)} by name select * from ${tableSql(staging)}`);
    // The staging table is removed with the connection.
    return stored;
  });
}

let slices = 0;

/** Columns that are null in every row. Their type was never known, so they may get any type. */
async function emptyColumns(connection: DuckDBConnection, table: TableAddress, existing: ExistingColumns): Promise<string[]> {
  const first = await answers(
    connection,
    [...existing.keys()],
    (name) => `${quoted(name)} is not null`,
    ` from ${tableSql(table)} limit 1`,
  );
  const unsure = [...existing.keys()].filter((_, at) => first[at] !== true);
  const some = await answers(connection, unsure, (name) => `exists (from ${tableSql(table)} where ${quoted(name)} is not null)`, "");
  return unsure.filter((_, at) => some[at] === false);
}

async function answers(
  connection: DuckDBConnection,
  names: readonly string[],
  question: (name: string) => string,
  from: string,
): Promise<readonly unknown[]> {
  if (names.length === 0) return [];
  return (await connection.runAndReadAll(`select ${names.map(question).join(", ")}${from}`)).getRows()[0] ?? [];
}

async function refuseRowsOutside(
  connection: DuckDBConnection,
  staging: TableAddress,
  { condition, partitions }: Slice,
  values: DuckDBValue[],
  target: Target,
): Promise<void> {
  const counted = await connection
    .runAndReadAll(`select count(*)::double from ${tableSql(staging)} where (${condition.text}) is not true`, values)
    .catch((error: Error) => {
      throw new Error(`[duckdb] ${target.assetKey}: its partitionExpr does not fit its rows: ${error.message.split("\n")[0]}. ${REMEDY}`);
    });
  const outside = Number(counted.getRows()[0]?.[0]);
  if (outside === 0) return;
  const which = partitions === 1 ? "the partition" : `the ${partitions} partitions`;
  throw new Error(
    `[duckdb] ${outside} row${outside === 1 ? "" : "s"} of ${target.assetKey} ${outside === 1 ? "is" : "are"} outside ${which} that is stored (${target.what}). Return only the rows of this partition, or change the partitionExpr.`,
  );
}

const REMEDY =
  'Change the partitionExpr to a column or an SQL expression: text for keys, a time in UTC for windows, such as "made_at" or "cast(day as timestamp)".';

/** The common type of the column in both partitions; null when the values decide. Throws when values of other partitions would change. */
function agreedColumn(name: string, column: ExistingColumn, other: ExistingColumn, target: Target): ExistingColumn | null {
  if (column.exact === undefined || other.exact === undefined) return null;
  const sql = agreedType(column.exact, other.exact);
  if (sql === undefined) return null;
  if (sql !== null) return { type: column.type, sql };
  throw new Error(
    `[duckdb] the column ${name} of ${target.schema}.${target.table} is ${column.sql}, and this partition gives ${other.sql}: no type can contain both, so values would change. The old table stays. Cast it in the query (cast(… as ${column.sql}) as ${quoted(name)}), or drop the table and materialize all partitions with the new type.`,
  );
}

/** Creates the table for the staged rows, or adds and widens its columns. */
async function fitTable(
  connection: DuckDBConnection,
  table: TableAddress,
  existing: ExistingColumns | null,
  staged: ExistingColumns,
  target: Target,
): Promise<void> {
  if (existing === null) return createTable(connection, table, staged);
  const types = new Map([...staged].map(([name, { type }]) => [name, type]));
  const planned = new Map(planSchema(types, existing, target).columns);
  const given = new Map([...staged].map(([name, column]) => [name.toLowerCase(), column]));
  for (const [name, column] of existing) {
    const other = given.get(name.toLowerCase());
    if (other === undefined || target.untyped.includes(name)) continue;
    const agreed = agreedColumn(name, column, other, target);
    const type = planned.get(name)?.type ?? column.type;
    // After objects became JSON, the exact type of their fields is unknown.
    if (agreed !== null && !hasNewJson(type, column.type)) planned.set(name, { type, sql: agreed.sql });
  }
  await alterTable(connection, table, existing, planned);
}

function hasNewJson(type: ColumnType, old: ColumnType): boolean {
  if (type.kind === "list" && old.kind === "list") return hasNewJson(type.element, old.element);
  if (type.kind === "struct" && old.kind === "struct")
    return [...old.fields].some(([name, field]) => hasNewJson(type.fields.get(name) ?? field, field));
  return type.kind === "json" && old.kind !== "json";
}
