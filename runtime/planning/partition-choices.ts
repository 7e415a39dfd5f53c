// The partitions that a user can choose for a run, and how many of them have a value.
import type { PartitionChoices } from "../contract/editor.js";
import type { AssetSpec } from "../contract/manifest.js";
import type { PartitionsSpec } from "../contract/partitions.js";
import { describePartitions, dimensionsOf, type KeySpace, keySpace, type Moment, partitionSegments } from "../partitions/index.js";
import type { MadePartitions } from "./choose-partitions.js";
import { specOf } from "./input-mapping.js";
import type { Selectable } from "./neighbours.js";
import { select, selectedThemselves } from "./selection.js";

/** The assets, the records of their partitions, and the moment that determines which partitions exist. */
export interface StoredPartitions extends Selectable {
  readonly records: Pick<MadePartitions, "partitions">;
  readonly moment: Moment;
}

const SHOWN = 200;

/**
 * The choices for a run of a selection; null when the selected assets have no partitions. With several assets, the first one determines the
 * choices.
 */
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

/** The current partitions of an asset, and the addresses of those that have a value. */
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

/**
 * The partitions of the definition that have a record. Records of keys that the definition does not have anymore are left out, unless there
 * are too many to check.
 */
export function countMaterialized(space: KeySpace, recorded: ReadonlySet<string>): number {
  if (space.length > MOST) return Math.min(recorded.size, space.length);
  const known = counted.get(recorded);
  if (known?.spec === space.spec && known.total === space.length) return known.count;
  let count = 0;
  for (const key of space) if (recorded.has(partitionSegments(space.spec, key).join("/"))) count++;
  counted.set(recorded, { spec: space.spec, total: space.length, count });
  return count;
}

/** The set of recorded partitions does not change until a record is added. */
const counted = new WeakMap<ReadonlySet<string>, { readonly spec: PartitionsSpec; readonly total: number; readonly count: number }>();

const MOST = 20_000;
