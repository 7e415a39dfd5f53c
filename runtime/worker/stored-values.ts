// What showing and verifying share: the project's assets, their managers and records, ready to load outside a run.
import { keySpace, momentOf } from "../partitions/index.js";
import { defaultManager } from "../sdk/default-manager.js";
import { dynamicPartitions } from "../sdk/dynamic-partitions.js";
import type { IOManager } from "../sdk/io-manager.js";
import { createLog } from "../sdk/log.js";
import { nearest } from "../sdk/nearest.js";
import { fileRecordStore } from "../sdk/record-store.js";
import type { ResolvedAsset, ResolvedProject } from "../sdk/resolve.js";
import type { LoadRequest } from "../sdk/run/load.js";
import { type ChosenManager, createManagerPool } from "../sdk/run/managers.js";
import { openResources } from "../sdk/run/resources.js";

export interface OpenStorage {
  readonly project: ResolvedProject;
  /** Throws naming the nearest asset when there is none of this key. */
  asset(key: string): ResolvedAsset;
  /** The manager that stores an asset, set up. */
  manager(asset: ResolvedAsset): Promise<ChosenManager<IOManager>>;
  request(asset: ResolvedAsset, manager: IOManager): LoadRequest;
  close(): Promise<void>;
}

export function openStorage(project: ResolvedProject, projectDir: string): OpenStorage {
  const log = createLog(() => undefined);
  const resources = openResources(project, projectDir, log);
  const pool = createManagerPool(project, defaultManager(), { resources, projectDir, log });
  const moment = { ...momentOf(Date.now()), dynamicKeys: dynamicPartitions(projectDir).keys };
  return {
    project,
    asset(key) {
      const found = project.assets.get(key);
      if (found !== undefined) return found;
      const near = nearest(key, project.assets.keys());
      throw new Error(
        `there is no asset ${key}. ${near === null ? `Known: ${[...project.assets.keys()].join(", ")}.` : `Did you mean ${near}?`}`,
      );
    },
    async manager(asset) {
      const chosen = pool.storing(asset);
      await pool.ready(chosen.manager);
      return chosen;
    },
    request: (upstream, manager) => ({
      upstream,
      manager,
      declared: { form: "value" },
      entry: undefined,
      consumer: null,
      parameter: null,
      mapped: null,
      moment,
      records: fileRecordStore(projectDir),
      projectDir,
      runId: null,
      jobName: null,
      log,
      resources: resources.values,
      signal: new AbortController().signal,
    }),
    async close() {
      await pool.close();
      await resources.close();
    },
  };
}

/** The keys of an asset's partitions now; null when it has none. */
export function keysOf(asset: ResolvedAsset, { moment }: LoadRequest) {
  const spec = asset.definition.options.partitions?.spec;
  return spec === undefined ? null : keySpace(spec, moment);
}
