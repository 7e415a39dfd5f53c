// Reads the records of materializations that runs leave behind; what is not there was never materialized.
import { decodeSegment, recordFolder } from "../../runtime/contract/address.js";
import type { Materialization } from "../../runtime/contract/run.js";
import type { FileAccess } from "./file-access.js";

export interface Records {
  /** The latest materialization of an asset, or null. */
  latest(assetKey: string): Materialization | null;
  /** Files changed; answers about them are read anew. */
  changed(paths: readonly string[]): void;
}

/** The records of the project in `dir`. Answers are remembered until told of a change below `.millrace/records`. */
export function createRecords(files: FileAccess, dir: string): Records {
  const root = `${dir}/.millrace/records`;
  const known = new Map<string, Materialization | null>();
  return {
    latest(assetKey) {
      let record = known.get(assetKey);
      if (record === undefined) {
        record = readLatest(files, `${root}/${recordFolder(assetKey)}`);
        known.set(assetKey, record);
      }
      return record;
    },
    changed(paths) {
      if (paths.some((path) => path === root || root.startsWith(`${path}/`))) known.clear();
      for (const path of paths) {
        const at = path.startsWith(`${root}/`) ? path.slice(root.length + 1).split("/@")[0] : undefined;
        if (at !== undefined) known.delete(at.split("/").map(decodeSegment).join("/"));
      }
    },
  };
}

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
  if (text === undefined) return null;
  try {
    const record: unknown = JSON.parse(text);
    return typeof record === "object" && record !== null && "assetKey" in record ? (record as Materialization) : null;
  } catch {
    return null;
  }
}
