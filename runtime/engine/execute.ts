// Runs a plan: independent steps run at the same time, and steps downstream of a failed one are skipped. It emits one stream of events.
import { availableParallelism } from "node:os";
import pLimit from "p-limit";
import { teller } from "../contract/events.js";
import { type Metadata, type PlanStep, stepIdOf } from "../contract/run.js";
import { keySpace, keysOfRanges, type Moment } from "../partitions/index.js";
import { metadataOfFailure } from "../sdk/failure.js";
import { createLog } from "../sdk/log.js";
import { toMetadata } from "../sdk/metadata.js";
import type { ResolvedAsset } from "../sdk/resolve.js";
import { lostErrors } from "./lost-errors.js";
import { createManagerPool } from "./managers.js";
import { mappedInput } from "./mapped.js";
import { keysAdded, momentsOf } from "./moments.js";
import { openResources } from "./resources.js";
import { type ExecuteOptions, identityOf, type Run, type Task, taskOf } from "./run.js";
import { toRunError } from "./run-error.js";
import { runTask } from "./step.js";
import { messageOf } from "./store.js";

export interface Outcome {
  readonly kind: "success" | "failure" | "canceled";
  /** The error of each failed step, by the step's id; at "", errors of closing. */
  readonly errors: ReadonlyMap<string, unknown>;
}

/** What did not succeed of one step: nothing, some partitions, or the whole step. */
type Failed = ReadonlySet<string> | "all";

interface Execution extends Run {
  readonly closeResources: () => Promise<void>;
  /** The moment, with the current dynamic keys. */
  readonly momentNow: () => Promise<Moment>;
  readonly limit: ReturnType<typeof pLimit>;
  readonly concurrencyOfStep: number;
  readonly steps: ReadonlyMap<string, PlanStep>;
  /** The error of each step, by its id; with partitions, the first error. */
  readonly errors: Map<string, unknown>;
  readonly ends: Map<string, Promise<Failed>>;
}

/**
 * Runs every step of the plan and ends with exactly one of RUN_SUCCESS, RUN_FAILURE and RUN_CANCELED. It never rejects when a step fails.
 */
export async function execute(options: ExecuteOptions): Promise<Outcome> {
  const run = await prepare(options);
  const { plan } = options;
  run.tell("RUN_START", { metadata: { assets: { type: "json", value: plan.steps.map((step) => step.assetKey) } } });
  for (const step of plan.steps) run.ends.set(stepIdOf(step), endOf(step, run));
  await Promise.all(run.ends.values());
  // Managers may need their resources until they are closed.
  await closing("an I/O manager", run.managers.close(), run);
  await closing("a resource", run.closeResources(), run);
  return ending(run, run.errors);
}

async function closing(what: string, closed: Promise<void>, run: Execution): Promise<void> {
  try {
    await closed;
  } catch (error) {
    run.errors.set("", error);
    run.tell("LOG", { level: "error", message: `closing ${what} failed: ${run.errorOf(error).message}` });
  }
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
  run.tell("RUN_FAILURE", {
    message: failed.length > 0 ? `failed: ${failed.join(", ")}` : "an I/O manager or a resource could not be closed",
  });
  return { kind: "failure", errors };
}

/** Waits for all upstream steps, then materializes every partition whose own upstream partitions succeeded. */
async function endOf(step: PlanStep, planned: Execution): Promise<Failed> {
  const before = step.after.filter((id) => id !== stepIdOf(step) && planned.ends.has(id));
  const ends = new Map<string, Failed>();
  await Promise.all(before.map(async (id) => ends.set(id, (await planned.ends.get(id)) as Failed)));
  const run = { ...planned, moment: await planned.momentNow() };
  const asset = run.project.assets.get(step.assetKey);
  const lost = new Set<string>();
  let isAllLost = false;
  const queue = tasksOf(step, asset, run, planned.moment);
  const work = async () => {
    for (let next = queue.next(); next.done !== true; next = queue.next()) {
      const task = next.value;
      if (await run.limit(() => attempt(task, run, blockerOf(task, ends, lost, run)))) continue;
      if (task.partitions === null) isAllLost = true;
      else for (const key of task.partitions.keys) lost.add(key);
    }
  };
  // A step that loads its own earlier partitions runs them one after the other.
  const atOnce = upstreamOf(step).has(stepIdOf(step)) ? 1 : run.concurrencyOfStep;
  try {
    await Promise.all(Array.from({ length: atOnce }, work));
  } catch (error) {
    failed(run, step, [identityOf(step)], error);
    return "all";
  }
  return isAllLost ? "all" : lost;
}

