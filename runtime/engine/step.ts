// Runs one call of an asset's function: loads the inputs, calls the function, stores the result, and retries according to the retry policy.
import { setTimeout as wait } from "node:timers/promises";
import type { Binding } from "../contract/run.js";
import type { AssetFunction } from "../sdk/asset.js";
import type { AssetContext } from "../sdk/asset-context.js";
import { NonRetriableError, reasonAgainstRetrying } from "../sdk/failure.js";
import { isAsyncIterable } from "../sdk/forms.js";
import { MissingValueError, managerName } from "../sdk/io-manager.js";
import { MaterializeResult } from "../sdk/materialize-result.js";
import { type MetadataInput, toMetadata } from "../sdk/metadata.js";
import { type RetryPolicy, retryDelay } from "../sdk/retry.js";
import { assetContextOf, logOf } from "./asset-context-of.js";
import { loadInput } from "./load.js";
import type { LostErrors } from "./lost-errors.js";
import { mappedInput } from "./mapped.js";
import { explainMissingResources } from "./missing-resources.js";
import type { Run, Task } from "./run.js";
import { type Computed, messageOf, store } from "./store.js";
import { loaderOf, undeclaredExternal } from "./undeclared.js";

/** Rejects with the error of the last attempt. */
export async function runTask(task: Task, run: Run, lost: LostErrors): Promise<void> {
  const { asset } = task;
  const { fn } = asset.definition;
  if (fn === null)
    throw new NonRetriableError(
      `${asset.key} is external: it is produced outside this project, so it cannot be materialized. Leave it out.`,
    );
  const started = performance.now();
  const policy = asset.definition.options.retry;
  let computed: Computed | null = null;
  for (const identity of task.identities) run.tell("STEP_START", identity);
  for (let attempt = 1; ; attempt++) {
    try {
      lost.forget();
      computed ??= await lost.among(compute(task, fn, run));
      await store(task, computed, run, started);
      lost.refuse();
      return;
    } catch (error) {
      if (policy === undefined || attempt > (policy.maxRetries ?? 1) || run.signal.aborted) throw error;
      refuseToRetry(error, run, task);
      if (computed !== null && isAsyncIterable(computed.value)) computed = null;
      await waitForRetry(policy, attempt, run, task, error);
    }
  }
}

/** Throws `error` again when another attempt would fail in the same way, and logs that there is no retry. */
function refuseToRetry(error: unknown, run: Run, { identity }: Task): void {
  const reason = reasonAgainstRetrying(error);
  if (reason === null) return;
  run.tell("LOG", { ...identity, level: "info", message: `no retry: another attempt would fail in the same way (${reason.name})` });
  throw error;
}

async function waitForRetry(policy: RetryPolicy, attempt: number, run: Run, { identity }: Task, error: unknown): Promise<void> {
  const seconds = retryDelay(policy, attempt);
  const told = run.errorOf(error);
  const message = `attempt ${attempt} failed: ${told.message}. Trying again in ${Number(seconds.toFixed(2))} s.`;
  run.tell("STEP_UP_FOR_RETRY", { ...identity, message, error: told });
  // It rejects when the run is canceled.
  await wait(seconds * 1000, undefined, { signal: run.signal }).catch(() => undefined);
  if (run.signal.aborted) throw error;
}

async function compute(task: Task, fn: AssetFunction, run: Run): Promise<Computed> {
  const entries = new Map<string, MetadataInput>();
  const without = new Map<string, Set<string>>();
  await run.readyResources(task.asset.definition.options.requiredResourceKeys ?? []);
  if (fn.length > task.step.bindings.length)
    throw new NonRetriableError(
      `the function of ${task.asset.key} has more parameters (${fn.length}) than could be read (${task.step.bindings.length}). Give asset() the function itself, and call others inside it.`,
    );
  const missing = new Set<string>();
  const contextNow = () => assetContextOf(task, run, entries, missing);
  const args = await Promise.all(task.step.bindings.map((binding) => argument(binding, task, run, contextNow, without)));
  const returned: unknown = await called(() => fn(...args)).catch((error) => {
    throw explainMissingResources(error, missing, `${task.asset.key}`, run.project.resources);
  });
  const result = returned instanceof MaterializeResult ? returned : null;
  for (const [label, value] of Object.entries(result?.metadata ?? {})) entries.set(label, value);
  const value = result === null ? returned : result.value;
  tellValue(value, task, run);
  run.tell("STEP_OUTPUT", task.identity);
  return { value, entries, dataVersion: result?.dataVersion, without };
}

