// Records of an asset that gets another key: read with their places, written below the new key, removed below the old one.
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { recordFolder } from "../contract/address.js";
import { believedRecord } from "../contract/believed.js";
import type { Materialization } from "../contract/run.js";
import { readText } from "../disk/regular-file.js";
import { syncFolder, writeDurably } from "./durable-file.js";
import { recordText } from "./record-store.js";

export interface PlacedRecord {
  /** Below the asset's folder of records, `/`-separated: `date=2026-01-01/<run id>.json`. */
  readonly path: string;
  readonly record: Materialization;
}

/** Every record of an asset and of its partitions, in order of path, so that of one value the newest comes last. */
export async function recordsBelow(projectDir: string, assetKey: string): Promise<PlacedRecord[]> {
  const root = folderOf(projectDir, assetKey);
  const found: PlacedRecord[] = [];
  const visit = async (path: string): Promise<void> => {
    const entries = await readdir(join(root, path), { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [];
      throw error;
    });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const inner = path === "" ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory()) await visit(inner);
      else if (entry.name.endsWith(".json")) {
        const record = believedRecord(await readText(join(root, inner)));
        if (record !== null) found.push({ path: inner, record });
      }
    }
  };
  await visit("");
  return found;
}

/** Durable when the promise resolves. */
export async function writeRecord(projectDir: string, assetKey: string, { path, record }: PlacedRecord): Promise<void> {
  await writeDurably(join(folderOf(projectDir, assetKey), path), recordText(record));
}

/** Records of an asset that is no more; those of assets whose keys begin with its key stay. */
export async function removeRecords(projectDir: string, assetKey: string): Promise<void> {
  const folder = folderOf(projectDir, assetKey);
  await rm(folder, { recursive: true, force: true });
  const above = join(folder, "..");
  if (await stat(above).catch(() => null)) await syncFolder(above);
}

function folderOf(projectDir: string, assetKey: string): string {
  return join(projectDir, ".millrace", "records", recordFolder(assetKey));
}
