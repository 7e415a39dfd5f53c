// The SQL for a page of a query's rows, sorted and filtered by the database: with bound values and quoted names.
import type { RowFilter, RowQuestion } from "../../contract/value.js";
import { type Steps, stepOf } from "./filter-text.js";
import { quoted } from "./quoted.js";

export interface PageQueries {
  readonly rows: string;
  /** Counts the rows that pass; null when the request does not need the number. */
  readonly count: string | null;
  /** The bound values of the filters, after those of the query. */
  readonly values: readonly string[];
}

/** A column for filters: the values that the user sees. */
export interface PageColumn {
  /** The SQL of the compared value. */
  readonly compared: string;
  /** The type to which the user's text is cast, so that 9 < 10 in a column of numbers. */
  readonly type: string;
  /** Converts the user's text for that type. */
  readonly read?: (text: string) => string;
  /** For a type whose casts round. */
  readonly steps?: Steps;
  /** The displayed text, in SQL. */
  readonly shown: string;
}

export interface PageDialect {
  /** The text type to which all values can be cast. */
  readonly text: string;
  /** The selected columns; default `*`. */
  readonly select?: string;
  /** SQL that orders rows with equal sort values, so that the pages of one order contain every row once. */
  readonly ties: readonly string[];
  /** Whether rows have no order by themselves. Otherwise, unsorted rows keep the order of the query. */
  readonly unordered?: boolean;
}

/** `query` returns all rows and binds `bound` values. Throws for an unknown column. */
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

/** The test for a number that the column cannot represent, using the next smaller one; null when there is none. */
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
