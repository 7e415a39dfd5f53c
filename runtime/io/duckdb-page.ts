// A page of a query's rows, sorted and filtered by DuckDB.
import type { DuckDBConnection } from "@duckdb/node-api";
import type { DeclaredColumn } from "../contract/asset.js";
import type { RowPage, RowQuestion } from "../contract/value.js";
import { toDuckDB } from "./duckdb-engine.js";
import { rowBatches } from "./duckdb-read.js";
import { pageQueries } from "./page-sql.js";

export async function pageOf(
  connection: DuckDBConnection,
  query: { readonly text: string; readonly values: readonly unknown[] },
  question: RowQuestion,
  declared: readonly DeclaredColumn[] = [],
): Promise<RowPage> {
  const bound = await toDuckDB(query.values);
  const described = await connection.run(`select * from (${query.text}\n) limit 0`, bound);
  const types = described.columnTypes().map(String);
  const columns = described.deduplicatedColumnNames().map((name, at) => ({ name, type: types[at] as string }));
  const byName = new Map(columns.map(({ name, type }) => [name, type]));
  const page = pageQueries(query.text, query.values.length, byName, question, { text: "varchar" });
  const values = await toDuckDB([...query.values, ...page.values]);
  const rows: Record<string, unknown>[] = [];
  for await (const batch of rowBatches(await connection.stream(page.rows, values), declared)) rows.push(...batch);
  if (page.count === null) return { columns, rows, total: null };
  const counted = await connection.runAndReadAll(page.count, values);
  return { columns, rows, total: Number(counted.getRows()[0]?.[0] ?? 0) };
}
