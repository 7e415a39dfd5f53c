// The paths of partitions below their asset: Hive style, one level for each dimension.
import { diskSegment, formerRecordFolder, type Naming, presentPath, recordFolder } from "../contract/address.js";
import type { PartitionsSpec } from "../contract/partitions.js";
import type { Materialization } from "../contract/run.js";
import { dimensionsOf } from "./definitions.js";
import { partsOfMultiKey } from "./multi-key.js";

/** `["date=2026-01-01", "region=eu"]`: one segment for each dimension, sorted by the dimensions' names. */
export function partitionSegments(spec: PartitionsSpec, key: string, naming: Naming = diskSegment): string[] {
  const parts = spec.kind === "multi" ? partsOfMultiKey(key) : [key];
  return dimensionsOf(spec).map(({ name }, at) => `${name}=${naming(parts[at] ?? "")}`);
}

/**
 * The folders with records of an asset or a partition, by the segments of its address. There are several when names changed between
 * versions.
 */
export function recordFolders(assetKey: string, partition: readonly string[] = []): string[] {
  return [...new Set([recordFolder(assetKey, partition), formerRecordFolder(assetKey, partition)])];
}

/**
 * Whether a record belongs to this asset or partition. On a disk that ignores case, a folder with a former name may contain records of two.
 */
export function isRecordOf(record: Materialization, assetKey: string, partition: readonly string[] = []): boolean {
  if (record.assetKey !== assetKey) return false;
  const { partitionKey } = record;
  return partitionKey === undefined || pathOfKey(partition, partitionKey) === partition.join("/");
}

/**
 * The paths of the partitions with records in a folder. The name of the folder contains one. Under a former name, the records may contain
 * others, because a disk that ignores case may store several partitions in one folder.
 */
export function partitionsIn(path: string, records: readonly (Materialization | null)[]): string[] {
  if (path === "") return [path];
  const told = records.flatMap((record) => (record?.partitionKey === undefined ? [] : pathOfKey(path.split("/"), record.partitionKey)));
  return [presentPath(path), ...told];
}

/** The path of another key with the same dimensions. */
function pathOfKey(segments: readonly string[], key: string): string {
  const parts = segments.length > 1 ? partsOfMultiKey(key) : [key];
  return segments.map((segment, at) => segment.slice(0, segment.indexOf("=") + 1) + diskSegment(parts[at] ?? "")).join("/");
}
