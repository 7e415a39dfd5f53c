// Moves the stored values and records of an asset to its new key: it copies and records them there first, and removes the old ones last.
import { isDeepStrictEqual } from "node:util";
import pLimit from "p-limit";
import type { Materialization, StoredAs } from "../contract/run.js";
import type { PlacedRecord, RecordStore } from "../contract/state.js";
import type { MovedValues, WorkerRequest } from "../contract/worker.js";
import { describeContext } from "../engine/describe-context.js";
import { inputContext, type LoadRequest } from "../engine/load.js";
import { NOT_PARTITIONED, withPartitions } from "../engine/partitioned.js";
import { derived } from "../io/derived-context.js";
import { AssetKey } from "../sdk/asset-key.js";
import {
  type DescribeContext,
  type InputContext,
  type IOManager,
  managerName,
  type OutputContext,
  type Partitioned,
} from "../sdk/io-manager.js";
import type { ResolvedAsset } from "../sdk/resolve.js";
import { openState } from "../state/index.js";
import { loadProject } from "./load.js";
import type { Report } from "./report.js";
import { keysOf, type OpenStorage, openStorage } from "./stored-values.js";

/** At every moment, each value can be loaded under the old or the new key. A move that was interrupted is finished by a repeated call. */
export async function move(request: Extract<WorkerRequest, { kind: "move" }>, report: Report): Promise<MovedValues> {
  const { projectDir, from, to } = request;
  const { records } = openState(projectDir);
  // Otherwise, what an earlier move to the new key left unfinished would remove the records that are written now.
  await records.finishRemoval(to);
  const finished = await records.finishRemoval(from);
  const old = await records.below(from);
  if (old.length === 0) return { values: 0, records: finished, storedAt: null, left: [] };
  const there = await movedBefore(records, to, old);
  const storage = await openStorage(await loadProject(projectDir, request.configFile, report), projectDir);
  try {
    const asset = storage.project.assets.get(to) ?? storage.asset(from);
    return await moveValues(asset, storage, { records, from, to, old, there });
  } finally {
    await storage.close();
  }
}

/**
 * The paths of the records that an earlier move wrote at the new key. Throws when there are other records: those of one run have the same
 * path.
 */
async function movedBefore(records: RecordStore, to: string, old: readonly PlacedRecord[]): Promise<ReadonlySet<string>> {
  const known = new Map(old.map(({ path, record }) => [path, whatMoves(record)]));
  const there = await records.below(to);
  const other = there.find(({ path, record }) => !isDeepStrictEqual(known.get(path), whatMoves(record)));
  if (other === undefined) return new Set(there.map(({ path }) => path));
  throw new Error(
    `${to} already has a value, stored by the run ${other.record.runId}, so no value was moved. Keep that value, or remove .millrace/records/${to} and move again.`,
  );
}

/** The content of a record that does not depend on the place: all but its key and its address. */
function whatMoves({ assetKey: _, stored, ...rest }: Materialization): unknown {
  if (stored === null) return rest;
  const { storedAt: _place, details, ...facts } = stored;
  return { ...rest, ...facts, sha256: details?.sha256 };
}

/** A run of another process may have stored a value under the old key meanwhile. It must not be removed with the copied values. */
async function refuseIfStoredSince(records: RecordStore, from: string, old: readonly PlacedRecord[]): Promise<void> {
  const known = new Set(old.map(({ path }) => path));
  const since = (await records.below(from)).find(({ path }) => !known.has(path));
  if (since === undefined) return;
  throw new Error(
    `${from} was stored again by the run ${since.record.runId} during the move, so the old value was not removed. Move it again.`,
  );
}

interface Move {
  readonly records: RecordStore;
  readonly from: string;
  readonly to: string;
  readonly old: readonly PlacedRecord[];
  readonly there: ReadonlySet<string>;
}

/** One address at which a value is stored, according to its newest record. */
interface StoredPlace {
  readonly record: Materialization;
  readonly context: InputContext;
}

async function moveValues(asset: ResolvedAsset, storage: OpenStorage, { records, from, to, old, there }: Move): Promise<MovedValues> {
  const { manager } = await storage.manager(asset);
  const places = await storedPlaces(asset, manager, storage, { from, old });
  const limit = pLimit(manager.partitionsTogether === true ? 1 : 16);
  const copied = new Map<string, StoredAs>();
  const copy = async ({ record, context }: StoredPlace) => {
    copied.set(addressIn(record), await copyValue(manager, asset, context, to));
  };
  await Promise.all(places.map((place) => limit(copy, place)));

  for (const { path, record } of old) {
    const now = copied.get(addressIn(record));
    // Values that are not at the old address anymore were moved before.
    if (now === undefined && there.has(path)) continue;
    const stored = record.stored === null || now === undefined ? record.stored : movedStored(record.stored, now);
    await records.put(to, path, { ...record, assetKey: to, stored });
  }
  await refuseIfStoredSince(records, from, old);
  // From here on, the value belongs to the new asset.
  const left: string[] = [];
  for (const { record, context } of places) {
    if (copied.get(addressIn(record))?.storedAt === record.stored?.storedAt) continue;
    const removed = await manager.remove?.(context).then(
      () => true,
      () => false,
    );
    if (removed !== true) left.push(record.stored?.storedAt ?? "");
  }
  await records.removeMoved(from, to, old);
  const newest = copied.get(addressIn(places.at(-1)?.record));
  return { values: places.length, records: old.length, storedAt: newest?.storedAt ?? null, left };
}

