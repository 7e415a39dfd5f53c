// What a table manager does when a value's columns differ from its table's.

/**
 * `error`: refuses, naming the differences; the old table stays. `addColumns`: new columns are added, missing ones stay and are null.
 * `replace`: the table gets the new columns alone.
 */
export type SchemaPolicy = "error" | "addColumns" | "replace";
