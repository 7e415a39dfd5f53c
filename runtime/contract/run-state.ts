// The state of a run, folded from its events. Only this file decides what an event means for a run, its assets and their partitions.
import type { AssetKeyString } from "./asset.js";
import type { EventOfType, RunEvent, RunStart, StepFailure } from "./events.js";
import { isRunEnd, isStepEnd, outcomeOf, type RunEnd, type RunOutcome } from "./events.js";
import type { Materialization, RunError } from "./run.js";
import { assetsListed } from "./run-start.js";

export interface RunState {
  readonly runId: string;
  /** `starting` until RUN_START. */
  readonly phase: "starting" | "running" | "canceling" | RunOutcome;
  /** The RUN_START, which lists the assets, their partitions and the process of the run; null before it. */
  readonly start: RunStart | null;
  /** The event that ended the run; null while the run is active. */
  readonly ending: RunEnd | null;
  /** The first step that failed. */
  readonly firstFailure: StepFailure | null;
  /** How many assets, or partitions in separate calls, have ended. */
  readonly ended: number;
  /** In the order of RUN_START; assets that it does not list come after. */
  readonly steps: ReadonlyMap<AssetKeyString, StepState>;
}

export interface StepState {
  readonly assetKey: AssetKeyString;
  readonly state: "queued" | "running" | "success" | "failure" | "skipped" | "canceled";
  /** ISO 8601: the time of the last change of `state`. */
  readonly since: string;
  readonly startedAt?: string;
  /** When the asset or its last partition ended. */
  readonly endedAt?: string;
  /** The last PROGRESS or STEP_UP_FOR_RETRY while it runs. */
  readonly said?: EventOfType<"PROGRESS" | "STEP_UP_FOR_RETRY">;
  /** The last STEP_FAILURE or STEP_SKIPPED of the asset or of one of its partitions. A skip does not replace a failure. */
  readonly trouble?: EventOfType<"STEP_FAILURE" | "STEP_SKIPPED">;
  /** What was stored; absent for partitions. */
  readonly materialization?: Materialization;
  /** The run ended before the step, and no event says how the step ended. */
  readonly isCutOff?: true;
  /** For an asset whose partitions are materialized in separate calls. */
  readonly partitions?: PartitionsState;
}

export interface PartitionsState {
  readonly running: ReadonlySet<string>;
  /** Keys that succeeded, in the order of their success. */
  readonly made: readonly string[];
  readonly failed: number;
  readonly skipped: number;
}

export function initialRun(runId: string): RunState {
  return { runId, phase: "starting", start: null, ending: null, firstFailure: null, ended: 0, steps: new Map() };
}

/**
 * The state after one more event. It reuses the steps of the earlier state instead of copying them, so that the cost does not grow with the
 * run. Do not use a state after the next one was created from it. Events after the ending have no effect.
 */
export function nextRun(run: RunState, event: RunEvent): RunState {
  if (run.ending !== null) return run;
  const steps = run.steps as Map<AssetKeyString, StepState>;
  if (isRunEnd(event)) {
    for (const step of steps.values()) steps.set(step.assetKey, endedWith(step, event));
    return { ...run, phase: outcomeOf(event), ending: event };
  }
  if (event.type === "RUN_START") {
    for (const assetKey of assetsListed(event)) if (!steps.has(assetKey)) steps.set(assetKey, queued(assetKey, event));
    return { ...run, start: event, phase: run.phase === "canceling" ? "canceling" : "running" };
  }
  if (event.type === "RUN_CANCELING") return { ...run, phase: "canceling" };
  const { assetKey } = event;
  if (assetKey === undefined) return run;
  const before = steps.get(assetKey) ?? queued(assetKey, event);
  const next = event.partitionKey === undefined ? nextStep(before, event) : nextPartition(before, event, event.partitionKey);
  if (next === before) return run;
  // A step that fails after the run was canceled counts as canceled.
  const isStopped = run.phase === "canceling" && next.state === "failure" && before.state !== "failure";
  steps.set(assetKey, isStopped ? { ...next, state: "canceled" } : next);
  const firstFailure = run.firstFailure ?? (event.type === "STEP_FAILURE" ? event : null);
  return { ...run, ended: run.ended + (isStepEnd(event) ? 1 : 0), firstFailure };
}

/** The state after these events, which follow the events of `from`. */
export function foldRun(runId: string, events: Iterable<RunEvent>, from: RunState = initialRun(runId)): RunState {
  let run = from;
  for (const event of events) run = nextRun(run, event);
  return run;
}

