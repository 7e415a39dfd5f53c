// Follows the records of runs that this server did not start: earlier ones, and those of another window or a terminal.
import * as l10n from "@vscode/l10n";
import type { RunEvent } from "../../runtime/contract/events.js";
import { assetsListed } from "../../runtime/contract/run-start.js";
import { foldRun, initialRun, type RunState } from "../../runtime/contract/run-state.js";
import { openState } from "../../runtime/state/index.js";
import type { Project } from "../analysis/index.js";

export interface OtherRuns {
  /** Reads the latest runs, oldest first. */
  restore(project: Project): Promise<void>;
  /** Reads new events of the runs whose files changed. */
  follow(project: Project, changedPaths: readonly string[]): Promise<void>;
  /** The runs that are in progress according to their records. */
  goingOn(project: Project): Promise<readonly OtherRun[]>;
  /** Resolves when none of these runs is in progress. */
  idle(project: Project): Promise<void>;
  close(): void;
}

export interface OtherRun {
  readonly runId: string;
  /** The assets it was started to materialize. */
  readonly assets: readonly string[];
}

export interface OtherRunsOptions {
  readonly isOurs: (runId: string) => boolean;
  /** Receives new events of a run, in order. */
  readonly hear: (project: Project, events: readonly RunEvent[]) => void;
  readonly failed: (error: unknown) => void;
}

/** The number of latest runs that are read. */
const LOOK_BACK = 5;
/**
 * The milliseconds between two reads of a run in progress. Some clients report changes of its file late, some never, and the end of its
 * process is not reported.
 */
const LOOK = 1000;

interface Followed {
  readonly project: Project;
  readonly runId: string;
  state: "unknown" | "going-on" | "ended";
  run: RunState;
  /** The byte offset in the file from which events are new. */
  next: number;
  /** Reads of one file are sequential. */
  looking: Promise<void>;
}

export function createOtherRuns({ isOurs, hear, failed }: OtherRunsOptions): OtherRuns {
  const followed = new Map<string, Followed>();
  const waiting = new Set<() => void>();
  let timer: NodeJS.Timeout | null = null;
  let closed = false;

  function look(project: Project, runId: string): Promise<void> {
    if (isOurs(runId)) return Promise.resolve();
    const made: Followed = { project, runId, state: "unknown", run: initialRun(runId), next: 0, looking: Promise.resolve() };
    const run = followed.get(runId) ?? made;
    followed.set(runId, run);
    run.looking = run.looking.then(() => read(run)).catch(failed);
    return run.looking;
  }

  async function read(run: Followed): Promise<void> {
    if (run.state === "ended") return;
    const { runs } = openState(run.project.dir);
    const { events, next } = await runs.readFrom(run.runId, run.next);
    const now = foldRun(run.runId, events, run.run);
    if (now.start === null || closed) return;
    const life = await runs.lifeOf(now);
    const [hasEnded, goesOn] = [life === "ended", life === "alive"];
    // A run without an ending, on another machine or of a process that ended before it was followed, may or may not be in progress.
    if (run.state === "unknown" && !hasEnded && !goesOn) return;
    run.next = next;
    run.run = now;
    run.state = goesOn ? "going-on" : "ended";
    hear(run.project, hasEnded || goesOn ? events : [...events, abandoned(run.runId)]);
    if (goesOn) watch();
    else for (const go of [...waiting]) go();
  }

  function watch(): void {
    if (closed || timer) return;
    timer = setTimeout(() => {
      timer = null;
      for (const { project, runId } of live()) void look(project, runId);
    }, LOOK);
    timer.unref();
  }

  const live = () => [...followed.values()].filter(({ state }) => state === "going-on");
  const latest = async (project: Project) => (await openState(project.dir).runs.list()).slice(0, LOOK_BACK).reverse();

  async function goingOn(project: Project): Promise<readonly OtherRun[]> {
    const own = () => live().filter((run) => run.project.dir === project.dir);
    for (const runId of new Set([...own().map((run) => run.runId), ...(await latest(project))])) await look(project, runId);
    return own().map(({ runId, run }) => ({ runId, assets: assetsListed(run.start) }));
  }

  return {
    goingOn,
    async restore(project) {
      for (const runId of await latest(project)) await look(project, runId);
    },
    async follow(project, paths) {
      const folder = `${project.dir}/.millrace/runs/`;
      for (const path of paths) if (path.startsWith(folder)) await look(project, path.slice(folder.length).replace(/\.jsonl$/, ""));
    },
    async idle(project) {
      while (!closed && (await goingOn(project)).length > 0) {
        await new Promise<void>((resolve) => {
          const go = () => {
            waiting.delete(go);
            resolve();
          };
          waiting.add(go);
        });
      }
    },
    close() {
      closed = true;
      if (timer) clearTimeout(timer);
    },
  };
}

/** The ending of a run whose process is gone. */
function abandoned(runId: string): RunEvent {
  const message = l10n.t("the process that ran it ended before the run did");
  return { type: "RUN_FAILURE", runId, timestamp: new Date().toISOString(), message };
}
