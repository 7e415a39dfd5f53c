// Replacing a table in one transaction: the schema policy, rows, batches and relations.
import type { DuckDBConnection, DuckDBType } from "@duckdb/node-api";
import type { DeclaredColumn } from "../contract/asset.js";
import type { Relation } from "../sdk/relation.js";
import type { OpenDatabase } from "./duckdb-database.js";
import { toDuckDB } from "./duckdb-engine.js";
import { columnTypeOf, type ExistingColumns, existingTable, NO_COLUMNS, type PlannedSchema, planSchema } from "./duckdb-schema.js";
import { queryOf } from "./duckdb-sql.js";
import { type ColumnType, isPartlyUnknown, quoted } from "./duckdb-types.js";
import { appendRows, type Columns, checkRows, columnsOfRows, type Row } from "./duckdb-write.js";

export type SchemaPolicy = "error" | "addColumns" | "replace";

export interface Target {
  readonly schema: string;
  readonly table: string;
  readonly policy: SchemaPolicy;
  readonly declared: readonly DeclaredColumn[];
  /** Columns of the table whose type was never known (all null until now): they may take any. */
  readonly untyped: readonly string[];
  readonly assetKey: string;
  readonly note: (message: string) => void;
}

export interface StoredTable {
  readonly rows: number;
  readonly untyped: readonly string[];
}

export function storeRows(database: OpenDatabase, target: Target, rows: readonly Row[]): Promise<StoredTable> {
  const columns = columnsOfRows(rows, target.declared);
  return inTransaction(database, target, async (existing, table) => {
    const planned = planSchema(columns, existing, target);
    refuseNoColumns(planned, rows, target);
    await createTable(database.connection, table, planned.columns);
    await appendRows(database.connection, { ...table, name: table.table }, withNames(planned.columns, columns), rows);
    return { rows: rows.length, untyped: untypedOf(planned) };
  });
}

/** Batches as they come; when a later one has other columns or wider types, the table is altered within the transaction. */
export function storeBatches(database: OpenDatabase, target: Target, batches: AsyncIterable<unknown>): Promise<StoredTable> {
  return inTransaction(database, target, async (existing, table) => {
    let seen: Columns = columnsOfRows([], target.declared);
    let planned: PlannedSchema | null = null;
    let rows = 0;
    for await (const batch of batches) {
      checkRows(batch, target.assetKey);
      seen = columnsOfRows(batch, target.declared, seen);
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

/** Pure SQL: no row enters JavaScript. */
export function storeRelation(database: OpenDatabase, target: Target, relation: Relation): Promise<StoredTable> {
  return inTransaction(database, target, async (existing, table) => {
    const { connection } = database;
    const { text, values } = queryOf(relation, database.catalogOf);
    const bound = await toDuckDB(values);
    const kept = await keptColumns(connection, text, bound, existing, target);
    const query =
      kept.length === 0 ? text : `select *, ${kept.map(([name, type]) => `null::${type} as ${quoted(name)}`).join(", ")} from (${text})`;
    await connection.run(`create or replace table ${written(table)} as ${query}`, bound);
    const count = await connection.runAndReadAll(`select count(*)::double from ${written(table)}`);
    return { rows: Number(count.getRows()[0]?.[0]), untyped: [] };
  });
}

/** Columns of the old table that a policy keeps although the query does not give them. Throws when the policy forbids the change. */
async function keptColumns(
  connection: DuckDBConnection,
  text: string,
  bound: Awaited<ReturnType<typeof toDuckDB>>,
  existing: ExistingColumns | null,
  target: Target,
): Promise<(readonly [string, string])[]> {
  if (existing === null || target.policy === "replace") return [];
  const result = await connection.run(`select * from (${text}) limit 0`, bound);
  const types: readonly DuckDBType[] = result.columnTypes();
  const columns = new Map<string, ColumnType>(result.columnNames().map((name, at) => [name, columnTypeOf(types[at] as DuckDBType)]));
  const planned = planSchema(columns, existing, target);
  return [...planned.columns].filter(([name]) => !columns.has(name)).map(([name, type]) => [name, type.sql]);
}

export interface TableAddress {
  readonly catalog: string;
  readonly schema: string;
  readonly table: string;
}

export async function inTransaction(
  { connection, catalogOf }: OpenDatabase,
  target: Target,
  work: (existing: ExistingColumns | null, table: TableAddress) => Promise<StoredTable>,
): Promise<StoredTable> {
  const catalog = String((await connection.runAndReadAll("select current_database()")).getRows()[0]?.[0] ?? catalogOf(""));
  const table: TableAddress = { catalog, schema: target.schema, table: target.table };
  await connection.run("begin transaction");
  try {
    await connection.run(`create schema if not exists ${quoted(catalog)}.${quoted(target.schema)}`);
    const stored = await work(await existingTable(connection, table), table);
    await connection.run("commit");
    return stored;
  } catch (error) {
    await connection.run("rollback").catch(() => undefined);
    throw explained(error as Error, target);
  }
}

function explained(error: Error, target: Target): Error {
  if (error.message.startsWith("[duckdb]")) return error;
  const full = /No space left|disk is full|Out of disk/i.test(error.message);
  return new Error(
    `[duckdb] ${target.schema}.${target.table}: ${full ? "the disk is full. Free some space and run again; the old table is still there." : error.message}`,
    { cause: error },
  );
}

export async function createTable(connection: DuckDBConnection, table: TableAddress, columns: PlannedSchema["columns"]): Promise<void> {
  const list = [...columns].map(([name, { sql }]) => `${quoted(name)} ${sql}`);
  await connection.run(
    `create or replace table ${written(table)} (${list.length === 0 ? `${quoted(NO_COLUMNS)} BOOLEAN` : list.join(", ")})`,
  );
}

async function alterTable(
  connection: DuckDBConnection,
  table: TableAddress,
  before: PlannedSchema["columns"],
  after: PlannedSchema["columns"],
): Promise<void> {
  for (const [name, { sql, type }] of after) {
    const old = before.get(name);
    if (old === undefined) await connection.run(`alter table ${written(table)} add column ${quoted(name)} ${sql}`);
    else if (old.sql !== sql)
      await connection.run(
        `alter table ${written(table)} alter ${quoted(name)} type ${sql}${type.kind === "json" ? ` using to_json(${quoted(name)})` : ""}`,
      );
  }
}

/** The columns of the table in its order, with the types by which values are converted. */
function withNames(planned: PlannedSchema["columns"], columns: Columns): Columns {
  return new Map([...planned].map(([name, { type }]) => [name, columns.has(name) ? type : ({ kind: "unknown" } as const)]));
}

export function untypedOf({ columns }: PlannedSchema): string[] {
  return [...columns].filter(([, { type }]) => isPartlyUnknown(type)).map(([name]) => name);
}

export function written(table: TableAddress): string {
  return [table.catalog, table.schema, table.table].map(quoted).join(".");
}
