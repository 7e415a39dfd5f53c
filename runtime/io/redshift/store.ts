// Loads staged files in one transaction: temporary tables, DELETE, INSERT. Readers see either the old rows or the new ones.
import pRetry from "p-retry";
import type { ServerKind } from "../postgres/column-types.js";
import { codeOf, isConflict } from "../postgres/connection.js";
import { planTable, type ServerColumns, type TablePlan } from "../postgres/schema-plan.js";
import { boundValues, refuseStrays } from "../postgres/store.js";
import type { PartitionCondition } from "../tables/partition-sql.js";
import { quoted } from "../tables/quoted.js";
import type { SchemaPolicy } from "../tables/schema-policy.js";
import { redshiftDialect as dialect, TRANSPORTS } from "./dialect.js";
import type { RedshiftSession } from "./session-types.js";
import type { StagedFiles } from "./stage-files.js";
import { named, statements } from "./statements.js";

export interface RedshiftTarget {
  readonly schema: string;
  readonly table: string;
  readonly policy: SchemaPolicy;
  readonly assetKey: string;
  /** The partitions that are stored; null replaces everything. */
  readonly slice: PartitionCondition | null;
  readonly iamRole: string;
}

/**
 * Replaces the table's content, or some of its partitions, with the content of the files. Retried after a serializable isolation violation.
 */
export async function takeOver(
  session: RedshiftSession,
  target: RedshiftTarget,
  files: readonly StagedFiles[],
  kinds: ReadonlyMap<string, ServerKind>,
): Promise<void> {
  const attempt = async () => {
    const isThere = (await existingColumns(session, target.schema, target.table)) !== null;
    if (!isThere) await ensureSchema(session, target.schema);
    await session.query(statements.begin);
    try {
      await replace(session, target, files, kinds, isThere);
      await session.query(statements.commit);
    } catch (error) {
      await session.query(statements.rollback).catch(() => undefined);
      throw error;
    }
  };
  await pRetry(attempt, {
    retries: 6,
    minTimeout: 100,
    factor: 2,
    randomize: true,
    shouldRetry: ({ error }: { error: Error }) => isConflict(error) || isSecondMaker(error),
  });
}

async function replace(
  session: RedshiftSession,
  target: RedshiftTarget,
  files: readonly StagedFiles[],
  kinds: ReadonlyMap<string, ServerKind>,
  isThere: boolean,
): Promise<void> {
  const table = named(target.schema, target.table);
  // The lock comes first, so that the transaction sees the table as it is after the lock.
  if (isThere) await session.query(statements.lock(table));
  const plan = await fitTable(session, target, kinds, isThere);
  const { slice } = target;
  if (isThere) await session.query(statements.delete(table, slice?.text ?? null), slice === null ? [] : boundValues(slice));
  let rows = 0;
  for (const [nth, { kinds: ofFiles, manifest, rows: count }] of files.entries()) {
    const stage = `millrace_stage_${nth}`;
    const columns = [...ofFiles];
    await session.query(
      statements.createStage(
        stage,
        columns.map(([name, kind]) => [name, TRANSPORTS[kind].staged]),
      ),
    );
    await session.query(statements.copy(stage, manifest, target.iamRole));
    for (const [name, kind] of columns)
      if ((kind === "bigint" || kind === "numeric") && plan.columns.get(name)?.kind === "double")
        await refuseInexact(session, `"${stage}"`, name, TRANSPORTS[kind].stored(name));
    const values = columns.map(([name, kind]) => castTo(name, kind, plan.columns));
    const names = columns.map(([name]) => name);
    await session.query(statements.insert(table, names, values, stage));
    await session.query(statements.dropTable(`"${stage}"`));
    rows += count;
  }
  if (slice === null || rows === 0) return;
  // The partitions were empty before, so the rows in them now are the new rows that belong to them.
  const counted = await session.query(statements.count(table, slice.text), boundValues(slice));
  refuseStrays(rows - Number(counted.rows[0]?.[0]), rows, target.assetKey, dialect.label);
}

/** A column of numbers represents whole numbers exactly up to 2^53. `table` and `value` are SQL. */
async function refuseInexact(session: RedshiftSession, table: string, name: string, value: string): Promise<void> {
  const condition = `(${value} > ${2 ** 53} OR ${value} < CAST('-${2 ** 53}' AS BIGINT))`;
  const counted = await session.query(statements.count(table, condition), []);
  if (Number(counted.rows[0]?.[0]) === 0) return;
  throw new TypeError(
    `[redshift] the column ${name} has a bigint that a number cannot represent exactly in one batch or partition, and another kind of value in another one. Make the whole column bigint, or text.`,
  );
}

