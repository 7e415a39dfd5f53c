// The status of an asset from its records, and the partitions that can be chosen in a project.

import type { PartitionChoices } from "../../../../runtime/contract/editor.js";
import type { AssetStatus } from "../../../../runtime/contract/graph.js";
import { statusOf } from "../../../../runtime/contract/status-words.js";
import { dimensionsOf, keySpace } from "../../../../runtime/partitions/index.js";
import { countMaterialized, partitionChoices, specOf } from "../../../../runtime/planning/index.js";
import { momentIn } from "../../partition-wiring.js";
import type { Project } from "../../project.js";

/** The status of an asset from its records: from its latest materialization, or from its partitions. */
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

/** The partitions that a run of a selection can materialize now. */
export function partitionChoicesIn(project: Project, selection: readonly string[]): PartitionChoices | null {
  const { assets, byKey } = project.model();
  const moment = momentIn(project.files, project.dir, Date.now());
  return partitionChoices({ assets, byKey, records: project.records, moment }, selection);
}

/** The names of the dynamic partitions of assets. `areAll`: reading found all of them. */
export function dynamicNames(project: Project): { readonly names: readonly string[]; readonly areAll: boolean } {
  const { assets, mayHoldMore } = project.model();
  const specs = assets.flatMap(({ partitions }) => (partitions.kind === "known" ? dimensionsOf(partitions.spec) : []));
  const names = specs.flatMap(({ partitions }) => (partitions.kind === "dynamic" ? [partitions.name] : []));
  return { names: [...new Set(names)], areAll: !mayHoldMore() && assets.every(({ partitions }) => partitions.kind !== "unknown") };
}
