// Loads one input: determines its manager, records, partitions and form.
import pLimit from "p-limit";
import type { AssetKeyString, DeclaredType } from "../contract/asset.js";
import type { PartitionsSpec } from "../contract/partitions.js";
import type { Materialization } from "../contract/run.js";
import type { RecordsOfRuns } from "../contract/state.js";
import { dimensionsOf, type KeyList, keySpace, type Moment, partitionSegments } from "../partitions/index.js";
import type { AssetIn } from "../sdk/asset.js";
import { AssetKey } from "../sdk/asset-key.js";
import { NonRetriableError } from "../sdk/failure.js";
import { FORM_NAMES } from "../sdk/forms.js";
import { type InputContext, type InputManager, MissingValueError, managerName, type Partitioned } from "../sdk/io-manager.js";
import type { Log } from "../sdk/log.js";
import type { MetadataInput } from "../sdk/metadata.js";
import type { ResolvedAsset } from "../sdk/resolve.js";
import type { MappedInput } from "./mapped.js";
import { assetIdentifier, NOT_PARTITIONED, partitioned, withPartitions } from "./partitioned.js";
import { lyingThere, standInRecord, unrecordedWarning } from "./unrecorded.js";

export interface LoadRequest {
  readonly upstream: ResolvedAsset;
  readonly manager: InputManager;
  readonly declared: DeclaredType;
  readonly entry: AssetIn | undefined;
  readonly consumer: AssetKey | null;
  readonly parameter: string | null;
  /** Null when the upstream asset has no partitions. */
  readonly mapped: MappedInput | null;
  readonly moment: Moment;
  readonly records: RecordsOfRuns;
  /** Records of this run, which are newer than the records on disk. */
  readonly known?: ReadonlyMap<AssetKeyString, Materialization>;
  readonly projectDir: string;
  readonly runId: string | null;
  readonly jobName: string | null;
  /** Called for each value without a record that is loaded. */
  readonly onUnrecorded?: (found: Unrecorded) => void;
  /** Called with the partitions that are left out because they have no value. */
  readonly onLeftOut?: (keys: readonly string[]) => void;
  readonly addInputMetadata?: (entries: Readonly<Record<string, MetadataInput>>) => void;
  readonly log: Log;
  readonly resources: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
}

/** The number of partitions that are read at the same time. */
const AT_ONCE = 32;

/**
 * Loads the value in the declared form. Without partitions: the value, or null when it is missing and may be. For one partition: its value,
 * or undefined when it is missing and may be. For several: a `ReadonlyMap` by key in order, or all their rows if the manager stores
 * partitions together.
 */
export async function loadInput(given: LoadRequest): Promise<unknown> {
  const unrecorded: Unrecorded[] = [];
  const request = { ...given, onUnrecorded: (found: Unrecorded) => void unrecorded.push(found) };
  const loaded = await loadMapped(request);
  const [first] = unrecorded;
  if (first !== undefined) {
    const partitions = [...new Set(unrecorded.flatMap(({ keys }) => keys))];
    request.log.warning(unrecordedWarning(request.upstream.key.toString(), first.storedAt, partitions));
  }
  return loaded;
}

/** A value without a record. */
interface Unrecorded {
  readonly keys: readonly string[];
  readonly storedAt: string;
}

async function loadMapped(request: LoadRequest): Promise<unknown> {
  const { manager, declared, upstream, mapped } = request;
  const forms = manager.supportedForms ?? ["value"];
  if (!forms.includes(declared.form)) {
    throw new NonRetriableError(
      `${managerName(manager)} cannot load ${upstream.key} as ${FORM_NAMES[declared.form]}; it can load ${forms.map((form) => FORM_NAMES[form]).join(", ")}. Change the parameter's type, or the manager of ${upstream.key}.`,
    );
  }
  if (mapped === null) return loadWhole(request);
  refuseNonexistent(request, mapped);
  if (manager.partitionsTogether === true) return loadTogether(request, mapped);
  const limit = pLimit(AT_ONCE);
  const load = async (key: string) => [key, await loadPartition(request, key)] as const;
  const loaded = await Promise.all(Array.from(mapped.keys, (key) => limit(load, key)));
  request.onLeftOut?.(loaded.flatMap(([key, value]) => (value === MISSING ? [key] : [])));
  if (mapped.shape === "one") return loaded[0]?.[1] === MISSING ? undefined : loaded[0]?.[1];
  return new Map(loaded.filter(([, value]) => value !== MISSING));
}

