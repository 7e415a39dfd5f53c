// The SQL of a relation: text with numbered parameters, and the databases that it reads.
import { isTable, Relation } from "../../sdk/relation.js";
import { quoted } from "../tables/quoted.js";
import { oneStatement } from "../tables/sql-statement.js";
import { isRows } from "../values/cells.js";

export interface WrittenQuery {
  readonly text: string;
  /** The values of `$1`, `$2`, … */
  readonly values: readonly unknown[];
}

/** How the connection that runs a query names what it reads. */
export interface Names {
  /** The catalog of a database file. */
  catalogOf(database: string): string;
  /** In-memory rows → the table that contains them, as SQL. */
  readonly tables: ReadonlyMap<unknown, string>;
}

/** The query of a relation. */
export function queryOf(relation: Relation, names: Names): WrittenQuery {
  const values: unknown[] = [];
  const text = write(relation, names, values);
  if (relation.source !== null) return { text: selected(relation, text, values), values };
  return { text: relation.given === null ? text : `select * from ${text}`, values };
}

/**
 * The in-memory rows that a relation reads as tables. A test without types passes rows for a declared relation; they are used after `from`.
 */
export function givenRows(relation: Relation): readonly (readonly object[])[] {
  if (relation.given !== null) return [relation.given];
  const found = relation.values.flatMap((value, at) => {
    if (value instanceof Relation) return givenRows(value);
    const isRead = isRows(value) && /(^|[^\w$])(from|join)\s+$/i.test(relation.strings?.[at] ?? "");
    return isRead ? [value] : [];
  });
  return [...new Set(found)];
}

/** The database files that a relation reads. */
export function databasesOf(relation: Relation): string[] {
  if (relation.source !== null) return [relation.source.database];
  return [...new Set(relation.values.flatMap((value) => (value instanceof Relation ? databasesOf(value) : [])))];
}

function write(relation: Relation, names: Names, values: unknown[]): string {
  if (relation.given !== null) return names.tables.get(relation.given) as string;
  if (relation.source !== null) {
    const { database, schema, table } = relation.source;
    return [names.catalogOf(database), schema, table].map(quoted).join(".");
  }
  const text = (relation.strings ?? []).reduce((text, part, at) => {
    const value = relation.values[at - 1];
    return `${text}${at === 0 ? "" : standIn(value, names, values)}${part}`;
  }, "");
  return oneStatement(text, "the query");
}

function standIn(value: unknown, names: Names, values: unknown[]): string {
  const table = names.tables.get(value);
  if (table !== undefined) return table;
  if (value instanceof Relation) {
    const text = write(value, names, values);
    if (value.given !== null) return text;
    if (value.source === null) return `(${text})`;
    const { columns, where } = value.source;
    return columns === undefined && where === undefined ? text : `(${selected(value, text, values)})`;
  }
  if (isTable(value))
    throw new TypeError(
      "a query contains an Arrow table, but it can contain only relations and plain values. Declare the parameter as a Relation.",
    );
  values.push(value instanceof Date || value === undefined || typeof value !== "object" ? (value ?? null) : value);
  return `$${values.length}`;
}

/** A stored table's columns and partitions, as a query. */
function selected(relation: Relation, table: string, values: unknown[]): string {
  const where = relation.source?.where;
  if (where === undefined) return `select ${columnsOf(relation)} from ${table}`;
  let at = 0;
  const text = where.text.replaceAll(PLACEHOLDER, () => `$${values.push(where.values[at++])}`);
  return `select ${columnsOf(relation)} from ${table} where ${text}`;
}

/** Represents a bound value until its number is known. It does not occur in SQL. */
export const PLACEHOLDER = "\u0000?";

function columnsOf(relation: Relation): string {
  return relation.source?.columns?.map(quoted).join(", ") ?? "*";
}
