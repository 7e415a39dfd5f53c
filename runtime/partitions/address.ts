// Where a partition lies below its asset: Hive style, one level for each dimension, safe on every disk and object store.
import { sha256 } from "@noble/hashes/sha2";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils";
import { encodeSegment } from "../contract/address.js";
import type { PartitionsSpec } from "../contract/partitions.js";
import { dimensionsOf } from "./definitions.js";
import { partsOfMultiKey } from "./multi-key.js";

const LONGEST = 120;
const KEPT = 80;

/** `["date=2026-01-01", "region=eu"]`: one segment for each dimension, in order of their names. */
export function partitionSegments(spec: PartitionsSpec, key: string): string[] {
  const parts = spec.kind === "multi" ? partsOfMultiKey(key) : [key];
  return dimensionsOf(spec).map(({ name }, at) => `${name}=${keySegment(parts[at] ?? "")}`);
}

/**
 * A key percent-encoded. Disks allow 255 bytes for a name and object stores 1,024 for all of it, so a long key keeps its beginning and
 * gets the first 128 bits of its SHA-256: `aaaa…~0123…`. A short key that looks like one of these has its `~` encoded, so no two keys meet.
 */
export function keySegment(key: string): string {
  const encoded = encodeSegment(key);
  if (encoded.length <= LONGEST) return encoded.replace(/~(?=[0-9a-f]{32}$)/, "%7E");
  const hash = bytesToHex(sha256(utf8ToBytes(key))).slice(0, 32);
  return `${encoded.slice(0, KEPT).replace(/%.?$/, "")}~${hash}`;
}
