// A page of a query's rows, sorted and filtered by the server.
import type { DeclaredColumn } from "../../contract/asset.js";
import type { RowColumn, RowPage, RowQuestion } from "../../contract/value.js";
import { timeOf } from "../tables/filter-text.js";
import { type PageColumn, pageQueries } from "../tables/page-sql.js";
import { quoted } from "../tables/quoted.js";
import type { Session } from "./connection.js";
import { columnsOf, type LoadedRow, type Query, readQuery } from "./load.js";
import { POSITION } from "./place.js";

/** Scans a table in the order of its rows, so that unsorted pages are consistent, too. */
const IN_ORDER = "set max_parallel_workers_per_gather = 0; set enable_indexscan = off; set enable_indexonlyscan = off";
const IN_ANY_ORDER = "reset max_parallel_workers_per_gather; reset enable_indexscan; reset enable_indexonlyscan";

/** `positioned` returns the same rows of a table, each with its position (`POSITION`). */
export async function pageOf(
  session: Session,
  query: Query,
  question: RowQuestion,
  declared: readonly DeclaredColumn[] = [],
  positioned: Query | null = null,
): Promise<RowPage> {
  const types = await typesOf(session, query);
  const columns = types.map(({ name, type }) => ({ name, type }));
  const byName = new Map(types.map((type) => [type.name, pageColumn(quoted(type.name), type)]));
  const names = columns.map(({ name }) => quoted(name));
  const isSorted = question.sort.length > 0;
  const isTable = positioned !== null && isSorted && names.length > 0;
  const page = pageQueries(isTable ? positioned.text : query.text, query.values.length, byName, question, {
    text: "text",
    select: isTable ? names.join(", ") : "*",
    ties: isTable ? POSITION.map(quoted) : names.map((name) => `cast(${name} as text)`),
  });
  const values = [...query.values, ...page.values];
  const scansInOrder = positioned !== null && !isSorted;
  if (scansInOrder) await session.client.query(IN_ORDER);
  const rows: LoadedRow[] = [];
  for await (const batch of readQuery(session, { text: page.rows, values }, declared, true)) rows.push(...batch);
  if (scansInOrder) await session.client.query(IN_ANY_ORDER);
  if (page.count === null) return { columns, rows, total: null };
  const counted = await session.client.query<[string]>({ text: page.count, values, rowMode: "array" });
  return { columns, rows, total: Number(counted.rows[0]?.[0] ?? 0) };
}

interface TypedColumn extends RowColumn {
  /** The type without a length: a cast to `character` would mean one character. */
  readonly cast: string;
}

async function typesOf(session: Session, query: Query): Promise<TypedColumn[]> {
  const columns = await columnsOf(session, query);
  const { rows } = await session.client.query<{ oid: number; type: string; cast: string }>(
    "select oid::int as oid, format_type(oid, null) as type, format_type(oid, -1) as cast from unnest($1::oid[]) as oid",
    [columns.map(({ oid }) => oid)],
  );
  const types = new Map(rows.map((row) => [row.oid, row]));
  return columns.map(({ name, oid }) => ({ name, type: types.get(oid)?.type ?? "text", cast: types.get(oid)?.cast ?? "text" }));
}

/** `name` is quoted. */
function pageColumn(name: string, { cast }: TypedColumn): PageColumn {
  const text = `cast(${name} as text)`;
  switch (cast) {
    case "smallint":
    case "integer":
    case "bigint":
      return { compared: name, type: "numeric", shown: text };
    case "numeric":
      return {
        compared: name,
        type: "numeric",
        shown: `case when strpos(${text}, '.') > 0 then rtrim(rtrim(${text}, '0'), '.') else ${text} end`,
      };
    // The displayed text is the shortest number that is parsed to the same value, not the exact value.
    case "real":
      return { compared: `cast(${text} as double precision)`, type: "double precision", shown: text };
    case "date":
    case "timestamp without time zone":
    case "timestamp with time zone": {
      const type = cast === "date" ? "timestamp without time zone" : cast;
      const time = `date_trunc('milliseconds', cast(${name} as ${type}))`;
      const shown = `to_char(${time}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
      return { compared: time, type, read: (value) => timeOf(value).toISOString(), shown };
    }
    default:
      return { compared: name, type: cast, shown: text };
  }
}
