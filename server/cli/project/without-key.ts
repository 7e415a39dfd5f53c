// Stored partitions that their definition has no longer, told from the records alone; and what to do about them, in words.
import type { ProjectManifest } from "../../../runtime/contract/manifest.js";
import type { Severity } from "../../../runtime/contract/problem.js";
import { recordedWithoutKey } from "../../../runtime/planning/index.js";
import { createRecords, dynamicKeysRead, UnreadKeys } from "../../analysis/plain.js";
import { nodeFiles } from "../../lsp/node-files.js";
import { wiringOf } from "./manifest-source.js";

export interface WithoutKey {
  /** The asset's key. */
  readonly asset: string;
  /** The key that the partition had. */
  readonly partition: string;
  /** Where the value is stored. */
  readonly storedAt: string;
  /** It prevents nothing. */
  readonly severity: Extract<Severity, "information">;
}

/** Of assets whose partitions reading can tell: those that have a record of a value, and no key. */
export function partitionsWithoutKey(manifest: ProjectManifest, now = Date.now()): WithoutKey[] {
  const { projectDir } = manifest;
  const records = createRecords(nodeFiles, projectDir);
  const moment = { now, dynamicKeys: dynamicKeysRead(nodeFiles, projectDir) };
  return [...wiringOf(manifest).byKey.values()].flatMap((asset) =>
    (asset.external ? [] : orNone(() => recordedWithoutKey(asset, records, moment))).flatMap(({ key, path }) => {
      const stored = records.latestOf(asset.key, path)?.stored;
      return stored == null ? [] : [{ asset: asset.key, partition: key, storedAt: stored.storedAt, severity: "information" as const }];
    }),
  );
}

/** Where the keys of a dynamic definition cannot be read, what they are is open. */
function orNone<T>(find: () => T[]): T[] {
  try {
    return find();
  } catch (error) {
    if (error instanceof UnreadKeys) return [];
    throw error;
  }
}

/** Of so many each is named in words; --json has all. */
export const MOST_WITHOUT_KEY = 20;

/** How many there are, and what becomes of them. */
export function withoutKeyWords(count: number): string {
  return `${count === 1 ? "1 stored partition has" : `${count} stored partitions have`} no key any more. ${REMEDY}`;
}

const REMEDY = `Nothing loads them, and nothing removes them. To keep one, change the definition so that it has the key, or give the file
the name of the partition it belongs to and run millrace adopt; rows of a table are found by their partitionExpr, so make their partition again.
To forget one, delete what it stores and the folder of its records, .millrace/records/<asset>/@/<dimension>=<key>.`;
