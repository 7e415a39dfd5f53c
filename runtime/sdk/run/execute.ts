// Runs a plan: independent steps at the same time, everything below a failed one skipped, told as one stream of events.
import { availableParallelism } from "node:os";
import pLimit from "p-limit";
import type { PlanStep } from "../../contract/run.js";
import { EnvVar } from "../env-var.js";
import type { ResolvedProject } from "../resolve.js";
import { toRunError } from "../run-error.js";
import { createManagerPool } from "./managers.js";
import { type ExecuteOptions, type Run, stepKey } from "./run.js";
import { runStep } from "./step.js";

export interface Outcome {
  readonly kind: "success" | "failure" | "canceled";
  readonly errors: ReadonlyMap<string, unknown>;
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
