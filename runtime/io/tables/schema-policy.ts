// What a table manager does when a value's columns differ from its table's.

/**
 * `error`: refuses the value and names the differences; the old table stays. `addColumns`: new columns are added, and missing ones stay and
 * are null. `replace`: the table gets only the new columns.
 */
export type SchemaPolicy = "error" | "addColumns" | "replace";

/** Queries of a table without columns fail, so the warning says how the table gets columns. */
export function noColumns(label: string, target: { readonly assetKey: string; readonly schema: string; readonly table: string }): string {
  const { assetKey, schema, table } = target;
  return `[${label}] ${assetKey} returned no rows, and no type says which columns they would have, so ${schema}.${table} has none yet. Declare the rows' type, as in (): Promise<Row[]>, and empty tables have its columns.`;
}
