// Numbers of tables as JavaScript's numbers: which kind a column loads as.
import type { ColumnKind } from "../contract/asset.js";

/**
 * A `bigint` read from a table, as the declared kind says: `number` (an error when it is not exact), `bigint`, and where nothing is
 * declared a number when that is exact. Other values pass.
 */
export function toDeclaredKind(value: unknown, kind: ColumnKind | undefined, column: string): unknown {
  if (typeof value === "number" && kind === "bigint" && Number.isSafeInteger(value)) return BigInt(value);
  if (typeof value !== "bigint" || kind === "bigint") return value;
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  if (kind !== "number") return value;
  throw new Error(`the column ${column} holds ${value}, which is no exact number. Declare the column as bigint.`);
}
