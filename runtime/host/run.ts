// The parent side of a run: starts the child, writes the record, and gives every run exactly one ending.
import type { InspectorAddress } from "../contract/editor.js";
import {
  isRunEnd,
  outcomeOf,
  type RunEnd,
  type RunEvent,
  type RunOutcome,
  type RunStart,
  type StepIdentity,
  stepIdentity,
  type TellEvent,
  teller,
} from "../contract/events.js";
import type { RunError, RunPlan } from "../contract/run.js";
import { planEntries } from "../contract/run-start.js";
import { initialRun, nextRun, type RunState, type StepState } from "../contract/run-state.js";
import type { RunLog } from "../contract/state.js";
import type { WorkerMessage } from "../contract/worker.js";
import { openState, ownerEntries } from "../state/index.js";
import { type ChildOptions, type Departure, departed, startChild } from "./child.js";
import { CannotStart } from "./find-worker.js";
import { INSPECT_ARGUMENTS, inspectorIn, isAboutDebugging } from "./inspector.js";

export interface StartRunOptions extends ChildOptions {
  /** Called with every event of the run, in order, after it is on disk. */
  readonly sink: (event: RunEvent) => void;
  /** Milliseconds that a canceled run has to end by itself. Default: 3000. */
  readonly killAfterMs?: number;
  /** The child waits for a debugger before it starts. */
  readonly debug?: boolean;
}

export interface LiveRun {
  readonly runId: string;
  /** Resolves when the run has ended and the child process is gone. Never rejects. */
  readonly done: Promise<RunOutcome>;
  cancel(): void;
  /** The address at which the child waits for a debugger; null when it does not wait, or ended before. */
  readonly inspector: Promise<InspectorAddress | null>;
}

const LEAVE_WITHIN_MS = 3000;

/** Starts a run of `plan`; the caller holds its lease. Rejects when the record cannot be written, or when there is no worker. */
export async function startRun(plan: RunPlan, options: StartRunOptions): Promise<LiveRun> {
  const state = new RunRecorder(plan, await openLog(plan), options.sink);
  let resolveDone: (outcome: RunOutcome) => void = () => undefined;
  const done = new Promise<RunOutcome>((resolve) => {
    resolveDone = resolve;
  });
  let foundInspector: (address: InspectorAddress | null) => void = () => undefined;
  const inspector = new Promise<InspectorAddress | null>((resolve) => {
    foundInspector = resolve;
  });
  if (options.debug !== true) foundInspector(null);
  const execArgv = [...(options.execArgv ?? []), ...(options.debug === true ? INSPECT_ARGUMENTS : [])];
  let killing: NodeJS.Timeout | null = null;
  let leaving: NodeJS.Timeout | null = null;
  let child: ReturnType<typeof startChild>;
  try {
    child = startChild(
      plan.projectDir,
      { kind: "run", plan },
      { ...options, execArgv },
      {
        message(message: WorkerMessage) {
          if (message.kind === "event") state.hear(message.event);
          // All events were received. A child that stays alive (an exit handler that never returns) would keep the run from ending.
          if (state.outcome !== null) leaving ??= setTimeout(() => child.kill("SIGKILL"), LEAVE_WITHIN_MS);
        },
        output(stream, line) {
          const address = stream === "stderr" && options.debug === true ? inspectorIn(line) : null;
          if (address !== null) foundInspector(address);
          if (options.debug === true && isAboutDebugging(line)) return;
          // Output outside the worker's own channel: warnings of Node.js, and the last output of a dying process.
          state.tell("LOG", { level: stream === "stderr" ? "warning" : "info", message: line });
        },
        gone: (how) => {
          foundInspector(null);
          for (const timer of [killing, leaving]) if (timer !== null) clearTimeout(timer);
          void state.end(how).then(resolveDone);
        },
      },
    );
  } catch (error) {
    await state.discard();
    throw error;
  }
  return {
    runId: plan.runId,
    done,
    inspector,
    cancel() {
      if (killing !== null || state.outcome !== null) return;
      state.canceling = true;
      state.tell("RUN_CANCELING", { message: "the run is being canceled" });
      killing = setTimeout(() => child.kill("SIGKILL"), options.killAfterMs ?? 3000);
      if (child.connected) child.send({ kind: "cancel" }, () => undefined);
    },
  };
}

