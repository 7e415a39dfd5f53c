// The names of values below a root, from their keys: in this version's naming, and in the naming of versions up to 0.3 on disks.
import { diskSegment, type Naming, objectSegment } from "../../contract/address.js";
import { type PartitionSlice, partitionSegments } from "../../partitions/index.js";
import type { AssetKey } from "../../sdk/asset-key.js";

const NAMING = Symbol("naming");

/** What determines the name of a value. */
export interface Placed {
  readonly assetKey: AssetKey;
  /** At most one partition when a value is stored or loaded. */
  readonly partitions: PartitionSlice | null;
  readonly projectDir: string;
  readonly [NAMING]?: Naming;
}

/** The same value in a fixed naming, independent of the root. Paths of partitions use it too. */
export function namedBy(naming: Naming, { assetKey, partitions, projectDir }: Placed): Placed {
  const pathOf = (key: string) => partitionSegments((partitions as PartitionSlice).definition, key, naming);
  const slice = partitions === null ? null : Object.create(partitions, { pathOf: { value: pathOf } });
  return { assetKey, projectDir, partitions: slice, [NAMING]: naming };
}

/**
 * The name of a value without its extension: `a/b`, or `a/b/date=2026-01-01` for a partition. A part of a key never contains `=`. A part
 * that does is already the segment of a partition, which a VersionedIOManager added.
 */
export function stemBy(naming: Naming, placed: Placed): string {
  const by = placed[NAMING] ?? naming;
  const path = placed.assetKey.path.map((part) => (part.includes("=") ? part : by(part)));
  const { partitions } = placed;
  const only = partitions?.keys.length === 1 ? partitions.keys.at(0) : undefined;
  return [...path, ...(only === undefined || partitions === null ? [] : partitionSegments(partitions.definition, only, by))].join("/");
}

/** The context for a fixed naming of values, independent of the root. */
export function named(naming: Naming): Pick<Placed, typeof NAMING> {
  return { [NAMING]: naming };
}

/** The naming of values in a folder, or in another store. */
export function namingOf(scheme: string): Naming {
  return scheme === "file" ? diskSegment : objectSegment;
}

/** The value, as versions up to 0.3 named it on disks. */
export function asFormer(placed: Placed): Placed {
  return namedBy(objectSegment, placed);
}

/** The address under the current names for a value under a former name; null when its address has no former name. */
export function presentAddress(storedAt: string, placed: Placed): string | null {
  const [former, present] = [stemBy(objectSegment, placed), stemBy(diskSegment, placed)];
  const [path, hasScheme] = [storedAt.replaceAll("\\", "/"), /^(?!file:)[a-z][a-z0-9+.-]+:\/\//i.test(storedAt)];
  const at = path.lastIndexOf(former);
  const [before, after] = [path[at - 1] ?? "/", path[at + former.length] ?? "."];
  if (former === present || hasScheme || at === -1 || before !== "/" || !/[./]/.test(after)) return null;
  return storedAt.slice(0, at) + (path === storedAt ? present : present.replaceAll("/", "\\")) + storedAt.slice(at + former.length);
}
