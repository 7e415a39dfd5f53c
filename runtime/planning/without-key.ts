// Recorded partitions that their definition has no longer: a key was removed, a start moved, windows were excluded.
import { decodeSegment } from "../contract/address.js";
import type { AssetSpec } from "../contract/manifest.js";
import { dimensionsOf, type KeySpace, keySpace, type Moment, multiKey, partitionSegments } from "../partitions/index.js";
import type { MadePartitions } from "./choose-partitions.js";
import { specOf } from "./input-mapping.js";

export interface PartitionWithoutKey {
  /** The key it had. */
  readonly key: string;
  /** The segments of its address joined with `/`. */
  readonly path: string;
}

/** In order of their paths; none of an asset of whose partitions only executing the code can tell. */
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

/** Most paths say their key; of one that was too long to be a name, every key is tried. */
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
