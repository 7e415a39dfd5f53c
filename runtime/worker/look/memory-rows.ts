// Pages of rows in memory: sorts and filters like a database.
import type { RowColumn, RowFilter, RowPage, RowQuestion, RowSort } from "../../contract/value.js";
import { rowsOfTable } from "../../io/arrow/rows.js";
import { numberOf, timeOf } from "../../io/tables/filter-text.js";
import { cellReader, isRows } from "../../io/values/cells.js";
import { isTable } from "../../sdk/relation.js";
import { kindName } from "./kind-name.js";

type Row = Readonly<Record<string, unknown>>;
type Read = (row: Row) => unknown;

export interface MemoryRows {
  readonly columns: readonly RowColumn[];
  readonly total: number;
  page(question: RowQuestion): RowPage;
}

/** Null for a value that is not rows. */
export function memoryRows(value: unknown): MemoryRows | null {
  if (isTable(value)) {
    const columns = value.schema.fields.map((field) => ({ name: field.name, type: String((field as { type?: unknown }).type) }));
    return over(
      rowsOfTable(
        value,
        columns.map(({ name }) => name),
      ),
      columns,
    );
  }
  // An empty array has no columns.
  return isRows(value) && value.length > 0 ? over(value, columnsOf(value)) : null;
}

function over(rows: readonly Row[], columns: readonly RowColumn[]): MemoryRows {
  // Keeps the last view, because scrolling requests its pages one after the other.
  let kept: { readonly view: string; readonly rows: readonly Row[] } = { view: viewOf([], []), rows };
  return {
    columns,
    total: rows.length,
    page({ offset, limit, sort, filters, counted }) {
      const view = viewOf(sort, filters);
      if (kept.view !== view) kept = { view, rows: ordered(passing(rows, filters, columns), sort, columns) };
      const page = kept.rows.slice(Math.max(0, offset), Math.max(0, offset) + Math.max(0, limit));
      return { columns, rows: page, total: counted ? kept.rows.length : null };
    },
  };
}

function viewOf(sort: readonly RowSort[], filters: readonly RowFilter[]): string {
  return JSON.stringify([sort, filters]);
}

function passing(rows: readonly Row[], filters: readonly RowFilter[], columns: readonly RowColumn[]): readonly Row[] {
  const tests = filters.map((filter) => testOf(filter, readerOf(filter.column, columns)));
  return tests.length === 0 ? rows : rows.filter((row) => tests.every((test) => test(row)));
}

function ordered(rows: readonly Row[], sort: readonly RowSort[], columns: readonly RowColumn[]): readonly Row[] {
  if (sort.length === 0) return rows;
  const orders = sort.map(({ column, descending }) => ({ read: readerOf(column, columns), sign: descending ? -1 : 1 }));
  return [...rows].sort((one, other) => {
    for (const { read, sign } of orders) {
      const [a, b] = [read(one), read(other)];
      if (isNull(a) || isNull(b)) {
        if (isNull(a) && isNull(b)) continue;
        return isNull(a) ? 1 : -1;
      }
      const order = compared(a, b);
      if (order !== 0) return sign * order;
    }
    return 0;
  });
}

function testOf({ test, value }: RowFilter, read: Read): (row: Row) => boolean {
  const wanted = value.toLowerCase();
  const holds = (cell: unknown) => textOf(cell).toLowerCase().includes(wanted);
  const compare = (row: Row) => {
    const cell = read(row);
    return isNull(cell) ? null : compared(cell, likeCell(value, cell));
  };
  switch (test) {
    case "isNull":
      return (row) => isNull(read(row));
    case "isNotNull":
      return (row) => !isNull(read(row));
    case "contains":
      return (row) => !isNull(read(row)) && holds(read(row));
    case "lacks":
      return (row) => isNull(read(row)) || !holds(read(row));
    case "equals":
      return (row) => compare(row) === 0;
    case "differs":
      return (row) => compare(row) !== 0;
    case "less":
      return (row) => (compare(row) ?? 1) < 0;
    case "atMost":
      return (row) => (compare(row) ?? 1) <= 0;
    case "greater":
      return (row) => (compare(row) ?? -1) > 0;
    case "atLeast":
      return (row) => (compare(row) ?? -1) >= 0;
    default:
      return test satisfies never;
  }
}

/** The text of a filter, converted to a value that can be compared with the cell. Throws for an invalid text. */
function likeCell(text: string, cell: unknown): unknown {
  if (typeof cell === "number" || typeof cell === "bigint") {
    return /^-?\d+$/.test(text.trim()) && typeof cell === "bigint" ? BigInt(text.trim()) : numberOf(text);
  }
  return cell instanceof Date ? timeOf(text) : text;
}

/** Negative, 0 or positive, as for a sort. Values without an order are compared as text. NaN is the greatest number, as in SQL. */
function compared(a: unknown, b: unknown): number {
  if (isNumeric(a) && isNumeric(b)) {
    if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
    return a < b ? -1 : a > b ? 1 : 0;
  }
  if (a instanceof Date && b instanceof Date) return compared(a.getTime(), b.getTime());
  const [x, y] = [textOf(a), textOf(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

function isNumeric(value: unknown): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

function isNull(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "" : value.toISOString();
  if (typeof value !== "object" || value === null) return String(value);
  return JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? inner.toString() : inner)) ?? "";
}

function readerOf(column: string, columns: readonly RowColumn[]): Read {
  if (columns.some(({ name }) => name === column)) return cellReader(column);
  throw new Error(`there is no column ${column}. There are ${columns.map(({ name }) => name).join(", ")}.`);
}

/** The names of all columns in order of appearance, each with the kinds of its values. */
function columnsOf(rows: readonly Row[]): RowColumn[] {
  const kinds = new Map<string, Set<string>>();
  for (const row of rows)
    for (const name of Object.keys(row)) {
      const seen = kinds.get(name) ?? new Set();
      const cell = row[name];
      if (!isNull(cell)) seen.add(kindName(cell));
      kinds.set(name, seen);
    }
  return [...kinds].map(([name, seen]) => ({ name, type: seen.size === 0 ? "null" : [...seen].sort().join(" | ") }));
}
