// How an asset stands by its records, and what can be asked about the partitions of a project.

import type { PartitionChoices } from "../../../../runtime/contract/editor.js";
import type { AssetStatus } from "../../../../runtime/contract/graph.js";
import { statusOf } from "../../../../runtime/contract/status-words.js";
import { dimensionsOf, keySpace } from "../../../../runtime/partitions/index.js";
import { countMaterialized, partitionChoices, specOf } from "../../../../runtime/planning/index.js";
import { momentIn } from "../../partition-wiring.js";
import type { Project } from "../../project.js";

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

/** What a run of some selection can be asked to make, now. */
export function partitionChoicesIn(project: Project, selection: readonly string[]): PartitionChoices | null {
  const { assets, byKey } = project.model();
  const moment = momentIn(project.files, project.dir, Date.now());
  return partitionChoices({ assets, byKey, records: project.records, moment }, selection);
}

/** The dynamic definitions that assets have; `areAll` where reading tells all of them. */
export function dynamicNames(project: Project): { readonly names: readonly string[]; readonly areAll: boolean } {
  const { assets, mayHoldMore } = project.model();
  const specs = assets.flatMap(({ partitions }) => (partitions.kind === "known" ? dimensionsOf(partitions.spec) : []));
  const names = specs.flatMap(({ partitions }) => (partitions.kind === "dynamic" ? [partitions.name] : []));
  return { names: [...new Set(names)], areAll: !mayHoldMore() && assets.every(({ partitions }) => partitions.kind !== "unknown") };
}
