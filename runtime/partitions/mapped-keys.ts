// What a mapping between two assets is, and what it gives.
import type { PartitionMappingSpec } from "../contract/partitions.js";
import type { KeyList, KeySpace, Moment } from "./key-space.js";

export interface Mapping {
  readonly spec: PartitionMappingSpec;
  /** `one`: each partition of the consumer loads at most one, as the value itself. `many`: a value keyed by partition. Never depends on how many there are. */
  readonly shape: "one" | "many";
  /** Upstream partitions that are not there are left out, as the mapping itself says: of shape `one` the value may be undefined. */
  readonly leavesOut?: boolean;
  /** In a few words, for people. */
  readonly text: string;
  /** The upstream keys for one partition of the consumer (null: it has none). */
  upstreamKeys(downstreamKey: string | null, moment: Moment): MappedKeys;
}

export interface MappedKeys {
  readonly keys: KeyList;
  /** Keys the mapping asks for that the upstream definition does not have. */
  readonly nonexistent: readonly string[];
}

/** Why a mapping cannot be: for people, with the remedy. */
export interface MappingMistake {
  readonly mistake: string;
}

export function isMistake(mapping: Mapping | MappingMistake | null): mapping is MappingMistake {
  return mapping !== null && "mistake" in mapping;
}

export function found(keys: KeyList): MappedKeys {
  return { keys, nonexistent: [] };
}

/** Those of some keys that are there, and those that are not. */
export function sorted(keys: Iterable<string>, space: KeySpace): MappedKeys {
  const there: string[] = [];
  const nonexistent: string[] = [];
  for (const key of keys) (space.indexOf(key) === -1 ? nonexistent : there).push(key);
  return { keys: there, nonexistent };
}