/** `planned` is the moment at the start of the run. */
function* tasksOf(step: PlanStep, asset: ResolvedAsset | undefined, run: Run, planned: Moment): Generator<Task> {
  if (asset === undefined)
    throw new Error(`${step.assetKey} is in the plan but not in the project: the code changed after planning. Run it again.`);
  const { partitions, backfillPolicy } = asset.definition.options;
  if (partitions === undefined) return yield taskOf(step, asset, null);
  if (step.partitions === undefined)
    throw new Error(`${step.assetKey} has partitions, but the run does not say which. Name them: --partition, or partitionKey.`);
  const space = keySpace(partitions.spec, run.moment);
  const keys = step.all === true ? space : keysOfRanges(space, step.partitions);
  const added = step.all === true ? [] : keysAdded(space, planned);
  if (added.length > 0) {
    const which = added.length > 5 ? `${added.slice(0, 5).join(", ")} and ${added.length - 5} more` : added.join(", ");
    const message = `partitions of ${step.assetKey} were added during the run, which materializes only those that existed at its start: ${which}. Materialize them: millrace materialize ${step.assetKey} --missing-partitions`;
    run.tell("LOG", { ...identityOf(step), level: "warning", message });
  }
  if (keys.length === 0) {
    const message = space.length === 0 ? "it has no partitions yet" : "none of its partitions is needed";
    run.tell("STEP_SKIPPED", { ...identityOf(step), message });
    return;
  }
  if (backfillPolicy?.mode === "once") return yield taskOf(step, asset, { space, keys });
  const most = backfillPolicy?.maxPartitionsPerRun ?? 1;
  let together: string[] = [];
  for (const key of keys) {
    together.push(key);
    if (together.length < most) continue;
    yield taskOf(step, asset, { space, keys: together });
    together = [];
  }
  if (together.length > 0) yield taskOf(step, asset, { space, keys: together });
}

/** True when the task succeeded. */
async function attempt(task: Task, run: Execution, blocker: string | null): Promise<boolean> {
  const { identity, identities } = task;
  if (run.signal.aborted || blocker !== null) {
    const message = blocker === null ? "the run was canceled" : `${blocker} did not succeed`;
    for (const each of identities) run.tell("STEP_SKIPPED", { ...each, message });
    return false;
  }
  const within = run.within ?? ((_key, work) => work());
  const lost = lostErrors();
  let isOver = false;
  const onLost = (error: unknown) => (isOver ? failedAfterwards(run, task, error) : lost.tell(error));
  try {
    await within(identity.assetKey, () => runTask(task, run, lost), onLost);
    isOver = true;
    for (const each of identities) run.tell("STEP_SUCCESS", each);
    return true;
  } catch (error) {
    isOver = true;
    failed(run, task.step, identities, error);
    return false;
  }
}

/** A step ends only once. If it leaves an error behind after its end, the error fails the run and is reported in addition. */
function failedAfterwards(run: Execution, { step, identity }: Task, error: unknown): void {
  noteError(run, step, error);
  const message = `a promise that was not awaited was rejected after the asset had ended: ${run.errorOf(error).message}. Await it, or catch its error.`;
  run.tell("LOG", { ...identity, level: "error", message });
}

