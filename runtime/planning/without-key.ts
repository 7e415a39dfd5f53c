// Recorded partitions that their definition does not have anymore: a key was removed, the start changed, or windows were excluded.
import { decodeSegment } from "../contract/address.js";
import type { AssetSpec } from "../contract/manifest.js";
import { dimensionsOf, type KeySpace, keySpace, type Moment, multiKey, partitionSegments } from "../partitions/index.js";
import type { MadePartitions } from "./choose-partitions.js";
import { specOf } from "./input-mapping.js";

export interface PartitionWithoutKey {
  /** The key of the partition. */
  readonly key: string;
  /** The segments of its address joined with `/`. */
  readonly path: string;
}

/** Sorted by path; empty for an asset whose partitions require executing code. */
export function recordedWithoutKey(asset: AssetSpec, records: Pick<MadePartitions, "partitions">, moment: Moment): PartitionWithoutKey[] {
  const spec = specOf(asset);
  const recorded = spec === null ? [] : [...records.partitions(asset.key, dimensionsOf(spec).length)];
  if (spec === null || recorded.length === 0) return [];
  const isGone = without(keySpace(spec, moment));
  return recorded
    .filter(isGone)
    .sort()
    .map((path) => ({ key: partsOf(path).join("|"), path }));
}

/** Most paths contain their key. If a key was too long for a name, all keys are tried. */
function without(space: KeySpace): (path: string) => boolean {
  let all: ReadonlySet<string> | null = null;
  const pathOf = (key: string) => partitionSegments(space.spec, key).join("/");
  return (path) => {
    const parts = partsOf(path);
    const key = space.dimensions === undefined ? (parts[0] ?? "") : multiKey(parts);
    if (space.indexOf(key) !== -1 && pathOf(key) === path) return false;
    if (!/~[0-9a-f]{32}(?:\/|$)/.test(path)) return true;
    all ??= new Set(Array.from(space, pathOf));
    return !all.has(path);
  };
}

/** The keys of a partition's dimensions, from the segments of its address. */
function partsOf(path: string): string[] {
  return path.split("/").map((segment) => decodeSegment(segment.slice(segment.indexOf("=") + 1)) ?? segment);
}
