// Runs one step: load the inputs, call the function, store what it returns, record it.
import type { Form } from "../../contract/asset.js";
import type { Binding, LogLevel, Materialization, PlanStep, StoredAs } from "../../contract/run.js";
import type { AssetFunction } from "../asset.js";
import type { AssetContext } from "../asset-context.js";
import { type IOManager, managerName, type OutputContext } from "../io-manager.js";
import { createLog } from "../log.js";
import { MaterializeResult } from "../materialize-result.js";
import { type MetadataInput, toMetadata } from "../metadata.js";
import { isTable, Relation } from "../relation.js";
import type { ResolvedAsset } from "../resolve.js";
import { type RetryPolicy, retryDelay } from "../retry.js";
import { FORM_NAMES, loadInput } from "./load.js";
import { type Run, stepKey } from "./run.js";
import { watched } from "./watched.js";

interface Computed {
  readonly value: unknown;
  /** Entries the user gave, by label. */
  readonly entries: Map<string, MetadataInput>;
  readonly dataVersion: string | undefined;
}

/** Runs the step, again as its retry policy says. Rejects with what the last attempt threw. */
export async function runStep(step: PlanStep, run: Run): Promise<void> {
  const asset = run.project.assets.get(step.assetKey);
  if (asset === undefined)
    throw new Error(`${step.assetKey} is in the plan but not in the project: the code changed meanwhile. Run it again.`);
  if (asset.definition.fn === null)
    throw new Error(`${step.assetKey} is external: others produce it, so it cannot be materialized here. Leave it out.`);
  const identity = { assetKey: step.assetKey, stepKey: stepKey(step.assetKey) };
  const started = performance.now();
  const policy = asset.definition.options.retry;
  let computed: Computed | null = null;
  run.tell("STEP_START", identity);
  for (let attempt = 1; ; attempt++) {
    try {
      computed ??= await compute(step, asset, asset.definition.fn, run);
      await store(step, asset, computed, run, started);
      return;
    } catch (error) {
      if (policy === undefined || attempt > (policy.maxRetries ?? 1) || run.signal.aborted) throw error;
      if (computed !== null && isAsyncIterable(computed.value)) computed = null;
      await waitForRetry(policy, attempt, run, identity, error);
    }
  }
}

async function waitForRetry(
  policy: RetryPolicy,
  attempt: number,
  run: Run,
  identity: { assetKey: string; stepKey: string },
  error: unknown,
): Promise<void> {
  const seconds = retryDelay(policy, attempt);
  const told = run.errorOf(error);
  const message = `attempt ${attempt} failed: ${told.message}. Trying again in ${Number(seconds.toFixed(2))} s.`;
  run.tell("STEP_UP_FOR_RETRY", { ...identity, message, error: told });
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, seconds * 1000);
    const stop = () => {
      clearTimeout(timer);
      resolve();
    };
    run.signal.addEventListener("abort", stop, { once: true });
  });
  if (run.signal.aborted) throw error;
}

async function compute(step: PlanStep, asset: ResolvedAsset, fn: AssetFunction, run: Run): Promise<Computed> {
  const entries = new Map<string, MetadataInput>();
  const args = await Promise.all(step.bindings.map((binding) => argument(binding, step, asset, run, entries)));
  const returned: unknown = await fn(...args);
  const result = returned instanceof MaterializeResult ? returned : null;
  for (const [label, value] of Object.entries(result?.metadata ?? {})) entries.set(label, value);
  const value = result === null ? returned : result.value;
  run.onValue?.(step.assetKey, value);
  run.tell("STEP_OUTPUT", { assetKey: step.assetKey, stepKey: stepKey(step.assetKey) });
  return { value, entries, dataVersion: result?.dataVersion };
}

async function argument(
  binding: Binding,
  step: PlanStep,
  asset: ResolvedAsset,
  run: Run,
  entries: Map<string, MetadataInput>,
): Promise<unknown> {
  if (binding.kind === "context") return assetContext(step, asset, run, entries);
  const upstream = run.project.assets.get(binding.assetKey);
  if (upstream === undefined) {
    throw new Error(
      `the parameter ${binding.parameter} needs the asset ${binding.assetKey}, which the Definitions do not hold. Add it to them.`,
    );
  }
  const entry = Object.hasOwn(asset.definition.options.ins ?? {}, binding.parameter)
    ? asset.definition.options.ins?.[binding.parameter]
    : undefined;
  const { manager, key } = run.managers.loading(upstream, entry?.inputManagerKey);
  const { signal, resources, records, stored: known, plan } = run;
  try {
    await run.managers.ready(manager);
    const log = logOf(step, run);
    const { declared } = binding;
    const value = await loadInput({
      upstream,
      manager,
      declared,
      entry,
      records,
      known,
      projectDir: plan.projectDir,
      runId: plan.runId,
      log,
      resources,
      signal,
    });
    run.tell("LOADED_INPUT", {
      assetKey: step.assetKey,
      stepKey: stepKey(step.assetKey),
      message: `loaded ${binding.assetKey} for ${binding.parameter} with ${key ?? managerName(manager)}`,
    });
    return value;
  } catch (error) {
    throw new Error(`${step.assetKey} cannot load its input ${binding.parameter}: ${messageOf(error)}`, { cause: error });
  }
}

