// What showing and verifying share: the project's assets, their managers and records, ready to load outside a run.
import { keySpace } from "../partitions/index.js";
import type { IOManager } from "../sdk/io-manager.js";
import { createLog } from "../sdk/log.js";
import { nearest } from "../sdk/nearest.js";
import type { ResolvedAsset, ResolvedProject } from "../sdk/resolve.js";
import type { LoadRequest } from "../sdk/run/load.js";
import type { ChosenManager } from "../sdk/run/managers.js";
import { openOutsideRun } from "../sdk/run/outside.js";

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
  const { managers, request, close } = openOutsideRun(
    project,
    projectDir,
    createLog(() => undefined),
  );
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
      const chosen = managers.storing(asset);
      await managers.ready(chosen.manager);
      return chosen;
    },
    request,
    close,
  };
}

/** The keys of an asset's partitions now; null when it has none. */
export function keysOf(asset: ResolvedAsset, { moment }: LoadRequest) {
  const spec = asset.definition.options.partitions?.spec;
  return spec === undefined ? null : keySpace(spec, moment);
}
