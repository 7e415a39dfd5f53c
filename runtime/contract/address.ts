// Maps keys to names on disk. I/O managers, records and analysis use this one rule.

import { sha256 } from "@noble/hashes/sha2";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils";

/** Maps a name to one segment of a path: `diskSegment`, or `objectSegment` for a case-sensitive store. */
export type Naming = (name: string) => string;

/**
 * The name of a file or folder: percent-encoded, and unique on every system. It is also unique where names ignore case (`EU`, `eu`), where
 * `nul` is a device, where a dot at the end is removed, and for names of any length. Capitals stay readable and are marked after a `^`: a
 * hexadecimal number whose bits, from the first letter's lowest, say which letters are capitals. `eu`, `EU^3`, `rawOrders^8`. A `T` or `Z`
 * after a digit counts as a capital, as in times of ISO 8601, so `2026-01-01T00` has no mark.
 */
export function diskSegment(name: string): string {
  const encoded = encodeSegment(name).replace(/\.$/, "%2E");
  const segment = encoded.length > LONGEST ? shortened(encoded, name) : withoutHash(encoded) + capitals(name);
  return segment.replace(DEVICE, (first) => percent(first.charCodeAt(0)));
}

/**
 * The segment of a name in an object store, which is case-sensitive. Versions up to 0.3 used it on disks too, so old values may be stored
 * under it.
 */
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

/** Encodes the `~` of a short name that looks like a shortened one, so that two names never get the same segment. */
function withoutHash(encoded: string): string {
  return encoded.replace(/~(?=[0-9a-f]{32}$)/, "%7E");
}

/** Matches the first letter of a name that is a device of Windows, with any text after its first dot. */
const DEVICE = /^(?=(?:con|prn|aux|nul|com\d|lpt\d)(?:[.^]|$))./i;

/** Returns `^` and a number that marks the letters of unexpected case; an empty string when there are none. */
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

/**
 * The name of a segment. Returns null for an invalid segment, such as a lone `%` or bytes that are not UTF-8. For a long name it returns
 * only the beginning.
 */
export function decodeSegment(segment: string): string | null {
  try {
    return decodeURIComponent(segment.replace(/\^[0-9a-f]+$/, ""));
  } catch {
    return null;
  }
}

/**
 * The key of an asset from the names of its folder, separated by `/`. Returns null when a name does not contain its whole part of the key.
 */
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
 * The folder of an asset's records, below `.millrace/records`; for a partition, with the segments of its address. Its files are named `<run
 * id>.json`, and run ids sort by time. No encoded name is `@`, so the folder contains only records.
 */
export function recordFolder(assetKey: string, partition: readonly string[] = []): string {
  return [assetPath(assetKey), "@", ...partition].join("/");
}

/** Where versions up to 0.3 stored records. They are still read from there, but new records are not written there. */
export function formerRecordFolder(assetKey: string, partition: readonly string[] = []): string {
  return [assetPath(assetKey, objectSegment), "@", ...partition.map((segment) => renamed(segment, objectSegment))].join("/");
}

/** The current path of a partition, from a path that versions up to 0.3 may have written. */
export function presentPath(partition: string): string {
  return partition
    .split("/")
    .map((segment) => renamed(segment, diskSegment))
    .join("/");
}

/** Whether the path of a partition uses the names of versions up to 0.3. */
export function isFormer(partition: string): boolean {
  return presentPath(partition) !== partition;
}

/** The segment of a partition, `<dimension>=<key>`, in another naming. The segment of a long key is the same in all namings. */
function renamed(segment: string, naming: Naming): string {
  const at = segment.indexOf("=") + 1;
  const name = HASHED.test(segment) ? null : decodeSegment(segment.slice(at));
  return name === null ? segment : segment.slice(0, at) + naming(name);
}

/** The asset whose record is at a path relative to the project; null for any other path. */
export function keyOfRecord(path: string): string | null {
  const key = /^\.millrace\/records\/(.+?)\/@\/(?:.+\/)?[^/]+\.json$/.exec(path)?.[1];
  return key === undefined ? null : keyOfPath(key);
}

/** The address of a table: `data/analytics.duckdb#hackernews.topstories`. */
export function tableAddress(database: string, schema: string, table: string): string {
  return `${database}#${schema}.${table}`;
}

/** The schema of a table. The first of these counts: the asset's metadata, the manager, the last part of the key's prefix, the fallback. */
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
