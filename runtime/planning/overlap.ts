// Whether two runs materialize the same partitions of an asset.
import type { PartitionRange } from "../contract/partitions.js";
import { keySpace, keysOfRanges } from "../partitions/index.js";
import { specOf } from "./input-mapping.js";
import type { PlanSource } from "./plan-run.js";

/** The maximum number of keys that are compared one by one. Larger ranges count as overlapping. */
const MOST_COMPARED = 50_000;

/**
 * Uses the definitions of `source` at `now`, in ms since 1970. If it cannot be decided because a key is not defined anymore, the ranges
 * count as overlapping.
 */
export function overlapsIn(
  source: Pick<PlanSource, "byKey" | "dynamicKeys">,
  now: number,
): (assetKey: string, one: readonly PartitionRange[], other: readonly PartitionRange[]) => boolean {
  return (assetKey, one, other) => {
    const asset = source.byKey.get(assetKey);
    const spec = asset === undefined ? null : specOf(asset);
    if (spec === null) return true;
    const space = keySpace(spec, { now, dynamicKeys: source.dynamicKeys });
    const isDefined = ({ start, end }: PartitionRange) => space.indexOf(start) !== -1 && space.indexOf(end) !== -1;
    if (![...one, ...other].every(isDefined)) return true;
    const [own, theirs] = [keysOfRanges(space, one), keysOfRanges(space, other)];
    if (own.length > MOST_COMPARED || theirs.length > MOST_COMPARED) return true;
    const known = new Set(own);
    for (const key of theirs) if (known.has(key)) return true;
    return false;
  };
}
