// Stores what a function returned: passes it to the manager, writes the record, and only then removes old values.
import type { Materialization, StoredAs } from "../contract/run.js";
import { type KeyList, keySpace, partitionSegments } from "../partitions/index.js";
import { isAsyncIterable, refuseForm } from "../sdk/forms.js";
import { type IOManager, managerName, type OutputContext } from "../sdk/io-manager.js";
import { isError } from "../sdk/is-error.js";
import { type MetadataInput, toMetadata } from "../sdk/metadata.js";
import { logOf } from "./asset-context-of.js";
import type { ChosenManager } from "./managers.js";
import { assetIdentifier, NOT_PARTITIONED, partitioned, withPartitions } from "./partitioned.js";
import { identityOf, type Run, type Task } from "./run.js";
import { watched } from "./watched.js";

export interface Computed {
  readonly value: unknown;
  /** Metadata entries of the user, by label. */
  readonly entries: Map<string, MetadataInput>;
  readonly dataVersion: string | undefined;
  /** Upstream partitions that were missing when it was computed. */
  readonly without: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Stores the value. For several partitions from one call and a manager that stores them separately, it stores each value of the map. */
export async function store(task: Task, computed: Computed, run: Run, started: number): Promise<void> {
  const { step, asset, partitions } = task;
  if (computed.value === undefined && step.stores && (run.typesKnown ?? true)) {
    run.tell("LOG", {
      ...task.identity,
      level: "warning",
      message: `${step.assetKey} returned undefined: no new value is stored, and the old value stays. Return null to store an empty value.`,
    });
    return;
  }
  const chosen = step.stores && computed.value !== undefined ? run.managers.storing(asset) : null;
  if (partitions === null) return storeFor(task, null, computed, chosen, run, started);
  const isOne = asset.definition.options.backfillPolicy?.isSeveral !== true;
  if (isOne || chosen === null || chosen.manager.partitionsTogether === true)
    return storeFor(task, partitions.keys, computed, chosen, run, started);
  const values = valuesByKey(computed.value, partitions.keys, step.assetKey);
  for (const [key, value] of values) await storeFor(task, [key], { ...computed, value }, chosen, run, started);
}

function valuesByKey(value: unknown, keys: KeyList, assetKey: string): ReadonlyMap<string, unknown> {
  if (!(value instanceof Map))
    throw new TypeError(
      `${assetKey} materialized ${keys.length} partitions in one call, and its I/O manager stores each one separately. Return a Map of values by partition key.`,
    );
  const wanted = new Set(keys);
  const missing = [...wanted].filter((key) => !value.has(key));
  const unknown = [...value.keys()].filter((key) => !wanted.has(key));
  if (missing.length > 0)
    throw new TypeError(`${assetKey} returned a Map without the partition ${String(missing[0])}. Return one value for each.`);
  if (unknown.length > 0)
    throw new TypeError(
      `${assetKey} returned a Map with "${String(unknown[0])}", which is not one of the requested partitions. Leave it out.`,
    );
  return value;
}

async function storeFor(
  task: Task,
  keys: KeyList | null,
  computed: Computed,
  chosen: ChosenManager<IOManager> | null,
  run: Run,
  started: number,
): Promise<void> {
  const { step, asset, partitions } = task;
  const callbacks: (() => Promise<void> | void)[] = [];
  const ofManager = new Map<string, MetadataInput>();
  const stored = chosen === null ? null : await handOver(task, keys, computed, chosen.manager, run, ofManager, callbacks);
  const { codeVersion } = asset.definition.options;
  const common = {
    runId: run.plan.runId,
    timestamp: new Date().toISOString(),
    durationMs: Math.round(performance.now() - started),
    ioManagerKey: chosen?.key ?? null,
    manager: chosen === null ? null : managerName(chosen.manager),
    metadata: toMetadata(Object.fromEntries([...ofManager, ...computed.entries])),
    ...(codeVersion === undefined ? {} : { codeVersion }),
    ...(computed.dataVersion === undefined ? {} : { dataVersion: computed.dataVersion }),
    ...(computed.without.size === 0 ? {} : { without: Object.fromEntries([...computed.without].map(([key, keys]) => [key, [...keys]])) }),
  };
  const told: Materialization[] = [];
  if (keys === null || partitions === null) {
    const record: Materialization = { assetKey: step.assetKey, stored, ...common };
    await run.records.add(record);
    run.stored.set(step.assetKey, record);
    told.push(record);
  } else {
    for (const partitionKey of keys) {
      const record: Materialization = { assetKey: step.assetKey, partitionKey, stored: ofOne(stored, keys), ...common };
      await run.records.add(record, partitionSegments(partitions.space.spec, partitionKey));
      told.push(record);
    }
  }
  for (const callback of callbacks) await callback();
  for (const record of told) {
    const identity = {
      ...identityOf(step),
      ...(record.partitionKey === undefined ? {} : { partitionKey: record.partitionKey }),
    };
    run.tell("ASSET_MATERIALIZATION", { ...identity, metadata: record.metadata, materialization: record });
  }
  if (stored !== null) run.tell("HANDLED_OUTPUT", { ...task.identity, message: `stored at ${stored.storedAt}` });
}

/** The rows of each single partition are not counted: the record contains the number of rows of all together. */
function ofOne(stored: StoredAs | null, keys: KeyList): StoredAs | null {
  if (stored === null || keys.length === 1) return stored;
  const { rows, bytes: _bytes, ...rest } = stored;
  return rows === undefined ? rest : { ...rest, together: { partitions: keys.length, rows } };
}

async function handOver(
  task: Task,
  keys: KeyList | null,
  computed: Computed,
  manager: IOManager,
  run: Run,
  entries: Map<string, MetadataInput>,
  callbacks: (() => Promise<void> | void)[],
): Promise<StoredAs> {
  const { step, asset } = task;
  const { metadata = {}, group = "default", tags = {} } = asset.definition.options;
  const { projectDir } = run.plan;
  const declared = step.output;
  const spec = task.partitions?.space.spec;
  const said =
    keys === null || spec === undefined ? NOT_PARTITIONED : partitioned(keySpace(spec, run.moment), keys, run.moment, step.assetKey);
  const base = {
    assetKey: asset.key,
    projectDir,
    declared,
    log: logOf(task, run),
    resources: run.resources,
    signal: run.signal,
    runId: run.plan.runId,
    stepKey: task.identity.stepKey,
    jobName: run.plan.jobName,
    metadata,
    outputMetadata: Object.fromEntries(computed.entries),
    group,
    tags,
    previous: await previousOf(task, keys, run),
    addOutputMetadata(added: Readonly<Record<string, MetadataInput>>) {
      for (const [label, entry] of Object.entries(added)) entries.set(label, entry);
    },
    getLoggedMetadata: () => Object.fromEntries([...entries, ...computed.entries]),
    onRecorded: (callback: () => Promise<void> | void) => void callbacks.push(callback),
    getIdentifier: () => [run.plan.runId, task.identity.stepKey, ...(keys?.length === 1 ? [keys.at(0) as string] : [])],
    getAssetIdentifier: () => assetIdentifier(asset.key, said),
  };
  const context: OutputContext = withPartitions(base, said);
  const source = isAsyncIterable(computed.value) ? watched(computed.value) : null;
  try {
    refuseForm(computed.value, manager);
    await run.managers.ready(manager);
    const stored = await manager.handleOutput(context, source?.batches ?? computed.value);
    if (stored !== undefined) return stored;
  } catch (error) {
    // The user's own code runs while its result is stored. Its errors are not errors of the store.
    if (source?.failure != null) throw source.failure.error;
    // A canceled run interrupts storing. This is not an error of the store either.
    if (run.signal.aborted) throw error;
    throw new Error(`${step.assetKey} cannot be stored: ${messageOf(error)}`, { cause: error });
  }
  const described = manager.describe?.({
    assetKey: asset.key,
    projectDir,
    metadata,
    group,
    tags,
    declared,
    partitions: said.partitions,
    materialization: null,
  });
  return { storedAt: described?.storedAt ?? managerName(manager), format: managerName(manager) };
}

/** The record that is about to be replaced. Partitions in one table share what it contains, so any of their records is suitable. */
async function previousOf({ step, partitions }: Task, keys: KeyList | null, run: Run): Promise<Materialization | null> {
  if (partitions === null || keys === null) return run.stored.get(step.assetKey) ?? (await run.records.latest(step.assetKey));
  const last = keys.at(-1);
  return last === undefined ? null : run.records.latest(step.assetKey, partitionSegments(partitions.space.spec, last));
}

export function messageOf(error: unknown): string {
  return isError(error) ? error.message : String(error);
}
