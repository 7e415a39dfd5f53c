// How keys become names on disk: one pure rule for managers, records and analysis, so that all agree.

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

/** The inverse of `encodeSegment`; null for what it never gives: a lone `%`, say, or bytes that are no UTF-8. */
export function decodeSegment(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

/** The key of an asset from the names of its folder, `/`-separated; null where one of them is no encoded name. */
export function keyOfPath(path: string): string | null {
  const parts = path.split("/").map(decodeSegment);
  return parts.includes(null) ? null : parts.join("/");
}

/** `"a/b"` → `"a/b"` with every part encoded: the path of an asset below a folder, without extension. */
export function assetPath(assetKey: string): string {
  return assetKey.split("/").map(encodeSegment).join("/");
}

/**
 * The folder of an asset's records, below `.millrace/records`; of a partition, with the segments of its address. Files in it are
 * `<run id>.json`; run ids sort by time. No encoded name is `@`, so nothing else lies there.
 */
export function recordFolder(assetKey: string, partition: readonly string[] = []): string {
  return [assetPath(assetKey), "@", ...partition].join("/");
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
