// The schema policy: what a table's columns become when a value with these columns replaces it.
import type { DuckDBConnection, DuckDBListType, DuckDBStructType, DuckDBType } from "@duckdb/node-api";
import { type ColumnType, merge, quoted, type ScalarName, sqlType, UNKNOWN } from "./duckdb-types.js";

export interface ExistingColumn {
  readonly type: ColumnType;
  /** As DuckDB writes it. */
  readonly sql: string;
  /** DuckDB's own; absent for a column that is not there yet. */
  readonly exact?: DuckDBType;
}

export type ExistingColumns = ReadonlyMap<string, ExistingColumn>;

export interface PlannedSchema {
  /** In the table's order: the old columns first. */
  readonly columns: ReadonlyMap<string, ExistingColumn>;
}

interface Policy {
  readonly policy: "error" | "addColumns" | "replace";
  readonly untyped: readonly string[];
  readonly table: string;
  readonly schema: string;
  readonly note: (message: string) => void;
}

/** A table needs a column; this one says that nothing was known of the others. */
export const NO_COLUMNS = "_millrace_no_columns";

/**
 * `error`: the same columns, of the same kinds; numbers may grow wider (BIGINT to DOUBLE), since TypeScript calls both `number`.
 * `addColumns`: new columns are added, columns that are missing stay and are null. `replace`: the new columns alone.
 * Throws naming the columns that differ, and the three remedies.
 */
export function planSchema(columns: ReadonlyMap<string, ColumnType>, existing: ExistingColumns | null, target: Policy): PlannedSchema {
  const old = new Map([...(existing ?? [])].filter(([name]) => name !== NO_COLUMNS));
  if (old.size === 0 || target.policy === "replace") return { columns: new Map([...columns].map(([name, type]) => [name, asNew(type)])) };
  if (columns.size === 0) return { columns: old };
  const names = new Map([...columns.keys()].map((name) => [name.toLowerCase(), name]));
  const oldNames = new Set([...old.keys()].map((name) => name.toLowerCase()));
  const planned = new Map<string, ExistingColumn>();
  const differing: string[] = [];
  let isRetyped = false;
  for (const [oldName, was] of old) {
    const name = names.get(oldName.toLowerCase());
    if (name === undefined) {
      if (target.policy === "error") differing.push(`${oldName} is gone`);
      planned.set(oldName, was);
      continue;
    }
    const agreed = agree(target.untyped.includes(oldName) ? UNKNOWN : was.type, columns.get(name) as ColumnType, was);
    if (agreed === null) {
      differing.push(`${name} was ${was.sql} and is ${sqlType(columns.get(name) as ColumnType)}`);
      isRetyped = true;
    }
    planned.set(name, agreed ?? was);
  }
  for (const [name, type] of columns) {
    if (oldNames.has(name.toLowerCase())) continue;
    if (target.policy === "error") differing.push(`${name} is new`);
    planned.set(name, asNew(type));
  }
  if (differing.length === 0) return { columns: planned };
  // Columns that are added do not help where one changed its type.
  const policies = isRetyped ? '"replace"' : '"addColumns" or "replace"';
  const remedies = `Return the old columns, set schemaPolicy to ${policies}, or drop the table.`;
  throw new Error(
    `[duckdb] the columns of ${target.schema}.${target.table} changed: ${differing.join("; ")}. The old table stays. ${remedies}`,
  );
}

/** What both types can be called in one column, or null. */
function agree(old: ColumnType, now: ColumnType, was: ExistingColumn): ExistingColumn | null {
  if (now.kind === "unknown") return old.kind === "unknown" ? asNew(now) : { type: old, sql: was.sql };
  if (old.kind === "unknown") return asNew(now);
  if (old.kind === "scalar" && now.kind === "scalar") {
    if (old.name === now.name) return asNew(now);
    // A decimal is no number with fractions: what holds both is found where the values lie together.
    if (was.sql.startsWith("DECIMAL") && NUMBERS.has(now.name)) return asNew(now);
    return NUMBERS.has(old.name) && NUMBERS.has(now.name) ? asNew(widest(old, now)) : null;
  }
  const merged = merge(old, now);
  return merged.kind === old.kind && merged.kind === now.kind ? (sameShape(old, now) ? asNew(merged) : null) : null;
}

