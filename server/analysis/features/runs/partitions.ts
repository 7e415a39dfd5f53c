// How an asset's partitions stand, and which can be chosen for a run.

import type { PartitionChoices } from "../../../../runtime/contract/editor.js";
import type { AssetStatus } from "../../../../runtime/contract/graph.js";
import type { PartitionsSpec } from "../../../../runtime/contract/partitions.js";
import { describePartitions, dimensionsOf, type KeySpace, keySpace, partitionSegments } from "../../../../runtime/partitions/index.js";
import { select, selectedThemselves, specOf } from "../../../../runtime/planning/index.js";
import type { ResolvedAsset } from "../../model.js";
import { momentIn } from "../../partition-wiring.js";
import type { Project } from "../../project.js";
import { statusOf } from "../views/wording.js";

/** How an asset stands by its records: of its latest materialization, or of its partitions. */
export function recordedStatus(project: Project, key: string): AssetStatus {
  const asset = project.model().byKey.get(key);
  const spec = asset === undefined ? null : specOf(asset);
  if (spec === null) return statusOf(project.records.latest(key));
  const recorded = project.records.partitions(key, dimensionsOf(spec).length);
  if (recorded.size === 0) return { state: "never" };
  const space = keySpace(spec, momentIn(project.files, project.dir, Date.now()));
  const since = project.records.newestOf(key, recorded);
  const partitions = { materialized: countMaterialized(space, recorded), total: space.length };
  return { state: "materialized", ...(since === null ? {} : { since }), partitions };
}

/** Those of the definition that have a record; records of keys that it no longer has are left out, where there are not too many to look. */
function countMaterialized(space: KeySpace, recorded: ReadonlySet<string>): number {
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

const SHOWN = 200;

/** What a run of some selection can be asked to make; null when nothing that is selected has partitions. Of several, the first decides. */
export function partitionChoices(project: Project, selection: readonly string[]): PartitionChoices | null {
  const divided = dividedAmong(project, selection);
  const [first] = divided;
  const spec = first === undefined ? null : specOf(first);
  if (first === undefined || spec === null) return null;
  const { space, recorded } = standing(project, first, spec);
  const latest: { key: string; materialized: boolean }[] = [];
  for (let at = space.length - 1; at >= Math.max(0, space.length - SHOWN); at--) {
    const key = space.at(at) as string;
    latest.push({ key, materialized: recorded.has(partitionSegments(spec, key).join("/")) });
  }
  const choices = { text: describePartitions(spec), total: space.length, materialized: countMaterialized(space, recorded), latest };
  const model = project.model();
  const made = selection.flatMap((text) => [...selectedThemselves(model, text)].filter((key) => model.byKey.get(key)?.external === false));
  const themselves = new Set(made);
  return themselves.size < 2 ? choices : { ...choices, together: together(project, divided) };
}

function together(project: Project, divided: readonly ResolvedAsset[]): NonNullable<PartitionChoices["together"]> {
  let [total, materialized] = [0, 0];
  for (const asset of divided) {
    const spec = specOf(asset);
    if (spec === null) continue;
    const { space, recorded } = standing(project, asset, spec);
    total += space.length;
    materialized += countMaterialized(space, recorded);
  }
  return { assets: divided.length, total, materialized };
}

/** The partitions that an asset has now, and the addresses of those that have a value. */
function standing(project: Project, asset: ResolvedAsset, spec: PartitionsSpec) {
  const space = keySpace(spec, momentIn(project.files, project.dir, Date.now()));
  return { space, recorded: project.records.partitions(asset.key, dimensionsOf(spec).length) };
}

function dividedAmong(project: Project, selection: readonly string[]): ResolvedAsset[] {
  const model = project.model();
  const keys = selection.flatMap((text) => {
    const selected = select(model, text);
    return selected.error === null ? selected.keys : [];
  });
  const asked = keys.flatMap((key) => model.byKey.get(key) ?? []);
  return [...new Set(asked)].filter((asset) => !asset.external && specOf(asset) !== null);
}

/** The dynamic definitions that assets have; `areAll` where reading tells all of them. */
export function dynamicNames(project: Project): { readonly names: readonly string[]; readonly areAll: boolean } {
  const { assets, mayHoldMore } = project.model();
  const specs = assets.flatMap(({ partitions }) => (partitions.kind === "known" ? dimensionsOf(partitions.spec) : []));
  const names = specs.flatMap(({ partitions }) => (partitions.kind === "dynamic" ? [partitions.name] : []));
  return { names: [...new Set(names)], areAll: !mayHoldMore() && assets.every(({ partitions }) => partitions.kind !== "unknown") };
}
