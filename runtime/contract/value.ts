// The words for looking at a stored value: what it is, and one part of it at a time.
import type { AssetKeyString } from "./asset.js";
import type { Materialization } from "./run.js";

/** A part of a stored value. What of a value is asked for depends on its shape, which `facts` tells. */
export interface LookQuestion {
  readonly assetKey: AssetKeyString;
  /** Absent: of an asset with partitions, they are listed. */
  readonly partitionKey?: string;
  /** The run that stored the value; absent: the newest one. */
  readonly runId?: string;
  /** The resource that loads an external asset which nobody declares; absent for every other one. */
  readonly loadedBy?: string;
  readonly part: ValuePart;
}

export type ValuePart =
  | { readonly kind: "facts" }
  | ({ readonly kind: "rows" } & RowQuestion)
  /** What lies in a value; `path` counts entries from the root on. */
  | { readonly kind: "entries"; readonly path: readonly number[]; readonly offset: number; readonly limit: number }
  | { readonly kind: "bytes"; readonly offset: number; readonly length: number }
  /** All of it as text, to be compared with another. */
  | { readonly kind: "text" };

export type LookAnswer =
  | { readonly kind: "facts"; readonly facts: ValueFacts }
  | { readonly kind: "rows"; readonly page: RowPage }
  | { readonly kind: "entries"; readonly entries: readonly ValueEntry[] }
  /** In base64. */
  | { readonly kind: "bytes"; readonly data: string }
  /** `more`: only the beginning is given. */
  | { readonly kind: "text"; readonly text: string; readonly more: boolean };

export interface ValueFacts {
  readonly key: AssetKeyString;
  readonly storedAt: string | null;
  readonly ioManagerKey: string | null;
  /** The record of the value that is meant. */
  readonly materialization: Materialization | null;
  /** The records before that one, newest first, and whether what they speak of is still there. */
  readonly earlier: readonly { readonly materialization: Materialization; readonly kept: boolean }[];
  readonly shape: ValueShape;
}

export interface PartitionsShown {
  /** The number of partitions there are now. */
  readonly total: number;
  /** How many of them have a value. */
  readonly materialized: number;
  /** The newest record of each of the last partitions that have a value, in the order of the definition. At most `--rows`. */
  readonly materializations: readonly Materialization[];
}

export type ValueShape =
  | { readonly kind: "partitions"; readonly partitions: PartitionsShown }
  /** Nothing to see, and why, in a sentence. */
  | { readonly kind: "nothing"; readonly reason: string }
  | { readonly kind: "rows"; readonly columns: readonly RowColumn[]; readonly total: number; readonly pagedBy: "storage" | "memory" }
  | { readonly kind: "tree"; readonly root: ValueEntry }
  /** `language` is how the text may be drawn; `more`: only the beginning is given. */
  | { readonly kind: "text"; readonly text: string; readonly language: "markdown" | "svg" | "plain"; readonly more: boolean }
  | { readonly kind: "bytes"; readonly size: number; readonly image: ImageType | null };

/** Bytes of an answer: longer ones are asked for in pieces. */
export const MOST_BYTES = 32 * 1024 * 1024;

export type ImageType = "image/png" | "image/jpeg" | "image/gif" | "image/webp" | "image/bmp" | "image/avif";

/** One thing in a value, and how much lies in it. */
export interface ValueEntry {
  /** A property's name, an index, a map's key as text; empty for the root. */
  readonly name: string;
  /** `"string"`, `"number"`, `"Array"`, `"Map"`, a class's name. */
  readonly type: string;
  /** The value in one line, cut where it is long. */
  readonly text: string;
  /** How many entries lie in it; null for what has no inside. */
  readonly size: number | null;
}

/** A column, its type as the store names it. */
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
  /** Whether to count how many rows pass. */
  readonly counted: boolean;
}

export interface RowSort {
  readonly column: string;
  readonly descending: boolean;
}

/** `contains` and `lacks` look at a value's text and do not tell large letters from small ones; the others compare in the column's own type. */
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
  /** How many rows pass the filters; null when nobody asked. */
  readonly total: number | null;
}
