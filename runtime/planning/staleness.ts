// Which assets are stale: an upstream asset is newer, or is stale itself.
import type { AssetStatus } from "../contract/graph.js";

/** The assets of a graph, with the status of each. */
export interface StatusGraph {
  readonly keys: Iterable<string>;
  /** The assets that an asset loads or waits for. */
  upstreamOf(key: string): readonly string[];
  statusOf(key: string): AssetStatus;
}

/**
 * Compares only the times of the values. Each partition has its own time, so assets with partitions are never reported as stale. A cycle
 * alone does not make an asset stale.
 */
export function staleAssets({ keys, upstreamOf, statusOf }: StatusGraph): ReadonlySet<string> {
  const downstream = new Map<string, string[]>();
  const stale = new Set<string>();
  for (const key of keys) {
    const own = statusOf(key);
    if (!isComparable(own)) continue;
    for (const from of upstreamOf(key)) {
      const other = statusOf(from);
      if (!isComparable(other)) continue;
      if ((other.since ?? "") > (own.since ?? "")) stale.add(key);
      const known = downstream.get(from);
      if (known) known.push(key);
      else downstream.set(from, [key]);
    }
  }
  // Staleness continues downstream without limit. It is not computed by recursion, because a graph may be deeper than the call stack.
  for (const key of stale) for (const next of downstream.get(key) ?? []) stale.add(next);
  return stale;
}

function isComparable({ state, since, partitions }: AssetStatus): boolean {
  return state === "materialized" && since !== undefined && partitions === undefined;
}
