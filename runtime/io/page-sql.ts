// A page of a query's rows, sorted and filtered by the database, in any SQL: bound values, quoted names.
import type { RowFilter, RowQuestion } from "../contract/value.js";
import { quoted } from "./duckdb-types.js";

export interface PageQueries {
  readonly rows: string;
  /** How many rows pass; null when nobody asked. */
  readonly count: string | null;
  /** What the filters bind, after what the query itself binds. */
  readonly values: readonly string[];
}

export interface PageDialect {
  /** What all values can be cast to, to look at their text. */
  readonly text: string;
  /** What is selected; default `*`. */
  readonly select?: string;
}

/**
 * `query` gives all rows and binds `bound` values; `types` says for each column to what the text that the user wrote is cast, so that
 * 9 < 10 in a column of numbers. Throws for a column that is not there.
 */
export function pageQueries(
  query: string,
  bound: number,
  types: ReadonlyMap<string, string>,
  question: RowQuestion,
  { text, select = "*" }: PageDialect,
): PageQueries {
  const { filters, sort, offset, limit, counted } = question;
  const values: string[] = [];
  const bind = (value: string) => `$${bound + values.push(value)}`;
  const tests = filters.map((filter) => testOf(filter, typeOf(types, filter.column), text, bind));
  const from = `from (${query}\n) as millrace_page${tests.length === 0 ? "" : ` where ${tests.join(" and ")}`}`;
  const order = sort.map(({ column, descending }) => {
    typeOf(types, column);
    return `${quoted(column)} ${descending ? "desc" : "asc"} nulls last`;
  });
  const ordered = order.length === 0 ? "" : ` order by ${order.join(", ")}`;
  return {
    rows: `select ${select} ${from}${ordered} limit ${count(limit)} offset ${count(offset)}`,
    count: counted ? `select count(*) ${from}` : null,
    values,
  };
}

const COMPARISONS = { equals: "=", differs: "<>", less: "<", atMost: "<=", greater: ">", atLeast: ">=" } as const;

function testOf({ column, test, value }: RowFilter, type: string, text: string, bind: (value: string) => string): string {
  const name = quoted(column);
  if (test === "isNull" || test === "isNotNull") return `${name} is ${test === "isNull" ? "" : "not "}null`;
  if (test === "contains" || test === "lacks") {
    const found = `strpos(lower(cast(${name} as ${text})), lower(cast(${bind(value)} as ${text})))`;
    return test === "contains" ? `${found} > 0` : `(${name} is null or ${found} = 0)`;
  }
  const compared = `${name} ${COMPARISONS[test]} cast(${bind(value)} as ${type})`;
  return test === "differs" ? `(${name} is null or ${compared})` : compared;
}

function typeOf(types: ReadonlyMap<string, string>, column: string): string {
  const type = types.get(column);
  if (type === undefined) throw new Error(`there is no column ${column}. There are ${[...types.keys()].join(", ")}.`);
  return type;
}

function count(rows: number): number {
  return Number.isFinite(rows) ? Math.max(0, Math.floor(rows)) : 0;
}
