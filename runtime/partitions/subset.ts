// A subset of a definition's partitions: their paths, and the conditions that select them in SQL.

import * as l10n from "@vscode/l10n";
import { perObject } from "../contract/memo.js";
import type { DimensionSpec, PartitionsSpec } from "../contract/partitions.js";
import { partitionSegments } from "./address.js";
import { dimensionsOf } from "./definitions.js";
import { type KeyList, type KeySpace, keySpace, type Moment } from "./key-space.js";
import { partsOfMultiKey } from "./multi-key.js";
import { fewestProducts } from "./products.js";

/** The partitions of one call to a manager. */
export interface PartitionSlice {
  readonly definition: PartitionsSpec;
  /** In the definition's order. */
  readonly keys: KeyList;
  /** The path of one partition below its asset, a segment for each dimension, encoded: `["date=2026-01-01", "region=eu"]`. */
  pathOf(key: string): readonly string[];
  /** The condition that selects these partitions in SQL: any of these alternatives, each with all of its clauses. */
  readonly clauses: readonly (readonly SliceClause[])[];
}

export type SliceClause =
  /**
   * `isExact`: some keys of the dimension are equal as numbers or dates ("1", "01"), so a column of another type is also compared as text.
   */
  | { readonly kind: "keys"; readonly dimension: string; readonly keys: readonly string[]; readonly isExact?: true }
  /** Milliseconds since 1970, the end exclusive. */
  | { readonly kind: "window"; readonly dimension: string; readonly start: number; readonly end: number };

export function sliceOf(spec: PartitionsSpec, keys: KeyList, moment: Moment): PartitionSlice {
  let clauses: readonly (readonly SliceClause[])[] | null = null;
  return {
    definition: spec,
    keys,
    pathOf: (key) => partitionSegments(spec, key),
    get clauses() {
      clauses ??= clausesOf(spec, keys, moment);
      return clauses;
    },
  };
}

function clausesOf(spec: PartitionsSpec, keys: KeyList, moment: Moment): SliceClause[][] {
  const dimensions = dimensionsOf(spec);
  if (spec.kind !== "multi") return testsOf((dimensions[0] as { name: string }).name, spec, keys, moment).map((test) => [test]);
  const combinations = [...keys].map((key) => partsOfMultiKey(key).map((part) => [part]));
  return fewestProducts(combinations, (sides) => [sides.flat()]).flatMap((product) =>
    product
      .map((values, at) => {
        const { name, partitions } = dimensions[at] as { name: string; partitions: DimensionSpec };
        return testsOf(name, partitions, values, moment);
      })
      .reduce<SliceClause[][]>((all, tests) => all.flatMap((clause) => tests.map((test) => [...clause, test])), [[]]),
  );
}

/** The conditions for keys of one dimension: one window for each run of adjacent windows, or the keys themselves. */
function testsOf(dimension: string, spec: DimensionSpec, keys: Iterable<string>, moment: Moment): SliceClause[] {
  const space = keySpace(spec, moment);
  if (spec.kind !== "time-window") return [{ kind: "keys", dimension, keys: [...keys], ...(lookAlike(space) ? { isExact: true } : {}) }];
  const windows: { kind: "window"; dimension: string; start: number; end: number }[] = [];
  for (const key of keys) {
    const window = space.windowOf(key);
    if (window === null) throw new RangeError(l10n.t`"${key}" is not a partition of ${dimension}.`);
    const last = windows.at(-1);
    if (last?.end === window.start) last.end = window.end;
    else windows.push({ kind: "window", dimension, ...window });
  }
  return windows;
}

/** Whether some keys differ only as text: a column of numbers, dates or UUIDs would treat them as equal. */
const lookAlike = perObject((space: KeySpace) => new Set(Array.from(space, meaningOf)).size < space.length);

/** The key as a column may normalize it: in lower case, without leading zeros and without zeros at the end of a fraction. */
function meaningOf(key: string): string {
  return key
    .trim()
    .toLowerCase()
    .replace(/^\+/, "")
    .replace(/(?<![\d.])0+(?=\d)/g, "")
    .replace(/(\.\d*?)0+(?!\d)/g, "$1")
    .replace(/\.(?!\d)/g, "");
}
