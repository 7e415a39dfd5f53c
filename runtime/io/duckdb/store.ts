// Replaces a table in one transaction: applies the schema policy, and writes rows, batches or relations.
import type { DuckDBConnection, DuckDBType } from "@duckdb/node-api";
import type { Relation } from "../../sdk/relation.js";
import { isPartlyUnknown, UNKNOWN } from "../tables/column-types.js";
import { quoted } from "../tables/quoted.js";
import { type Columns, checkRows, type Row } from "../tables/rows.js";
import { noColumns } from "../tables/schema-policy.js";
import type { OpenDatabase } from "./database.js";
import { refuseUndeclared } from "./declared.js";
import { toDuckDB } from "./engine.js";
import { queryIn } from "./given-rows.js";
import { columnTypeOf, type ExistingColumns, exactSql, type PlannedSchema, planSchema } from "./schema.js";
import { inSlice } from "./slice.js";
import { alterTable, createTable, creating, inTransaction, type StoredTable, type Target, tableSql, type Work } from "./transaction.js";
import { appendRows, columnsOfRows, refusingMixedZeros } from "./write.js";

export type { SchemaPolicy } from "../tables/schema-policy.js";

export function storeRows(database: OpenDatabase, asked: Target, rows: readonly Row[]): Promise<StoredTable> {
  const columns = columnsOfRows(rows, asked.declared);
  refusingMixedZeros("at once")(columns, rows);
  return replacing(database, asked, async (existing, table, target) => {
    const planned = planSchema(columns, existing, target);
    refuseNoColumns(planned, rows, target);
    warnOfNoColumns(planned, target);
    await createTable(database.connection, table, planned.columns);
    await appendRows(database.connection, { ...table, name: table.table }, withNames(planned.columns, columns), rows);
    return { rows: rows.length, untyped: untypedOf(planned) };
  });
}

/** Writes batches as they arrive. When a later one has other columns or wider types, the table is altered within the transaction. */
export function storeBatches(database: OpenDatabase, asked: Target, batches: AsyncIterable<unknown>): Promise<StoredTable> {
  return replacing(database, asked, async (existing, table, target) => {
    let seen: Columns = columnsOfRows([], target.declared);
    let planned: PlannedSchema | null = null;
    const checkZeros = refusingMixedZeros("in batches");
    let rows = 0;
    for await (const batch of batches) {
      checkRows(batch, target.assetKey);
      seen = columnsOfRows(batch, target.declared, seen);
      checkZeros(seen, batch);
      const next = planSchema(seen, existing, target);
      refuseNoColumns(next, batch, target);
      if (planned === null) await createTable(database.connection, table, next.columns);
      else await alterTable(database.connection, table, planned.columns, next.columns);
      planned = next;
      await appendRows(database.connection, { ...table, name: table.table }, withNames(planned.columns, seen), batch);
      rows += batch.length;
    }
    if (planned === null) {
      planned = planSchema(seen, existing, target);
      warnOfNoColumns(planned, target);
      await createTable(database.connection, table, planned.columns);
    }
    return { rows, untyped: untypedOf(planned) };
  });
}

function refuseNoColumns({ columns }: PlannedSchema, rows: readonly Row[], { assetKey }: Target): void {
  if (columns.size > 0 || rows.length === 0) return;
  throw new TypeError(
    `[duckdb] ${assetKey} returned rows without any key, so the table would have no columns. Return rows with keys, or [] for no rows.`,
  );
}

function warnOfNoColumns({ columns }: PlannedSchema, target: Target): void {
  if (columns.size === 0) target.warn(noColumns("duckdb", target));
}

/** Pure SQL: the rows do not enter JavaScript. */
export function storeRelation(database: OpenDatabase, asked: Target, relation: Relation): Promise<StoredTable> {
  return replacing(database, asked, async (existing, table, target) => {
    const { connection } = database;
    const { text, values } = await queryIn(relation, database);
    const bound = await toDuckDB(values);
    const isAsked = target.declared.length > 0 || (existing !== null && target.policy !== "replace");
    const given: ExistingColumns = isAsked ? await columnsOfQuery(connection, text, bound) : new Map();
    const known = await withoutNulls(connection, text, bound, given, target.declared);
    refuseUndeclared(known, target.declared, target.assetKey);
    const kept = keptColumns(given, existing, target);
    const query =
      kept.length === 0 ? text : `select *, ${kept.map(([name, type]) => `null::${type} as ${quoted(name)}`).join(", ")} from (${text})`;
    await connection.run(`${creating(table)} as ${query}`, bound);
    const count = await connection.runAndReadAll(`select count(*)::double from ${tableSql(table)}`);
    return { rows: Number(count.getRows()[0]?.[0]), untyped: [] };
  });
}

/** The columns that a query would return, without running it. */
async function columnsOfQuery(
  connection: DuckDBConnection,
  text: string,
  bound: Awaited<ReturnType<typeof toDuckDB>>,
): Promise<ExistingColumns> {
  const result = await connection.run(`select * from (${text}) limit 0`, bound);
  const types: readonly DuckDBType[] = result.columnTypes();
  return new Map(
    result.columnNames().map((name, at) => [name, { type: columnTypeOf(types[at] as DuckDBType), sql: exactSql(types[at] as DuckDBType) }]),
  );
}

/** DuckDB reports `null as name` as INTEGER. If all values of such a column are null, its type is unknown. */
async function withoutNulls(
  connection: DuckDBConnection,
  text: string,
  bound: Awaited<ReturnType<typeof toDuckDB>>,
  given: ExistingColumns,
  declared: Target["declared"],
): Promise<ExistingColumns> {
  const suspects = declared.filter(({ name, kind }) => given.get(name)?.sql === "INTEGER" && kind !== "number" && kind !== "bigint");
  if (suspects.length === 0) return given;
  const counts = suspects.map(({ name }) => `count(${quoted(name)})::double`).join(", ");
  const row = (await connection.runAndReadAll(`select ${counts} from (${text})`, bound)).getRows()[0] ?? [];
  const empty = new Set(suspects.filter((_, at) => row[at] === 0).map(({ name }) => name));
  return new Map([...given].map(([name, column]) => [name, empty.has(name) ? { ...column, type: UNKNOWN } : column]));
}

/** Columns of the old table that the policy keeps although the query does not return them. Throws when the policy forbids the change. */
function keptColumns(given: ExistingColumns, existing: ExistingColumns | null, target: Target): (readonly [string, string])[] {
  if (existing === null || target.policy === "replace") return [];
  const columns = new Map([...given].map(([name, { type }]) => [name, type]));
  const planned = planSchema(columns, existing, target);
  return [...planned.columns].filter(([name]) => !columns.has(name)).map(([name, type]) => [name, type.sql]);
}

/** Replaces the table, or the slice of it. */
export function replacing(database: OpenDatabase, target: Target, work: Work): Promise<StoredTable> {
  return target.slice === null ? inTransaction(database, target, work) : inSlice(database, target, target.slice, work);
}

/** The columns of the table in its order, with the types for converting values. */
function withNames(planned: PlannedSchema["columns"], columns: Columns): Columns {
  return new Map([...planned].map(([name, { type }]) => [name, columns.has(name) ? type : ({ kind: "unknown" } as const)]));
}

export function untypedOf({ columns }: PlannedSchema): string[] {
  return [...columns].filter(([, { type }]) => isPartlyUnknown(type)).map(([name]) => name);
}
