// A page of a query's rows, sorted and filtered by the database, in any SQL: bound values, quoted names.
import type { RowFilter, RowQuestion } from "../../contract/value.js";
import { type Steps, stepOf } from "./filter-text.js";
import { quoted } from "./quoted.js";

export interface PageQueries {
  readonly rows: string;
  /** How many rows pass; null when nobody asked. */
  readonly count: string | null;
  /** What the filters bind, after what the query itself binds. */
  readonly values: readonly string[];
}

/** A column as filters look at it: as the user sees it. */
export interface PageColumn {
  /** What is compared, as SQL. */
  readonly compared: string;
  /** To what the user's text is cast, so that 9 < 10 in a column of numbers. */
  readonly type: string;
  /** The user's text as that type takes it. */
  readonly read?: (text: string) => string;
  /** Of a type whose casts round. */
  readonly steps?: Steps;
  /** What the user sees, as text, in SQL. */
  readonly shown: string;
}

export interface PageDialect {
  /** What all values can be cast to, to look at their text. */
  readonly text: string;
  /** What is selected; default `*`. */
  readonly select?: string;
  /** What tells rows apart that the sort does not, in SQL: pages of one order have every row once. */
  readonly ties: readonly string[];
  /** Whether the rows have no order of their own; otherwise they come as the query gives them where nothing is sorted. */
  readonly unordered?: boolean;
}

/** `query` gives all rows and binds `bound` values. Throws for a column that is not there. */
export function pageQueries(
  query: string,
  bound: number,
  columns: ReadonlyMap<string, PageColumn>,
  question: RowQuestion,
  { text, select = "*", ties, unordered = false }: PageDialect,
): PageQueries {
  const { filters, sort, offset, limit, counted } = question;
  const values: string[] = [];
  const bind = (value: string, type: string) => `cast($${bound + values.push(value)} as ${type})`;
  const tests = filters.map((filter) => testOf(filter, columnOf(columns, filter.column), (value, type = text) => bind(value, type)));
  const from = `from (${query}\n) as millrace_page${tests.length === 0 ? "" : ` where ${tests.join(" and ")}`}`;
  const order = sort.map(({ column, descending }) => {
    columnOf(columns, column);
    return `${quoted(column)} ${descending ? "desc" : "asc"} nulls last`;
  });
  if (order.length > 0 || unordered) order.push(...ties);
  const ordered = order.length === 0 ? "" : ` order by ${order.join(", ")}`;
  return {
    rows: `select ${select} ${from}${ordered} limit ${count(limit)} offset ${count(offset)}`,
    count: counted ? `select count(*) ${from}` : null,
    values,
  };
}

const COMPARISONS = { equals: "=", differs: "<>", less: "<", atMost: "<=", greater: ">", atLeast: ">=" } as const;

type Bind = (value: string, type?: string) => string;

function testOf({ column, test, value }: RowFilter, { compared, type, read, steps, shown }: PageColumn, bind: Bind): string {
  const name = quoted(column);
  if (test === "isNull" || test === "isNotNull") return `${name} is ${test === "isNull" ? "" : "not "}null`;
  if (test === "contains" || test === "lacks") {
    const found = `strpos(lower(${shown}), lower(${bind(value)}))`;
    return test === "contains" ? `${found} > 0` : `(${name} is null or ${found} = 0)`;
  }
  if (steps !== undefined) {
    const { atMost, isSame } = stepOf(value, steps);
    if (!isSame) return besides(test, name, atMost === null ? null : (sign) => `${name} ${sign} ${bind(atMost, type)}`);
  }
  const tested = `${compared} ${COMPARISONS[test]} ${bind(read === undefined ? value : read(value), type)}`;
  return test === "differs" ? `(${name} is null or ${tested})` : tested;
}

/** The test against a number that the column cannot hold, by the one below it; null when there is none. */
function besides(test: keyof typeof COMPARISONS, name: string, below: ((sign: "<=" | ">") => string) | null): string {
  if (test === "equals") return "1 = 0";
  if (test === "differs") return "1 = 1";
  const isUnder = test === "less" || test === "atMost";
  if (below === null) return isUnder ? "1 = 0" : `${name} is not null`;
  return below(isUnder ? "<=" : ">");
}

function columnOf(columns: ReadonlyMap<string, PageColumn>, column: string): PageColumn {
  const found = columns.get(column);
  if (found === undefined) throw new Error(`there is no column ${column}. There are ${[...columns.keys()].join(", ")}.`);
  return found;
}

function count(rows: number): number {
  return Number.isFinite(rows) ? Math.max(0, Math.floor(rows)) : 0;
}
