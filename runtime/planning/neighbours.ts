// The assets directly before and after each asset: what it loads, and its deps.

import type { AssetSpec } from "../contract/manifest.js";
import { perObject } from "../contract/memo.js";

/** What selections refer to. */
export interface Selectable {
  /** Sorted by key. Two assets with the same key are both listed. */
  readonly assets: readonly AssetSpec[];
  readonly byKey: ReadonlyMap<string, AssetSpec>;
}

/** The keys of the assets before an asset: what it loads, and its deps. */
export function keysBefore({ inputs, deps }: AssetSpec): string[] {
  const keys = inputs.flatMap(({ upstream }) => upstream ?? []);
  return deps.length === 0 && keys.length < 2 ? keys : [...new Set([...keys, ...deps.map(({ key }) => key)])];
}

/** The assets of the model as nodes, with the assets before each. */
export function upstreamOf({ byKey }: Pick<Selectable, "byKey">): (key: string) => string[] {
  return (key) => {
    const asset = byKey.get(key);
    return asset === undefined ? [] : keysBefore(asset);
  };
}

/** The assets after each asset; computed once for each model. */
export function downstreamOf({ byKey }: Pick<Selectable, "byKey">): (key: string) => readonly string[] {
  const after = keysAfter(byKey);
  return (key) => after.get(key) ?? [];
}

const keysAfter = perObject((byKey: Selectable["byKey"]): ReadonlyMap<string, readonly string[]> => {
  const after = new Map<string, string[]>();
  for (const [key, asset] of byKey) {
    for (const upstream of keysBefore(asset)) {
      const known = after.get(upstream);
      if (known) known.push(key);
      else after.set(upstream, [key]);
    }
  }
  return after;
});
