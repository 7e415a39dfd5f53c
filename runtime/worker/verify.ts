// Reads stored values again and compares them with their records: whether they exist, are complete and readable.
import pLimit from "p-limit";
import { decodeSegment } from "../contract/address.js";
import type { PartitionsSpec } from "../contract/partitions.js";
import type { Materialization } from "../contract/run.js";
import type { VerifiedValue, WorkerRequest } from "../contract/worker.js";
import { contextOf, inputContext, type LoadRequest } from "../engine/load.js";
import { messageOf } from "../engine/store.js";
import { dimensionsOf, partitionSegments } from "../partitions/index.js";
import type { IOManager, VerifiedBy } from "../sdk/io-manager.js";
import type { ResolvedAsset } from "../sdk/resolve.js";
import { openState } from "../state/index.js";
import { loadProject } from "./load.js";
import type { Report } from "./report.js";
import { keysOf, type OpenStorage, openStorage } from "./stored-values.js";

/** One result for each stored value: each asset with a record, and each of its partitions. */
export async function verify(request: Extract<WorkerRequest, { kind: "verify" }>, report: Report): Promise<VerifiedValue[]> {
  const { projectDir, assetKeys } = request;
  const storage = await openStorage(await loadProject(projectDir, request.configFile, report), projectDir);
  try {
    const verified: VerifiedValue[] = [];
    for (const asset of storage.made(assetKeys)) verified.push(...(await verifyAsset(asset, storage)));
    return withCollisions(verified);
  } finally {
    await storage.close();
  }
}

