// A page of a query's rows, sorted and filtered by the server.
import type { DeclaredColumn } from "../../contract/asset.js";
import type { RowColumn, RowPage, RowQuestion } from "../../contract/value.js";
import { pageQueries } from "../page-sql.js";
import type { Session } from "./connection.js";
import { columnsOf, type LoadedRow, type Query, readQuery } from "./load.js";

export async function pageOf(
  session: Session,
  query: Query,
  question: RowQuestion,
  declared: readonly DeclaredColumn[] = [],
): Promise<RowPage> {
  const columns = await typesOf(session, query);
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  const page = pageQueries(query.text, query.values.length, types, question, { text: "text" });
  const values = [...query.values, ...page.values];
  const rows: LoadedRow[] = [];
  for await (const batch of readQuery(session, { text: page.rows, values }, declared)) rows.push(...batch);
  if (page.count === null) return { columns, rows, total: null };
  const counted = await session.client.query<[string]>({ text: page.count, values, rowMode: "array" });
  return { columns, rows, total: Number(counted.rows[0]?.[0] ?? 0) };
}

async function typesOf(session: Session, query: Query): Promise<RowColumn[]> {
  const columns = await columnsOf(session, query);
  const { rows } = await session.client.query<{ oid: number; type: string }>(
    "select oid::int as oid, format_type(oid, null) as type from unnest($1::oid[]) as oid",
    [columns.map(({ oid }) => oid)],
  );
  const types = new Map(rows.map(({ oid, type }) => [oid, type]));
  return columns.map(({ name, oid }) => ({ name, type: types.get(oid) ?? "text" }));
}
