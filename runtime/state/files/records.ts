// Records of materializations: one JSON file each. A crash while one is written does not damage older ones.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isFormer, recordFolder } from "../../contract/address.js";
import { believedRecord } from "../../contract/believed.js";
import type { Materialization } from "../../contract/run.js";
import type { RecordStore } from "../../contract/state.js";
import { writeDurably } from "../../disk/durable-file.js";
import { readText, refusalOf } from "../../disk/regular-file.js";
import { isRecordOf, partitionsIn, recordFolders } from "../../partitions/index.js";
import { movableRecords } from "./moved-records.js";
import { recordsFolder, recordText } from "./record-text.js";

/** In `root`, or in the folder of the project's records. */
export function fileRecords(projectDir: string, root = recordsFolder(projectDir)): RecordStore {
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
    ...movableRecords(projectDir),
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
    async refused(assetKey, partition) {
      const files = await recordFiles(root, assetKey, partition);
      const refusals = await Promise.all(files.map(({ path }) => refusalOf(path)));
      return refusals.filter((refusal) => refusal !== null);
    },
  };
}

interface RecordFile {
  readonly name: string;
  readonly path: string;
}

/** The record files of an asset or a partition, the newest last. */
async function recordFiles(root: string, assetKey: string, partition?: readonly string[]): Promise<RecordFile[]> {
  const found = await Promise.all(recordFolders(assetKey, partition).map((folder) => filesIn(join(root, folder))));
  return found.flat().sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

async function filesIn(folder: string): Promise<RecordFile[]> {
  const names = await readdir(folder).catch(nothingThere);
  return names.filter((name) => name.endsWith(".json")).map((name) => ({ name, path: join(folder, name) }));
}

/**
 * The greatest name is the newest record. A run that began earlier may store later than another run, and the value that it replaced is
 * gone. Its record is then sorted after the other one: `<other run>~<own run>.json`.
 */
function newestName(runId: string, newest: string | undefined): string {
  const own = `${runId}.json`;
  if (newest === undefined || newest <= own) return own;
  return newest.endsWith(`~${own}`) ? newest : `${newest.slice(0, -".json".length)}~${own}`;
}

function nothingThere(error: NodeJS.ErrnoException): string[] {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") return [];
  throw error;
}
