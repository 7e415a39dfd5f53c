// The one way to start a run: editor and terminal submit a plan here, and what keeps it from starting is decided here.
import * as l10n from "@vscode/l10n";
import { outcomeOf, type RunEvent } from "../contract/events.js";
import type { RunPlan } from "../contract/run.js";
import { age } from "../contract/time-words.js";
import { CannotStart } from "../host/index.js";
import { type LiveRun, type StartRunOptions, startRun } from "../host/run.js";
import { type AssetLock, type Conflict, type Overlaps, takeLock } from "./asset-locks.js";

export interface Submission extends StartRunOptions {
  readonly overlaps: Overlaps;
  /** Waits for runs that make the same assets; without it such a run is refused. */
  readonly wait?: Waiting;
}

export interface Waiting {
  readonly signal: AbortSignal;
  /** Hears each run that is waited for, once. */
  readonly waitsFor: (conflict: Conflict) => void;
}

export type Submitted =
  | { readonly kind: "started"; readonly run: LiveRun }
  | { readonly kind: "refused"; readonly message: string }
  /** The wait was given up. */
  | { readonly kind: "abandoned" };

/** Milliseconds between two looks at who holds a lock: at random, so that two that wait do not stay in step. */
const [SHORTEST, LONGEST] = [50, 500];

/** Starts a run of `plan`, once nothing else makes what it makes. */
export async function submit(plan: RunPlan, { overlaps, wait, ...options }: Submission): Promise<Submitted> {
  let told = "";
  for (;;) {
    if (wait?.signal.aborted) return { kind: "abandoned" };
    const lock = takeLock(plan, overlaps);
    if ("release" in lock) return start(plan, lock, options);
    if (wait === undefined) return { kind: "refused", message: refusalOf(lock) };
    if (told !== lock.runId) wait.waitsFor(lock);
    told = lock.runId;
    await pause(SHORTEST + Math.random() * (LONGEST - SHORTEST), wait.signal);
  }
}

function start(plan: RunPlan, lock: AssetLock, options: StartRunOptions): Submitted {
  try {
    const sink = (event: RunEvent) => {
      // What the run stored is in place by now; its process may take a moment longer to go.
      if (outcomeOf(event) !== null) lock.release();
      options.sink(event);
    };
    const run = startRun(plan, { ...options, sink });
    void run.done.then(lock.release);
    return { kind: "started", run };
  } catch (error) {
    lock.release();
    if (error instanceof CannotStart) return { kind: "refused", message: error.message };
    throw error;
  }
}

/** In a sentence with the remedy. */
export function refusalOf(conflict: Conflict): string {
  return l10n.t`${conflictText(conflict)} Wait for it, or stop it in its terminal or window, and start this one again.`;
}

/** Which run makes what, whose it is, and since when. */
export function conflictText({ runId, pid, host, since, assets }: Conflict): string {
  const named = assets.length > 3 ? `${assets.slice(0, 3).join(", ")}, …` : assets.join(", ");
  return l10n.t`Run ${runId} (process ${String(pid)} on ${host}, started ${age(since, Date.now())}) is making ${named} now.`;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
    signal.addEventListener("abort", done);
  });
}
