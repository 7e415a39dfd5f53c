// The assets that saves asked for and that no run has materialized yet. One run at a time: a newer save cancels the older run and runs its
// assets too.
import type { OnSaveMode } from "../../runtime/contract/editor.js";

export type Modes = ReadonlyMap<string, OnSaveMode>;

export interface OnSaveRuns {
  /** True while any run is in progress, also one that the user started. */
  isBusy(): boolean;
  /** The name of an unsaved file that a run of the project would read; null if all are saved. */
  unsaved(project: string): Promise<string | null>;
  /** The id of the run; null if it has ended, or was refused. A refusal is shown to the user. */
  start(project: string, modes: Modes): Promise<string | null>;
  cancel(runId: string): void;
  /** Shows why a save runs nothing now. Called once for each attempt. */
  tellUnsaved(file: string): void;
  tellFailure(error: unknown): void;
}

export interface OnSaveQueue {
  /** Call this after a save. */
  hear(project: string, modes: Modes): void;
  /** Call this when a run starts or ends. */
  look(): void;
}

/** The run in progress that a save started. */
interface OwnRun {
  readonly runId: string;
  readonly project: string;
  readonly modes: Modes;
}

export function createOnSaveQueue(runs: OnSaveRuns): OnSaveQueue {
  const wanted = new Map<string, Map<string, OnSaveMode>>();
  let own: OwnRun | null = null;
  let isStarting = false;
  /** The projects that were saved while a run was starting. */
  const overtaken = new Set<string>();

  function want(project: string, modes: Modes): void {
    const known = wanted.get(project) ?? new Map<string, OnSaveMode>();
    for (const [key, mode] of modes) known.set(key, mode);
    wanted.set(project, known);
  }

  /** Cancels the run of a save; the next run includes its assets. */
  function abandon(isSaved: (project: string) => boolean): void {
    if (own === null || !isSaved(own.project)) return;
    want(own.project, own.modes);
    runs.cancel(own.runId);
    own = null;
  }

  /** Starts the next run when no run is in progress. It also waits for runs that the user started. */
  async function look(): Promise<void> {
    if (isStarting || runs.isBusy()) return;
    own = null;
    isStarting = true;
    let started = false;
    try {
      started = await startOne();
    } catch (error) {
      runs.tellFailure(error);
    } finally {
      isStarting = false;
    }
    abandon((project) => overtaken.has(project));
    // The run may have ended before the answer to its start arrived. In that case no further event comes.
    const again = started || overtaken.size > 0;
    overtaken.clear();
    if (again) void look();
  }

  async function startOne(): Promise<boolean> {
    for (const [project] of wanted) {
      const unsaved = await runs.unsaved(project);
      if (unsaved !== null) {
        // The next save reports only its own changes, so the changes of this save stay in the queue.
        runs.tellUnsaved(unsaved);
        continue;
      }
      const modes = wanted.get(project) ?? new Map();
      wanted.delete(project);
      // This run includes what was saved in the meantime.
      overtaken.delete(project);
      const runId = await runs.start(project, modes).catch((error) => {
        want(project, new Map([...modes, ...(wanted.get(project) ?? [])]));
        throw error;
      });
      if (runId !== null) own = { runId, project, modes };
      return true;
    }
    return false;
  }

  return {
    hear(project, modes) {
      if (modes.size === 0) return;
      want(project, modes);
      if (isStarting) overtaken.add(project);
      abandon((other) => other === project);
      void look();
    },
    look: () => void look(),
  };
}
