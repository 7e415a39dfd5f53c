// Which assets are stale: made before something they are made of, or of something stale.
import type { AssetStatus } from "../contract/graph.js";

/** The assets of a graph, with how each stands. */
export interface StatusGraph {
  readonly keys: Iterable<string>;
  /** What an asset loads or waits for. */
  upstreamOf(key: string): readonly string[];
  statusOf(key: string): AssetStatus;
}

/** By the times of their values alone. Partitions have a time each, so of assets with partitions nothing is said. In a cycle nothing is stale by itself. */
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
  // What is made of something stale is stale, however far; a graph may be deeper than the stack.
  for (const key of stale) for (const next of downstream.get(key) ?? []) stale.add(next);
  return stale;
}

function isComparable({ state, since, partitions }: AssetStatus): boolean {
  return state === "materialized" && since !== undefined && partitions === undefined;
}
