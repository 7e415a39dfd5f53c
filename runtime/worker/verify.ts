// Re-reads stored values against their records: are they there, whole and readable?
import pLimit from "p-limit";
import { decodeSegment } from "../contract/address.js";
import type { VerifiedValue, WorkerRequest } from "../contract/worker.js";
import { dimensionsOf, partitionSegments } from "../partitions/index.js";
import type { IOManager } from "../sdk/io-manager.js";
import { refusedRecords } from "../sdk/record-store.js";
import type { ResolvedAsset } from "../sdk/resolve.js";
import { inputContext, type LoadRequest } from "../sdk/run/load.js";
import { loadProject } from "./load.js";
import type { Report } from "./report.js";
import { keysOf, type OpenStorage, openStorage } from "./stored-values.js";

/** One answer for each stored value: each asset with a record, each of its partitions. */
export async function verify(request: Extract<WorkerRequest, { kind: "verify" }>, report: Report): Promise<VerifiedValue[]> {
  const { projectDir, assetKeys } = request;
  const storage = openStorage(await loadProject(projectDir, request.configFile, report), projectDir);
  try {
    const assets = assetKeys.length === 0 ? [...storage.project.assets.values()] : assetKeys.map((key) => storage.asset(key));
    const verified: VerifiedValue[] = [];
    for (const asset of assets) if (!asset.external) verified.push(...(await verifyAsset(asset, storage)));
    return verified;
  } finally {
    await storage.close();
  }
}

async function verifyAsset(asset: ResolvedAsset, storage: OpenStorage): Promise<VerifiedValue[]> {
  const { manager } = await storage.manager(asset).catch((error: unknown) => ({ manager: unreachable(error) }));
  const load = storage.request(asset, manager);
  const space = keysOf(asset, load);
  if (space === null) return verifyValue(asset, manager, load, null);
  const recorded = await load.records.partitions(asset.key.toString(), dimensionsOf(space.spec).length);
  const paths = new Map([...space].map((key) => [partitionSegments(space.spec, key).join("/"), key]));
  const keys = [...paths].filter(([path]) => recorded.has(path)).map(([, key]) => key);
  // What lies in one table is read one after another: it is one connection's work.
  const limit = pLimit(manager.partitionsTogether === true ? 1 : 16);
  const verified = await Promise.all(keys.map((key) => limit(verifyValue, asset, manager, load, key)));
  const gone = [...recorded].filter((path) => !paths.has(path));
  const keyless = await Promise.all(gone.map((path) => limit(withoutKey, asset, load, path)));
  return [...verified.flat(), ...keyless.flat()];
}

/** A stored partition that the definition has no longer: its key was removed, a start moved, or a rule of calendars changed with a version. */
async function withoutKey(asset: ResolvedAsset, { records }: LoadRequest, path: string): Promise<VerifiedValue[]> {
  const key = asset.key.toString();
  const segments = path.split("/");
  const stored = (await records.latest(key, segments))?.stored;
  if (stored == null) return [];
  const partitionKey = segments.map((segment) => decodeSegment(segment.slice(segment.indexOf("=") + 1)) ?? segment).join("|");
  return [{ key, partitionKey, storedAt: stored.storedAt, state: "without-key", reason: NO_KEY }];
}

const NO_KEY = "no partition of the asset has this key any more, so nothing loads it. It stays where it is";

/** Stands for a manager that cannot be set up: none of its values can be read. */
function unreachable(error: unknown): IOManager {
  const refuse = () => Promise.reject(error);
  return { handleOutput: refuse, loadInput: refuse };
}

async function verifyValue(
  asset: ResolvedAsset,
  manager: IOManager,
  load: LoadRequest,
  partition: string | null,
): Promise<VerifiedValue[]> {
  const key = asset.key.toString();
  const spec = asset.definition.options.partitions?.spec;
  const segments = partition === null || spec === undefined ? undefined : partitionSegments(spec, partition);
  const record = await load.records.latest(key, segments);
  if (record === null) {
    // What is there and is not read is not as if it had never been made.
    const [reason] = await refusedRecords(load.projectDir, key, segments);
    const of = partition === null ? {} : { partitionKey: partition };
    return reason === undefined ? [] : [{ key, ...of, storedAt: null, state: "unreadable", reason }];
  }
  const answer = (state: VerifiedValue["state"], reason: string | null): VerifiedValue[] => [
    { key, ...(partition === null ? {} : { partitionKey: partition }), storedAt: record.stored?.storedAt ?? null, state, reason },
  ];
  if (record.stored === null) return answer("unchecked", "it stores nothing");
  try {
    const context = await inputContext(load, partition === null ? null : [partition]);
    if (manager.verify !== undefined) {
      const verified = await manager.verify(context);
      return verified.ok ? answer("ok", null) : answer("unreadable", verified.reason);
    }
    await manager.loadInput(context);
    return answer("ok", null);
  } catch (error) {
    return answer("unreadable", error instanceof Error ? error.message : String(error));
  }
}