async function openLog(plan: RunPlan): Promise<RunLog> {
  try {
    return await openState(plan.projectDir).runs.open(startOf(plan));
  } catch (cause) {
    throw new CannotStart((cause as Error).message, { cause });
  }
}

function startOf(plan: RunPlan): RunStart {
  return {
    type: "RUN_START",
    runId: plan.runId,
    timestamp: new Date().toISOString(),
    metadata: { ...planEntries(plan), ...ownerEntries() },
  };
}

/** Writes the events of a run, and adds missing ones after the child has ended. */
class RunRecorder {
  canceling = false;
  readonly tell: TellEvent;
  private run: RunState;
  private readonly plan: RunPlan;
  private readonly log: RunLog;
  private readonly sink: (event: RunEvent) => void;

  constructor(plan: RunPlan, log: RunLog, sink: (event: RunEvent) => void) {
    this.plan = plan;
    this.log = log;
    this.sink = sink;
    this.run = initialRun(plan.runId);
    this.tell = teller(plan.runId, (event) => this.hear(event));
  }

  get outcome(): RunOutcome | null {
    return this.run.ending === null ? null : outcomeOf(this.run.ending);
  }

  hear(told: RunEvent): void {
    if (this.run.ending !== null) return;
    const event =
      told.type === "RUN_START" ? { ...told, metadata: { ...told.metadata, ...planEntries(this.plan), ...ownerEntries() } } : told;
    if (isRunEnd(event)) this.complete(event);
    this.run = nextRun(this.run, event);
    this.log.append(event);
    this.sink(event);
  }

  /** Writes the events that the child could not send itself. */
  async end(how: Departure): Promise<RunOutcome> {
    if (this.outcome === null) this.endForChild(how);
    await this.log.close();
    return this.outcome ?? "failure";
  }

  discard(): Promise<void> {
    return this.log.discard();
  }

  private endForChild(how: Departure): void {
    if (this.canceling) return this.tell("RUN_CANCELED", { message: "the run was canceled" });
    const sentence = `the process that ran the assets ${departed(how)}`;
    this.tell("RUN_FAILURE", {
      message: `${sentence}. What was stored before is still there; run it again.`,
      error: { name: "ProcessDied", message: sentence },
    });
  }

  /** Before the ending of the run: its start, if it is missing, and the end of every step without one. */
  private complete(ending: RunEnd): void {
    if (this.run.start === null) this.hear(startOf(this.plan));
    const canceled = ending.type === "RUN_CANCELED";
    const error = canceled ? { name: "Canceled", message: "the run was canceled" } : errorOf(ending);
    const steps = [...this.run.steps.values()];
    // First the failed steps, then the steps that they kept from starting.
    for (const part of steps.flatMap(runningParts))
      this.tell("STEP_FAILURE", {
        ...part,
        message: canceled ? "canceled" : error.message,
        error,
      });
    for (const { assetKey } of steps.filter(({ state, partitions }) => state === "queued" && partitions === undefined))
      this.tell("STEP_SKIPPED", { ...stepIdentity(assetKey), message: canceled ? "the run was canceled" : "the run broke off before it" });
  }
}

/** The part of a step that is running: the asset, or partitions of it. */
function runningParts({ assetKey, state, partitions }: StepState): readonly StepIdentity[] {
  if (state !== "running") return [];
  if (partitions === undefined) return [stepIdentity(assetKey)];
  return [...partitions.running].map((partitionKey) => ({ ...stepIdentity(assetKey), partitionKey }));
}

/** The reason of the failure of a step without an end: the run failed. */
function errorOf(ending: RunEnd): RunError {
  const error = ending.type === "RUN_FAILURE" ? ending.error : undefined;
  return error ?? { name: "RunEnded", message: "the run ended before it did" };
}
