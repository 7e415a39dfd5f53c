// Runs this server did not start: those before it, and those of a terminal; what they left is taken from their record.

import type { RunEvent } from "../../runtime/contract/run.js";
import { listRuns, readRun } from "../../runtime/host/index.js";
import type { Project } from "../analysis/index.js";

/** How many of the latest runs are looked at when a project opens. */
const LOOK_BACK = 5;

export interface PastRuns {
  /** Hears the latest runs that ended, oldest first. */
  restore(project: Project): Promise<void>;
  /** Hears the runs whose files changed, once they have ended. */
  follow(project: Project, changedPaths: readonly string[]): Promise<void>;
}

export function createPastRuns(
  isOurs: (runId: string) => boolean,
  hear: (project: Project, events: readonly RunEvent[]) => void,
): PastRuns {
  const heard = new Set<string>();

  async function take(project: Project, runId: string): Promise<void> {
    if (isOurs(runId) || heard.has(runId)) return;
    const events = (await readRun(project.dir, runId)) ?? [];
    if (!events.some(({ type }) => ENDS.has(type)) || heard.has(runId)) return;
    heard.add(runId);
    hear(project, events);
  }

  return {
    async restore(project) {
      const ids = (await listRuns(project.dir)).slice(0, LOOK_BACK).reverse();
      for (const id of ids) await take(project, id);
    },
    async follow(project, paths) {
      const folder = `${project.dir}/.millrace/runs/`;
      for (const path of paths) if (path.startsWith(folder)) await take(project, path.slice(folder.length).replace(/\.jsonl$/, ""));
    },
  };
}

const ENDS: ReadonlySet<string> = new Set(["RUN_SUCCESS", "RUN_FAILURE", "RUN_CANCELED"]);