/** When partitions fail together, only the first event contains the error. */
function failed(run: Execution, step: PlanStep, [first, ...more]: Task["identities"], error: unknown): void {
  if (first === undefined) return;
  noteError(run, step, error);
  const told = run.errorOf(error);
  const { name, message } = told;
  const metadata = entriesOf(error);
  run.tell("STEP_FAILURE", { ...first, message, error: told, ...(metadata === null ? {} : { metadata }) });
  for (const each of more) run.tell("STEP_FAILURE", { ...each, message, error: { name, message } });
}

function noteError(run: Execution, step: PlanStep, error: unknown): void {
  const id = stepIdOf(step);
  if (!run.errors.has(id)) run.errors.set(id, error);
}

/** The metadata of a `Failure`. Invalid entries must not hide the failure itself. */
function entriesOf(error: unknown): Metadata | null {
  const given = metadataOfFailure(error);
  if (Object.keys(given).length === 0) return null;
  try {
    return toMetadata(given);
  } catch (mistake) {
    return { metadata: { type: "text", value: messageOf(mistake) } };
  }
}

/** The asset (or its partition) of an earlier step that prevents a task from running; null when there is no such asset. */
function blockerOf(task: Task, ends: ReadonlyMap<string, Failed>, lost: ReadonlySet<string>, run: Execution): string | null {
  for (const id of upstreamOf(task.step)) {
    const end = id === stepIdOf(task.step) ? lost : ends.get(id);
    if (end === undefined || (end !== "all" && end.size === 0)) continue;
    const key = run.steps.get(id)?.assetKey ?? id;
    if (end === "all") return key;
    const hit = neededOf(task, key, run).find((partition) => end.has(partition));
    if (hit !== undefined) return `${key} (${hit})`;
  }
  return null;
}

/** The ids of the steps before a step: those it waits for, and itself when it loads its own partitions. */
function upstreamOf(step: PlanStep): ReadonlySet<string> {
  const isOwn = step.bindings.some((each) => each.kind === "input" && each.assetKey === step.assetKey);
  return new Set(isOwn ? [...step.after, stepIdOf(step)] : step.after);
}

/** The partitions of an upstream asset that a task needs, through all parameters that load it; for `deps`, by the default mapping. */
function neededOf({ step, asset, partitions }: Task, upstreamKey: string, run: Run): string[] {
  const upstream = run.project.assets.get(upstreamKey);
  if (upstream === undefined) return [];
  const parameters = step.bindings.flatMap((each) => (each.kind === "input" && each.assetKey === upstreamKey ? [each.parameter] : []));
  const { ins = {} } = asset.definition.options;
  const entries = parameters.length === 0 ? [undefined] : parameters.map((name) => (Object.hasOwn(ins, name) ? ins[name] : undefined));
  try {
    return entries.flatMap((entry) => [...(mappedInput(upstream, asset, entry, partitions?.keys ?? null, run.moment)?.keys ?? [])]);
  } catch {
    // An invalid mapping is reported when the input is loaded.
    return [];
  }
}

async function prepare(options: ExecuteOptions): Promise<Execution> {
  const { plan, project } = options;
  const concurrency = options.concurrency ?? Math.max(4, availableParallelism());
  const momentNow = momentsOf(project, options.keys, plan.now ?? Date.now());
  const tell = teller(plan.runId, options.emit);
  const log = createLog((level, message) => tell("LOG", { level, message }));
  const moment = await momentNow();
  const resources = openResources(project, plan.projectDir, log);
  return {
    ...options,
    signal: options.signal ?? new AbortController().signal,
    managers: createManagerPool(project, options.defaultManager, { resources, projectDir: plan.projectDir, log }),
    stored: new Map(),
    resources: resources.values,
    readyResources: resources.ready,
    closeResources: resources.close,
    moment,
    momentNow,
    tell,
    errorOf: (thrown) => toRunError(thrown, plan.projectDir),
    limit: pLimit(concurrency),
    concurrencyOfStep: concurrency,
    errors: new Map(),
    steps: new Map(plan.steps.map((step) => [stepIdOf(step), step])),
    ends: new Map(),
  };
}
