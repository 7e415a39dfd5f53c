// Leases as files, one for each run that goes on: `.millrace/locks/<run id>.json`.
import { readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { AssetKeyString } from "../../contract/asset.js";
import type { Lease, LeaseClaim, LeaseConflict, LeaseStore, Overlaps } from "../../contract/state.js";
import { temporaryName } from "../../disk/new-file.js";
import { makeFolder } from "../../disk/own-folder.js";
import { stateFolder } from "../../disk/state-folder.js";
import { isProcessGone } from "./owner.js";

export function fileLeases(projectDir: string): LeaseStore {
  return { take: async (claim, overlaps) => takeLease(projectDir, claim, overlaps) };
}

/** Its time of change tells other machines that its owner lives. */
interface LeaseFile extends LeaseClaim {
  readonly state: "wants" | "holds";
  readonly pid: number;
  readonly host: string;
  readonly since: string;
}

/** How often the owner of a lease says that it lives, and after how long of silence another machine takes it for dead. */
const [BEAT_MS, SILENT_MS] = [10_000, 60_000];

/**
 * Takes the lease of a run, or says which run is in the way. Two runs that ask at the same moment are settled by files alone: each writes that
 * it wants, looks, writes that it holds, and looks again. A run yields to a live one that held before it, and to one of a smaller id.
 */
function takeLease(projectDir: string, claim: LeaseClaim, overlaps: Overlaps): Lease | LeaseConflict {
  const folder = leasesFolder(projectDir);
  const path = leasePath(projectDir, claim.runId);
  makeFolder(folder);
  const wanted: LeaseFile = { state: "wants", pid: process.pid, host: hostname(), since: new Date().toISOString(), ...claim };
  const release = () => rmSync(path, { force: true });
  const look = (yieldsTo: (other: LeaseFile) => boolean) =>
    livingLeases(folder, claim.runId).find((other) => yieldsTo(other) && shared(wanted, other, overlaps).length > 0);
  try {
    write(path, wanted);
    const first = look(({ state, runId }) => state === "holds" || runId < claim.runId);
    if (first === undefined) write(path, { ...wanted, state: "holds" });
    const other = first ?? look(({ runId }) => runId < claim.runId);
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

const leasesFolder = (projectDir: string) => join(stateFolder(projectDir), "locks");
const leasePath = (projectDir: string, runId: string) => join(leasesFolder(projectDir), `${runId}.json`);

/** Milliseconds since the owner of a run's lease said that it lives, by the clock of this machine; null where the run has no lease. */
export function silenceOf(projectDir: string, runId: string): number | null {
  try {
    return Date.now() - statSync(leasePath(projectDir, runId)).mtimeMs;
  } catch {
    return null;
  }
}

/** The leases of other runs whose owner lives. Those of dead ones are removed. The own file tells what time it is on that disk. */
function livingLeases(folder: string, ownId: string): LeaseFile[] {
  const now = statSync(join(folder, `${ownId}.json`)).mtimeMs;
  const leases: LeaseFile[] = [];
  for (const name of readdirSync(folder)) {
    if (!name.endsWith(".json") || name === `${ownId}.json`) continue;
    const path = join(folder, name);
    const lease = read(path);
    if (lease === null) continue;
    if (isDead(path, lease, now)) rmSync(path, { force: true });
    else leases.push(lease);
  }
  return leases;
}

function isDead(path: string, { pid, host, since }: LeaseFile, now: number): boolean {
  if (host === hostname()) return isProcessGone({ pid, host, since });
  try {
    return now - statSync(path).mtimeMs > SILENT_MS;
  } catch {
    return true;
  }
}

/** Null for what is gone meanwhile, and for what is no lease. */
function read(path: string): LeaseFile | null {
  try {
    const lease = JSON.parse(readFileSync(path, "utf8")) as Partial<LeaseFile>;
    const isWhole =
      typeof lease.runId === "string" && typeof lease.pid === "number" && typeof lease.host === "string" && typeof lease.since === "string";
    return isWhole && typeof lease.assets === "object" && lease.assets !== null ? (lease as LeaseFile) : null;
  } catch {
    return null;
  }
}

/** Others see the whole file or none. */
function write(path: string, lease: LeaseFile): void {
  const temporary = temporaryName(path);
  writeFileSync(temporary, JSON.stringify(lease), { flag: "wx" });
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

function shared(one: LeaseFile, other: LeaseFile, overlaps: Overlaps): AssetKeyString[] {
  return Object.keys(one.assets).filter((key) => {
    if (!Object.hasOwn(other.assets, key)) return false;
    const [own, theirs] = [one.assets[key], other.assets[key]];
    return own == null || theirs == null || overlaps(key, own, theirs);
  });
}
