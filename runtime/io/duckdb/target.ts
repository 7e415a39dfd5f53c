// The request to store a value: the target table, its slice, and how the value is written.

import type { KeyList } from "../../partitions/index.js";
import type { OutputContext } from "../../sdk/io-manager.js";
import { isTable, Relation } from "../../sdk/relation.js";
import { partitionCondition } from "../tables/partition-sql.js";
import { quoted } from "../tables/quoted.js";
import { checkRows } from "../tables/rows.js";
import type { SchemaPolicy } from "../tables/schema-policy.js";
import type { OpenDatabase } from "./database.js";
import { storeBatches, storeRelation, storeRows } from "./store.js";
import { storeTable } from "./store-table.js";
import type { Target } from "./transaction.js";

export function targetOf(
  context: OutputContext,
  { schema, table }: { readonly schema: string; readonly table: string },
  policy: SchemaPolicy,
): Target {
  return {
    schema,
    table,
    policy,
    declared: context.declared.columns ?? [],
    untyped: untypedBefore(context),
    assetKey: context.assetKey.toString(),
    what: context.hasPartitions ? partitionText(context.partitionKeys) : `${schema}.${table}`,
    slice: sliceOf(context),
    warn: (message) => context.log.warning(message),
  };
}

/** How this value is stored. Throws for a value that is not a table, before a file is opened. */
export function storing(value: unknown, target: Target): (database: OpenDatabase) => Promise<{ rows: number; untyped: readonly string[] }> {
  if (value instanceof Relation) return (database) => storeRelation(database, target, value);
  if (isTable(value)) return (database) => storeTable(database, target, value);
  if (typeof value === "object" && value !== null && Symbol.asyncIterator in value)
    return (database) => storeBatches(database, target, value as AsyncIterable<unknown>);
  checkRows(value, target.assetKey);
  return (database) => storeRows(database, target, value);
}

function untypedBefore(context: OutputContext): readonly string[] {
  const untyped = context.previous?.stored?.details?.untyped;
  return Array.isArray(untyped) ? untyped.filter((name) => typeof name === "string") : [];
}

function sliceOf(context: OutputContext): Target["slice"] {
  if (!context.hasPartitions) return null;
  const { partitions, metadata, assetKey } = context;
  const condition = partitionCondition(partitions, metadata.partitionExpr, assetKey.toString(), (position) => `$${position}`, quoted);
  return { condition, partitions: partitions.keys.length };
}

function partitionText(keys: KeyList): string {
  return keys.length === 1 ? `${keys.at(0)}` : `${keys.at(0)} to ${keys.at(-1)}`;
}
