// Moves the records of an asset to another key: reads them with their places, writes them below the new key, and removes the old ones.
import { readdir, realpath, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { diskSegment, recordFolder } from "../../contract/address.js";
import { believedRecord } from "../../contract/believed.js";
import type { Materialization } from "../../contract/run.js";
import type { PlacedRecord, RecordStore } from "../../contract/state.js";
import { syncFolder, writeDurably } from "../../disk/durable-file.js";
import { readText } from "../../disk/regular-file.js";
import { stateFolder } from "../../disk/state-folder.js";
import { partitionsIn, recordFolders } from "../../partitions/index.js";
import { recordsFolder, recordText } from "./record-text.js";

/** The functions of a record store that move records. */
export function movableRecords(projectDir: string): Pick<RecordStore, "below" | "put" | "move" | "removeMoved" | "finishRemoval"> {
  return {
    below: (assetKey) => recordsBelow(projectDir, assetKey),
    put: (assetKey, path, record) => writeRecord(projectDir, assetKey, path, record),
    move: (assetKey, placed, record) => moveRecord(projectDir, assetKey, placed, record),
    removeMoved: (assetKey, to, records) => removeMoved(projectDir, assetKey, to, records),
    finishRemoval: (assetKey) => finishRemoval(projectDir, assetKey),
  };
}

/** Every record of an asset and its partitions, sorted by path, so that the newest record of a value comes last. */
async function recordsBelow(projectDir: string, assetKey: string): Promise<PlacedRecord[]> {
  const found: PlacedRecord[] = [];
  const visit = async (folder: string, segments: readonly string[]): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [];
      throw error;
    });
    for (const entry of entries) {
      const file = join(folder, entry.name);
      if (entry.isDirectory()) await visit(file, [...segments, entry.name]);
      else if (entry.name.endsWith(".json")) {
        const record = believedRecord(await readText(file));
        if (record === null || record.assetKey !== assetKey) continue;
        const [partition = ""] = partitionsIn(segments.join("/"), [record]).slice(-1);
        found.push({ path: partition === "" ? entry.name : `${partition}/${entry.name}`, record, at: file });
      }
    }
  };
  for (const folder of recordFolders(assetKey)) await visit(join(recordsFolder(projectDir), folder), []);
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Durable when the promise resolves. */
async function writeRecord(projectDir: string, assetKey: string, path: string, record: Materialization): Promise<void> {
  await writeDurably(fileOf(projectDir, assetKey, path), recordText(record));
}

/** Writes a record under the current names, and removes its old file, if that is different. */
async function moveRecord(projectDir: string, assetKey: string, placed: PlacedRecord, record: Materialization): Promise<void> {
  const file = fileOf(projectDir, assetKey, placed.path);
  if (file === placed.at && record === placed.record) return;
  await writeRecord(projectDir, assetKey, placed.path, record);
  // On a disk that ignores case, two names may be the same file.
  const [now, before] = await Promise.all([realpath(file), realpath(placed.at).catch(() => null)]);
  if (before !== null && before.toLowerCase() !== now.toLowerCase()) await removeRecords(projectDir, [placed]);
}

/** Removes records, and folders that become empty. Records of other assets stay. */
async function removeRecords(projectDir: string, records: readonly PlacedRecord[]): Promise<void> {
  const folders = new Set<string>();
  for (const { at: file } of records) {
    await rm(file, { force: true });
    folders.add(dirname(file));
  }
  for (const folder of folders) await removeEmpty(folder, recordsFolder(projectDir));
}

/**
 * Like `removeRecords`, for an asset whose values are all at its new key. It writes the list of records first, so that `finishRemoval` can
 * finish what a killed process began. Without the list, the remaining records would not show what had been moved.
 */
async function removeMoved(projectDir: string, assetKey: string, to: string, records: readonly PlacedRecord[]): Promise<void> {
  const list = removalList(projectDir, assetKey);
  await writeDurably(list, JSON.stringify({ to, paths: records.map(({ path }) => path) }));
  await removeRecords(projectDir, records);
  await rm(list, { force: true });
  await rmdir(dirname(list)).catch(() => undefined);
}

/** Removes the remaining records that `removeMoved` listed. Returns how many it had listed: 0 when nothing was left. */
async function finishRemoval(projectDir: string, assetKey: string): Promise<number> {
  const list = removalList(projectDir, assetKey);
  const text = await readText(list).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (text === null) return 0;
  const { to, paths } = removalIn(text, list);
  const listed = new Set(paths);
  const moved = new Set((await recordsBelow(projectDir, to)).map(({ path }) => path));
  const left = (await recordsBelow(projectDir, assetKey)).filter(({ path }) => listed.has(path) && moved.has(path));
  await removeMoved(projectDir, assetKey, to, left);
  return paths.length;
}

async function removeEmpty(folder: string, root: string): Promise<void> {
  for (let each = folder; each !== root; each = dirname(each)) {
    const isGone = await rmdir(each).then(
      () => true,
      () => false,
    );
    if (!isGone) return void (await syncFolder(each).catch(() => undefined));
  }
}

function fileOf(projectDir: string, assetKey: string, path: string): string {
  return join(recordsFolder(projectDir), recordFolder(assetKey), path);
}

interface Removal {
  /** The key that the records have now. */
  readonly to: string;
  readonly paths: readonly string[];
}

function removalIn(text: string, file: string): Removal {
  try {
    const { to, paths } = JSON.parse(text) as Removal;
    if (typeof to === "string" && Array.isArray(paths)) return { to, paths };
  } catch {
    // Reported below.
  }
  throw new Error(`${file} does not tell which records were being removed. Remove that file, and ask again.`);
}

/** One file for each asset whose moved records are being removed. */
function removalList(projectDir: string, assetKey: string): string {
  return join(stateFolder(projectDir), "moves", `${diskSegment(assetKey)}.json`);
}