const MISSING = Symbol("missing");

async function loadWhole(request: LoadRequest): Promise<unknown> {
  try {
    return await request.manager.loadInput(await inputContext(request, null));
  } catch (error) {
    if (error instanceof MissingValueError && request.entry?.allowMissing === true) return null;
    throw error;
  }
}

async function loadPartition(request: LoadRequest, key: string): Promise<unknown> {
  try {
    return await request.manager.loadInput(await inputContext(request, [key]));
  } catch (error) {
    if (error instanceof MissingValueError && request.entry?.allowMissing === true) return MISSING;
    throw error;
  }
}

/** A table does not say which partitions were stored, but the records do. */
async function loadTogether(request: LoadRequest, mapped: MappedInput): Promise<unknown> {
  const { manager, upstream, entry, declared } = request;
  const keys = upstream.external ? mapped.keys : await storedKeys(request, mapped.keys);
  try {
    // Values without a record were reported before.
    const loaded = await manager.loadInput(await inputContext({ ...request, onUnrecorded: () => undefined }, keys));
    // Batches find out whether the table exists only when they are read.
    return entry?.allowMissing === true && declared.form === "batches" ? orNoBatches(loaded as AsyncIterable<unknown>) : loaded;
  } catch (error) {
    if (!(error instanceof MissingValueError) || entry?.allowMissing !== true) throw error;
    if (declared.form === "value") return [];
    if (declared.form === "batches") return orNoBatches(null);
    const nothing = await error.nothing?.();
    if (nothing === undefined) throw error;
    return nothing;
  }
}

async function* orNoBatches(batches: AsyncIterable<unknown> | null): AsyncGenerator<unknown> {
  try {
    if (batches !== null) yield* batches;
  } catch (error) {
    if (!(error instanceof MissingValueError)) throw error;
  }
}

/** The keys that have a record, or a value without a record. Throws for the others unless they may be missing. */
export async function storedKeys(request: LoadRequest, keys: KeyList): Promise<KeyList> {
  const { upstream, entry } = request;
  const isRecorded = await recordedAmong(request, keys);
  const unrecorded = [...keys].filter((key) => !isRecorded(key));
  const limit = pLimit(AT_ONCE);
  const lies = new Set<string>();
  await Promise.all(unrecorded.map((key) => limit(async () => (await asItLies(request, [key])) !== null && lies.add(key))));
  const there: string[] = [];
  const missing: string[] = [];
  for (const key of keys) (isRecorded(key) || lies.has(key) ? there : missing).push(key);
  if (missing.length === 0) return keys;
  if (entry?.allowMissing === true) {
    request.onLeftOut?.(missing);
    return there;
  }
  const [first] = missing as [string];
  if (missing.length === 1) throw new MissingValueError(upstream.key, "its records", false, first);
  throw new NonRetriableError(
    `${missing.length} partitions of ${upstream.key} have no stored value: ${someOf(missing)}. Materialize them first, or set allowMissing on the parameter.`,
  );
}

/** For a few partitions, each record is looked up. For many, the existing records are listed. */
async function recordedAmong({ upstream, records }: LoadRequest, keys: KeyList): Promise<(key: string) => boolean> {
  const spec = specOf(upstream);
  const assetKey = upstream.key.toString();
  if (keys.length > AT_ONCE) {
    const recorded = await records.partitions(assetKey, dimensionsOf(spec).length);
    return (key) => recorded.has(partitionSegments(spec, key).join("/"));
  }
  const found = await Promise.all(
    Array.from(keys, async (key) => [key, (await records.latest(assetKey, partitionSegments(spec, key))) !== null] as const),
  );
  const there = new Map(found);
  return (key) => there.get(key) === true;
}

