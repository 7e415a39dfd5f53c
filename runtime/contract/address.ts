// How keys become names on disk: one pure rule for managers, records and analysis, so that all agree.

import { sha256 } from "@noble/hashes/sha2";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils";

/** How a name becomes one segment of a path: `diskSegment`, or `objectSegment` where a store tells all names apart. */
export type Naming = (name: string) => string;

/**
 * The name of a file or a folder: percent-encoded, and different for different names on every system, also where `EU` and `eu` are one
 * name, where `nul` is a device, where a dot at the end is cut off, and however long a name is. Capitals stay readable and are marked
 * after a `^`: the hexadecimal number whose bits, the first letter's lowest, say which letters are large. `eu`, `EU^3`, `rawOrders^8`.
 * A `T` or `Z` after a digit is taken for large, as in times of ISO 8601: `2026-01-01T00` has no mark.
 */
export function diskSegment(name: string): string {
  const encoded = encodeSegment(name).replace(/\.$/, "%2E");
  const segment = encoded.length > LONGEST ? shortened(encoded, name) : withoutHash(encoded) + capitals(name);
  return segment.replace(DEVICE, (first) => percent(first.charCodeAt(0)));
}

/** The segment of a name in an object store, which tells all names apart. Versions to 0.3 gave it on disks, too: values may lie under it. */
export function objectSegment(name: string): string {
  const encoded = encodeSegment(name);
  return encoded.length > LONGEST ? shortened(encoded, name) : withoutHash(encoded);
}

/** Disks allow 255 bytes for a name, and object stores 1,024 for all of it. */
const LONGEST = 120;
const KEPT = 80;

/** A long name keeps its beginning and gets the first 128 bits of its SHA-256: `aaaa…~0123…`. */
function shortened(encoded: string, name: string): string {
  const hash = bytesToHex(sha256(utf8ToBytes(name))).slice(0, 32);
  return `${encoded.slice(0, KEPT).replace(/%.?$/, "")}~${hash}`;
}

/** A short name that looks like a shortened one has its `~` encoded, so no two names meet. */
function withoutHash(encoded: string): string {
  return encoded.replace(/~(?=[0-9a-f]{32}$)/, "%7E");
}

/** The first letter of a name that is a device of Windows, whatever follows its first dot. */
const DEVICE = /^(?=(?:con|prn|aux|nul|com\d|lpt\d)(?:[.^]|$))./i;

/** `^` and which letters are not of the size they have by themselves; nothing where all are. */
function capitals(name: string): string {
  const odd = Array.from(name.matchAll(/[A-Za-z]/g), ({ 0: letter, index }) => {
    const isLargeByItself = /[TZtz]/.test(letter) && /\d/.test(name[index - 1] ?? "");
    return letter <= "Z" !== isLargeByItself ? "1" : "0";
  });
  const mask = BigInt(`0b0${odd.reverse().join("")}`);
  return mask === 0n ? "" : `^${mask.toString(16)}`;
}

const UNRESERVED = /[A-Za-z0-9\-_.~]/;

/** Percent-encodes one name (UTF-8) so that it is a single path segment on every system; `.` and `..` become `%2E`, `%2E%2E`. */
export function encodeSegment(name: string): string {
  if (name === "." || name === "..") return name.replaceAll(".", "%2E");
  let encoded = "";
  for (const character of name) {
    encoded += UNRESERVED.test(character) ? character : utf8(character).map(percent).join("");
  }
  return encoded;
}

/** The name of a segment; null for what is no segment: a lone `%`, say, or bytes that are no UTF-8. Of a long name only its beginning is known. */
export function decodeSegment(segment: string): string | null {
  try {
    return decodeURIComponent(segment.replace(/\^[0-9a-f]+$/, ""));
  } catch {
    return null;
  }
}

/** The key of an asset from the names of its folder, `/`-separated; null where one of them does not tell its part of the key. */
export function keyOfPath(path: string): string | null {
  const parts = path.split("/").map((segment) => (HASHED.test(segment) ? null : decodeSegment(segment)));
  return parts.includes(null) ? null : parts.join("/");
}

const HASHED = /~[0-9a-f]{32}$/;

/** `"a/b"` → `"a/b"` with every part encoded: the path of an asset below a folder, without extension. */
export function assetPath(assetKey: string, naming: Naming = diskSegment): string {
  return assetKey.split("/").map(naming).join("/");
}

/**
 * The folder of an asset's records, below `.millrace/records`; of a partition, with the segments of its address. Files in it are
 * `<run id>.json`; run ids sort by time. No encoded name is `@`, so nothing else lies there.
 */
export function recordFolder(assetKey: string, partition: readonly string[] = []): string {
  return [assetPath(assetKey), "@", ...partition].join("/");
}

/** Where versions to 0.3 put records. They are read there as well, and none is written. */
export function formerRecordFolder(assetKey: string, partition: readonly string[] = []): string {
  return [assetPath(assetKey, objectSegment), "@", ...partition.map((segment) => renamed(segment, objectSegment))].join("/");
}

/** The path of a partition as it is named now, from one that versions to 0.3 may have named. */
export function presentPath(partition: string): string {
  return partition
    .split("/")
    .map((segment) => renamed(segment, diskSegment))
    .join("/");
}

/** Whether the path of a partition is one of former names. */
export function isFormer(partition: string): boolean {
  return presentPath(partition) !== partition;
}

/** The segment of a partition, `<dimension>=<key>`, by another naming. That of a long key is the same in all. */
function renamed(segment: string, naming: Naming): string {
  const at = segment.indexOf("=") + 1;
  const name = HASHED.test(segment) ? null : decodeSegment(segment.slice(at));
  return name === null ? segment : segment.slice(0, at) + naming(name);
}

/** The asset whose record lies at a path relative to the project; null for any other path. */
export function keyOfRecord(path: string): string | null {
  const key = /^\.millrace\/records\/(.+?)\/@\/(?:.+\/)?[^/]+\.json$/.exec(path)?.[1];
  return key === undefined ? null : keyOfPath(key);
}

/** How a table's address is written: `data/analytics.duckdb#hackernews.topstories`. */
export function tableAddress(database: string, schema: string, table: string): string {
  return `${database}#${schema}.${table}`;
}

/**
 * The schema of a table manager, by one order: the asset's metadata, the manager, the last part of the key's prefix, the fallback.
 */
export function tableSchema(
  assetKey: string,
  metadataSchema: string | undefined,
  managerSchema: string | undefined,
  fallback: string,
): string {
  const parts = assetKey.split("/");
  return metadataSchema ?? managerSchema ?? parts.at(-2) ?? fallback;
}

/** The table's name: the last part of the key. */
export function tableName(assetKey: string): string {
  return assetKey.slice(assetKey.lastIndexOf("/") + 1);
}

function utf8(character: string): number[] {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x80) return [point];
  if (point < 0x800) return [0xc0 | (point >> 6), 0x80 | (point & 0x3f)];
  if (point < 0x10000) return [0xe0 | (point >> 12), 0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f)];
  return [0xf0 | (point >> 18), 0x80 | ((point >> 12) & 0x3f), 0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f)];
}

function percent(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
}