function castTo(name: string, kind: ServerKind, planned: ServerColumns): string {
  const column = planned.get(name);
  const stored = TRANSPORTS[kind].stored(name);
  if (column?.kind === "json" && kind !== "json" && kind !== "unknown")
    throw new TypeError(
      `[redshift] the column ${name} holds ${kind} in one batch and another kind of value in a later one. Give the column one kind of value.`,
    );
  return kind === "unknown" || column === undefined || column.kind === kind ? stored : `CAST(${stored} AS ${dialect.typeOf(column.kind)})`;
}

/**
 * Creates the table, or changes its columns to those of the plan. A column with another type is replaced by a new one, which is allowed in
 * a transaction.
 */
async function fitTable(
  session: RedshiftSession,
  { schema, table: name, policy, slice }: RedshiftTarget,
  kinds: ReadonlyMap<string, ServerKind>,
  isThere: boolean,
): Promise<TablePlan> {
  const table = named(schema, name);
  const found = isThere ? await existingColumns(session, schema, name) : null;
  const existing = found === null ? null : withoutPlaceholder(found);
  const untyped = existing === null ? [] : await onlyNull(session, table, existing, kinds);
  const plan = planTable(kinds, existing, { policy, untyped, part: slice !== null, shown: `${schema}.${name}` }, dialect);
  const typeOf = (column: string) => plan.columns.get(column)?.type ?? "SUPER";
  if (existing === null) {
    const columns = [...plan.columns].map(([column, { type }]) => [column, type] as const);
    await session.query(statements.createTable(table, columns.length === 0 ? [[NO_COLUMNS, "BOOLEAN"]] : columns));
    return plan;
  }
  for (const column of plan.added) await session.query(statements.addColumn(table, column, typeOf(column)));
  for (const column of plan.retyped) {
    // The values of rows that stay must be convertible; those of deleted rows need not be.
    const isWidened = existing.get(column)?.kind === "bigint" && plan.columns.get(column)?.kind === "double";
    if (slice !== null && isWidened) await refuseInexact(session, table, column, quoted(column));
    const aside = `millrace_retyped_${plan.retyped.indexOf(column)}`;
    await session.query(statements.addColumn(table, aside, typeOf(column)));
    if (slice !== null && !untyped.includes(column)) await session.query(statements.convertColumn(table, column, aside, typeOf(column)));
    await session.query(statements.dropColumn(table, column));
    await session.query(statements.renameColumn(table, aside, column));
  }
  const placeholder = found?.has(NO_COLUMNS) === true && plan.columns.size > 0 ? [NO_COLUMNS] : [];
  for (const column of [...plan.dropped, ...placeholder]) await session.query(statements.dropColumn(table, column));
  return plan;
}

/** A table needs a column. This one means that no column was known. */
const NO_COLUMNS = "_millrace_no_columns";

export function withoutPlaceholder(columns: ServerColumns): ServerColumns {
  return new Map([...columns].filter(([name]) => name !== NO_COLUMNS));
}

/** Null when the table does not exist: a table of Redshift has at least one column. */
export async function existingColumns(session: RedshiftSession, schema: string, table: string): Promise<ServerColumns | null> {
  const { rows } = await session.query(statements.columns, [schema, table]);
  if (rows.length === 0) return null;
  return new Map(rows.map(([name, type]) => [String(name), { kind: dialect.kindOf(String(type)).kind, type: String(type) }]));
}

async function onlyNull(
  session: RedshiftSession,
  table: string,
  existing: ServerColumns,
  kinds: ReadonlyMap<string, ServerKind>,
): Promise<string[]> {
  const untyped: string[] = [];
  for (const [name, { kind }] of existing) {
    if (kind !== "json" || ["json", "unknown", undefined].includes(kinds.get(name))) continue;
    const counted = await session.query(statements.onlyNull(table, name));
    if (counted.rows[0]?.[0] === "0") untyped.push(name);
  }
  return untyped;
}

/** In a separate transaction, so that the main one begins with its lock. */
async function ensureSchema(session: RedshiftSession, schema: string): Promise<void> {
  await session.query(statements.createSchema(schema)).catch((error: unknown) => {
    if (!isSecondMaker(error)) throw error;
  });
}

/** Another session has just created the same schema or table (PostgreSQL may report it for the table's row type). */
function isSecondMaker(error: unknown): boolean {
  return (
    ["42P07", "42P06", "42710", "23505"].includes(codeOf(error)) &&
    /already exists|pg_(namespace|class|type)/.test((error as Error).message)
  );
}
