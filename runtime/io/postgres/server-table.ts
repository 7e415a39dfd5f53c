// What the managers of tables in a server share: what a record says of a table, and whether a table is there.
import type { StoredAs } from "../../contract/run.js";
import {
  type DescribeContext,
  type Described,
  type InputContext,
  MissingValueError,
  type OutputContext,
  type Verified,
} from "../../sdk/io-manager.js";
import { asExternal } from "../derived-context.js";
import { type PartitionCondition, partitionCondition } from "../tables/partition-sql.js";
import { quoted } from "../tables/quoted.js";
import { addressOfTable, type Place, type Placing, placeOf } from "./place.js";

/** The record of a value that is the whole table, or partitions of it. */
export function storedIn(place: Place): StoredAs {
  const { server, database, schema, table } = place;
  return { storedAt: addressOfTable(place), format: server, details: { database, schema, table } };
}

/** By the record, or by the rules of names; null where only the run knows the database. */
export function describeTable(context: DescribeContext, placing: Placing): Described {
  const stored = context.materialization?.stored;
  if (stored != null) return { storedAt: stored.storedAt };
  const place = placeOf(context, placing);
  return { storedAt: place.database === null ? null : addressOfTable(place) };
}

/** The record of a table that something else made; null if there is none. */
export async function adoptTable(
  context: InputContext,
  placing: Placing,
  exists: (context: InputContext) => Promise<boolean>,
): Promise<StoredAs | null> {
  if (!(await exists(asExternal(context)))) return null;
  return storedIn(placeOf({ assetKey: context.assetKey, metadata: context.upstreamOutput.metadata }, placing));
}

/** The partitions that a value is stored to, as SQL; null for an asset without partitions. */
export function conditionToStore({ assetKey, partitions, metadata }: OutputContext, placeholder: Placeholder): PartitionCondition | null {
  return partitions && partitionCondition(partitions, metadata.partitionExpr, assetKey.toString(), placeholder, quoted);
}

/** The partitions that a value is loaded from, as SQL; null for an asset without partitions. */
export function conditionToLoad(context: InputContext, placeholder: Placeholder): PartitionCondition | null {
  const { assetKey, partitions, upstreamOutput } = context;
  return partitions && partitionCondition(partitions, upstreamOutput.metadata.partitionExpr, assetKey.toString(), placeholder, quoted);
}

type Placeholder = Parameters<typeof partitionCondition>[3];

/** What `work` resolves to, or `otherwise` where it throws that the value is missing. */
export async function unlessMissing<T>(work: () => Promise<T>, otherwise: (missing: MissingValueError) => T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MissingValueError) return otherwise(error);
    throw error;
  }
}

/** The value is missing, as the answer of `verify`. */
export function notThere({ message }: MissingValueError): Verified {
  return { ok: false, reason: message };
}