/** Finds values whose files have the same name on a disk that ignores case. Names of tables have other rules. */
function withCollisions(verified: readonly VerifiedValue[]): VerifiedValue[] {
  const byName = new Map<string, VerifiedValue[]>();
  for (const value of verified) {
    const { storedAt } = value;
    if (storedAt === null || storedAt.includes("#") || /^(?!file:)[a-z][a-z0-9+.-]+:\/\//i.test(storedAt)) continue;
    const name = storedAt.toLowerCase();
    byName.set(name, [...(byName.get(name) ?? []), value]);
  }
  return verified.map((value) => {
    const other = byName.get(value.storedAt?.toLowerCase() ?? "")?.find(({ storedAt }) => storedAt !== value.storedAt);
    if (other === undefined) return value;
    const why = `${nameOf(other)} is stored at ${other.storedAt}, which is the same name on a disk that ignores case. Give them different names: millrace move-names`;
    return value.state === "ok"
      ? { ...value, state: "collision", reason: why }
      : { ...value, reason: [value.reason, why].filter(Boolean).join(". ") };
  });
}

function nameOf({ key, partitionKey }: VerifiedValue): string {
  return partitionKey === undefined ? key : `${key} (${partitionKey})`;
}

async function verifyAsset(asset: ResolvedAsset, storage: OpenStorage): Promise<VerifiedValue[]> {
  const { manager } = await storage.manager(asset).catch((error: unknown) => ({ manager: unreachable(error) }));
  const load = storage.request(asset, manager);
  const space = keysOf(asset, load);
  if (space === null) return verifyValue(asset, manager, load, null);
  const recorded = await load.records.partitions(asset.key.toString(), dimensionsOf(space.spec).length);
  const paths = new Map([...space].map((key) => [partitionSegments(space.spec, key).join("/"), key]));
  const keys = [...paths].filter(([path]) => recorded.has(path)).map(([, key]) => key);
  const isTogether = manager.partitionsTogether === true;
  // Partitions in one table are read one after the other over one connection.
  const limit = pLimit(isTogether ? 1 : 16);
  const calls = isTogether ? await callsThatStored(asset, load, space.spec, keys) : [];
  const verified = await Promise.all(calls.map((call) => limit(verifyTogether, asset, manager, load, call)));
  const seen = new Set(verified.flat().map(({ partitionKey }) => partitionKey));
  const alone = keys.filter((key) => !seen.has(key));
  verified.push(...(await Promise.all(alone.map((key) => limit(verifyValue, asset, manager, load, key)))));
  const gone = [...recorded].filter((path) => !paths.has(path));
  const keyless = await Promise.all(gone.map((path) => limit(withoutKey, asset, load, path)));
  return [...verified.flat(), ...keyless.flat()];
}

/** Partitions that one call stored in one table, with the record of one of them. */
interface StoredCall {
  readonly keys: readonly string[];
  readonly record: Materialization;
}

/** The calls that stored several partitions of which none was stored again. For these, records contain the number of all rows. */
async function callsThatStored(
  asset: ResolvedAsset,
  { records }: LoadRequest,
  spec: PartitionsSpec,
  keys: readonly string[],
): Promise<StoredCall[]> {
  const calls = new Map<string, { keys: string[]; record: Materialization }>();
  for (const key of keys) {
    const record = await records.latest(asset.key.toString(), partitionSegments(spec, key));
    if (record?.stored?.together === undefined) continue;
    // A run may make several calls; each one records all its partitions with the same time.
    const id = `${record.runId} ${record.timestamp}`;
    const call = calls.get(id) ?? { keys: [], record };
    call.keys.push(key);
    calls.set(id, call);
  }
  return [...calls.values()].filter(({ keys: ofCall, record }) => record.stored?.together?.partitions === ofCall.length);
}

/** One result for all of them, from reading the table once. */
async function verifyTogether(
  asset: ResolvedAsset,
  manager: IOManager,
  load: LoadRequest,
  { keys, record }: StoredCall,
): Promise<VerifiedValue[]> {
  const { stored } = record;
  if (manager.verify === undefined || stored?.together === undefined) return [];
  const context = contextOf(load, keys, { ...record, stored: { ...stored, rows: stored.together.rows } });
  const verified = await manager.verify(context).catch((error: unknown) => ({ ok: false as const, reason: messageOf(error) }));
  const answer = verified.ok
    ? { state: "ok" as const, by: verified.by ?? "reading", reason: null }
    : { state: "unreadable" as const, reason: `of ${keys.length} partitions that one call stored: ${verified.reason}` };
  return keys.map((partitionKey) => ({ key: asset.key.toString(), partitionKey, storedAt: stored.storedAt, ...answer }));
}

/**
 * A stored partition that the definition does not have anymore: its key was removed, the start changed, or a calendar rule changed with a
 * version.
 */
async function withoutKey(asset: ResolvedAsset, { records }: LoadRequest, path: string): Promise<VerifiedValue[]> {
  const key = asset.key.toString();
  const segments = path.split("/");
  const stored = (await records.latest(key, segments))?.stored;
  if (stored == null) return [];
  const partitionKey = segments.map((segment) => decodeSegment(segment.slice(segment.indexOf("=") + 1)) ?? segment).join("|");
  return [{ key, partitionKey, storedAt: stored.storedAt, state: "without-key", reason: NO_KEY }];
}

const NO_KEY = "the asset does not have a partition with this key anymore, so this value is not loaded. It stays stored";

/** Replaces a manager that cannot be set up: none of its values can be read. */
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
    // A record that exists but cannot be read does not mean that the asset was never materialized.
    const [reason] = await openState(load.projectDir).records.refused(key, segments);
    const which = partition === null ? {} : { partitionKey: partition };
    return reason === undefined ? [] : [{ key, ...which, storedAt: null, state: "unreadable", reason }];
  }
  const of = { key, ...(partition === null ? {} : { partitionKey: partition }), storedAt: record.stored?.storedAt ?? null };
  const answer = (state: VerifiedValue["state"], reason: string | null): VerifiedValue[] => [{ ...of, state, reason }];
  const whole = (by: VerifiedBy): VerifiedValue[] => [{ ...of, state: "ok", by, reason: null }];
  if (record.stored === null) return answer("unchecked", "it does not store a value");
  try {
    const context = await inputContext(load, partition === null ? null : [partition]);
    if (manager.verify !== undefined) {
      const verified = await manager.verify(context);
      return verified.ok ? whole(verified.by ?? "reading") : answer("unreadable", verified.reason);
    }
    await manager.loadInput(context);
    return whole("reading");
  } catch (error) {
    return answer("unreadable", messageOf(error));
  }
}
