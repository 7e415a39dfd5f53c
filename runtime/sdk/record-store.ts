// Records of materializations: one JSON file each, written so that a crash leaves the older ones whole.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { recordFolder } from "../contract/address.js";
import type { Materialization } from "../contract/run.js";
import { writeDurably } from "./durable-file.js";

export interface RecordStore {
  /** The newest record of an asset, or null. */
  latest(assetKey: string): Promise<Materialization | null>;
  /** Durable when the promise resolves. */
  add(record: Materialization): Promise<void>;
}

/** Records below `<projectDir>/.millrace/records`. */
export function fileRecordStore(projectDir: string): RecordStore {
  const root = join(projectDir, ".millrace", "records");
  return {
    async latest(assetKey) {
      const folder = join(root, recordFolder(assetKey));
      const names = (await readdir(folder).catch(nothingThere)).filter((name) => name.endsWith(".json")).sort();
      for (const name of names.reverse()) {
        const record = parseRecord(await readFile(join(folder, name), "utf8").catch(() => ""));
        if (record !== null) return record;
      }
      return null;
    },
    async add(record) {
      const folder = join(root, recordFolder(record.assetKey));
      await writeDurably(join(folder, `${record.runId}.json`), JSON.stringify(record));
    },
  };
}

/** Records that live as long as the process; they see those of `beneath`, and change nothing there. */
export function memoryRecordStore(beneath?: RecordStore): RecordStore {
  const records = new Map<string, Materialization>();
  return {
    latest: async (assetKey) => records.get(assetKey) ?? (await beneath?.latest(assetKey)) ?? null,
    add: async (record) => {
      records.set(record.assetKey, record);
    },
  };
}

function parseRecord(text: string): Materialization | null {
  try {
    const record = JSON.parse(text) as Materialization;
    return typeof record.assetKey === "string" && typeof record.runId === "string" ? record : null;
  } catch {
    return null;
  }
}

function nothingThere(error: NodeJS.ErrnoException): string[] {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") return [];
  throw error;
}
