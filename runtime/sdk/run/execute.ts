// Runs a plan: independent steps at the same time, everything below a failed one skipped, told as one stream of events.
import { availableParallelism } from "node:os";
import pLimit from "p-limit";
import type { Materialization, PlanStep, RunError, RunEvent, RunPlan } from "../../contract/run.js";
import { EnvVar } from "../env-var.js";
import type { IOManager } from "../io-manager.js";
import type { RecordStore } from "../record-store.js";
import type { ResolvedProject } from "../resolve.js";
import { toRunError } from "../run-error.js";
import { createManagerPool, type ManagerPool } from "./managers.js";
import { runStep } from "./step.js";

export interface ExecuteOptions {
  readonly plan: RunPlan;
  readonly project: ResolvedProject;
  readonly records: RecordStore;
  /** The `io_manager` of a project that names none. */
  readonly defaultManager: IOManager;
  readonly emit: (event: RunEvent) => void;
  readonly signal?: AbortSignal;
  /** Steps at the same time; default: the number of processors, at least 4. */
  readonly concurrency?: number;
  /** False where the plan comes from functions' text, which says nothing of what they return. Default true. */
  readonly typesKnown?: boolean;
  /** Wraps each step, so that output can be attributed to its asset. */
  readonly within?: <T>(assetKey: string, work: () => Promise<T>) => Promise<T>;
  /** Is told every value a function returned. */
  readonly onValue?: (assetKey: string, value: unknown) => void;
}

export interface Outcome {
  readonly kind: "success" | "failure" | "canceled";
  readonly errors: ReadonlyMap<string, unknown>;
}

/** What the steps of one run share. */
export interface Run extends ExecuteOptions {
  readonly managers: ManagerPool;
  readonly signal: AbortSignal;
  readonly stored: Map<string, Materialization>;
  readonly resources: Readonly<Record<string, unknown>>;
  tell(type: RunEvent["type"], details?: Omit<Partial<RunEvent>, "type" | "runId" | "timestamp">): void;
  errorOf(thrown: unknown): RunError;
}

/** Runs every step of the plan and ends with exactly one of RUN_SUCCESS, RUN_FAILURE, RUN_CANCELED. Never rejects for a step's failure. */
export async function execute(options: ExecuteOptions): Promise<Outcome> {
  const run = prepare(options);
  const { plan } = options;
  run.tell("RUN_START", { metadata: { assets: { type: "json", value: plan.steps.map((step) => step.assetKey) } } });
  const limit = pLimit(options.concurrency ?? Math.max(4, availableParallelism()));
  const errors = new Map<string, unknown>();
  const ends = new Map<string, Promise<boolean>>();
  for (const step of plan.steps) {
    ends.set(step.assetKey, endOf(step, run, ends, errors, limit));
  }
  await Promise.all(ends.values());
  const closing = await run.managers.close().then(
    () => null,
    (error: unknown) => ({ error }),
  );
  if (closing !== null) {
    errors.set("", closing.error);
    run.tell("LOG", { level: "error", message: `closing an I/O manager failed: ${run.errorOf(closing.error).message}` });
  }
  return ending(run, errors);
}

function ending(run: Run, errors: ReadonlyMap<string, unknown>): Outcome {
  if (run.signal.aborted) {
    run.tell("RUN_CANCELED", { message: "the run was canceled" });
    return { kind: "canceled", errors };
  }
  if (errors.size === 0) {
    run.tell("RUN_SUCCESS");
    return { kind: "success", errors };
  }
  const failed = [...errors.keys()].filter((key) => key !== "");
  run.tell("RUN_FAILURE", { message: failed.length > 0 ? `failed: ${failed.join(", ")}` : "an I/O manager could not be closed" });
  return { kind: "failure", errors };
}

/** True when the step succeeded. */
async function endOf(
  step: PlanStep,
  run: Run,
  ends: ReadonlyMap<string, Promise<boolean>>,
  errors: Map<string, unknown>,
  limit: ReturnType<typeof pLimit>,
): Promise<boolean> {
  const before = step.after.flatMap((key) => ends.get(key) ?? []);
  const succeeded = await Promise.all(before);
  const blocker = step.after.filter((key) => ends.has(key)).find((_, at) => succeeded[at] === false);
  const identity = { assetKey: step.assetKey, stepKey: stepKey(step.assetKey) };
  return limit(async () => {
    if (run.signal.aborted || blocker !== undefined) {
      run.tell("STEP_SKIPPED", { ...identity, message: blocker === undefined ? "the run was canceled" : `${blocker} did not succeed` });
      return false;
    }
    const within = run.within ?? ((_key, work) => work());
    try {
      await within(step.assetKey, () => runStep(step, run));
      run.tell("STEP_SUCCESS", identity);
      return true;
    } catch (error) {
      errors.set(step.assetKey, error);
      const told = run.errorOf(error);
      run.tell("STEP_FAILURE", { ...identity, message: told.message, error: told });
      return false;
    }
  });
}

/** The step's name: the key's parts joined with `__`. */
export function stepKey(assetKey: string): string {
  return assetKey.replaceAll("/", "__");
}

function prepare(options: ExecuteOptions): Run {
  const { plan, project } = options;
  return {
    ...options,
    signal: options.signal ?? new AbortController().signal,
    managers: createManagerPool(project, options.defaultManager),
    stored: new Map(),
    resources: readResources(project),
    tell: (type, details) => options.emit({ type, runId: plan.runId, timestamp: new Date().toISOString(), ...details }),
    errorOf: (thrown) => toRunError(thrown, plan.projectDir),
  };
}

/** `context.resources`: by name, an `envVar` read when it is asked for. */
export function readResources(project: ResolvedProject): Readonly<Record<string, unknown>> {
  const resources: Record<string, unknown> = Object.create(null);
  for (const [name, resource] of project.resources) {
    Object.defineProperty(resources, name, { enumerable: true, get: () => (resource instanceof EnvVar ? resource.get() : resource) });
  }
  return Object.freeze(resources);
}

