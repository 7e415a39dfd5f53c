// A transaction over one table: the target, and creating and altering tables in it.
import type { DuckDBConnection } from "@duckdb/node-api";
import type { DeclaredColumn } from "../../contract/asset.js";
import type { PartitionCondition } from "../tables/partition-sql.js";
import { quoted } from "../tables/quoted.js";
import type { SchemaPolicy } from "../tables/schema-policy.js";
import { converted, copyShapes, markShapes } from "./absent.js";
import type { OpenDatabase } from "./database.js";
import { refuseLossyChange } from "./retype.js";
import { type ExistingColumns, existingTable, NO_COLUMNS, type PlannedSchema } from "./schema.js";

export interface Target {
  readonly schema: string;
  readonly table: string;
  readonly policy: SchemaPolicy;
  readonly declared: readonly DeclaredColumn[];
  /** Columns of the table whose type was never known (all null until now). They may get any type. */
  readonly untyped: readonly string[];
  readonly assetKey: string;
  /** The description of what is stored, for messages: the table, or the partition. */
  readonly what: string;
  /** The partitions that are replaced; null: the whole table. */
  readonly slice: Slice | null;
  readonly warn: (message: string) => void;
}

export interface Slice {
  readonly condition: PartitionCondition;
  /** The number of partitions, for messages. */
  readonly partitions: number;
}

export interface StoredTable {
  readonly rows: number;
  readonly untyped: readonly string[];
}

export interface TableAddress {
  readonly catalog: string;
  readonly schema: string;
  readonly table: string;
}

/** Fills `table`, given its existing columns; `target` is the result of the policy for the replaced rows. */
export type Work = (existing: ExistingColumns | null, table: TableAddress, target: Target) => Promise<StoredTable>;

export async function inTransaction({ connection, catalog }: OpenDatabase, target: Target, work: Work): Promise<StoredTable> {
  const table: TableAddress = { catalog, schema: target.schema, table: target.table };
  await connection.run("begin transaction");
  try {
    const existing = await existingTable(connection, table);
    if (existing === null) await connection.run(`create schema if not exists ${quoted(catalog)}.${quoted(target.schema)}`);
    const stored = await work(existing, table, target);
    await connection.run("commit");
    return stored;
  } catch (error) {
    await connection.run("rollback").catch(() => undefined);
    throw explained(error as Error, target);
  }
}

/** Makes one table a copy of another in the same database. */
export async function copyTable(
  { connection, catalog }: OpenDatabase,
  from: Omit<TableAddress, "catalog">,
  to: Omit<TableAddress, "catalog">,
): Promise<void> {
  await connection.run("begin transaction");
  try {
    await connection.run(`create schema if not exists ${quoted(catalog)}.${quoted(to.schema)}`);
    await connection.run(`${creating({ catalog, ...to })} as from ${tableSql({ catalog, ...from })}`);
    await copyShapes(connection, { catalog, ...from }, { catalog, ...to });
    await connection.run("commit");
  } catch (error) {
    await connection.run("rollback").catch(() => undefined);
    throw new Error(`[duckdb] ${to.schema}.${to.table}: ${(error as Error).message}`, { cause: error });
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
  await connection.run(`${creating(table)} (${list.length === 0 ? `${quoted(NO_COLUMNS)} BOOLEAN` : list.join(", ")})`);
  await markShapes(connection, table, columns, true);
}

export async function alterTable(
  connection: DuckDBConnection,
  table: TableAddress,
  before: PlannedSchema["columns"],
  after: PlannedSchema["columns"],
): Promise<void> {
  for (const [name, { sql, type }] of after) {
    const old = before.get(name);
    if (old === undefined) await connection.run(`alter table ${tableSql(table)} add column ${quoted(name)} ${sql}`);
    else if (old.sql !== sql) {
      await refuseLossyChange(connection, tableSql(table), name, old.type, type);
      const using = converted(quoted(name), old.type, type);
      await connection.run(`alter table ${tableSql(table)} alter ${quoted(name)} type ${sql}${using === null ? "" : ` using ${using}`}`);
    }
  }
  await markShapes(connection, table, after, false);
}

/** `create or replace table …`, without its content. */
export function creating(table: TableAddress): string {
  return `create or replace ${table.catalog === "temp" ? "temp " : ""}table ${tableSql(table)}`;
}

export function tableSql(table: TableAddress): string {
  return [table.catalog, table.schema, table.table].map(quoted).join(".");
}
