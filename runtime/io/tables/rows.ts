// Validates rows for tables, and derives the type of each column.
import type { DeclaredColumn } from "../../contract/asset.js";
import { halfPair, isWellFormed } from "../values/cells.js";
import { nounOf } from "../values/json-safe.js";
import { type ColumnType, typeOfKind, UNKNOWN, widen } from "./column-types.js";

export type Row = Readonly<Record<string, unknown>>;
export type Columns = ReadonlyMap<string, ColumnType>;

/** Checks that `value` is rows. The error says what the value is. */
export function checkRows(value: unknown, assetKey: string, manager = "duckdb"): asserts value is readonly Row[] {
  const remedy = "A table needs an array of objects as rows. Return rows, or store it as a file: choose another ioManagerKey.";
  if (!Array.isArray(value)) throw new TypeError(`[${manager}] ${assetKey} returned ${nounOf(value)}. ${remedy}`);
  for (let at = 0; at < value.length; at++) {
    const row: unknown = value[at];
    if (typeof row === "object" && row !== null && Object.getPrototypeOf(row) === Object.prototype) continue;
    // Drivers return rows without a prototype, so these are accepted.
    if (typeof row !== "object" || row === null || Object.getPrototypeOf(row) !== null)
      throw new TypeError(`[${manager}] ${assetKey} returned an array with ${nounOf(row)} at $[${at}]. ${remedy}`);
  }
}

/** The columns of rows: the union of their keys, in order of appearance; declared columns that never appear come last. */
export function typesOfRows(rows: readonly Row[], declared: readonly DeclaredColumn[], seen: Columns = new Map()): Map<string, ColumnType> {
  const names = [...seen.keys()];
  const types = [...seen.values()];
  const places = new Map(names.map((name, at) => [name, at]));
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as Row;
    const keys = Object.keys(row);
    for (let nth = 0; nth < keys.length; nth++) {
      const name = keys[nth] as string;
      // Most rows have the same keys in the same order, so the position is usually known without a lookup.
      let place = names[nth] === name ? nth : (places.get(name) ?? -1);
      if (place === -1) {
        if (!isWellFormed(name)) throw new TypeError(halfPair([at, name], "a name"));
        place = names.push(name) - 1;
        types.push(UNKNOWN);
        places.set(name, place);
      }
      types[place] = widenFast(types[place] as ColumnType, row[name], at, name);
    }
  }
  const columns = new Map(names.map((name, at) => [name, types[at] as ColumnType]));
  for (const { name, kind } of declared) {
    const type = columns.get(name) ?? UNKNOWN;
    columns.set(name, type.kind === "unknown" ? typeOfKind(kind) : type);
  }
  return columns;
}

/** Most values do not change the type. These fast comparisons avoid the call of `widen`. */
function widenFast(before: ColumnType, value: unknown, at: number, name: string): ColumnType {
  if (value === null || value === undefined) return before;
  if (before.kind === "scalar") {
    const type = typeof value;
    if (
      type === "string"
        ? before.name === "VARCHAR" && isWellFormed(value as string)
        : type === "boolean"
          ? before.name === "BOOLEAN"
          : false
    )
      return before;
    if (type === "number") {
      if (before.name === "DOUBLE") return before;
      if (before.name === "BIGINT" && Number.isSafeInteger(value) && !Object.is(value, -0)) return before;
    }
  }
  return widen(before, value, [at, name]);
}
