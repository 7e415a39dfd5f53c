// Leases as files, one for each active run: `.millrace/locks/<run id>.json`.
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

/** Its modification time shows other machines that its owner is alive. */
interface LeaseFile extends LeaseClaim {
  readonly state: "wants" | "holds";
  readonly pid: number;
  readonly host: string;
  readonly since: string;
}

/** How often the owner of a lease renews it, and after how long without renewal another machine considers the owner dead. */
const [BEAT_MS, SILENT_MS] = [10_000, 60_000];

/**
 * Takes the lease of a run, or returns the run that conflicts. Files alone settle two simultaneous requests: each run writes that it wants
 * the lease, reads the others, writes that it holds the lease, and reads again. A run yields to a live run that held the lease before it,
 * and to a run with a smaller id.
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

/** Milliseconds since the owner of a run's lease renewed it, by the clock of this machine; null when the run has no lease. */
export function silenceOf(projectDir: string, runId: string): number | null {
  try {
    return Date.now() - statSync(leasePath(projectDir, runId)).mtimeMs;
  } catch {
    return null;
  }
}

/**
 * The leases of other runs with a live owner. Removes the leases of dead owners. The modification time of the own file shows the time of
 * that disk.
 */
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

/** Null for a file that was removed meanwhile, and for an invalid lease. */
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

/** Other processes see the whole file or no file. */
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
    // A user removed the file; the run continues.
  }
}

function shared(one: LeaseFile, other: LeaseFile, overlaps: Overlaps): AssetKeyString[] {
  return Object.keys(one.assets).filter((key) => {
    if (!Object.hasOwn(other.assets, key)) return false;
    const [own, theirs] = [one.assets[key], other.assets[key]];
    return own == null || theirs == null || overlaps(key, own, theirs);
  });
}
