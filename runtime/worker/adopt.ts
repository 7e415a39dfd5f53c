// Finds values without a record, and writes records for them.
import pLimit from "p-limit";
import type { StoredAs } from "../contract/run.js";
import { newRunId } from "../contract/run-id.js";
import type { AdoptedValue, WorkerRequest } from "../contract/worker.js";
import { describeContext } from "../engine/describe-context.js";
import { contextOf, type LoadRequest } from "../engine/load.js";
import { lyingThere, standInRecord } from "../engine/unrecorded.js";
import { dimensionsOf, type KeySpace, partitionSegments } from "../partitions/index.js";
import { type InputContext, type IOManager, managerName } from "../sdk/io-manager.js";
import type { ResolvedAsset } from "../sdk/resolve.js";
import { loadProject } from "./load.js";
import type { Report } from "./report.js";
import { keysOf, type OpenStorage, openStorage } from "./stored-values.js";

/** Every stored value of these assets that has no record; partitions in the definition's order. */
export async function adopt(request: Extract<WorkerRequest, { kind: "adopt" }>, report: Report): Promise<AdoptedValue[]> {
  const { projectDir, assetKeys, write } = request;
  const storage = await openStorage(await loadProject(projectDir, request.configFile, report), projectDir);
  const runId = newRunId();
  try {
    const adopted: AdoptedValue[] = [];
    for (const asset of storage.made(assetKeys)) adopted.push(...(await adoptAsset(asset, storage, write ? runId : null)));
    return adopted;
  } finally {
    await storage.close();
  }
}

/** `runId` null: no record is written. */
async function adoptAsset(asset: ResolvedAsset, storage: OpenStorage, runId: string | null): Promise<AdoptedValue[]> {
  const key = asset.key.toString();
  try {
    const { manager, key: ioManagerKey } = await storage.manager(asset);
    const load = storage.request(asset, manager);
    const space = keysOf(asset, load);
    const keys: readonly (string | null)[] = space === null ? [null] : await unrecordedKeys(key, space, load);
    const look = async (partition: string | null) => {
      const context = contextOf(load, partition === null ? null : [partition], null);
      return { partition, context, stored: await lies(manager, context, load, partition) };
    };
    if (!(await mayLieThere(keys, look))) return [];
    const limit = pLimit(manager.partitionsTogether === true ? 1 : 16);
    const looked = await Promise.all(keys.map((each) => limit(look, each)));
    const found: AdoptedValue[] = [];
    for (const { partition, context, stored } of looked) {
      if (stored === null) continue;
      if (runId !== null) {
        const record = {
          ...standInRecord(context, manager, stored, runId),
          ioManagerKey,
          metadata: { adopted: { type: "bool", value: true } },
        } as const;
        await load.records.add(record, partition === null || space === null ? undefined : partitionSegments(space.spec, partition));
      }
      found.push({
        key,
        ...(partition === null ? {} : { partitionKey: partition }),
        storedAt: stored.storedAt,
        state: "found",
        reason: null,
      });
    }
    return found;
  } catch (error) {
    return [{ key, storedAt: null, state: "unsure", reason: error instanceof Error ? error.message : String(error) }];
  }
}

async function unrecordedKeys(assetKey: string, space: KeySpace, { records }: LoadRequest): Promise<string[]> {
  const recorded = await records.partitions(assetKey, dimensionsOf(space.spec).length);
  return [...space].filter((key) => !recorded.has(partitionSegments(space.spec, key).join("/")));
}

/** The answer of the manager. For a manager that only knows whether a value exists, the address that it describes. */
async function lies(manager: IOManager, context: InputContext, load: LoadRequest, partition: string | null): Promise<StoredAs | null> {
  if (partition === null && (await load.records.latest(context.assetKey.toString())) !== null) return null;
  if (manager.adopt !== undefined) return lyingThere(manager, context);
  if (manager.exists === undefined || !(await manager.exists(context))) return null;
  const described = manager.describe?.(describeContext(load.upstream, load.projectDir, null, context.partitions));
  return { storedAt: described?.storedAt ?? managerName(manager), format: managerName(manager) };
}

/** With very many partitions, a sample shows whether it is worth checking each of them: most were never materialized. */
async function mayLieThere(
  keys: readonly (string | null)[],
  look: (key: string | null) => Promise<{ readonly stored: StoredAs | null }>,
): Promise<boolean> {
  if (keys.length <= MANY) return true;
  const limit = pLimit(16);
  const some = Array.from({ length: SAMPLES }, (_, at) => keys[Math.floor((at * (keys.length - 1)) / (SAMPLES - 1))] as string | null);
  const looked = await Promise.all(some.map((key) => limit(look, key)));
  return looked.some(({ stored }) => stored !== null);
}

const MANY = 2000;
const SAMPLES = 200;
