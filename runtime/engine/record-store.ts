// Records of materializations: one JSON file each, written so that a crash leaves the older ones whole.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isFormer, recordFolder } from "../contract/address.js";
import { believedRecord, faultOfRecord, MOST_DEEP } from "../contract/believed.js";
import type { Materialization } from "../contract/run.js";
import { writeDurably } from "../disk/durable-file.js";
import { MOST_OF_TEXT, readText, refusalOf } from "../disk/regular-file.js";
import { stateFolder } from "../disk/state-folder.js";
import { isRecordOf, partitionsIn, recordFolders } from "../partitions/index.js";

export interface RecordStore {
  /** The newest record of an asset or, with the segments of its address, of a partition; null when there is none. */
  latest(assetKey: string, partition?: readonly string[]): Promise<Materialization | null>;
  /** The newest records of an asset, or of a partition, newest first. */
  history(assetKey: string, partition: readonly string[] | undefined, most: number): Promise<readonly Materialization[]>;
  /** The partitions that have a record, as the segments of their addresses joined with `/`. `depth`: how many dimensions there are. */
  partitions(assetKey: string, depth: number): Promise<ReadonlySet<string>>;
  /** Durable when the promise resolves. */
  add(record: Materialization, partition?: readonly string[]): Promise<void>;
}

/** Where the records of a project lie. */
export function recordsFolder(projectDir: string): string {
  return join(stateFolder(projectDir), "records");
}

/** Records below `recordsFolder`, or in another folder. */
export function fileRecordStore(projectDir: string, root = recordsFolder(projectDir)): RecordStore {
  const read = async (path: string) => believedRecord(await readText(path).catch(() => ""));
  async function history(assetKey: string, partition: readonly string[] | undefined, most: number): Promise<Materialization[]> {
    const records: Materialization[] = [];
    for (const { path } of (await recordFiles(root, assetKey, partition)).reverse()) {
      if (records.length >= most) break;
      const record = await read(path);
      if (record !== null && isRecordOf(record, assetKey, partition)) records.push(record);
    }
    return records;
  }
  async function partitionsBelow(folder: string, depth: number): Promise<string[]> {
    let found = [""];
    for (let level = 0; level < depth; level++) {
      const below = await Promise.all(
        found.map(async (path) => {
          const names = await readdir(join(folder, path)).catch(nothingThere);
          return names.filter((name) => name.includes("=")).map((name) => (path === "" ? name : `${path}/${name}`));
        }),
      );
      found = below.flat();
    }
    return found;
  }
  return {
    history,
    latest: async (assetKey, partition) => (await history(assetKey, partition, 1))[0] ?? null,
    async partitions(assetKey, depth) {
      const all = new Set<string>();
      for (const folder of recordFolders(assetKey).map((each) => join(root, each))) {
        for (const path of await partitionsBelow(folder, depth)) {
          const inside = isFormer(path) ? await Promise.all((await filesIn(join(folder, path))).map((file) => read(file.path))) : [];
          for (const each of partitionsIn(path, inside)) all.add(each);
        }
      }
      return all;
    },
    async add(record, partition) {
      const newest = (await recordFiles(root, record.assetKey, partition)).at(-1)?.name;
      await writeDurably(join(root, recordFolder(record.assetKey, partition), newestName(record.runId, newest)), recordText(record));
    },
  };
}

interface RecordFile {
  readonly name: string;
  readonly path: string;
}

/** The files of records of an asset, or of a partition, the newest last. */
async function recordFiles(root: string, assetKey: string, partition?: readonly string[]): Promise<RecordFile[]> {
  const found = await Promise.all(recordFolders(assetKey, partition).map((folder) => filesIn(join(root, folder))));
  return found.flat().sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

async function filesIn(folder: string): Promise<RecordFile[]> {
  const names = await readdir(folder).catch(nothingThere);
  return names.filter((name) => name.endsWith(".json")).map((name) => ({ name, path: join(folder, name) }));
}

/** Why records of an asset, or of a partition, are not read: one sentence for each that is there and no regular file, or too large. */
export async function refusedRecords(projectDir: string, assetKey: string, partition?: readonly string[]): Promise<string[]> {
  const files = await recordFiles(recordsFolder(projectDir), assetKey, partition);
  const refusals = await Promise.all(files.map(({ path }) => refusalOf(path)));
  return refusals.filter((refusal) => refusal !== null);
}

/** Records that live as long as the process. */
export function memoryRecordStore(): RecordStore {
  const records = new Map<string, Materialization>();
  const latest = (assetKey: string, partition?: readonly string[]) => records.get(recordFolder(assetKey, partition)) ?? null;
  return {
    latest: async (assetKey, partition) => latest(assetKey, partition),
    // What a process holds in memory, it holds once.
    history: async (assetKey, partition) => [latest(assetKey, partition)].filter((record) => record !== null),
    async partitions(assetKey) {
      const start = `${recordFolder(assetKey)}/`;
      return new Set([...records.keys()].filter((path) => path.startsWith(start)).map((path) => path.slice(start.length)));
    },
    add: async (record, partition) => {
      records.set(recordFolder(record.assetKey, partition), record);
    },
  };
}

/**
 * The greatest name is the newest record. A run that began earlier may store later than another, and what it replaced is gone: its
 * record goes after the other's, `<other run>~<own run>.json`.
 */
function newestName(runId: string, newest: string | undefined): string {
  const own = `${runId}.json`;
  if (newest === undefined || newest <= own) return own;
  return newest.endsWith(`~${own}`) ? newest : `${newest.slice(0, -".json".length)}~${own}`;
}

/** A record as text. Throws, with the field, for one that would not be believed when it is read: its value would seem never to have been made. */
export function recordText(record: Materialization): string {
  const text = JSON.stringify(record);
  const fault = believedRecord(text) !== null ? null : (faultOfRecord(JSON.parse(text)) ?? `metadata is nested deeper than ${MOST_DEEP}`);
  const size = Buffer.byteLength(text);
  const tooLarge = size > MOST_OF_TEXT ? `it has ${size >> 20} MiB, and at most ${MOST_OF_TEXT >> 20} MiB are read` : null;
  const why = fault ?? tooLarge;
  if (why === null) return text;
  throw new Error(`the record of ${record.assetKey} cannot be kept: ${why}. Correct what its metadata or its I/O manager says.`);
}

function nothingThere(error: NodeJS.ErrnoException): string[] {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") return [];
  throw error;
}
