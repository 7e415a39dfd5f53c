// The schema policy: determines a table's columns when a value with given columns replaces it.
import type { DuckDBConnection, DuckDBListType, DuckDBStructType, DuckDBType } from "@duckdb/node-api";
import { type ColumnType, merge, type ScalarName, sqlType, UNKNOWN } from "../tables/column-types.js";
import { quoted } from "../tables/quoted.js";
import { mayHaveShape, type Shape, type Shapes, shapesIn } from "./absent.js";
import { isNamed } from "./names.js";

export interface ExistingColumn {
  readonly type: ColumnType;
  /** The type in DuckDB's notation. */
  readonly sql: string;
  /** DuckDB's own type; absent for a column that does not exist yet. */
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
  /** The partitions that are replaced while other rows stay; null: all rows are replaced. */
  readonly slice: object | null;
  readonly table: string;
  readonly schema: string;
}

/** A table needs a column. This one means that no column was known. */
export const NO_COLUMNS = "_millrace_no_columns";

/**
 * `error`: the same columns, of the same kinds. Numbers may get wider (BIGINT to DOUBLE), since TypeScript calls both `number`, and objects
 * may have other fields. A name in another case is another column, and a table cannot contain both. `addColumns`: new columns are added,
 * and missing columns stay and are null. `replace`: only the new columns. Throws an error with the differing columns and the three
 * remedies.
 */
export function planSchema(columns: ReadonlyMap<string, ColumnType>, existing: ExistingColumns | null, target: Policy): PlannedSchema {
  const old = new Map([...(existing ?? [])].filter(([name]) => name !== NO_COLUMNS));
  if (old.size === 0 || target.policy === "replace") return { columns: new Map([...columns].map(([name, type]) => [name, asNew(type)])) };
  if (columns.size === 0) return { columns: old };
  const names = new Map([...columns.keys()].map((name) => [name.toLowerCase(), name]));
  const oldNames = new Set([...old.keys()].map((name) => name.toLowerCase()));
  const planned = new Map<string, ExistingColumn>();
  const differing: string[] = [];
  let addingHelps = true;
  for (const [oldName, was] of old) {
    const name = names.get(oldName.toLowerCase());
    if (name === undefined) {
      if (target.policy === "error") differing.push(`${oldName} is missing`);
      planned.set(oldName, was);
      continue;
    }
    if (name !== oldName) {
      differing.push(`"${oldName}" is now "${name}", and names in a table do not depend on case`);
      addingHelps = false;
      continue;
    }
    const now = columns.get(name) as ColumnType;
    const before = target.slice === null ? withoutRows(was.type, now.kind === "struct" || now.kind === "list") : was.type;
    const agreed = agree(target.untyped.includes(oldName) ? UNKNOWN : before, now, was);
    if (agreed === null) {
      differing.push(`${name} was ${was.sql} and is ${sqlType(now)}`);
      addingHelps = false;
    }
    planned.set(name, agreed ?? was);
  }
  for (const [name, type] of columns) {
    if (oldNames.has(name.toLowerCase())) continue;
    if (target.policy === "error") differing.push(`${name} is new`);
    planned.set(name, asNew(type));
  }
  if (differing.length === 0) return { columns: planned };
  const policies = addingHelps ? '"addColumns" or "replace"' : '"replace"';
  // If other partitions stay, `replace` means `addColumns`.
  const remedies =
    target.slice !== null && !addingHelps
      ? "Return the old columns, or drop the table and materialize all partitions again."
      : `Return the old columns, set schemaPolicy to ${policies}, or drop the table.`;
  throw new Error(
    `[duckdb] the columns of ${target.schema}.${target.table} changed: ${differing.join("; ")}. The old table stays. ${remedies}`,
  );
}

/** A common type of both in one column; null when there is none. */
function agree(old: ColumnType, now: ColumnType, was: ExistingColumn): ExistingColumn | null {
  if (now.kind === "unknown") return old.kind === "unknown" ? asNew(now) : { type: old, sql: was.sql };
  if (old.kind === "unknown") return asNew(now);
  if (old.kind === "scalar" && now.kind === "scalar") {
    if (old.name === now.name) return asNew(now);
    // A decimal is not treated as a number with fractions. A common type is determined from the values.
    if (was.sql.startsWith("DECIMAL") && NUMBERS.has(now.name)) return asNew(now);
    return NUMBERS.has(old.name) && NUMBERS.has(now.name) ? asNew(widest(old, now)) : null;
  }
  return sameShape(old, now) ? asNew(merge(old, now)) : null;
}

