// Staleness by times.
import { expect, test } from "vitest";
import type { AssetStatus } from "../../runtime/contract/graph.js";
import { staleAssets } from "../../runtime/planning/index.js";

const at = (second: number, more: Partial<AssetStatus> = {}): AssetStatus => ({
  state: "materialized",
  since: new Date(second * 1000).toISOString(),
  ...more,
});

function stale(upstream: Readonly<Record<string, readonly string[]>>, statuses: Readonly<Record<string, AssetStatus>>): readonly string[] {
  const found = staleAssets({
    keys: Object.keys(upstream),
    upstreamOf: (key) => upstream[key] ?? [],
    statusOf: (key) => statuses[key] ?? { state: "never" },
  });
  return [...found].sort();
}

const CHAIN = { a: [], b: ["a"], c: ["b"] };

test("what is older than something it is made of is stale, and so is what is made of that", () => {
  expect(stale(CHAIN, { a: at(1), b: at(2), c: at(3) })).toEqual([]);
  expect(stale(CHAIN, { a: at(9), b: at(2), c: at(3) })).toEqual(["b", "c"]);
  expect(stale(CHAIN, { a: at(9), b: at(10), c: at(3) })).toEqual(["c"]);
});

test("of what has no value, failed or has partitions nothing is said", () => {
  expect(stale(CHAIN, { a: at(9), c: at(3) })).toEqual([]);
  expect(stale(CHAIN, { a: at(9), b: { ...at(2), state: "failed" }, c: at(3) })).toEqual([]);
  expect(stale(CHAIN, { a: at(9), b: at(2, { partitions: { materialized: 1, total: 2 } }), c: at(3) })).toEqual([]);
});

test("a graph may be deeper than the stack, and hold a cycle", () => {
  const keys = Array.from({ length: 50_000 }, (_, index) => `asset_${index}`);
  const upstream = Object.fromEntries(keys.map((key, index) => [key, index === 0 ? [] : [`asset_${index - 1}`]]));
  const statuses = Object.fromEntries(keys.map((key, index) => [key, at(index === 0 ? 9 : 2)]));
  expect(stale(upstream, statuses)).toHaveLength(49_999);
  expect(stale({ a: ["b"], b: ["a"] }, { a: at(1), b: at(1) })).toEqual([]);
  expect(stale({ a: ["b"], b: ["a"] }, { a: at(2), b: at(1) })).toEqual(["a", "b"]);
});
