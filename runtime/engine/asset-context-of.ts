// The context that a function gets: its run and partition, and functions to log and to report.
import type { LogLevel } from "../contract/run.js";
import { dimensionsOf, partsOfMultiKey } from "../partitions/index.js";
import type { AssetContext } from "../sdk/asset-context.js";
import { createLog, type Log } from "../sdk/log.js";
import { type MetadataInput, toMetadata } from "../sdk/metadata.js";
import { notingMissing } from "./missing-resources.js";
import { rangeOf, soleKey, timeWindowOf } from "./partitioned.js";
import type { Run, Task } from "./run.js";

/** `missing` gets the names of resources that the function reads but that do not exist. */
export function assetContextOf(task: Task, run: Run, entries: Map<string, MetadataInput>, missing: Set<string>): AssetContext {
  const { asset, partitions, identity } = task;
  const what = asset.key.toString();
  const made = (member: string) => {
    if (partitions !== null) return partitions;
    throw new Error(`${what} has no partitions, so ${member} is not available. Give the asset partitions, or do not read ${member}.`);
  };
  return {
    assetKey: asset.key,
    runId: run.plan.runId,
    log: logOf(task, run),
    signal: run.signal,
    resources: notingMissing(run.resources, missing),
    hasPartitionKey: partitions !== null,
    get partitionKey() {
      return soleKey(made("partitionKey").keys, what);
    },
    get partitionKeys() {
      return made("partitionKeys").keys;
    },
    get partitionKeyRange() {
      const { space, keys } = made("partitionKeyRange");
      return rangeOf(space, keys, what);
    },
    get partitionTimeWindow() {
      const { space, keys } = made("partitionTimeWindow");
      const window = timeWindowOf(space, keys, run.moment);
      if (window !== null) return window;
      throw new Error(`${what}: its partitions are not time windows, so partitionTimeWindow is not available. Read partitionKey.`);
    },
    get partitionKeysByDimension() {
      const { space, keys } = made("partitionKeysByDimension");
      const key = soleKey(keys, what);
      const parts = space.spec.kind === "multi" ? partsOfMultiKey(key) : [key];
      return Object.fromEntries(dimensionsOf(space.spec).map(({ name }, at) => [name, parts[at] as string]));
    },
    addOutputMetadata(added) {
      toMetadata(added);
      for (const [label, value] of Object.entries(added)) entries.set(label, value);
    },
    reportProgress(done, total, message) {
      // When partitions are materialized together, the first one represents all.
      run.tell("PROGRESS", {
        ...(task.identities[0] ?? identity),
        progress: { done, ...(total === undefined ? {} : { total }) },
        ...(message === undefined ? {} : { message }),
      });
    },
  };
}

export function logOf({ identity }: Task, run: Run): Log {
  return createLog((level: LogLevel, message) => run.tell("LOG", { ...identity, level, message }));
}
