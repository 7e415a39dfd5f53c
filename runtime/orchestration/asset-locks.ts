// Locks on the assets, or partitions of them, that a run makes: no other run makes the same at the same time, whichever process starts it.
import { readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { AssetKeyString } from "../contract/asset.js";
import type { PartitionRange } from "../contract/partitions.js";
import type { RunPlan } from "../contract/run.js";
import { temporaryName } from "../disk/new-file.js";
import { makeFolder } from "../disk/own-folder.js";
import { stateFolder } from "../disk/state-folder.js";
import { isProcessGone } from "../host/index.js";

/** Whether ranges of one asset share a partition. */
export type Overlaps = (assetKey: AssetKeyString, one: readonly PartitionRange[], other: readonly PartitionRange[]) => boolean;

/** What keeps a run from starting. */
export interface Conflict {
  readonly runId: string;
  readonly pid: number;
  readonly host: string;
  /** ISO 8601: when the other run asked for its lock. */
  readonly since: string;
  /** What both make. */
  readonly assets: readonly AssetKeyString[];
}

export interface AssetLock {
  release(): void;
}

/** The file of a run's lock, `.millrace/locks/<run id>.json`. Its time of change tells other machines that its owner lives. */
interface LockFile {
  readonly state: "wants" | "holds";
  readonly runId: string;
  readonly pid: number;
  readonly host: string;
  readonly since: string;
  /** Null for an asset without partitions. */
  readonly assets: Readonly<Record<AssetKeyString, readonly PartitionRange[] | null>>;
}

/** How often the owner of a lock says that it lives, and after how long of silence another machine takes it for dead. */
const [BEAT_MS, SILENT_MS] = [10_000, 60_000];

/**
 * Takes the lock of a run, or says which run is in the way. Two runs that ask at the same moment are settled by files alone: each writes that
 * it wants, looks, writes that it holds, and looks again. A run yields to a live one that held before it, and to one of a smaller id.
 */
export function takeLock(plan: RunPlan, overlaps: Overlaps): AssetLock | Conflict {
  const folder = join(stateFolder(plan.projectDir), "locks");
  const path = join(folder, `${plan.runId}.json`);
  makeFolder(folder);
  const wanted: LockFile = {
    state: "wants",
    runId: plan.runId,
    pid: process.pid,
    host: hostname(),
    since: new Date().toISOString(),
    assets: Object.fromEntries(plan.steps.map(({ assetKey, partitions }) => [assetKey, partitions ?? null])),
  };
  const release = () => rmSync(path, { force: true });
  const look = (yieldsTo: (other: LockFile) => boolean) =>
    livingLocks(folder, plan.runId).find((other) => yieldsTo(other) && shared(wanted, other, overlaps).length > 0);
  try {
    write(path, wanted);
    const first = look(({ state, runId }) => state === "holds" || runId < plan.runId);
    if (first === undefined) write(path, { ...wanted, state: "holds" });
    const other = first ?? look(({ runId }) => runId < plan.runId);
    if (other !== undefined) {
      release();
      const { runId, pid, host, since } = other;
      return { runId, pid, host, since, assets: shared(wanted, other, overlaps) };
    }
  } catch (error) {
    release();
    throw error;
  }
  const beat = setInterval(() => touch(path), BEAT_MS);
  beat.unref();
  return {
    release() {
      clearInterval(beat);
      release();
    },
  };
}

/** The locks of other runs whose owner lives. Those of dead ones are removed. */
function livingLocks(folder: string, ownId: string): LockFile[] {
  const locks: LockFile[] = [];
  for (const name of readdirSync(folder)) {
    if (!name.endsWith(".json") || name === `${ownId}.json`) continue;
    const path = join(folder, name);
    const lock = read(path);
    if (lock === null) continue;
    if (isDead(path, lock)) rmSync(path, { force: true });
    else locks.push(lock);
  }
  return locks;
}

function isDead(path: string, { pid, host, since }: LockFile): boolean {
  if (host === hostname()) return isProcessGone({ pid, host, since });
  try {
    return Date.now() - statSync(path).mtimeMs > SILENT_MS;
  } catch {
    return true;
  }
}

/** Null for what is gone meanwhile, and for what is no lock. */
function read(path: string): LockFile | null {
  try {
    const lock = JSON.parse(readFileSync(path, "utf8")) as Partial<LockFile>;
    const isWhole =
      typeof lock.runId === "string" && typeof lock.pid === "number" && typeof lock.host === "string" && typeof lock.since === "string";
    return isWhole && typeof lock.assets === "object" && lock.assets !== null ? (lock as LockFile) : null;
  } catch {
    return null;
  }
}

/** Others see the whole file or none. */
function write(path: string, lock: LockFile): void {
  const temporary = temporaryName(path);
  writeFileSync(temporary, JSON.stringify(lock), { flag: "wx" });
  renameSync(temporary, path);
}

function touch(path: string): void {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch {
    // Removed by hand: the run goes on all the same.
  }
}

function shared(one: LockFile, other: LockFile, overlaps: Overlaps): AssetKeyString[] {
  return Object.keys(one.assets).filter((key) => {
    if (!Object.hasOwn(other.assets, key)) return false;
    const [own, theirs] = [one.assets[key], other.assets[key]];
    return own == null || theirs == null || overlaps(key, own, theirs);
  });
}
