// Which partitions can be chosen for a run, and how many of them have a value.
import type { PartitionChoices } from "../contract/editor.js";
import type { AssetSpec } from "../contract/manifest.js";
import type { PartitionsSpec } from "../contract/partitions.js";
import { describePartitions, dimensionsOf, type KeySpace, keySpace, type Moment, partitionSegments } from "../partitions/index.js";
import type { MadePartitions } from "./choose-partitions.js";
import { specOf } from "./input-mapping.js";
import type { Selectable } from "./neighbours.js";
import { select, selectedThemselves } from "./selection.js";

/** Assets, what is recorded of their partitions, and the moment that decides which they have. */
export interface StoredPartitions extends Selectable {
  readonly records: Pick<MadePartitions, "partitions">;
  readonly moment: Moment;
}

const SHOWN = 200;

/** What a run of some selection can be asked to make; null when nothing that is selected has partitions. Of several, the first decides. */
export function partitionChoices(given: StoredPartitions, selection: readonly string[]): PartitionChoices | null {
  const divided = dividedAmong(given, selection);
  const [first] = divided;
  const spec = first === undefined ? null : specOf(first);
  if (first === undefined || spec === null) return null;
  const { space, recorded } = standing(given, first, spec);
  const latest: { key: string; materialized: boolean }[] = [];
  for (let at = space.length - 1; at >= Math.max(0, space.length - SHOWN); at--) {
    const key = space.at(at) as string;
    latest.push({ key, materialized: recorded.has(partitionSegments(spec, key).join("/")) });
  }
  const choices = { text: describePartitions(spec), total: space.length, materialized: countMaterialized(space, recorded), latest };
  const made = selection.flatMap((text) => [...selectedThemselves(given, text)].filter((key) => given.byKey.get(key)?.external === false));
  const themselves = new Set(made);
  return themselves.size < 2 ? choices : { ...choices, together: together(given, divided) };
}

function together(given: StoredPartitions, divided: readonly AssetSpec[]): NonNullable<PartitionChoices["together"]> {
  let [total, materialized] = [0, 0];
  for (const asset of divided) {
    const spec = specOf(asset);
    if (spec === null) continue;
    const { space, recorded } = standing(given, asset, spec);
    total += space.length;
    materialized += countMaterialized(space, recorded);
  }
  return { assets: divided.length, total, materialized };
}

/** The partitions that an asset has now, and the addresses of those that have a value. */
function standing({ records, moment }: StoredPartitions, { key }: AssetSpec, spec: PartitionsSpec) {
  return { space: keySpace(spec, moment), recorded: records.partitions(key, dimensionsOf(spec).length) };
}

function dividedAmong(given: StoredPartitions, selection: readonly string[]): AssetSpec[] {
  const keys = selection.flatMap((text) => {
    const selected = select(given, text);
    return selected.error === null ? selected.keys : [];
  });
  const asked = keys.flatMap((key) => given.byKey.get(key) ?? []);
  return [...new Set(asked)].filter((asset) => !asset.external && specOf(asset) !== null);
}

/** Those of the definition that have a record; records of keys that it no longer has are left out, where there are not too many to look. */
export function countMaterialized(space: KeySpace, recorded: ReadonlySet<string>): number {
  if (space.length > MOST) return Math.min(recorded.size, space.length);
  const known = counted.get(recorded);
  if (known?.spec === space.spec && known.total === space.length) return known.count;
  let count = 0;
  for (const key of space) if (recorded.has(partitionSegments(space.spec, key).join("/"))) count++;
  counted.set(recorded, { spec: space.spec, total: space.length, count });
  return count;
}

/** What is recorded is the same set until a record comes. */
const counted = new WeakMap<ReadonlySet<string>, { readonly spec: PartitionsSpec; readonly total: number; readonly count: number }>();

const MOST = 20_000;
