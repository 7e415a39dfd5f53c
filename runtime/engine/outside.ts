// Loads stored values outside a run: in a script, to show them, or to verify them.

import type { Moment } from "../partitions/index.js";
import { closeAll } from "../sdk/close-all.js";
import type { InputManager, IOManager } from "../sdk/io-manager.js";
import type { Log } from "../sdk/log.js";
import type { ResolvedAsset, ResolvedProject } from "../sdk/resolve.js";
import { openState } from "../state/index.js";
import type { LoadRequest } from "./load.js";
import { createManagerPool, type ManagerPool } from "./managers.js";
import { momentNow } from "./moments.js";
import { openResources } from "./resources.js";

export interface OutsideRun {
  readonly moment: Moment;
  readonly managers: ManagerPool;
  /** A request for the whole stored asset, as a plain value. */
  request(upstream: ResolvedAsset, manager: InputManager): LoadRequest;
  /** Closes the managers, then tears down the resources. */
  close(): Promise<void>;
}

export async function openOutsideRun(
  project: ResolvedProject,
  defaultManager: IOManager,
  projectDir: string,
  log: Log,
): Promise<OutsideRun> {
  const state = openState(projectDir);
  const moment = await momentNow(project, state.keys);
  const resources = openResources(project, projectDir, log);
  const managers = createManagerPool(project, defaultManager, { resources, projectDir, log });
  return {
    moment,
    managers,
    request: (upstream, manager) => ({
      upstream,
      manager,
      declared: { form: "value" },
      entry: undefined,
      consumer: null,
      parameter: null,
      mapped: null,
      moment,
      records: state.records,
      projectDir,
      runId: null,
      jobName: null,
      log,
      resources: resources.values,
      signal: new AbortController().signal,
    }),
    close: () => closeAll([managers.close, resources.close]),
  };
}
