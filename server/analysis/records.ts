// Reads the records of materializations that runs leave behind; what is not there was never materialized.
import { keyOfPath, recordFolder } from "../../runtime/contract/address.js";
import { believedRecord } from "../../runtime/contract/believed.js";
import type { Materialization } from "../../runtime/contract/run.js";
import { timeOfRun } from "../../runtime/contract/run-id.js";
import type { FileAccess } from "./file-access.js";

export interface Records {
  /** The latest materialization of an asset, or null. */
  latest(assetKey: string): Materialization | null;
  /** The last materializations of an asset without partitions (`depth` 0) or of its partitions, newest first; none when there are too many partitions to look at each. */
  history(assetKey: string, depth: number, most: number): readonly Materialization[];
  /** Whether anything was ever recorded of an asset, or of a partition of it. */
  isAny(assetKey: string): boolean;
  /** The partitions that have a record, as the segments of their addresses joined with `/`; `depth` is how many dimensions there are. */
  partitions(assetKey: string, depth: number): ReadonlySet<string>;
  /** When the newest of some partitions was made, ISO; null when none has a record, or there are too many to look at each. */
  newestOf(assetKey: string, partitions: ReadonlySet<string>): string | null;
  /** The latest materialization of one partition, by the segments of its address joined with `/`; null when there is none. */
  latestOf(assetKey: string, partition: string): Materialization | null;
  /** Files changed; answers about them are read anew. */
  changed(paths: readonly string[]): void;
}

/** The records of the project in `dir`. Answers are remembered until told of a change below `.millrace/records`. */
export function createRecords(files: FileAccess, dir: string): Records {
  const root = `${dir}/.millrace/records`;
  const known = new Map<string, Materialization | null>();
  const divided = new Map<string, ReadonlySet<string>>();
  return {
    isAny: (assetKey) => files.list(`${root}/${recordFolder(assetKey)}`).length > 0,
    history(assetKey, depth, most) {
      const folder = `${root}/${recordFolder(assetKey)}`;
      const partitions = readPartitions(files, folder, depth);
      if (partitions.size > MOST) return [];
      const paths = [...partitions].flatMap((path) => namesIn(files, path === "" ? folder : `${folder}/${path}`));
      // Names begin with the time of the run.
      const latest = paths.sort((a, b) => compare(b.name, a.name)).slice(0, most);
      return latest.map(({ path }) => parse(files.read(path))).filter((record) => record !== null);
    },
    partitions(assetKey, depth) {
      let found = divided.get(assetKey);
      if (found === undefined) {
        found = readPartitions(files, `${root}/${recordFolder(assetKey)}`, depth);
        divided.set(assetKey, found);
      }
      return found;
    },
    newestOf(assetKey, partitions) {
      if (partitions.size > MOST) return null;
      const names = [...partitions].flatMap((path) => files.list(`${root}/${recordFolder(assetKey)}/${path}`).map((entry) => entry.name));
      return timeOfRun(names.sort().at(-1) ?? "");
    },
    latest(assetKey) {
      let record = known.get(assetKey);
      if (record === undefined) {
        record = readLatest(files, `${root}/${recordFolder(assetKey)}`);
        known.set(assetKey, record);
      }
      return record;
    },
    latestOf: (assetKey, partition) => readLatest(files, `${root}/${recordFolder(assetKey)}/${partition}`),
    changed(paths) {
      if (paths.some((path) => path === root || root.startsWith(`${path}/`))) {
        known.clear();
        divided.clear();
      }
      for (const path of paths) {
        const at = path.startsWith(`${root}/`) ? path.slice(root.length + 1).split("/@")[0] : undefined;
        // A name that nobody encoded is no asset's, and the other changes count all the same.
        const assetKey = at === undefined ? null : keyOfPath(at);
        if (assetKey === null) continue;
        known.delete(assetKey);
        divided.delete(assetKey);
      }
    },
  };
}

/** Partitions whose newest record is worth looking for, one folder each. */
const MOST = 500;

function readPartitions(files: FileAccess, folder: string, depth: number): ReadonlySet<string> {
  let found = [""];
  for (let level = 0; level < depth; level++) {
    found = found.flatMap((path) =>
      files
        .list(path === "" ? folder : `${folder}/${path}`)
        .filter((entry) => entry.kind === "directory" && entry.name.includes("="))
        .map((entry) => (path === "" ? entry.name : `${path}/${entry.name}`)),
    );
  }
  return new Set(found);
}

function namesIn(files: FileAccess, folder: string): { name: string; path: string }[] {
  return files
    .list(folder)
    .filter((entry) => entry.kind === "file" && entry.name.endsWith(".json"))
    .map(({ name }) => ({ name, path: `${folder}/${name}` }));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function readLatest(files: FileAccess, folder: string): Materialization | null {
  const names = files
    .list(folder)
    .filter((entry) => entry.kind === "file" && entry.name.endsWith(".json"))
    .map((entry) => entry.name)
    .sort();
  // A record that cannot be read (a full disk, a hand's edit) hides nothing: the one before it still stands.
  for (const name of names.reverse()) {
    const record = parse(files.read(`${folder}/${name}`));
    if (record) return record;
  }
  return null;
}

function parse(text: string | undefined): Materialization | null {
  return text === undefined ? null : believedRecord(text);
}