/** The type without the parts that only the replaced rows determined. Existing fields stay, so that queries that use them still work. */
function withoutRows(type: ColumnType, isNested: boolean): ColumnType {
  if (type.kind === "json" && (isNested || type.objects === true)) return UNKNOWN;
  if (type.kind === "list") return { kind: "list", element: withoutRows(type.element, true) };
  if (type.kind !== "struct") return type;
  const fields = new Map([...type.fields].map(([name, field]) => [name, withoutRows(field, true)]));
  return { kind: "struct", fields, lacking: new Set(), nulls: new Set() };
}

function widest(old: ColumnType, now: ColumnType): ColumnType {
  const merged = merge(old, now);
  return merged.kind === "json" ? now : merged;
}

/** False when some part of a list or struct changed its kind, which `merge` would make JSON. */
function sameShape(old: ColumnType, now: ColumnType): boolean {
  if (old.kind === "unknown" || now.kind === "unknown") return true;
  if (old.kind === "json") return now.kind === "json" || now.kind === "struct" || now.kind === "list";
  if (now.kind === "json") return old.kind === "struct" && now.objects === true;
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

/** The current columns of a table; null when the table does not exist. */
export async function existingTable(connection: DuckDBConnection, table: TableName): Promise<ExistingColumns | null> {
  // A query of a missing table would be interpreted as a query of a file with that name.
  const there = await connection.runAndReadAll(
    `select 1 from duckdb_tables() where database_name = $1 and ${isNamed("schema_name", "$2")} and ${isNamed("table_name", "$3")}`,
    [table.catalog, table.schema, table.table],
  );
  return there.currentRowCount === 0 ? null : columnsOfTable(connection, table);
}

interface TableName {
  readonly catalog: string;
  readonly schema: string;
  readonly table: string;
}

/** The columns of an existing table. */
export async function columnsOfTable(connection: DuckDBConnection, table: TableName): Promise<ExistingColumns> {
  const result = await connection.run(`select * from ${[table.catalog, table.schema, table.table].map(quoted).join(".")} limit 0`);
  const types: readonly DuckDBType[] = result.columnTypes();
  const shapes: Shapes = types.some((type) => mayHaveShape(columnTypeOf(type))) ? await shapesIn(connection, table) : new Map();
  return new Map(
    result.columnNames().map((name, at) => {
      const exact = types[at] as DuckDBType;
      return [name, { type: columnTypeOf(exact, shapes.get(name)), sql: exactSql(exact), exact }];
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

/** The type as SQL. The text of DuckDB's package does not contain that a text is JSON. */
export function exactSql(type: DuckDBType): string {
  if (type.alias === "JSON") return "JSON";
  const written = type.toString();
  if (written.endsWith("[]")) return `${exactSql((type as DuckDBListType).valueType)}[]`;
  if (!written.startsWith("STRUCT(")) return written;
  const { entryNames, entryTypes } = type as DuckDBStructType;
  return `STRUCT(${entryNames.map((name, at) => `${quoted(name)} ${exactSql(entryTypes[at] as DuckDBType)}`).join(", ")})`;
}

/** DuckDB's type as one of ours, according to its JavaScript value. */
export function columnTypeOf(type: DuckDBType, shape: Shape = {}): ColumnType {
  if (type.alias === "JSON") return { kind: "json", ...(shape.objects === true && { objects: true }) };
  const written = type.toString();
  if (written.endsWith("[]")) return { kind: "list", element: columnTypeOf((type as DuckDBListType).valueType, shape.element) };
  if (written.startsWith("STRUCT(")) {
    const { entryNames, entryTypes } = type as DuckDBStructType;
    const shapes = new Map(shape.fields);
    const fields = new Map(entryNames.map((name, at) => [name, columnTypeOf(entryTypes[at] as DuckDBType, shapes.get(name))]));
    return { kind: "struct", fields, lacking: new Set(shape.lacking), nulls: new Set() };
  }
  if (written.startsWith("DECIMAL")) return { kind: "scalar", name: "DOUBLE" };
  if (written.startsWith("ENUM")) return { kind: "scalar", name: "VARCHAR" };
  const name = FAMILIES[written];
  return name === undefined ? { kind: "json" } : { kind: "scalar", name };
}
