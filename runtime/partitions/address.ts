// Where a partition lies below its asset: Hive style, one level for each dimension.
import { diskSegment, formerRecordFolder, type Naming, presentPath, recordFolder } from "../contract/address.js";
import type { PartitionsSpec } from "../contract/partitions.js";
import type { Materialization } from "../contract/run.js";
import { dimensionsOf } from "./definitions.js";
import { partsOfMultiKey } from "./multi-key.js";

/** `["date=2026-01-01", "region=eu"]`: one segment for each dimension, in order of their names. */
export function partitionSegments(spec: PartitionsSpec, key: string, naming: Naming = diskSegment): string[] {
  const parts = spec.kind === "multi" ? partsOfMultiKey(key) : [key];
  return dimensionsOf(spec).map(({ name }, at) => `${name}=${naming(parts[at] ?? "")}`);
}

/** The folders that hold records of an asset, or of a partition by the segments of its address; more than one where names changed. */
export function recordFolders(assetKey: string, partition: readonly string[] = []): string[] {
  return [...new Set([recordFolder(assetKey, partition), formerRecordFolder(assetKey, partition)])];
}

/** Whether a record speaks of this asset, or of this partition. In folders of former names, records of two may lie on a disk that ignores case. */
export function isRecordOf(record: Materialization, assetKey: string, partition: readonly string[] = []): boolean {
  if (record.assetKey !== assetKey) return false;
  const { partitionKey } = record;
  return partitionKey === undefined || pathOfKey(partition, partitionKey) === partition.join("/");
}

/**
 * The paths of the partitions of which a folder holds records: one, which its name tells, or under a former name also those that the
 * records tell, because a disk that ignores case may hold several there.
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
