// A mapping between two assets, and its result.
import type { PartitionMappingSpec } from "../contract/partitions.js";
import type { KeyList, KeySpace, Moment } from "./key-space.js";

export interface Mapping {
  readonly spec: PartitionMappingSpec;
  /**
   * `one`: each partition of the consumer loads at most one, as the value itself. `many`: values keyed by partition. The shape does not
   * depend on how many there are.
   */
  readonly shape: "one" | "many";
  /** The mapping leaves out upstream partitions that do not exist: with shape `one`, the value may be undefined. */
  readonly leavesOut?: boolean;
  /** A short description for users. */
  readonly text: string;
  /** The upstream keys for one partition of the consumer (null: it has no partitions). */
  upstreamKeys(downstreamKey: string | null, moment: Moment): MappedKeys;
}

export interface MappedKeys {
  readonly keys: KeyList;
  /** Requested keys that the upstream definition does not have. */
  readonly nonexistent: readonly string[];
}

/** Why a mapping is impossible: a text for users, with the remedy. */
export interface MappingMistake {
  readonly mistake: string;
}

export function isMistake(mapping: Mapping | MappingMistake | null): mapping is MappingMistake {
  return mapping !== null && "mistake" in mapping;
}

export function found(keys: KeyList): MappedKeys {
  return { keys, nonexistent: [] };
}

/** Splits keys into those that exist and those that do not. */
export function sorted(keys: Iterable<string>, space: KeySpace): MappedKeys {
  const there: string[] = [];
  const nonexistent: string[] = [];
  for (const key of keys) (space.indexOf(key) === -1 ? nonexistent : there).push(key);
  return { keys: there, nonexistent };
}
