// Metadata of assets and materializations: typed entries, and the conversion of raw values.
import { isTooDeep, MOST_DEEP } from "../contract/believed.js";
import type { Metadata, MetadataEntry } from "../contract/run.js";
import { AssetKey, type AssetKeyInput } from "./asset-key.js";

/** A raw value that infers its type, or an entry made with `MetadataValue`. */
export type MetadataInput =
  | MetadataEntry
  | string
  | number
  | boolean
  | bigint
  | null
  | URL
  | Date
  | AssetKey
  | readonly unknown[]
  | { readonly [key: string]: unknown };

export interface TableColumn {
  readonly name: string;
  readonly type: string;
}

/** Creates metadata entries of a specific type. */
export const MetadataValue = {
  /** Plain text. */
  text: (value: string): MetadataEntry => entry({ type: "text", value }),
  /** Markdown. */
  md: (value: string): MetadataEntry => entry({ type: "md", value }),
  /** A web address. */
  url: (value: string | URL): MetadataEntry => entry({ type: "url", value: String(value) }),
  /** A path or file URL. */
  path: (value: string | URL): MetadataEntry => entry({ type: "path", value: String(value) }),
  /** A whole number. Throws a TypeError for any other number. */
  int: (value: number): MetadataEntry => {
    if (!Number.isInteger(value)) throw new TypeError(`MetadataValue.int got ${value}, which is not an integer. Use MetadataValue.float.`);
    return entry({ type: "int", value });
  },
  /** A number. */
  float: (value: number): MetadataEntry => entry({ type: "float", value }),
  /** A boolean. */
  bool: (value: boolean): MetadataEntry => entry({ type: "bool", value }),
  /** JSON data, at most 500 levels deep. */
  json: (value: unknown): MetadataEntry => entry({ type: "json", value }),
  /** A moment, stored as ISO 8601 in UTC. */
  timestamp: (value: Date | string): MetadataEntry => entry({ type: "timestamp", value: new Date(value).toISOString() }),
  /** A reference to an asset. */
  asset: (key: AssetKeyInput): MetadataEntry => entry({ type: "asset", value: AssetKey.from(key).toString() }),
  /** A small table. Rows are objects. Columns are their keys in order of appearance, unless given. */
  table: (rows: readonly Readonly<Record<string, unknown>>[], columns?: readonly string[]): MetadataEntry => {
    const names = columns ?? [...new Set(rows.flatMap((row) => Object.keys(row)))];
    return entry({ type: "table", value: { columns: names, records: rows.map((row) => names.map((name) => row[name] ?? null)) } });
  },
  /** The columns of a table, with their types. */
  tableSchema: (columns: readonly TableColumn[]): MetadataEntry => entry({ type: "table_schema", value: { columns } }),
  /** No value. */
  null: (): MetadataEntry => entry({ type: "null", value: null }),
} as const;

/** Converts raw values and entries to the entries of a record. Throws a TypeError with the label of a value that cannot be metadata. */
export function toMetadata(input: Readonly<Record<string, MetadataInput>>): Metadata {
  const metadata: Record<string, MetadataEntry> = Object.create(null);
  for (const [label, value] of Object.entries(input)) metadata[label] = infer(label, value);
  return metadata;
}

const made = new WeakSet<object>();

function entry(value: MetadataEntry): MetadataEntry {
  const frozen = Object.freeze(value);
  made.add(frozen);
  return frozen;
}

function infer(label: string, value: unknown): MetadataEntry {
  if (typeof value === "object" && value !== null && made.has(value)) return plain(label, value as MetadataEntry);
  if (value === null) return { type: "null", value: null };
  if (value instanceof AssetKey) return { type: "asset", value: value.toString() };
  if (value instanceof URL) return value.protocol === "file:" ? { type: "path", value: value.href } : { type: "url", value: value.href };
  if (value instanceof Date) return { type: "timestamp", value: value.toISOString() };
  switch (typeof value) {
    case "string":
      return /^https?:\/\/\S+$/.test(value) ? { type: "url", value } : { type: "text", value };
    case "number":
      return Number.isInteger(value) ? { type: "int", value } : { type: "float", value };
    case "bigint":
      return Number.isSafeInteger(Number(value)) ? { type: "int", value: Number(value) } : { type: "text", value: String(value) };
    case "boolean":
      return { type: "bool", value };
    case "object":
      return plain(label, { type: "json", value });
    default:
      throw new TypeError(`metadata "${label}" is a ${typeof value}. Use text, a number, a boolean, JSON, or MetadataValue.`);
  }
}

/** JSON entries are copied as JSON, so that later changes of the value do not change the record. */
function plain(label: string, given: MetadataEntry): MetadataEntry {
  if (given.type !== "json" && given.type !== "table") return { ...given };
  let copy: MetadataEntry;
  try {
    copy = JSON.parse(JSON.stringify(given, (_key, value) => (typeof value === "bigint" ? String(value) : value))) as MetadataEntry;
  } catch (cause) {
    throw new TypeError(`metadata "${label}" is not JSON: ${(cause as Error).message}. Give plain data.`);
  }
  if (isTooDeep(copy)) throw new TypeError(`metadata "${label}" is nested deeper than ${MOST_DEEP} levels. Give flatter data.`);
  return copy;
}
