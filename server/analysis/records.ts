// Reads the records of materializations that runs write. An asset without a record was never materialized.
import { isFormer, keyOfPath } from "../../runtime/contract/address.js";
import { believedRecord } from "../../runtime/contract/believed.js";
import type { Materialization } from "../../runtime/contract/run.js";
import { timeOfRun } from "../../runtime/contract/run-id.js";
import { isRecordOf, partitionsIn, recordFolders } from "../../runtime/partitions/index.js";
import type { FileAccess } from "./file-access.js";

export interface Records {
  /** The latest materialization of an asset, or null. */
  latest(assetKey: string): Materialization | null;
  /**
   * The last materializations of an asset without partitions (`depth` 0) or of its partitions, newest first. Empty if there are too many
   * partitions to read each one.
   */
  history(assetKey: string, depth: number, most: number): readonly Materialization[];
  /** Whether an asset or one of its partitions has any record. */
  isAny(assetKey: string): boolean;
  /** The partitions that have a record, as the segments of their addresses joined with `/`. `depth` is the number of dimensions. */
  partitions(assetKey: string, depth: number): ReadonlySet<string>;
  /** The time (ISO) of the newest record of some partitions. Null if none has a record, or if there are too many to read each one. */
  newestOf(assetKey: string, partitions: ReadonlySet<string>): string | null;
  /** The latest materialization of one partition, by the segments of its address joined with `/`. Null if there is none. */
  latestOf(assetKey: string, partition: string): Materialization | null;
  /** Files changed, so answers about them are read again. */
  changed(paths: readonly string[]): void;
}

/** The records of the project in `dir`. Answers are cached until a change below `.millrace/records` is reported. */
export function createRecords(files: FileAccess, dir: string): Records {
  const root = `${dir}/.millrace/records`;
  const known = new Map<string, Materialization | null>();
  const divided = new Map<string, ReadonlySet<string>>();
  /** The record files of an asset, or of one of its partitions, the newest last. Their names begin with the time of the run. */
  const filesOf = (assetKey: string, partition?: string) =>
    recordFolders(assetKey, partition?.split("/"))
      .flatMap((folder) => filesIn(files, `${root}/${folder}`))
      .sort((a, b) => compare(a.name, b.name));
  const read = (path: string) => parse(files.read(path));
  function latestOf(assetKey: string, partition?: string): Materialization | null {
    // If a record cannot be read (disk full, edited by hand), the previous one is used.
    for (const { path } of filesOf(assetKey, partition).reverse()) {
      const record = read(path);
      if (record !== null && isRecordOf(record, assetKey, partition?.split("/"))) return record;
    }
    return null;
  }
  function partitions(assetKey: string, depth: number): ReadonlySet<string> {
    const found = recordFolders(assetKey).flatMap((each) => {
      const folder = `${root}/${each}`;
      return partitionsBelow(files, folder, depth).flatMap((path) => {
        const inside = isFormer(path) ? filesIn(files, `${folder}/${path}`).map((file) => read(file.path)) : [];
        return partitionsIn(path, inside);
      });
    });
    return new Set(found);
  }
  return {
    isAny: (assetKey) => recordFolders(assetKey).some((folder) => files.list(`${root}/${folder}`).length > 0),
    history(assetKey, depth, most) {
      const divisions = depth === 0 ? [undefined] : [...partitions(assetKey, depth)];
      if (divisions.length > MOST) return [];
      return divisions
        .flatMap((partition) => filesOf(assetKey, partition).map(({ name, path }) => ({ name, path, partition })))
        .sort((a, b) => compare(b.name, a.name))
        .slice(0, most)
        .flatMap(({ path, partition }) => {
          const record = read(path);
          return record !== null && isRecordOf(record, assetKey, partition?.split("/")) ? [record] : [];
        });
    },
    partitions(assetKey, depth) {
      let found = divided.get(assetKey);
      if (found === undefined) {
        found = partitions(assetKey, depth);
        divided.set(assetKey, found);
      }
      return found;
    },
    newestOf(assetKey, among) {
      if (among.size > MOST) return null;
      const names = [...among].flatMap((path) => filesOf(assetKey, path).map(({ name }) => name));
      return timeOfRun(names.sort().at(-1) ?? "");
    },
    latest(assetKey) {
      let record = known.get(assetKey);
      if (record === undefined) {
        record = latestOf(assetKey);
        known.set(assetKey, record);
      }
      return record;
    },
    latestOf,
    changed(paths) {
      if (paths.some((path) => path === root || root.startsWith(`${path}/`))) {
        known.clear();
        divided.clear();
      }
      for (const path of paths) {
        const at = path.startsWith(`${root}/`) ? path.slice(root.length + 1).split("/@")[0] : undefined;
        if (at === undefined) continue;
        const assetKey = keyOfPath(at);
        // The folder name of a long key does not reveal the key.
        for (const answers of [known, divided]) assetKey === null ? answers.clear() : answers.delete(assetKey);
      }
    },
  };
}

/** The largest number of partitions whose newest record is searched. Each has its own folder. */
const MOST = 500;

function partitionsBelow(files: FileAccess, folder: string, depth: number): string[] {
  let found = [""];
  for (let level = 0; level < depth; level++) {
    found = found.flatMap((path) =>
      files
        .list(path === "" ? folder : `${folder}/${path}`)
        .filter((entry) => entry.kind === "directory" && entry.name.includes("="))
        .map((entry) => (path === "" ? entry.name : `${path}/${entry.name}`)),
    );
  }
  return found;
}

function filesIn(files: FileAccess, folder: string): { name: string; path: string }[] {
  return files
    .list(folder)
    .filter((entry) => entry.kind === "file" && entry.name.endsWith(".json"))
    .map(({ name }) => ({ name, path: `${folder}/${name}` }));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function parse(text: string | undefined): Materialization | null {
  return text === undefined ? null : believedRecord(text);
}