function widest(old: ColumnType, now: ColumnType): ColumnType {
  const merged = merge(old, now);
  return merged.kind === "json" ? now : merged;
}

/** False when some part of a list or struct changed its kind, which `merge` would call JSON. */
function sameShape(old: ColumnType, now: ColumnType): boolean {
  if (old.kind === "unknown" || now.kind === "unknown" || (old.kind === "json" && now.kind === "json")) return true;
  if (old.kind === "list" && now.kind === "list") return old.element.kind === "json" || sameShape(old.element, now.element);
  if (old.kind === "struct" && now.kind === "struct")
    return [...old.fields].every(([name, type]) => type.kind === "json" || sameShape(type, now.fields.get(name) ?? UNKNOWN));
  if (old.kind === "scalar" && now.kind === "scalar") return old.name === now.name || (NUMBERS.has(old.name) && NUMBERS.has(now.name));
  return false;
}

const NUMBERS: ReadonlySet<ScalarName> = new Set(["BIGINT", "HUGEINT", "DOUBLE"] as const);

function asNew(type: ColumnType): ExistingColumn {
  return { type, sql: sqlType(type) };
}

/** The columns of a table as they are, or null when there is none. */
export async function existingTable(
  connection: DuckDBConnection,
  table: { readonly catalog: string; readonly schema: string; readonly table: string },
): Promise<ExistingColumns | null> {
  const there = await connection.runAndReadAll(
    "select 1 from duckdb_tables() where database_name = $1 and schema_name = $2 and table_name = $3",
    [table.catalog, table.schema, table.table],
  );
  if (there.currentRowCount === 0) return null;
  const result = await connection.run(`select * from ${[table.catalog, table.schema, table.table].map(quoted).join(".")} limit 0`);
  const types = result.columnTypes();
  return new Map(
    result.columnNames().map((name, at) => {
      const exact = types[at] as DuckDBType;
      return [name, { type: columnTypeOf(exact), sql: String(exact), exact }];
    }),
  );
}

const FAMILIES: Readonly<Record<string, ScalarName>> = {
  TINYINT: "BIGINT",
  SMALLINT: "BIGINT",
  INTEGER: "BIGINT",
  BIGINT: "BIGINT",
  UTINYINT: "BIGINT",
  USMALLINT: "BIGINT",
  UINTEGER: "BIGINT",
  UBIGINT: "HUGEINT",
  HUGEINT: "HUGEINT",
  UHUGEINT: "HUGEINT",
  FLOAT: "DOUBLE",
  DOUBLE: "DOUBLE",
  VARCHAR: "VARCHAR",
  UUID: "VARCHAR",
  BOOLEAN: "BOOLEAN",
  DATE: "TIMESTAMP",
  TIMESTAMP: "TIMESTAMP",
  TIMESTAMP_S: "TIMESTAMP",
  TIMESTAMP_MS: "TIMESTAMP",
  TIMESTAMP_NS: "TIMESTAMP",
  "TIMESTAMP WITH TIME ZONE": "TIMESTAMP",
  BLOB: "BLOB",
};

/** DuckDB's type as one of ours, by what it is in JavaScript. */
export function columnTypeOf(type: DuckDBType): ColumnType {
  if (type.alias === "JSON") return { kind: "json" };
  const written = type.toString();
  if (written.endsWith("[]")) return { kind: "list", element: columnTypeOf((type as DuckDBListType).valueType) };
  if (written.startsWith("STRUCT(")) {
    const { entryNames, entryTypes } = type as DuckDBStructType;
    return { kind: "struct", fields: new Map(entryNames.map((name, at) => [name, columnTypeOf(entryTypes[at] as DuckDBType)])) };
  }
  if (written.startsWith("DECIMAL")) return { kind: "scalar", name: "DOUBLE" };
  if (written.startsWith("ENUM")) return { kind: "scalar", name: "VARCHAR" };
  const name = FAMILIES[written];
  return name === undefined ? { kind: "json" } : { kind: "scalar", name };
}
