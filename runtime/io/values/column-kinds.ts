// Converts numbers of tables to JavaScript values of the declared kind.
import type { ColumnKind } from "../../contract/asset.js";

/**
 * A whole number of a table, as the declared kind says: `number` (an error when it is not exact), `bigint`, `string` (its digits), and
 * where nothing is declared a number when that is exact, else a bigint. Other values pass.
 */
export function toDeclaredKind(value: unknown, kind: ColumnKind | undefined, column: string): unknown {
  if (typeof value === "number" && kind === "bigint") {
    if (Number.isSafeInteger(value)) return BigInt(value);
    throw new Error(`the column ${column} contains ${value}, which is not a bigint. Declare the column as number.`);
  }
  if ((typeof value === "bigint" || typeof value === "number") && kind === "string") return String(value);
  if (typeof value !== "bigint" || kind === "bigint") return value;
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  if (kind !== "number") return value;
  throw new Error(
    `the column ${column} contains ${value}, which a number cannot represent exactly. Declare the column as bigint or string.`,
  );
}