/** An error that it throws synchronously rejects, too. */
async function called(fn: () => unknown): Promise<unknown> {
  return fn();
}

/** For several partitions in a map: each value of the map, and then the map itself. */
function tellValue(value: unknown, { step, asset, identity }: Task, run: Run): void {
  const byKey = asset.definition.options.backfillPolicy?.isSeveral === true && value instanceof Map ? value : null;
  for (const [key, each] of byKey ?? []) run.onValue?.(step.assetKey, each, String(key));
  run.onValue?.(step.assetKey, value, byKey === null ? (identity.partitionKey ?? null) : null);
}

async function argument(
  binding: Binding,
  task: Task,
  run: Run,
  contextNow: () => AssetContext,
  without: Map<string, Set<string>>,
): Promise<unknown> {
  if (binding.kind === "context") return contextNow();
  const { asset, partitions, identity } = task;
  const { parameter, declared } = binding;
  const upstream = run.project.assets.get(binding.assetKey) ?? undeclaredExternal(asset, parameter, binding.assetKey);
  if (upstream === undefined) {
    throw new NonRetriableError(
      `the parameter ${parameter} needs the asset ${binding.assetKey}, which is not in the Definitions. Add it to them.`,
    );
  }
  const { ins = {} } = asset.definition.options;
  const entry = Object.hasOwn(ins, parameter) ? ins[parameter] : undefined;
  const { manager, key } = run.managers.loading(upstream, loaderOf(asset, parameter));
  const { signal, resources, records, stored: known, plan, moment } = run;
  try {
    const said: Record<string, MetadataInput> = {};
    const mapped = mappedInput(upstream, asset, entry, partitions?.keys ?? null, moment);
    await run.managers.ready(manager);
    const value = await loadInput({
      upstream,
      manager,
      declared,
      entry,
      consumer: asset.key,
      parameter,
      mapped,
      moment,
      records,
      known,
      projectDir: plan.projectDir,
      runId: plan.runId,
      jobName: plan.jobName,
      onLeftOut: (keys) => {
        if (keys.length > 0) without.set(binding.assetKey, new Set([...(without.get(binding.assetKey) ?? []), ...keys]));
      },
      addInputMetadata: (added) => void Object.assign(said, added),
      log: logOf(task, run),
      resources,
      signal,
    });
    const which = mapped === null ? "" : mapped.keys.length === 1 ? ` (${mapped.keys.at(0)})` : ` (${mapped.keys.length} partitions)`;
    run.tell("LOADED_INPUT", {
      ...identity,
      message: `loaded ${binding.assetKey}${which} for ${parameter} with ${key ?? managerName(manager)}`,
      ...(Object.keys(said).length === 0 ? {} : { metadata: toMetadata(said) }),
    });
    return value;
  } catch (error) {
    // An asset that this run materialized earlier has a value, unless it returned undefined.
    const gaveNone =
      error instanceof MissingValueError &&
      upstream.definition.options.partitions === undefined &&
      plan.steps.some((step) => step.assetKey === binding.assetKey);
    const why = gaveNone
      ? `${binding.assetKey} returned undefined in this run, so no value is stored. Return null to store an empty value, or name the asset in deps.`
      : messageOf(error);
    throw new Error(`${asset.key} cannot load its input ${parameter}: ${why}`, { cause: error });
  }
}
