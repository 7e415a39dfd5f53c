// Moves values and records from the names of versions up to 0.3 to the current names: it copies first, then writes records, and removes last.
import { dirname } from "node:path/posix";
import type { Materialization, StoredAs } from "../contract/run.js";
import type { PlacedRecord, RecordStore } from "../contract/state.js";
import type { MovedName, WorkerRequest } from "../contract/worker.js";
import { describeContext } from "../engine/describe-context.js";
import { messageOf } from "../engine/store.js";
import { presentAddress } from "../io/files/value-names.js";
import { type PartitionSlice, sliceOf } from "../partitions/index.js";
import type { InputContext, IOManager } from "../sdk/io-manager.js";
import type { ResolvedAsset } from "../sdk/resolve.js";
import { openState } from "../state/index.js";
import { loadProject } from "./load.js";
import { addressIn, contextOf, copyValue, movedStored } from "./move.js";
import type { Report } from "./report.js";
import { type OpenStorage, openStorage } from "./stored-values.js";

/** One result for each value under a former name. A move that was interrupted is finished by a repeated call. */
export async function moveNames(request: Extract<WorkerRequest, { kind: "move-names" }>, report: Report): Promise<MovedName[]> {
  const { projectDir, assetKeys, write } = request;
  const storage = await openStorage(await loadProject(projectDir, request.configFile, report), projectDir);
  try {
    const moved: MovedName[] = [];
    for (const asset of storage.made(assetKeys)) moved.push(...(await moveAsset(asset, storage, projectDir, write)));
    return moved;
  } finally {
    await storage.close();
  }
}

async function moveAsset(asset: ResolvedAsset, storage: OpenStorage, projectDir: string, write: boolean): Promise<MovedName[]> {
  const key = asset.key.toString();
  const store = openState(projectDir).records;
  const records = await store.below(key);
  const answers: MovedName[] = [];
  for (const { path, record } of newestOfEach(records)) {
    const guess = record.stored === null ? null : addressNow(asset, record, projectDir);
    if (guess === null) continue;
    const { partitionKey } = record;
    const answer = { key, ...(partitionKey === undefined ? {} : { partitionKey }), from: addressIn(record), to: guess.to };
    try {
      const { manager } = await storage.manager(asset);
      if (!namesIt(manager, asset, guess, projectDir)) continue;
      const context = await contextOf(asset, manager, storage.request(asset, manager), record);
      await refuseAnother(manager, context);
      const same = records.filter((each) => dirname(each.path) === dirname(path) && addressIn(each.record) === answer.from);
      const stored = write ? await moveValue(asset, manager, context, same, store) : null;
      if (stored?.storedAt === answer.from) continue;
      answers.push({ ...answer, to: stored?.storedAt ?? guess.to, state: "moved", reason: null });
    } catch (error) {
      answers.push({ ...answer, state: "kept", reason: messageOf(error) });
    }
  }
  const kept = new Set(answers.filter(({ state }) => state === "kept").map(({ from }) => from));
  if (write) for (const each of await store.below(key)) if (!kept.has(addressIn(each.record))) await store.move(key, each, each.record);
  return answers;
}

/** The newest record of an asset without partitions, or of each partition. */
function newestOfEach(records: readonly PlacedRecord[]): PlacedRecord[] {
  return [...new Map(records.map((each) => [dirname(each.path), each])).values()];
}

interface Guess {
  /** The address at which the manager would store the value, if it describes one. */
  readonly to: string;
  readonly partitions: PartitionSlice | null;
}

function addressNow(asset: ResolvedAsset, record: Materialization, projectDir: string): Guess | null {
  const spec = asset.definition.options.partitions?.spec;
  const { partitionKey } = record;
  const partitions =
    spec === undefined || partitionKey === undefined ? null : sliceOf(spec, [partitionKey], { now: 0, dynamicKeys: () => [] });
  const to = presentAddress(addressIn(record), { assetKey: asset.key, partitions, projectDir });
  return to === null ? null : { to, partitions };
}

/** Whether the manager can move values, and would store this one at that address. It may have other addresses, or describe none. */
function namesIt(manager: IOManager, asset: ResolvedAsset, { to, partitions }: Guess, projectDir: string): boolean {
  if (manager.copy === undefined || manager.remove === undefined) return false;
  const place = manager.describe?.(describeContext(asset, projectDir, null, partitions)).storedAt ?? null;
  return place === null || to === place || to.startsWith(`${place}.`) || (place.endsWith("/") && to.startsWith(place));
}

/** A value that its record does not describe is not moved. */
async function refuseAnother(manager: IOManager, context: InputContext): Promise<void> {
  const verified = await manager.verify?.(context);
  if (verified?.ok === false) throw new Error(verified.reason);
}

/** The value can be loaded at every moment from where its record says. */
async function moveValue(
  asset: ResolvedAsset,
  manager: IOManager,
  context: InputContext,
  records: readonly PlacedRecord[],
  store: RecordStore,
): Promise<StoredAs> {
  const key = asset.key.toString();
  const stored = await copyValue(manager, asset, context, key);
  const last = records.at(-1)?.path ?? "";
  const since = (await store.below(key)).find(({ path }) => dirname(path) === dirname(last) && path > last);
  if (since !== undefined) throw new Error(`the run ${since.record.runId} stored a new value during the move. Move it again`);
  for (const each of records) {
    const { record } = each;
    await store.move(key, each, record.stored === null ? record : { ...record, stored: movedStored(record.stored, stored) });
  }
  if (stored.storedAt !== addressIn(records.at(-1)?.record)) await manager.remove?.(context);
  return stored;
}