async function store(step: PlanStep, asset: ResolvedAsset, computed: Computed, run: Run, started: number): Promise<void> {
  const identity = { assetKey: step.assetKey, stepKey: stepKey(step.assetKey) };
  const typesKnown = run.typesKnown ?? true;
  if (computed.value === undefined && step.stores && typesKnown) {
    run.tell("LOG", {
      ...identity,
      level: "warning",
      message: `${step.assetKey} returned undefined: nothing is stored, and what was stored stays. Return null to store "nothing".`,
    });
    return;
  }
  const stores = step.stores && computed.value !== undefined;
  const callbacks: (() => Promise<void> | void)[] = [];
  const ofManager = new Map<string, MetadataInput>();
  const chosen = stores ? run.managers.storing(asset) : null;
  const stored = chosen === null ? null : await handOver(step, asset, computed.value, chosen.manager, run, ofManager, callbacks);
  const { codeVersion } = asset.definition.options;
  const record: Materialization = {
    assetKey: step.assetKey,
    runId: run.plan.runId,
    timestamp: new Date().toISOString(),
    durationMs: Math.round(performance.now() - started),
    ioManagerKey: chosen?.key ?? null,
    manager: chosen === null ? null : managerName(chosen.manager),
    stored,
    metadata: toMetadata(Object.fromEntries([...ofManager, ...computed.entries])),
    ...(codeVersion === undefined ? {} : { codeVersion }),
    ...(computed.dataVersion === undefined ? {} : { dataVersion: computed.dataVersion }),
  };
  await run.records.add(record);
  run.stored.set(step.assetKey, record);
  for (const callback of callbacks) await callback();
  run.tell("ASSET_MATERIALIZATION", { ...identity, metadata: record.metadata, materialization: record });
  if (stored !== null) run.tell("HANDLED_OUTPUT", { ...identity, message: `stored at ${stored.storedAt}` });
}

async function handOver(
  step: PlanStep,
  asset: ResolvedAsset,
  value: unknown,
  manager: IOManager,
  run: Run,
  entries: Map<string, MetadataInput>,
  callbacks: (() => Promise<void> | void)[],
): Promise<StoredAs> {
  const previous = run.stored.get(step.assetKey) ?? (await run.records.latest(step.assetKey));
  const metadata = asset.definition.options.metadata ?? {};
  const { projectDir } = run.plan;
  const declared = step.output;
  const context: OutputContext = {
    assetKey: asset.key,
    projectDir,
    declared,
    log: logOf(step, run),
    resources: run.resources,
    signal: run.signal,
    runId: run.plan.runId,
    metadata,
    previous,
    addOutputMetadata(added) {
      for (const [label, entry] of Object.entries(added)) entries.set(label, entry);
    },
    onRecorded: (callback) => callbacks.push(callback),
  };
  const source = isAsyncIterable(value) ? watched(value) : null;
  try {
    refuseForm(value, manager);
    await run.managers.ready(manager);
    const stored = await manager.handleOutput(context, source?.batches ?? value);
    if (stored !== undefined) return stored;
  } catch (error) {
    // The user's own code, which runs while it is stored: nothing is wrong with the store.
    if (source?.failure != null) throw source.failure.error;
    throw new Error(`${step.assetKey} cannot be stored: ${messageOf(error)}`, { cause: error });
  }
  const described = manager.describe?.({ assetKey: asset.key, projectDir, metadata, declared, materialization: null });
  return { storedAt: described?.storedAt ?? managerName(manager), format: managerName(manager) };
}

function refuseForm(value: unknown, manager: IOManager): void {
  const form: Form = value instanceof Relation ? "relation" : isTable(value) ? "table" : isAsyncIterable(value) ? "batches" : "value";
  const forms = manager.supportedForms ?? ["value"];
  if (forms.includes(form) || (form === "table" && manager.supportedForms === undefined)) return;
  throw new Error(
    `${managerName(manager)} cannot store ${FORM_NAMES[form]}; it takes ${forms.map((known) => FORM_NAMES[known]).join(", ")}. Return one of these, or choose another ioManagerKey.`,
  );
}

function assetContext(step: PlanStep, asset: ResolvedAsset, run: Run, entries: Map<string, MetadataInput>): AssetContext {
  const identity = { assetKey: step.assetKey, stepKey: stepKey(step.assetKey) };
  return {
    assetKey: asset.key,
    runId: run.plan.runId,
    log: logOf(step, run),
    signal: run.signal,
    resources: run.resources,
    get partitionKey(): string {
      throw new Error(`${asset.key} has no partitions, so there is no partition key. Do not read context.partitionKey.`);
    },
    addOutputMetadata(added) {
      toMetadata(added);
      for (const [label, value] of Object.entries(added)) entries.set(label, value);
    },
    reportProgress(done, total, message) {
      run.tell("PROGRESS", {
        ...identity,
        progress: { done, ...(total === undefined ? {} : { total }) },
        ...(message === undefined ? {} : { message }),
      });
    },
  };
}

function logOf(step: PlanStep, run: Run) {
  return createLog((level: LogLevel, message) =>
    run.tell("LOG", { assetKey: step.assetKey, stepKey: stepKey(step.assetKey), level, message }),
  );
}

export function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