function refuseNonexistent({ upstream, entry, manager }: LoadRequest, { shape, keys, nonexistent, leavesOut }: MappedInput): void {
  if (entry?.allowMissing === true) return;
  // For a table, no partitions means no rows. For other stores the parameter would be undefined, whatever its type.
  const isNothing = shape === "one" && keys.length === 0 && nonexistent.length === 0 && leavesOut !== true;
  if (isNothing && manager.partitionsTogether !== true)
    throw new NonRetriableError(
      `the partitionMapping leads to no partition of ${upstream.key}. Change the partitionMapping, add the partition, or set allowMissing on the parameter.`,
    );
  if (nonexistent.length === 0) return;
  throw new NonRetriableError(
    `${upstream.key} has no partition ${someOf(nonexistent)}. Give the parameter another partitionMapping, or set allowMissing on it.`,
  );
}

function someOf(keys: readonly string[]): string {
  return keys.length > 5 ? `${keys.slice(0, 5).join(", ")} and ${keys.length - 5} more` : keys.join(", ");
}

function specOf(asset: ResolvedAsset): PartitionsSpec {
  return (asset.definition.options.partitions as { spec: PartitionsSpec }).spec;
}

/**
 * The context that a manager gets for loading; `keys` is null without partitions. A value without a record is loaded from where it is
 * stored. Throws when it is known that no value was stored.
 */
export async function inputContext(request: LoadRequest, keys: KeyList | null): Promise<InputContext> {
  const { upstream } = request;
  const recorded = upstream.external ? null : await recordOf(request, keys);
  if (recorded !== null && recorded.stored === null) {
    throw new NonRetriableError(
      `${upstream.key} does not store a value, so a parameter cannot load it. Move it from the parameters to deps, or return a value from it.`,
    );
  }
  const record = recorded ?? (upstream.external ? null : await asItLies(request, keys));
  return contextOf(request, keys, record);
}

/** The record of a value that has none; null when no value is stored. */
async function asItLies(request: LoadRequest, keys: KeyList | null): Promise<Materialization | null> {
  const context = contextOf(request, keys, null);
  const stored = await lyingThere(request.manager, context);
  if (stored === null) return null;
  request.onUnrecorded?.({ keys: [...(keys ?? [])], storedAt: stored.storedAt });
  return standInRecord(context, request.manager, stored);
}

/** Like `inputContext`, with the given record. */
export function contextOf(request: LoadRequest, keys: KeyList | null, materialization: Materialization | null): InputContext {
  const { upstream, entry, moment } = request;
  const { metadata = {}, group = "default", tags = {} } = upstream.definition.options;
  const partitions: Partitioned =
    keys === null ? NOT_PARTITIONED : partitioned(keySpace(specOf(upstream), moment), keys, moment, upstream.key.toString());
  const base = {
    assetKey: new AssetKey(upstream.key.path),
    projectDir: request.projectDir,
    declared: request.declared,
    log: request.log,
    resources: request.resources,
    signal: request.signal,
    runId: request.runId,
    jobName: request.jobName,
    parameter: request.parameter,
    consumer: request.consumer,
    metadata: entry?.metadata ?? {},
    ...(entry?.columns === undefined ? {} : { columns: entry.columns }),
    upstreamOutput: { metadata, group, tags, materialization, external: upstream.external },
    addInputMetadata: request.addInputMetadata ?? (() => undefined),
    getAssetIdentifier: () => assetIdentifier(upstream.key, partitions),
  };
  return withPartitions(base, partitions);
}

/** For several partitions, the record of the last one: they are in one table. */
async function recordOf({ upstream, known, records }: LoadRequest, keys: KeyList | null): Promise<Materialization | null> {
  const key = upstream.key.toString();
  if (keys === null) return known?.get(key) ?? (await records.latest(key));
  const last = keys.at(-1);
  return last === undefined ? null : records.latest(key, partitionSegments(specOf(upstream), last));
}
