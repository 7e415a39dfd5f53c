// Types for reading a stored value: what it is, and one part of it at a time.
import type { AssetKeyString } from "./asset.js";
import type { Materialization } from "./run.js";

/** A part of a stored value. Which parts exist depends on the value's shape, which `facts` returns. */
export interface LookQuestion {
  readonly assetKey: AssetKeyString;
  /** Absent for an asset with partitions: the partitions are listed. */
  readonly partitionKey?: string;
  /** The run that stored the value; absent: the newest one. */
  readonly runId?: string;
  /** The resource that loads an undeclared external asset; absent for every other asset. */
  readonly loadedBy?: string;
  readonly part: ValuePart;
}

export type ValuePart =
  | { readonly kind: "facts" }
  | ({ readonly kind: "rows" } & RowQuestion)
  /** The entries of a value. `path` contains the index of the entry on each level, from the root. */
  | { readonly kind: "entries"; readonly path: readonly number[]; readonly offset: number; readonly limit: number }
  | { readonly kind: "bytes"; readonly offset: number; readonly length: number }
  /** The whole value as text, to compare it with another value. */
  | { readonly kind: "text" };

export type LookAnswer =
  | { readonly kind: "facts"; readonly facts: ValueFacts }
  | { readonly kind: "rows"; readonly page: RowPage }
  | { readonly kind: "entries"; readonly entries: readonly ValueEntry[] }
  /** In base64. */
  | { readonly kind: "bytes"; readonly data: string }
  /** `more`: only the beginning is included. */
  | { readonly kind: "text"; readonly text: string; readonly more: boolean };

export interface ValueFacts {
  readonly key: AssetKeyString;
  readonly storedAt: string | null;
  readonly ioManagerKey: string | null;
  /** The record of the requested value. */
  readonly materialization: Materialization | null;
  /** The earlier records, newest first, and whether their values are still stored. */
  readonly earlier: readonly { readonly materialization: Materialization; readonly kept: boolean }[];
  readonly shape: ValueShape;
}

export interface PartitionsShown {
  /** The current number of partitions. */
  readonly total: number;
  /** How many of them have a value. */
  readonly materialized: number;
  /** The newest record of each of the last partitions that have a value, in the order of the definition. At most `--rows`. */
  readonly materializations: readonly Materialization[];
}

export type ValueShape =
  | { readonly kind: "partitions"; readonly partitions: PartitionsShown }
  /** There is no value. `reason` is one sentence. */
  | { readonly kind: "nothing"; readonly reason: string }
  | { readonly kind: "rows"; readonly columns: readonly RowColumn[]; readonly total: number; readonly pagedBy: "storage" | "memory" }
  | { readonly kind: "tree"; readonly root: ValueEntry }
  /** `language` is the language of the text; `more`: only the beginning is included. */
  | { readonly kind: "text"; readonly text: string; readonly language: "markdown" | "svg" | "plain"; readonly more: boolean }
  | { readonly kind: "bytes"; readonly size: number; readonly image: ImageType | null };

/** The maximum size of an answer in bytes. A longer value is requested in pieces. */
export const MOST_BYTES = 32 * 1024 * 1024;

export type ImageType = "image/png" | "image/jpeg" | "image/gif" | "image/webp" | "image/bmp" | "image/avif";

/** One entry of a value, and its number of entries. */
export interface ValueEntry {
  /** The name of a property, an index, or a map's key as text; empty for the root. */
  readonly name: string;
  /** `"string"`, `"number"`, `"Array"`, `"Map"`, a class's name. */
  readonly type: string;
  /** The value in one line, truncated if it is long. */
  readonly text: string;
  /** The number of its entries; null for a value without entries. */
  readonly size: number | null;
}

/** A column. The type has the store's name. */
export interface RowColumn {
  readonly name: string;
  readonly type: string;
}

/** Rows `offset` to `offset + limit` of those that pass every filter, in the order of `sort`; nulls come last. */
export interface RowQuestion {
  readonly offset: number;
  readonly limit: number;
  readonly sort: readonly RowSort[];
  readonly filters: readonly RowFilter[];
  /** Whether to count the rows that pass. */
  readonly counted: boolean;
}

export interface RowSort {
  readonly column: string;
  readonly descending: boolean;
}

/** `contains` and `lacks` test the text of a value and ignore case. The other tests compare in the column's own type. */
export type RowTest = "contains" | "lacks" | "equals" | "differs" | "less" | "atMost" | "greater" | "atLeast" | "isNull" | "isNotNull";

export interface RowFilter {
  readonly column: string;
  readonly test: RowTest;
  /** As the user wrote it; unused by `isNull` and `isNotNull`. */
  readonly value: string;
}

export interface RowPage {
  readonly columns: readonly RowColumn[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** How many rows pass the filters; null when the request did not ask for it. */
  readonly total: number | null;
}
