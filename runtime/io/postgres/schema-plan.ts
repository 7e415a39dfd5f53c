// The schema policy on a server: determines a table's columns when a value with given columns is stored.

import { quoted } from "../tables/quoted.js";
import type { SchemaPolicy } from "../tables/schema-policy.js";
import { agreed, checkName, type Dialect, type ServerKind } from "./column-types.js";

export interface ServerColumn {
  readonly kind: ServerKind;
  /** The type in the server's notation. */
  readonly type: string;
}

export type ServerColumns = ReadonlyMap<string, ServerColumn>;

export interface TablePlan {
  /** All columns of the table afterwards, the old ones first. */
  readonly columns: ServerColumns;
  readonly added: readonly string[];
  readonly retyped: readonly string[];
  readonly dropped: readonly string[];
}

export interface PolicyTarget {
  readonly policy: SchemaPolicy;
  /** Columns whose type was never known (all null until now). They may get any type. */
  readonly untyped: readonly string[];
  /** Only a part of the table is stored, so the rest keeps its columns. */
  readonly part: boolean;
  /** `schema.table`, for messages. */
  readonly shown: string;
}

/**
 * `error`: the same columns of the same kinds; numbers may get wider. `addColumns`: new columns are added, and missing ones stay and are
 * null. `replace`: only the new columns. If only a part of the table is stored, the other rows stay, so no column is removed or changes its
 * kind. Throws an error with the differing columns and the remedies.
 */
export function planTable(
  kinds: ReadonlyMap<string, ServerKind>,
  existing: ServerColumns | null,
  target: PolicyTarget,
  dialect: Dialect,
): TablePlan {
  for (const name of kinds.keys()) checkName(name, "the column", dialect);
  const asNew = (kind: ServerKind): ServerColumn => ({ kind, type: dialect.typeOf(kind) });
  const old = existing ?? new Map<string, ServerColumn>();
  const columns = new Map<string, ServerColumn>();
  const added: string[] = [];
  const retyped: string[] = [];
  const dropped: string[] = [];
  const differing: string[] = [];
  let isRetyped = false;
  const replaces = target.policy === "replace" && !target.part;
  for (const [name, was] of old) {
    const now = kinds.get(name);
    if (now === undefined) {
      if (replaces && kinds.size > 0) dropped.push(name);
      else columns.set(name, was);
      if (target.policy === "error" && kinds.size > 0) differing.push(`${name} is missing`);
      continue;
    }
    const planned = planColumn(target.untyped.includes(name) ? { ...was, kind: "unknown" } : was, now, target, dialect);
    if (planned === null) {
      differing.push(`${name} was ${was.type} and is ${dialect.typeOf(now)}`);
      isRetyped = true;
    } else if (planned.type !== was.type) retyped.push(name);
    columns.set(name, planned ?? was);
  }
  for (const [name, kind] of kinds) {
    if (old.has(name)) continue;
    if (target.policy === "error" && old.size > 0) differing.push(`${name} is new`);
    columns.set(name, asNew(kind));
    added.push(name);
  }
  if (differing.length === 0) return { columns, added, retyped, dropped };
  throw new Error(
    `[${dialect.label}] the columns of ${target.shown} changed: ${differing.join("; ")}. The old table stays. ${remedies(target, isRetyped)}`,
  );
}

/** The remedies under the current policy. A column can change its type only if no rows stay. */
function remedies({ policy, part }: PolicyTarget, isRetyped: boolean): string {
  if (!isRetyped) return 'Return the old columns, set schemaPolicy to "addColumns" or "replace", or drop the table.';
  if (part) return "Only a part of the table is stored, so the rest must keep its types. Return the old types, or drop the table.";
  return policy === "replace"
    ? "Return the old types, or drop the table."
    : 'Return the old columns, set schemaPolicy to "replace", or drop the table.';
}

function planColumn(was: ServerColumn, now: ServerKind, { policy, part }: PolicyTarget, dialect: Dialect): ServerColumn | null {
  const kind = agreed(was.kind, now, dialect, part);
  if (kind === null) return policy === "replace" && !part ? { kind: now, type: dialect.typeOf(now) } : null;
  // A type that the server's owner chose stays if it can represent the values.
  if (kind === was.kind && (was.kind === "unknown" || dialect.kindOf(was.type).kept)) return { kind, type: was.type };
  return { kind, type: dialect.typeOf(kind) };
}

/** `"name" type, …` */
export function columnList(columns: ServerColumns): string {
  return [...columns].map(([name, { type }]) => `${quoted(name)} ${type}`).join(", ");
}
