// Stages batches: a temporary table of the session, whose columns grow with the batches.

import type { ColumnType } from "../tables/column-types.js";
import { quoted } from "../tables/quoted.js";
import type { Columns, Row } from "../tables/rows.js";
import { postgresDialect as dialect, kindOfColumn, kindsOf, type ServerKind } from "./column-types.js";
import type { Session } from "./connection.js";
import { type CopyWriter, openCopy } from "./copy-in.js";

/** It belongs to the session and is removed with it. */
export const STAGING = "pg_temp.millrace_staging";

interface ColumnsOfBatches {
  readonly first: Columns;
  next(batch: readonly Row[], seen: Columns): Columns;
}

/** Fills the staging table; memory holds one batch. */
export async function stageBatches(
  session: Session,
  batches: AsyncIterable<readonly Row[]>,
  types: ColumnsOfBatches,
): Promise<{ columns: Columns; rows: number }> {
  await dropStaging(session);
  await session.client.query(`create temporary table ${STAGING.slice("pg_temp.".length)} ()`);
  let columns: Columns = new Map();
  let seen = types.first;
  let copy: CopyWriter | null = null;
  let rows = 0;
  for await (const batch of batches) {
    if (batch.length === 0) continue;
    seen = types.next(batch, seen);
    if (copy === null || differs(columns, seen)) {
      await copy?.end();
      await grow(session, columns, seen);
      columns = seen;
      copy = await openCopy(
        session,
        STAGING,
        [...kindsOf(columns)].map(([name, kind]) => ({ name, kind })),
      );
    }
    await copy.write(batch);
    rows += batch.length;
  }
  await copy?.end();
  return { columns: seen, rows };
}

export async function dropStaging({ client }: Session): Promise<void> {
  await client.query(`drop table if exists ${STAGING}`);
}

function differs(before: Columns, after: Columns): boolean {
  return before.size !== after.size || [...after].some(([name, type]) => kindOf(before.get(name)) !== kindOfColumn(type));
}

function kindOf(type: ColumnType | undefined): ServerKind | null {
  return type === undefined ? null : kindOfColumn(type);
}

async function grow(session: Session, before: Columns, after: Columns): Promise<void> {
  for (const [name, type] of after) {
    const [was, now] = [kindOf(before.get(name)), kindOfColumn(type)];
    if (was === now) continue;
    const sql = dialect.typeOf(now);
    if (was === null) await session.client.query(`alter table ${STAGING} add column ${quoted(name)} ${sql}`);
    else
      await session.client.query(
        `alter table ${STAGING} alter column ${quoted(name)} type ${sql} using ${await converted(session, name, was, now)}`,
      );
  }
}

async function converted(session: Session, name: string, was: ServerKind, now: ServerKind): Promise<string> {
  const column = quoted(name);
  if (was === "unknown") return `null::${dialect.typeOf(now)}`;
  if ((was === "bigint" || was === "numeric") && now !== "numeric") await refuseInexact(session.client, STAGING, name);
  if (now !== "json") return `${column}::${dialect.typeOf(now)}`;
  if (was === "double") {
    const found = await session.client.query(
      `select 1 from ${STAGING} where ${column}::text in ('NaN', 'Infinity', '-Infinity', '-0') limit 1`,
    );
    if (found.rowCount !== 0) throw mixed(name, "NaN, an infinity or -0");
  }
  if (was === "timestamptz") throw mixed(name, "a Date");
  if (was === "bytea") throw mixed(name, "bytes");
  return `to_jsonb(${column})`;
}

/** Throws when the column contains a whole number that a number (or JSON) cannot represent exactly; `table` is SQL. */
export async function refuseInexact(client: Session["client"], table: string, name: string): Promise<void> {
  const found = await client.query(
    `select ${quoted(name)}::text as n from ${table} where ${quoted(name)} not between -${EXACT} and ${EXACT} limit 1`,
  );
  const [first] = found.rows as { n: string }[];
  if (first === undefined) return;
  throw new TypeError(
    `[${dialect.label}] the column ${name} holds the bigint ${first.n}, and a later batch or partition makes it a column of other values, which cannot represent it exactly. Make the whole column bigint, or text.`,
  );
}

const EXACT = 2 ** 53;

function mixed(name: string, what: string): TypeError {
  return new TypeError(
    `[${dialect.label}] the column ${name} holds ${what} in one batch and another kind of value in a later one, so it would be stored as JSON, which cannot represent this. Give the column one kind of value.`,
  );
}
