// The SQL condition for some partitions of a table: with bound parameters, and instants exact to the millisecond.
import { dimensionsOf, type PartitionSlice, type SliceClause } from "../../partitions/index.js";

export interface PartitionCondition {
  /** In brackets if it needs them; `false` without partitions. */
  readonly text: string;
  /** In the order of their placeholders. */
  readonly values: readonly (string | Date)[];
}

/** Writes a bound parameter; `position` counts from 1. */
export type Placeholder = (position: number, kind: "text" | "timestamp") => string;

/**
 * `partitionExpr` is the entry in the asset's `metadata`: an SQL expression, or one for each dimension. Throws when one is missing. A
 * window is `expr >= start and expr < end`. `quote` quotes an expression that is only a column name, because it may be an SQL keyword such
 * as `at`.
 */
export function partitionCondition(
  slice: PartitionSlice,
  partitionExpr: unknown,
  assetKey: string,
  placeholder: Placeholder,
  quote: (name: string) => string = (name) => name,
): PartitionCondition {
  const expressions = partitionExpressions(slice, partitionExpr, assetKey);
  const values: (string | Date)[] = [];
  const bound = (value: string | Date) => placeholder(values.push(value), typeof value === "string" ? "text" : "timestamp");
  const test = (clause: SliceClause): string => {
    const given = expressions.get(clause.dimension) as string;
    const expression = /^[A-Za-z_][A-Za-z0-9_]*$/.test(given) ? quote(given) : `(${given})`;
    if (clause.kind === "window")
      return `${expression} >= ${bound(new Date(clause.start))} and ${expression} < ${bound(new Date(clause.end))}`;
    const isOneOf = (compared: string) =>
      clause.keys.length === 1
        ? `${compared} = ${bound(clause.keys[0] as string)}`
        : `${compared} in (${clause.keys.map(bound).join(", ")})`;
    return clause.isExact ? `${isOneOf(expression)} and ${isOneOf(`cast(${expression} as varchar(65535))`)}` : isOneOf(expression);
  };
  const alternatives = slice.clauses.map((clauses) => `(${clauses.map(test).join(" and ")})`);
  return { text: alternatives.length === 0 ? "false" : `(${alternatives.join(" or ")})`, values };
}

function partitionExpressions(slice: PartitionSlice, partitionExpr: unknown, assetKey: string): Map<string, string> {
  const dimensions = dimensionsOf(slice.definition).map(({ name }) => name);
  const [only] = dimensions;
  if (dimensions.length === 1 && typeof partitionExpr === "string") return new Map([[only as string, partitionExpr]]);
  const given = (typeof partitionExpr === "object" && partitionExpr !== null ? partitionExpr : {}) as Record<string, unknown>;
  const missing = dimensions.filter((name) => !Object.hasOwn(given, name) || typeof given[name] !== "string");
  if (missing.length > 0) throw new Error(`${assetKey} has partitions, but its metadata ${wanted(dimensions, missing)}`);
  return new Map(dimensions.map((name) => [name, given[name] as string]));
}

function wanted(dimensions: readonly string[], missing: readonly string[]): string {
  if (dimensions.length === 1)
    return `has no partitionExpr, the column that contains the partition of a row. Write metadata: { partitionExpr: "${dimensions[0]}" }.`;
  const entries = dimensions.map((name) => `${name}: "${name}"`).join(", ");
  return `has no partitionExpr for ${missing.join(" and ")}. Write metadata: { partitionExpr: { ${entries} } }.`;
}
