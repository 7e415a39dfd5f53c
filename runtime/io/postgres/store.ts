// Replaces a table's content, or some of its partitions, in one transaction: readers see either the old rows or the new ones.
import type { DeclaredColumn } from "../../contract/asset.js";
import type { ColumnType } from "../tables/column-types.js";
import type { PartitionCondition } from "../tables/partition-sql.js";
import { quoted } from "../tables/quoted.js";
import { type Columns, checkRows, type Row, typesOfRows } from "../tables/rows.js";
import { noColumns, type SchemaPolicy } from "../tables/schema-policy.js";
import { postgresDialect as dialect, kindsOf, qualified, type ServerKind } from "./column-types.js";
import type { Session } from "./connection.js";
import { copyRows } from "./copy-in.js";
import { columnList, planTable, type ServerColumns, type TablePlan } from "./schema-plan.js";
import { dropStaging, refuseInexact, STAGING, stageBatches } from "./staging.js";
import { existingColumns, onlyNull } from "./table-columns.js";
import { inTransaction } from "./transaction.js";

export interface Target {
  readonly schema: string;
  readonly table: string;
  readonly policy: SchemaPolicy;
  readonly declared: readonly DeclaredColumn[];
  readonly assetKey: string;
  /** The partitions that are stored; null replaces everything. */
  readonly slice: PartitionCondition | null;
  readonly warn: (message: string) => void;
}

/** Rows with known columns are written directly into the table. The transaction is retried after a conflict with another one. */
export async function storeRows(session: Session, target: Target, rows: readonly Row[], columns: Columns): Promise<number> {
  refuseNoColumns(columns, rows, target.assetKey, dialect.label);
  const kinds = kindsOf(columns);
  const encoded = [...kinds].map(([name, kind]) => ({ name, kind }));
  await inTransaction(session, async () => {
    const plan = await prepare(session, target, kinds);
    if (ownersColumns(kinds, plan).length > 0) {
      await stageBatches(session, inOne(rows), { first: columns, next: (_, seen) => seen });
      await insertStaged(session, target, kinds, plan);
      await dropStaging(session);
    } else {
      await copyRows(
        session,
        qualified(target.schema, target.table),
        encoded.map((column) => withKind(column, plan.columns)),
        rows,
      );
    }
    await checkSlice(session, target, rows.length);
  });
  return rows.length;
}

async function* inOne(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  yield rows;
}

/**
 * Batches are staged in a temporary table until the last one has arrived, because only then all columns are known. No lock is held
 * meanwhile, and the transaction that copies them is short and can be retried.
 */
export async function storeBatches(session: Session, target: Target, batches: AsyncIterable<unknown>): Promise<number> {
  const checked = async function* () {
    for await (const batch of batches) {
      checkRows(batch, target.assetKey, dialect.label);
      yield batch;
    }
  };
  const { columns, rows } = await stageBatches(session, checked(), {
    first: typesOfRows([], target.declared),
    next: (batch, seen) => {
      const types = typesOfRows(batch, target.declared, seen);
      refuseNoColumns(types, batch, target.assetKey, dialect.label);
      return types;
    },
  });
  const kinds = kindsOf(columns);
  await inTransaction(session, async () => {
    const plan = await prepare(session, target, kinds);
    if (rows > 0) await insertStaged(session, target, kinds, plan);
    await checkSlice(session, target, rows);
  });
  await dropStaging(session);
  return rows;
}

/** Numbers are formatted for the type of their column. */
function withKind(column: { name: string; kind: ServerKind }, planned: ServerColumns): { name: string; kind: ServerKind } {
  const kind = planned.get(column.name)?.kind;
  return kind === "double" || kind === "numeric" || column.kind === "unknown" ? { name: column.name, kind: kind ?? column.kind } : column;
}

/** The stored columns whose type the server's owner chose, which may have a smaller range than ours. */
function ownersColumns(kinds: ReadonlyMap<string, ServerKind>, { columns }: TablePlan): string[] {
  return [...kinds.keys()].filter((name) => {
    const column = columns.get(name);
    return column !== undefined && column.kind !== "unknown" && column.type !== dialect.typeOf(column.kind);
  });
}

/** Throws when a type that the server's owner chose would round, truncate or change a value. */
async function insertStaged(
  { client }: Session,
  { schema, table }: Target,
  kinds: ReadonlyMap<string, ServerKind>,
  plan: TablePlan,
): Promise<void> {
  const typed = new Map([...kinds].map(([name, kind]) => [name, { kind, type: plan.columns.get(name)?.type ?? "text" }]));
  for (const [name, { kind, type }] of typed) {
    if (kind === "unknown" || type === dialect.typeOf(kind)) continue;
    const changed = await client.query(
      `select ${quoted(name)}::text as value from ${STAGING} where ${isChanged(name, kind, type)} limit 1`,
    );
    const [first] = changed.rows as { value: string }[];
    if (first === undefined) continue;
    throw new TypeError(
      `[${dialect.label}] the column ${name} of ${schema}.${table} is ${type}, which cannot store ${first.value.slice(0, 60)} unchanged. The old table stays. Return values that fit the type, or alter the column: alter table ${qualified(schema, table)} alter column ${quoted(name)} type ${dialect.typeOf(kind)}.`,
    );
  }
  const names = [...typed.keys()].map(quoted);
  const values = [...typed].map(([name, { kind, type }]) => (kind === "unknown" ? `null::${type}` : castTo(name, kind, type)));
  await client.query(`insert into ${qualified(schema, table)} (${names.join(", ")}) select ${values.join(", ")} from ${STAGING}`);
}

