// The SQL of a relation: text with numbered parameters, and which databases it reads.
import { isTable, Relation } from "../sdk/relation.js";
import { quoted } from "./duckdb-types.js";

export interface WrittenQuery {
  readonly text: string;
  /** The values of `$1`, `$2`, … */
  readonly values: readonly unknown[];
}

/** The query of a relation. `catalogOf` names a database file in the connection that will run it. */
export function queryOf(relation: Relation, catalogOf: (database: string) => string): WrittenQuery {
  const values: unknown[] = [];
  const text = write(relation, catalogOf, values);
  return { text: relation.source === null ? text : selected(relation, text, values), values };
}

/** The files of the databases a relation reads. */
export function databasesOf(relation: Relation): string[] {
  if (relation.source !== null) return [relation.source.database];
  return [...new Set(relation.values.flatMap((value) => (value instanceof Relation ? databasesOf(value) : [])))];
}

function write(relation: Relation, catalogOf: (database: string) => string, values: unknown[]): string {
  if (relation.source !== null) {
    const { database, schema, table } = relation.source;
    return [catalogOf(database), schema, table].map(quoted).join(".");
  }
  return (relation.strings ?? []).reduce((text, part, at) => {
    const value = relation.values[at - 1];
    return `${text}${at === 0 ? "" : standIn(value, catalogOf, values)}${part}`;
  }, "");
}

function standIn(value: unknown, catalogOf: (database: string) => string, values: unknown[]): string {
  if (value instanceof Relation) {
    const text = write(value, catalogOf, values);
    if (value.source === null) return `(${text})`;
    const { columns, where } = value.source;
    return columns === undefined && where === undefined ? text : `(${selected(value, text, values)})`;
  }
  if (isTable(value))
    throw new TypeError(
      "an Arrow table stands in a query, where only relations and plain values can. Declare the parameter as a Relation.",
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

/** Stands for a bound value until its number is known; no SQL holds it. */
export const PLACEHOLDER = "\u0000?";

function columnsOf(relation: Relation): string {
  return relation.source?.columns?.map(quoted).join(", ") ?? "*";
}
