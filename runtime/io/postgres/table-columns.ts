// Reads the current columns of a table on the server.
import type { Client } from "pg";
import { quoted } from "../tables/quoted.js";
import { postgresDialect } from "./column-types.js";
import type { ServerColumns } from "./schema-plan.js";

const COLUMNS = `select a.attname as name, format_type(a.atttypid, a.atttypmod) as type
from pg_class c join pg_namespace n on n.oid = c.relnamespace
left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
where n.nspname = $1 and c.relname = $2 and c.relkind in ('r', 'p', 'v', 'm', 'f') order by a.attnum`;

/**
 * The columns in order (possibly none), or null when the table does not exist. Columns that the server computes are not part of a value.
 */
export async function existingColumns(client: Client, schema: string, table: string): Promise<ServerColumns | null> {
  const { rows } = await client.query<{ name: string | null; type: string }>(COLUMNS, [schema, table]);
  if (rows.length === 0) return null;
  const columns = rows.flatMap(({ name, type }) =>
    name === null ? [] : [[name, { kind: postgresDialect.kindOf(type).kind, type }] as const],
  );
  return new Map(columns);
}

/** Whether it is a table, whose rows have a position, and not a view. */
export async function hasPositions(client: Client, schema: string, table: string): Promise<boolean> {
  const found = await client.query(
    "select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relname = $2 and c.relkind in ('r', 'p', 'm')",
    [schema, table],
  );
  return found.rowCount !== 0;
}

/** The columns that contain only nulls, so that they may get any type. `table` is SQL. */
export async function onlyNull(client: Client, table: string, names: readonly string[]): Promise<string[]> {
  const empty: string[] = [];
  for (const name of names) {
    const found = await client.query(`select 1 from ${table} where ${quoted(name)} is not null limit 1`);
    if (found.rowCount === 0) empty.push(name);
  }
  return empty;
}