/** The newest of several records of one address; a table contains all partitions. Addresses without a value are left out. */
async function storedPlaces(
  asset: ResolvedAsset,
  manager: IOManager,
  storage: OpenStorage,
  { from, old }: Pick<Move, "from" | "old">,
): Promise<StoredPlace[]> {
  const load = storage.request({ ...asset, key: AssetKey.from(from) }, manager);
  const newest = new Map<string, Materialization>();
  for (const { record } of old) if (record.stored !== null) newest.set(addressIn(record), record);
  const places: StoredPlace[] = [];
  for (const record of newest.values()) {
    const context = await contextOf(asset, manager, load, record);
    const isThere = manager.exists === undefined || (await manager.exists(context));
    if (isThere) places.push({ record, context });
  }
  return places;
}

export async function contextOf(
  asset: ResolvedAsset,
  manager: IOManager,
  load: LoadRequest,
  record: Materialization,
): Promise<InputContext> {
  const { partitionKey } = record;
  const space = keysOf(asset, load);
  const isApart = partitionKey !== undefined && space !== null && manager.partitionsTogether !== true;
  const known = new Map([[load.upstream.key.toString(), record]]);
  const request = { ...load, known };
  const context = await inputContext(request, isApart ? [partitionKey] : null);
  return derived(context, { upstreamOutput: { ...context.upstreamOutput, materialization: record } });
}

/** The manager copies the stored value if it can. Otherwise the value is loaded and stored. */
export async function copyValue(manager: IOManager, asset: ResolvedAsset, from: InputContext, to: string): Promise<StoredAs> {
  const target: DescribeContext = {
    ...describeContext({ ...asset, key: AssetKey.from(to) }, from.projectDir, null, null),
    partitions: from.partitions,
  };
  if (manager.copy !== undefined) return manager.copy(from, target);
  const callbacks: (() => Promise<void> | void)[] = [];
  const value = await manager.loadInput(from);
  const stored = await manager.handleOutput(outputContext(from, target, callbacks), value);
  for (const callback of callbacks) await callback();
  return stored ?? { storedAt: manager.describe?.(target).storedAt ?? managerName(manager), format: managerName(manager) };
}

function outputContext(from: InputContext, target: DescribeContext, callbacks: (() => Promise<void> | void)[]): OutputContext {
  const record = from.upstreamOutput.materialization;
  const { assetKey, metadata, group, tags } = target;
  const { projectDir, declared, log, resources, signal } = from;
  const stepKey = assetKey.path.join("__");
  const base = {
    ...{ assetKey, projectDir, declared, log, resources, signal, metadata, group, tags, stepKey },
    runId: record?.runId ?? "",
    jobName: null,
    outputMetadata: {},
    previous: null,
    addOutputMetadata: () => undefined,
    getLoggedMetadata: () => ({}),
    onRecorded: (callback: () => Promise<void> | void) => void callbacks.push(callback),
    getIdentifier: () => [record?.runId ?? "", stepKey, ...(from.hasPartitions ? [from.partitionKey] : [])],
    getAssetIdentifier: () => [...assetKey.path, ...(from.hasPartitions ? [from.partitionKey] : [])],
  };
  return withPartitions(base, partitionsOf(from));
}

function partitionsOf(context: InputContext): Partitioned {
  if (!context.hasPartitions) return NOT_PARTITIONED;
  const { hasPartitions, partitions, partitionKey, partitionKeys, partitionKeyRange, partitionTimeWindow } = context;
  return { hasPartitions, partitions, partitionKey, partitionKeys, partitionKeyRange, partitionTimeWindow };
}

/** An older record of the same address keeps the description of its own value. */
export function movedStored(before: StoredAs, now: StoredAs): StoredAs {
  const details =
    before.details === undefined && now.details === undefined ? {} : { details: { ...before.details, ...addressDetails(now) } };
  return { ...before, storedAt: now.storedAt, ...details };
}

/** The entries of details that describe the address, not the value. */
function addressDetails({ details = {} }: StoredAs): Readonly<Record<string, unknown>> {
  const { sha256: _, ...rest } = details;
  return rest;
}

export function addressIn(record: Materialization | undefined): string {
  return record?.stored?.storedAt ?? "";
}
