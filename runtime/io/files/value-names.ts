// The names of values below a root, from keys: as this version names them, and as versions to 0.3 did on disks.
import { diskSegment, type Naming, objectSegment } from "../../contract/address.js";
import { type PartitionSlice, partitionSegments } from "../../partitions/index.js";
import type { AssetKey } from "../../sdk/asset-key.js";

const NAMING = Symbol("naming");

/** What decides the name of a value. */
export interface Placed {
  readonly assetKey: AssetKey;
  /** Of one partition at most when a value is stored or loaded. */
  readonly partitions: PartitionSlice | null;
  readonly projectDir: string;
  readonly [NAMING]?: Naming;
}

/** The same value, to be named by one naming, whatever the root is. Paths of partitions follow it. */
export function namedBy(naming: Naming, { assetKey, partitions, projectDir }: Placed): Placed {
  const pathOf = (key: string) => partitionSegments((partitions as PartitionSlice).definition, key, naming);
  const slice = partitions === null ? null : Object.create(partitions, { pathOf: { value: pathOf } });
  return { assetKey, projectDir, partitions: slice, [NAMING]: naming };
}

/**
 * The name of a value without its extension: `a/b`, or `a/b/date=2026-01-01` of one partition. No part of a key holds a `=`; one that
 * does is the segment of a partition already, which a manager of versions has put there.
 */
export function stemBy(naming: Naming, placed: Placed): string {
  const by = placed[NAMING] ?? naming;
  const path = placed.assetKey.path.map((part) => (part.includes("=") ? part : by(part)));
  const { partitions } = placed;
  const only = partitions?.keys.length === 1 ? partitions.keys.at(0) : undefined;
  return [...path, ...(only === undefined || partitions === null ? [] : partitionSegments(partitions.definition, only, by))].join("/");
}

/** What a context is given so that values are named by one naming, whatever the root is. */
export function named(naming: Naming): Pick<Placed, typeof NAMING> {
  return { [NAMING]: naming };
}

/** How a store that is a folder names values, or any other. */
export function namingOf(scheme: string): Naming {
  return scheme === "file" ? diskSegment : objectSegment;
}

/** The value as versions to 0.3 named it on disks. */
export function asFormer(placed: Placed): Placed {
  return namedBy(objectSegment, placed);
}

/** Where a value that lies under its former name would lie by the names of now; null where its address has no former name. */
export function presentAddress(storedAt: string, placed: Placed): string | null {
  const [former, present] = [stemBy(objectSegment, placed), stemBy(diskSegment, placed)];
  const [path, hasScheme] = [storedAt.replaceAll("\\", "/"), /^(?!file:)[a-z][a-z0-9+.-]+:\/\//i.test(storedAt)];
  const at = path.lastIndexOf(former);
  const [before, after] = [path[at - 1] ?? "/", path[at + former.length] ?? "."];
  if (former === present || hasScheme || at === -1 || before !== "/" || !/[./]/.test(after)) return null;
  return storedAt.slice(0, at) + (path === storedAt ? present : present.replaceAll("/", "\\")) + storedAt.slice(at + former.length);
}
