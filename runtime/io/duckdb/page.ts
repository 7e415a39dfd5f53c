// A page of a query's rows, sorted and filtered by DuckDB.
import type { DuckDBConnection } from "@duckdb/node-api";
import type { DeclaredColumn } from "../../contract/asset.js";
import type { RowPage, RowQuestion } from "../../contract/value.js";
import { type Steps, timeOf } from "../tables/filter-text.js";
import { type PageColumn, pageQueries } from "../tables/page-sql.js";
import { quoted } from "../tables/quoted.js";
import type { Shapes } from "./absent.js";
import { toDuckDB } from "./engine.js";
import { rowBatches } from "./read.js";

/** The column with a row's position, if the query has one. */
const POSITION = "millrace_position";

interface PagedQuery {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** `positioned` returns the same rows of a table, each with `rowid`, for sorted pages. */
export async function pageOf(
  connection: DuckDBConnection,
  query: PagedQuery,
  question: RowQuestion,
  { declared, shapes }: { readonly declared: readonly DeclaredColumn[]; readonly shapes: Shapes },
  positioned: ((alias: string) => PagedQuery) | null = null,
): Promise<RowPage> {
  const bound = await toDuckDB(query.values);
  const described = await connection.run(`select * from (${query.text}\n) limit 0`, bound);
  const types = described.columnTypes().map((type) => (type.alias === "JSON" ? "JSON" : String(type)));
  const columns = described.deduplicatedColumnNames().map((name, at) => ({ name, type: types[at] as string }));
  const byName = new Map(columns.map(({ name, type }) => [name, pageColumn(quoted(name), type)]));
  // A column of the user with this name hides the table's own.
  const hidden = columns.some(({ name }) => ["rowid", POSITION].includes(name.toLowerCase()));
  const isTable = positioned !== null && !hidden;
  const page = pageQueries(isTable ? positioned(POSITION).text : query.text, query.values.length, byName, question, {
    text: "varchar",
    select: isTable ? `* exclude (${POSITION})` : "*",
    ties: isTable ? [POSITION] : columns.map(({ name }) => quoted(name)),
  });
  const values = await toDuckDB([...query.values, ...page.values]);
  const rows: Record<string, unknown>[] = [];
  for await (const batch of rowBatches(await connection.stream(page.rows, values), declared, { isShown: true, shapes }))
    rows.push(...batch);
  if (page.count === null) return { columns, rows, total: null };
  const counted = await connection.runAndReadAll(page.count, values);
  return { columns, rows, total: Number(counted.getRows()[0]?.[0] ?? 0) };
}

const BITS = { TINYINT: 8, SMALLINT: 16, INTEGER: 32, BIGINT: 64, HUGEINT: 128 } as const;

/** `name` is quoted. */
function pageColumn(name: string, type: string): PageColumn {
  const text = `cast(${name} as varchar)`;
  if (/^(JSON|STRUCT|MAP)|\]$/.test(type)) {
    const json = type === "JSON" ? `cast(json(${name}) as varchar)` : `cast(to_json(${name}) as varchar)`;
    return { compared: json, type: "varchar", shown: json };
  }
  const steps = stepsOf(type);
  if (steps !== null) return { compared: name, type, steps, shown: steps.scale === 0 ? text : `rtrim(rtrim(${text}, '0'), '.')` };
  if (type === "FLOAT" || type === "DOUBLE") {
    // A FLOAT is displayed as the equal DOUBLE.
    const number = `cast(${name} as double)`;
    return { compared: number, type: "double", shown: `regexp_replace(cast(${number} as varchar), '\\.0$', '')` };
  }
  if (/^(TIMESTAMP|DATE)/.test(type)) {
    const milliseconds = `epoch_ms(${name})`;
    const read = (value: string) => String(timeOf(value).getTime());
    return {
      compared: milliseconds,
      type: "bigint",
      read,
      shown: `strftime(make_timestamp_ms(${milliseconds}), '%Y-%m-%dT%H:%M:%S.%gZ')`,
    };
  }
  return { compared: name, type: type.startsWith("ENUM") ? "varchar" : type, shown: text };
}

function stepsOf(type: string): Steps | null {
  const [, width, scale] = /^DECIMAL\((\d+),(\d+)\)$/.exec(type) ?? [];
  if (width !== undefined) {
    const most = 10n ** BigInt(width) - 1n;
    return { scale: Number(scale), least: -most, most };
  }
  const [, unsigned, name] = /^(U?)((?:TINY|SMALL|BIG|HUGE)INT|INTEGER)$/.exec(type) ?? [];
  if (name === undefined) return null;
  const bits = BigInt(BITS[name as keyof typeof BITS]);
  return unsigned === "U"
    ? { scale: 0, least: 0n, most: 2n ** bits - 1n }
    : { scale: 0, least: -(2n ** (bits - 1n)), most: 2n ** (bits - 1n) - 1n };
}
