// The partition properties of contexts: one key, several keys, their range and their time.
import type { PartitionRange } from "../contract/partitions.js";
import {
  dimensionsOf,
  type KeyList,
  type KeySpace,
  keySpace,
  type Moment,
  type PartitionSlice,
  partsOfMultiKey,
  rangesOf,
  sliceOf,
} from "../partitions/index.js";
import type { AssetKey } from "../sdk/asset-key.js";
import type { Partitioned } from "../sdk/io-manager.js";

export const NOT_PARTITIONED: Partitioned = { hasPartitions: false, partitions: null };

/** The properties of a context for `keys` of a definition. `what` names the asset in messages. */
export function partitioned(space: KeySpace, keys: KeyList, moment: Moment, what: string): Extract<Partitioned, { hasPartitions: true }> {
  const partitions: PartitionSlice = sliceOf(space.spec, keys, moment);
  const base = { hasPartitions: true, partitions, partitionKeys: keys, partitionTimeWindow: timeWindowOf(space, keys, moment) } as const;
  const [only] = keys;
  if (keys.length === 1 && only !== undefined) return { ...base, partitionKey: only, partitionKeyRange: { start: only, end: only } };
  // Not enumerable, so that a context can be spread although reading these properties throws.
  return Object.defineProperties(base, {
    partitionKey: { get: () => soleKey(keys, what) },
    partitionKeyRange: { get: () => rangeOf(space, keys, what) },
  }) as Extract<Partitioned, { hasPartitions: true }>;
}

/** A context with its partition properties. Properties that throw when they are read are kept. */
export function withPartitions<Base extends object>(base: Base, partitions: Partitioned): Base & Partitioned {
  return Object.defineProperties(base, Object.getOwnPropertyDescriptors(partitions)) as Base & Partitioned;
}

/** The key's parts and, for one partition, its key: Dagster's `get_asset_identifier`. */
export function assetIdentifier(assetKey: AssetKey, partitions: Partitioned): readonly string[] {
  return partitions.hasPartitions && partitions.partitionKeys.length === 1 ? [...assetKey.path, partitions.partitionKey] : assetKey.path;
}

export function soleKey(keys: KeyList, what: string): string {
  const [first] = keys;
  if (keys.length === 1 && first !== undefined) return first;
  throw new Error(
    `${what}: ${keys.length} partitions are materialized or loaded together, not one. Read partitionKeys, or partitionKeyRange.`,
  );
}

export function rangeOf(space: KeySpace, keys: KeyList, what: string): PartitionRange {
  const [start, end] = [keys.at(0), keys.at(-1)];
  if (space.dimensions !== undefined) {
    const [only, ...more] = rangesOf(space, keys);
    if (only !== undefined && more.length === 0) return only;
  } else if (start !== undefined && end !== undefined && space.indexOf(end) - space.indexOf(start) === keys.length - 1)
    return { start, end };
  throw new Error(`${what}: the ${keys.length} partitions are not a contiguous range. Read partitionKeys.`);
}

/** With several dimensions, the window of the time dimension. */
export function timeWindowOf(space: KeySpace, keys: KeyList, moment: Moment): { start: Date; end: Date } | null {
  const place = dimensionsOf(space.spec).findIndex(({ partitions }) => partitions.kind === "time-window");
  const [first, last] = [keys.at(0), keys.at(-1)];
  if (place === -1 || first === undefined || last === undefined) return null;
  const dimension = dimensionsOf(space.spec)[place]?.partitions;
  if (dimension === undefined) return null;
  if (space.spec.kind !== "multi") return windowBetween(space, first, last);
  const ofTime = keySpace(dimension, moment);
  const parts = [...keys].map((key) => dimensionKey(key, place)).sort((a, b) => ofTime.indexOf(a) - ofTime.indexOf(b));
  return windowBetween(ofTime, parts[0] as string, parts.at(-1) as string);
}

function windowBetween(space: KeySpace, first: string, last: string): { start: Date; end: Date } | null {
  const [from, to] = [space.windowOf(first), space.windowOf(last)];
  return from === null || to === null ? null : { start: new Date(from.start), end: new Date(to.end) };
}

function dimensionKey(key: string, place: number): string {
  return partsOfMultiKey(key)[place] ?? "";
}
