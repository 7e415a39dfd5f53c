// Finds stored partitions whose key no longer exists, from the records alone, and says what to do about them.
import type { ProjectManifest } from "../../../runtime/contract/manifest.js";
import type { Severity } from "../../../runtime/contract/problem.js";
import { recordedWithoutKey } from "../../../runtime/planning/index.js";
import { createRecords, dynamicKeysRead, UnreadKeys } from "../../analysis/plain.js";
import { nodeFiles } from "../../lsp/node-files.js";
import { wiringOf } from "./manifest-source.js";

export interface WithoutKey {
  /** The asset's key. */
  readonly asset: string;
  /** The key of the partition. */
  readonly partition: string;
  /** Where the value is stored. */
  readonly storedAt: string;
  /** Always information, because it does not prevent anything. */
  readonly severity: Extract<Severity, "information">;
}

/** The partitions that have a record of a value but no key, of assets whose partitions are known from reading. */
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

/** Empty if the keys of a dynamic definition cannot be read. */
function orNone<T>(find: () => T[]): T[] {
  try {
    return find();
  } catch (error) {
    if (error instanceof UnreadKeys) return [];
    throw error;
  }
}

/** The number of partitions that are printed. --json has all of them. */
export const MOST_WITHOUT_KEY = 20;

/** A sentence with their number and what to do. */
export function withoutKeyWords(count: number): string {
  return `${count === 1 ? "1 stored partition has" : `${count} stored partitions have`} no key any more. ${REMEDY}`;
}

const REMEDY = `Nothing loads them, and nothing removes them. To keep one, change the definition so that it has the key, or give the file
the name of the partition it belongs to and run millrace adopt; rows of a table are found by their partitionExpr, so make their partition again.
To forget one, delete what it stores and the folder of its records, .millrace/records/<asset>/@/<dimension>=<key>.`;
