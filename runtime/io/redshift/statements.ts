// Every statement for Redshift, as text, with the names of Redshift's documentation ("SQL commands").
import { quoted } from "../tables/quoted.js";

/** `"schema"."table"` */
export function named(schema: string, table: string): string {
  return `${quoted(schema)}.${quoted(table)}`;
}

export const statements = {
  begin: "BEGIN",
  commit: "COMMIT",
  rollback: "ROLLBACK",
  /** The columns of a table in order: name, type. */
  columns: "SELECT column_name, data_type FROM svv_columns WHERE table_schema = $1 AND table_name = $2 ORDER BY ordinal_position",
  createSchema: (schema: string) => `CREATE SCHEMA IF NOT EXISTS ${quoted(schema)}`,
  createTable: (table: string, columns: readonly (readonly [name: string, type: string])[]) =>
    `CREATE TABLE ${table} (${definitions(columns)})`,
  createStage: (name: string, columns: readonly (readonly [name: string, type: string])[]) =>
    `CREATE TEMP TABLE ${quoted(name)} (${definitions(columns)})`,
  dropTable: (table: string) => `DROP TABLE IF EXISTS ${table}`,
  lock: (table: string) => `LOCK ${table}`,
  addColumn: (table: string, name: string, type: string) => `ALTER TABLE ${table} ADD COLUMN ${quoted(name)} ${type}`,
  dropColumn: (table: string, name: string) => `ALTER TABLE ${table} DROP COLUMN ${quoted(name)}`,
  renameColumn: (table: string, from: string, to: string) => `ALTER TABLE ${table} RENAME COLUMN ${quoted(from)} TO ${quoted(to)}`,
  convertColumn: (table: string, from: string, to: string, type: string) =>
    `UPDATE ${table} SET ${quoted(to)} = CAST(${quoted(from)} AS ${type})`,
  /** Loads all files of a manifest. Columns have the order of the files. */
  copy: (stage: string, manifest: string, iamRole: string) =>
    `COPY ${quoted(stage)} FROM ${literal(manifest)} IAM_ROLE ${role(iamRole)} FORMAT AS PARQUET MANIFEST`,
  /** Writes every row to Parquet files whose names begin with `prefix`. */
  unload: (select: string, prefix: string, iamRole: string) =>
    `UNLOAD (${literal(select)}) TO ${literal(prefix)} IAM_ROLE ${role(iamRole)} FORMAT AS PARQUET MAXFILESIZE 100 MB`,
  delete: (table: string, condition: string | null) => `DELETE FROM ${table}${condition === null ? "" : ` WHERE ${condition}`}`,
  insert: (table: string, columns: readonly string[], values: readonly string[], stage: string) =>
    `INSERT INTO ${table} (${columns.map(quoted).join(", ")}) SELECT ${values.join(", ")} FROM ${quoted(stage)}`,
  count: (table: string, condition: string | null) => `SELECT COUNT(*) FROM ${table}${condition === null ? "" : ` WHERE ${condition}`}`,
  onlyNull: (table: string, column: string) => `SELECT COUNT(${quoted(column)}) FROM ${table}`,
  any: (table: string, condition: string) => `SELECT 1 FROM ${table} WHERE ${condition} LIMIT 1`,
  select: (table: string, columns: readonly string[], condition: string | null, limit: number | null) =>
    `SELECT ${columns.join(", ")} FROM ${table}${condition === null ? "" : ` WHERE ${condition}`}${limit === null ? "" : ` LIMIT ${limit}`}`,
  declare: (cursor: string, select: string) => `DECLARE ${cursor} CURSOR FOR ${select}`,
  fetch: (cursor: string, rows: number) => `FETCH FORWARD ${rows} FROM ${cursor}`,
};

function definitions(columns: readonly (readonly [name: string, type: string])[]): string {
  return columns.map(([name, type]) => `${quoted(name)} ${type}`).join(", ");
}

/** `default` is a keyword: the cluster's default role. */
function role(iamRole: string): string {
  return iamRole === "default" ? "default" : literal(iamRole);
}

/**
 * COPY and UNLOAD do not accept bound values. In Redshift, a backslash is an escape within a literal, so a text with a backslash or a line
 * break is refused.
 */
function literal(text: string): string {
  if (/[\\\n\r\0]/.test(text))
    throw new TypeError(
      `[redshift] ${JSON.stringify(text)} cannot be part of a COPY or UNLOAD statement. Give a plain address, role or column name.`,
    );
  return `'${text.replaceAll("'", "''")}'`;
}