/** Milliseconds from the start of a step to its end; undefined when one of them is missing. */
export function durationOf({ startedAt, endedAt }: StepState): number | undefined {
  return startedAt === undefined || endedAt === undefined ? undefined : Math.max(0, Date.parse(endedAt) - Date.parse(startedAt));
}

/** The error of the last failure of a step. */
export function errorOf({ trouble }: StepState): RunError | undefined {
  return trouble?.type === "STEP_FAILURE" ? trouble.error : undefined;
}

function queued(assetKey: AssetKeyString, { timestamp }: RunEvent): StepState {
  return { assetKey, state: "queued", since: timestamp };
}

function nextStep(before: StepState, event: RunEvent): StepState {
  const { timestamp: since } = event;
  switch (event.type) {
    case "STEP_START":
      return { assetKey: before.assetKey, state: "running", since, startedAt: since };
    case "PROGRESS":
      return before.state === "running" ? { ...before, said: event } : before;
    case "STEP_UP_FOR_RETRY":
      return { ...before, ...(before.state === "running" ? {} : { state: "running", since }), said: event };
    case "ASSET_MATERIALIZATION":
      return { ...before, materialization: event.materialization };
    case "STEP_SUCCESS": {
      if (before.state === "failure") return before;
      const { said: _, ...rest } = before;
      return { ...rest, state: "success", since, endedAt: since };
    }
    case "STEP_FAILURE":
      return { ...before, state: "failure", since, endedAt: since, trouble: event };
    case "STEP_SKIPPED":
      return { assetKey: before.assetKey, state: "skipped", since, trouble: event };
    default:
      return before;
  }
}

const NO_PARTITIONS: PartitionsState = { running: new Set(), made: [], failed: 0, skipped: 0 };

/** Its partitions start and end one by one; the asset ends with the run. */
function nextPartition(before: StepState, event: RunEvent, key: string): StepState {
  const { timestamp } = event;
  const partitions = before.partitions ?? NO_PARTITIONS;
  const startedAt = before.startedAt ?? timestamp;
  const running: StepState = { ...before, startedAt, state: "running", since: before.state === "running" ? before.since : timestamp };
  switch (event.type) {
    case "STEP_START":
      return { ...running, partitions: { ...partitions, running: new Set([...partitions.running, key]) } };
    case "PROGRESS":
      return before.state === "running" ? { ...before, said: event } : before;
    case "STEP_SUCCESS": {
      const { said: _, ...rest } = running;
      return { ...rest, endedAt: timestamp, partitions: { ...without(partitions, key), made: appended(partitions.made, key) } };
    }
    case "STEP_FAILURE":
      return {
        ...running,
        endedAt: timestamp,
        trouble: event,
        partitions: { ...without(partitions, key), failed: partitions.failed + 1 },
      };
    case "STEP_SKIPPED": {
      const trouble = before.trouble?.type === "STEP_FAILURE" ? before.trouble : event;
      return { ...before, trouble, partitions: { ...without(partitions, key), skipped: partitions.skipped + 1 } };
    }
    default:
      return before;
  }
}

function without(partitions: PartitionsState, key: string): PartitionsState {
  if (!partitions.running.has(key)) return partitions;
  const running = new Set(partitions.running);
  running.delete(key);
  return { ...partitions, running };
}

/** Reused like the steps: a run may materialize ten thousand partitions. */
function appended(made: readonly string[], key: string): readonly string[] {
  if (made === NO_PARTITIONS.made) return [key];
  (made as string[]).push(key);
  return made;
}

/** When a run ends, all its assets end. */
function endedWith(step: StepState, { type, timestamp: since }: RunEnd): StepState {
  if (step.state !== "queued" && step.state !== "running") return step;
  if (step.partitions) return { ...step, state: endOfPartitions(step.partitions, type), since };
  if (type === "RUN_CANCELED") return { ...step, state: "canceled", since };
  if (type === "RUN_SUCCESS") return { ...step, state: "success", since };
  return { ...step, state: step.state === "running" ? "failure" : "skipped", since, isCutOff: true };
}

function endOfPartitions({ failed, skipped }: PartitionsState, type: RunEvent["type"]): StepState["state"] {
  if (failed > 0) return "failure";
  if (type === "RUN_CANCELED") return "canceled";
  return skipped > 0 ? "skipped" : "success";
}
