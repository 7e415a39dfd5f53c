// What saves asked for and no run has made yet. One run at a time; a newer save abandons the older run, and its own makes the rest too.
import type { OnSaveMode } from "../../runtime/contract/editor.js";

export type Modes = ReadonlyMap<string, OnSaveMode>;

export interface OnSaveRuns {
  /** A run goes on, whoever started it. */
  isBusy(): boolean;
  /** The name of a file that a run of the project reads and that has unsaved changes; null where there is none. */
  unsaved(project: string): Promise<string | null>;
  /** The id of the run; null when it was refused, which is told, or has ended. */
  start(project: string, modes: Modes): Promise<string | null>;
  cancel(runId: string): void;
  /** The reason why a save runs nothing now, once for each try. */
  tellUnsaved(file: string): void;
  tellFailure(error: unknown): void;
}

export interface OnSaveQueue {
  /** A save asks for this. */
  hear(project: string, modes: Modes): void;
  /** A run began or ended. */
  look(): void;
}

/** The run that a save started and that still goes on. */
interface OwnRun {
  readonly runId: string;
  readonly project: string;
  readonly modes: Modes;
}

export function createOnSaveQueue(runs: OnSaveRuns): OnSaveQueue {
  const wanted = new Map<string, Map<string, OnSaveMode>>();
  let own: OwnRun | null = null;
  let isStarting = false;
  /** Projects of which a save came while a run was being started. */
  const overtaken = new Set<string>();

  function want(project: string, modes: Modes): void {
    const known = wanted.get(project) ?? new Map<string, OnSaveMode>();
    for (const [key, mode] of modes) known.set(key, mode);
    wanted.set(project, known);
  }

  /** What the abandoned run was to make is made with the rest. */
  function abandon(isSaved: (project: string) => boolean): void {
    if (own === null || !isSaved(own.project)) return;
    want(own.project, own.modes);
    runs.cancel(own.runId);
    own = null;
  }

  /** Starts what is wanted as soon as no run goes on; a run that the user started is waited for. */
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
    // It may have ended before its answer came, and no event will say so again.
    const again = started || overtaken.size > 0;
    overtaken.clear();
    if (again) void look();
  }

  async function startOne(): Promise<boolean> {
    for (const [project] of wanted) {
      const unsaved = await runs.unsaved(project);
      if (unsaved !== null) {
        // The save that is to come tells what it changed since this one, so what this one changed is kept for it.
        runs.tellUnsaved(unsaved);
        continue;
      }
      const modes = wanted.get(project) ?? new Map();
      wanted.delete(project);
      // What was saved meanwhile is in this run.
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
