// Runs relations: returns rows or an Arrow table, or uses them as a query inside another statement.
import type { DuckDBValue } from "@duckdb/node-api";
import type { Relation, RelationEngine, Table } from "../../sdk/relation.js";
import { tableOfResult } from "../arrow/from-duckdb.js";
import { inMemory, type OpenDatabase, withDatabase } from "./database.js";
import { queryIn } from "./given-rows.js";
import { rowBatches } from "./read.js";
import { databasesOf } from "./sql.js";

/** Runs a relation in the first database that it reads, with the others attached; in memory when it reads none. */
export const duckdbEngine: RelationEngine = {
  toRows: (relation) => inOwnDatabase(relation, (database) => rowsOfRelation(relation, database)),
  toTable: (relation) => inOwnDatabase(relation, (database) => loadTable(relation, database)),
};

async function inOwnDatabase<T>(relation: Relation, work: (database: OpenDatabase) => Promise<T>): Promise<T> {
  const [path, ...attach] = databasesOf(relation);
  if (path === undefined) return inMemory(work);
  return withDatabase({ path, shown: path, create: false, attach, write: false }, work);
}

async function rowsOfRelation(relation: Relation, database: OpenDatabase): Promise<Record<string, unknown>[]> {
  const { text, values } = await queryIn(relation, database);
  const result = await database.connection.stream(text, await toDuckDB(values));
  const rows: Record<string, unknown>[] = [];
  for await (const batch of rowBatches(result, [])) for (const row of batch) rows.push(row);
  return rows;
}

/** An Arrow table of a relation's rows, with the columns' own types. */
export async function loadTable(relation: Relation, database: OpenDatabase): Promise<Table> {
  const { text, values } = await queryIn(relation, database);
  return tableOfResult(await database.connection.stream(text, await toDuckDB(values)));
}

/** Bound parameters for DuckDB: Date as TIMESTAMP, bytes as BLOB, arrays as lists. */
export async function toDuckDB(values: readonly unknown[]): Promise<DuckDBValue[]> {
  const duckdb = await import("@duckdb/node-api");
  const convert = (value: unknown, at: number): DuckDBValue => {
    if (value === null || value === undefined) return null;
    if (value instanceof Date) return new duckdb.DuckDBTimestampValue(BigInt(value.getTime()) * 1000n);
    if (value instanceof Uint8Array) return new duckdb.DuckDBBlobValue(value);
    if (Array.isArray(value)) return new duckdb.DuckDBListValue(value.map((member) => convert(member, at)));
    if (typeof value === "object" || typeof value === "function" || typeof value === "symbol") {
      throw new TypeError(
        `the value ${at + 1} of the query is a ${typeof value}, which cannot be a parameter of a query. Use text, numbers, booleans, dates, bytes or arrays of these.`,
      );
    }
    return value as DuckDBValue;
  };
  return values.map(convert);
}
