// The only way to start a run: editor and terminal submit plans here, and this file decides whether a run may start.
import * as l10n from "@vscode/l10n";
import { outcomeOf, type RunEvent } from "../contract/events.js";
import type { RunPlan } from "../contract/run.js";
import type { Lease, LeaseClaim, LeaseConflict, Overlaps } from "../contract/state.js";
import { age } from "../contract/time-words.js";
import { CannotStart } from "../host/index.js";
import { type LiveRun, type StartRunOptions, startRun } from "../host/run.js";
import { openState } from "../state/index.js";

export interface Submission extends StartRunOptions {
  readonly overlaps: Overlaps;
  /** Waits for runs that materialize the same assets. Without it, such a run is refused. */
  readonly wait?: Waiting;
}

export interface Waiting {
  readonly signal: AbortSignal;
  /** Called once for each run that is waited for. */
  readonly waitsFor: (conflict: LeaseConflict) => void;
}

export type Submitted =
  | { readonly kind: "started"; readonly run: LiveRun }
  | { readonly kind: "refused"; readonly message: string }
  /** The wait was canceled. */
  | { readonly kind: "abandoned" };

/** Milliseconds between two checks of a lease. They are random, so that two waiting runs do not stay in step. */
const [SHORTEST, LONGEST] = [50, 500];

/** Starts a run of `plan` when no other run materializes the same assets. */
export async function submit(plan: RunPlan, { overlaps, wait, ...options }: Submission): Promise<Submitted> {
  const { leases } = openState(plan.projectDir);
  let told = "";
  for (;;) {
    if (wait?.signal.aborted) return { kind: "abandoned" };
    const taken = await leases.take(claimOf(plan), overlaps);
    if ("release" in taken) return start(plan, taken, options);
    if (wait === undefined) return { kind: "refused", message: refusalOf(taken) };
    if (told !== taken.runId) wait.waitsFor(taken);
    told = taken.runId;
    await pause(SHORTEST + Math.random() * (LONGEST - SHORTEST), wait.signal);
  }
}

function claimOf({ runId, steps }: RunPlan): LeaseClaim {
  return { runId, assets: Object.fromEntries(steps.map(({ assetKey, partitions }) => [assetKey, partitions ?? null])) };
}

async function start(plan: RunPlan, lease: Lease, options: StartRunOptions): Promise<Submitted> {
  try {
    const sink = (event: RunEvent) => {
      // The other run has stored its values by now; its process may take a moment longer to end.
      if (outcomeOf(event) !== null) lease.release();
      options.sink(event);
    };
    const run = await startRun(plan, { ...options, sink });
    void run.done.then(lease.release);
    return { kind: "started", run };
  } catch (error) {
    lease.release();
    if (error instanceof CannotStart) return { kind: "refused", message: error.message };
    throw error;
  }
}

/** One sentence with the remedy. */
export function refusalOf(conflict: LeaseConflict): string {
  return l10n.t`${conflictText(conflict)} Wait for it, or stop it in its terminal or window, and start this one again.`;
}

/** The conflicting run: its assets, its owner, and its start. */
export function conflictText({ runId, pid, host, since, assets }: LeaseConflict): string {
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
