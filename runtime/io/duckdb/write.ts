// Fills a table from rows: derives types from the values, and writes chunks with an appender.

import type { DuckDBConnection, DuckDBDataChunk, DuckDBType, DuckDBValue } from "@duckdb/node-api";
import type { DeclaredColumn } from "../../contract/asset.js";
import { type ColumnType, checkJson } from "../tables/column-types.js";
import { type Columns, type Row, typesOfRows } from "../tables/rows.js";
import { cellReader, exactDouble } from "../values/cells.js";
import { writeColumn } from "./vectors.js";

/** Like `typesOfRows`, but refuses names that differ only in case. */
export function columnsOfRows(rows: readonly Row[], declared: readonly DeclaredColumn[], seen?: Columns): Map<string, ColumnType> {
  const columns = typesOfRows(rows, declared, seen);
  refuseTwins(columns.keys());
  return columns;
}

/** DuckDB ignores the case of column names. */
export function refuseTwins(names: Iterable<string>): void {
  const seen = new Map<string, string>();
  for (const name of names) {
    const twin = seen.get(name.toLowerCase());
    if (twin !== undefined)
      throw new TypeError(`[duckdb] the columns "${twin}" and "${name}" differ only in case, which a table does not allow. Rename one.`);
    if (name === "") throw new TypeError('[duckdb] a row has a key that is empty (""). Give the column a name.');
    seen.set(name.toLowerCase(), name);
  }
}

/**
 * Returns a check for rows that contain both 0 and -0. DuckDB treats them as equal, and its compression stores equal neighbors only once,
 * so one would become the other. The check gets the rows of one value, all at once or batch by batch, and throws for a column that contains
 * both.
 */
export function refusingMixedZeros(how: "at once" | "in batches"): (columns: Columns, rows: readonly Row[]) => void {
  const signs = new Map<string, { zero: boolean; negative: boolean }>();
  return (columns, rows) => {
    for (const [name, type] of columns) {
      // Whole numbers may become fractions in a later batch.
      const mayHoldBoth = type.kind === "scalar" && (type.name === "DOUBLE" || (type.name === "BIGINT" && how === "in batches"));
      if (!mayHoldBoth) continue;
      const seen = signs.get(name) ?? { zero: false, negative: false };
      signs.set(name, seen);
      if (type.name === "BIGINT" && seen.zero) continue;
      const cell = cellReader(name);
      for (const row of rows) {
        const value = cell(row);
        if (value !== 0) continue;
        if (Object.is(value, -0)) seen.negative = true;
        else seen.zero = true;
        if (seen.zero && seen.negative)
          throw new TypeError(
            `[duckdb] the column "${name}" contains both 0 and -0, and DuckDB may store both as the same value. Store value + 0, which is never -0.`,
          );
        if (type.name === "BIGINT") break;
      }
    }
  };
}

const CHUNK = 2048;

/** Appends rows to a table with the columns `columns`, in that order. */
export async function appendRows(connection: DuckDBConnection, table: TableName, columns: Columns, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  const duckdb = await import("@duckdb/node-api");
  const appender = await connection.createAppender(table.name, table.schema, table.catalog);
  try {
    const cells = [...columns].map(([name, type]): Cell => ({ name, read: cellReader(name), convert: converterOf(type, duckdb, [name]) }));
    const types = cells.map((_, at) => appender.columnType(at));
    for (let start = 0; start < rows.length; start += CHUNK) {
      const end = Math.min(start + CHUNK, rows.length);
      appender.appendDataChunk(chunkOf(duckdb, types, cells, rows, start, end));
      if (start % (CHUNK * 64) === 0) await breathe();
    }
    appender.flushSync();
  } finally {
    appender.closeSync();
  }
}

export interface TableName {
  readonly catalog: string;
  readonly schema: string;
  readonly name: string;
}

function chunkOf(
  duckdb: typeof import("@duckdb/node-api"),
  types: readonly DuckDBType[],
  cells: readonly Cell[],
  rows: readonly Row[],
  start: number,
  end: number,
): DuckDBDataChunk {
  const chunk = duckdb.DuckDBDataChunk.create(types, end - start);
  cells.forEach(({ name, read, convert }, column) => {
    const type = types[column] as DuckDBType;
    if (type.alias === undefined && writeColumn(chunk.getColumnVector(column), type.toString(), rows, name, start, end)) return;
    const values = new Array<DuckDBValue>(end - start);
    for (let at = start; at < end; at++) values[at - start] = convert(read(rows[at] as Row), at);
    chunk.setColumnValues(column, values);
  });
  return chunk;
}

/** One column of rows in DuckDB's representation. */
export function valuesOfColumn(
  type: ColumnType,
  name: string,
  rows: readonly Row[],
  duckdb: typeof import("@duckdb/node-api"),
): DuckDBValue[] {
  const convert = converterOf(type, duckdb, [name]);
  const read = cellReader(name);
  return rows.map((row, at) => convert(read(row), at));
}

type Convert = (value: unknown, at: number) => DuckDBValue;

/** The state of writing one column of rows. */
interface Cell {
  readonly name: string;
  readonly read: (row: Row) => unknown;
  readonly convert: Convert;
}

function converterOf(type: ColumnType, duckdb: typeof import("@duckdb/node-api"), path: readonly string[]): Convert {
  const nullable =
    (convert: Convert): Convert =>
    (value, at) =>
      value === null || value === undefined ? null : convert(value, at);
  switch (type.kind) {
    case "scalar":
      return nullable(scalarConverter(type.name, duckdb, path));
    case "list": {
      const element = converterOf(type.element, duckdb, path);
      return nullable((value, at) => new duckdb.DuckDBListValue((value as unknown[]).map((member) => element(member, at))));
    }
    case "struct": {
      const fields = [...type.fields].map(([name, field]) => [name, converterOf(field, duckdb, [...path, name])] as const);
      return nullable(
        (value, at) =>
          new duckdb.DuckDBStructValue(Object.fromEntries(fields.map(([name, convert]) => [name, convert((value as Row)[name], at)]))),
      );
    }
    default:
      return nullable((value, at) => {
        checkJson(value, [at, ...path]);
        return JSON.stringify(value);
      });
  }
}

function scalarConverter(
  name: Extract<ColumnType, { kind: "scalar" }>["name"],
  duckdb: typeof import("@duckdb/node-api"),
  path: readonly string[],
): Convert {
  switch (name) {
    case "BIGINT":
    case "HUGEINT":
      return (value) => BigInt(value as number);
    case "DOUBLE":
      return (value, at) => exactDouble(value as number | bigint, [at, ...path]);
    case "TIMESTAMP":
      return (value) => new duckdb.DuckDBTimestampValue(BigInt((value as Date).getTime()) * 1000n);
    case "BLOB":
      return (value) => new duckdb.DuckDBBlobValue(value as Uint8Array);
    default:
      return (value) => value as DuckDBValue;
  }
}

/** Lets other steps and cancellation run while a large value is written. */
function breathe(): Promise<void> {
  return new Promise((resume) => setImmediate(resume));
}