/** Numbers are passed as text: a cast from double precision to numeric keeps only 15 digits. */
function castTo(name: string, kind: ServerKind, type: string): string {
  return isNumber(kind) && type !== dialect.typeOf(kind) ? `${quoted(name)}::text::${type}` : `${quoted(name)}::${type}`;
}

const isNumber = (kind: ServerKind): boolean => kind === "bigint" || kind === "numeric" || kind === "double";

function isChanged(name: string, kind: ServerKind, type: string): string {
  const [column, cast] = [quoted(name), castTo(name, kind, type)];
  if (!isNumber(kind)) return `(${cast})::${dialect.typeOf(kind)} is distinct from ${column}`;
  const differs = `(${cast})::text::numeric is distinct from ${column}::text::numeric`;
  return dialect.kindOf(type).kind === "numeric" ? `${differs} or ${column}::text = '-0'` : differs;
}

/** Locks the table against other writers (readers continue), changes its columns, and deletes the replaced rows. */
async function prepare({ client }: Session, target: Target, kinds: ReadonlyMap<string, ServerKind>): Promise<TablePlan> {
  const { schema, table, slice } = target;
  const name = qualified(schema, table);
  await lockName(client, schema, table);
  const existing = await existingColumns(client, schema, table);
  const untyped = existing === null ? [] : await onlyNull(client, name, suspects(existing, kinds));
  const policy = { policy: target.policy, untyped, part: slice !== null, shown: `${schema}.${table}` };
  const plan = planTable(kinds, existing, policy, dialect);
  if (plan.columns.size === 0) target.warn(noColumns(dialect.label, target));
  if (existing === null) {
    await client.query(`create table ${name} (${columnList(plan.columns)})`);
    return plan;
  }
  await client.query(`lock table ${name} in share row exclusive mode`);
  // Deleted rows do not need to be converted. The condition of a slice may use a column that is only now added.
  if (slice === null) await client.query(`delete from ${name}`);
  for (const column of plan.retyped)
    if (existing.get(column)?.kind === "bigint" || existing.get(column)?.kind === "numeric")
      if (plan.columns.get(column)?.kind === "double") await refuseInexact(client, name, column);
  await alter(client, name, plan);
  if (slice !== null && plan.columns.size > 0) await client.query(`delete from ${name} where ${slice.text}`, boundValues(slice));
  return plan;
}

async function alter(client: Session["client"], name: string, { columns, added, retyped, dropped }: TablePlan): Promise<void> {
  const type = (column: string) => columns.get(column)?.type;
  const changes = [
    ...dropped.map((column) => `drop column ${quoted(column)}`),
    ...added.map((column) => `add column ${quoted(column)} ${type(column)}`),
    ...retyped.map((column) => `alter column ${quoted(column)} type ${type(column)} using ${quoted(column)}::text::${type(column)}`),
  ];
  if (changes.length > 0) await client.query(`alter table ${name} ${changes.join(", ")}`);
}

/** Columns with only nulls so far become JSON columns. */
function suspects(existing: ServerColumns, kinds: ReadonlyMap<string, ServerKind>): string[] {
  return [...existing]
    .filter(([name, { kind }]) => kind === "json" && !["json", "unknown", undefined].includes(kinds.get(name)))
    .map(([name]) => name);
}

/** Allows one store at a time for each name, even when there is no table yet that could be locked. */
async function lockName(client: Session["client"], schema: string, table: string): Promise<void> {
  const found = await client.query("select 1 from pg_namespace where nspname = $1", [schema]);
  if (found.rowCount === 0) {
    await advisoryLock(client, schema);
    await client.query(`create schema if not exists ${quoted(schema)}`);
  }
  await advisoryLock(client, `${schema}.${table}`);
}

async function advisoryLock(client: Session["client"], name: string): Promise<void> {
  await client.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [`millrace:${name}`]);
}

/** The partitions were empty before, so the rows in them now are the new rows that belong to them. */
async function checkSlice({ client }: Session, { slice, schema, table, assetKey }: Target, rows: number): Promise<void> {
  if (slice === null || rows === 0) return;
  const counted = await client.query(`select count(*) as n from ${qualified(schema, table)} where ${slice.text}`, boundValues(slice));
  refuseStrays(rows - Number((counted.rows[0] as { n: string }).n), rows, assetKey, dialect.label);
}

export function refuseStrays(strays: number, rows: number, assetKey: string, label: string): void {
  if (strays === 0) return;
  throw new Error(
    `[${label}] ${strays} of the ${rows} rows of ${assetKey} are outside the partitions that are stored, according to its partitionExpr. Return only rows of these partitions, or correct partitionExpr.`,
  );
}

export function refuseNoColumns(columns: ReadonlyMap<string, ColumnType>, rows: readonly Row[], assetKey: string, label: string): void {
  if (columns.size > 0 || rows.length === 0) return;
  throw new TypeError(
    `[${label}] ${assetKey} returned rows without any key, so the table would have no columns. Return rows with keys, or [] for no rows.`,
  );
}

/** The maximum number of bound values of a statement in the protocol; Redshift's documentation says half of it. */
const MAX_BOUND = 32_767;

/** Instants as text, so that the time zone of this machine has no effect. */
export function boundValues({ values }: PartitionCondition): string[] {
  if (values.length > MAX_BOUND)
    throw new Error(
      `the partitions need ${values.length} bound values, and a statement allows ${MAX_BOUND}. Store or load fewer partitions at once, or use time windows as partitions: a range of them needs only two values.`,
    );
  return values.map((value) => (typeof value === "string" ? value : value.toISOString()));
}
