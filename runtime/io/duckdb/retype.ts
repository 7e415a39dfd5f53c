// Checks whether existing values survive when a column gets another type, as a later batch or partition may require.
import type { DuckDBConnection } from "@duckdb/node-api";
import type { ColumnType, ScalarName } from "../tables/column-types.js";
import { quoted } from "../tables/quoted.js";

/** The greatest whole number up to which a number represents every whole number. */
const EXACT = 2 ** 53;

/** Throws when a value of the column would change; `table` is SQL. */
export async function refuseLossyChange(
  connection: DuckDBConnection,
  table: string,
  name: string,
  from: ColumnType,
  to: ColumnType,
): Promise<void> {
  const condition = lossy(quoted(name), from, to);
  if (condition === null) return;
  const { rows, what } = condition;
  const found = await connection.runAndReadAll(`select 1 from ${table} where ${quoted(name)} is not null and (${rows}) limit 1`);
  if (found.currentRowCount === 0) return;
  throw new TypeError(
    `[duckdb] the column ${name} holds ${what}, and a later batch or partition makes it a column of ${kindOf(to)}, which cannot hold this. Give the column one kind of value.`,
  );
}

function kindOf(to: ColumnType): string {
  if (to.kind === "json") return "mixed kinds, kept as JSON";
  return leavesOf(to).has("DOUBLE") ? "numbers" : "whole numbers";
}

/** Values that a whole-number type cannot represent. */
function fractions(column: string, from: ColumnType): { readonly rows: string; readonly what: string } {
  const what = "a fraction, -0, NaN or an infinity";
  if (from.kind === "scalar")
    return { rows: `not isfinite(${column}) or ${column} <> trunc(${column}) or (${column} = 0 and signbit(${column}))`, what };
  return { rows: `regexp_matches(${textOf(column)}, 'NaN|Infinity|e-|-0\\.0([^0-9]|$)|\\.[0-9]*[1-9]')`, what };
}

/** A nested value is tested by its text, without the strings in it. */
function textOf(column: string): string {
  return `regexp_replace(to_json(${column})::varchar, '"(\\\\.|[^"\\\\])*"', '""', 'g')`;
}

function lossy(column: string, from: ColumnType, to: ColumnType): { readonly rows: string; readonly what: string } | null {
  if (!changesValues(from, to)) return null;
  const leaves = leavesOf(from);
  const isJson = to.kind === "json";
  if (isJson && leaves.has("TIMESTAMP")) return { rows: "true", what: "a Date" };
  if (isJson && leaves.has("BLOB")) return { rows: "true", what: "bytes" };
  if (!isJson && !leavesOf(to).has("DOUBLE")) return leaves.has("DOUBLE") ? fractions(column, from) : null;
  const hasWhole = leaves.has("BIGINT") || leaves.has("HUGEINT");
  if (from.kind === "scalar")
    return hasWhole
      ? { rows: `${column} not between -${EXACT} and ${EXACT}`, what: "a bigint that a number cannot represent exactly" }
      : from.name === "DOUBLE" && isJson
        ? { rows: `not isfinite(${column})`, what: "NaN or an infinity" }
        : null;
  if (!hasWhole && !leaves.has("DOUBLE")) return null;
  const text = textOf(column);
  return { rows: `regexp_matches(${text}, '${isJson ? `NaN|Infinity|${LONG}` : LONG}')`, what: "a number that would change" };
}

/** Matches whole numbers of 17 digits, and those of 16 digits that may be greater than the greatest exact one. */
const LONG = "(^|[^0-9.])([0-9]{17,}|9([1-9][0-9]{14}|0[1-9][0-9]{13}|00[89][0-9]{12}|007[1-9][0-9]{11}))([^0-9.e]|$)";

/** False if lists and objects only get additional fields. */
function changesValues(from: ColumnType, to: ColumnType): boolean {
  if (from.kind === "list" && to.kind === "list") return changesValues(from.element, to.element);
  if (from.kind === "struct" && to.kind === "struct")
    return [...from.fields].some(([name, field]) => changesValues(field, to.fields.get(name) ?? field));
  return from.kind !== to.kind || (from.kind === "scalar" && to.kind === "scalar" && from.name !== to.name);
}

function leavesOf(type: ColumnType): ReadonlySet<ScalarName> {
  if (type.kind === "scalar") return new Set([type.name]);
  if (type.kind === "list") return leavesOf(type.element);
  return type.kind === "struct" ? new Set([...type.fields.values()].flatMap((field) => [...leavesOf(field)])) : new Set();
}
