// The words for assets and the graph they form: plain data, no positions, no behaviour.
import type { PartitionsSpec } from "./partitions.js";

/** An asset key written whole, its parts joined with `/`: `"hackernews/topstories"`. */
export type AssetKeyString = string;

/**
 * The form in which a value crosses between an I/O manager and a function:
 * `value` is the plain value (rows, for a table), `table` an Arrow table, `relation` a lazy DuckDB relation,
 * `batches` an `AsyncIterable` of row arrays.
 */
export type Form = "value" | "table" | "relation" | "batches";

/** The kind of one column as the TypeScript row type declares it; `unknown` where no single kind fits. */
export type ColumnKind = "number" | "bigint" | "string" | "boolean" | "date" | "bytes" | "list" | "struct" | "unknown";

export interface DeclaredColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly nullable: boolean;
  /** The type allows undefined and not null: a stored null loads as undefined. */
  readonly nullIsUndefined?: true;
}

/** What analysis read from a parameter's or a return's type, for the manager that stores or loads it. */
export interface DeclaredType {
  readonly form: Form;
  /** The columns, when the type is rows (`Row[]`, `Relation<Row>`, `AsyncIterable<Row[]>`) of a known shape. */
  readonly columns?: readonly DeclaredColumn[];
  /** The extension a file manager gives a value of this type, when the type alone decides it. */
  readonly extension?: FileExtension;
}

/** The file formats of file-like managers, by extension. */
export type FileExtension = ".json" | ".parquet" | ".npy" | ".bin" | ".v8" | ".csv" | ".jsonl";

export interface GraphInput {
  readonly parameter: string;
  /** The upstream asset, or null where the name resolves to none. */
  readonly asset: AssetKeyString | null;
  /** The key of the manager that loads it; null when an instance does, or nothing is known. */
  readonly ioManagerKey: string | null;
}

export interface GraphAsset {
  readonly key: AssetKeyString;
  /** Null if only executing the code can tell. */
  readonly group: string | null;
  readonly description: string;
  /** The resource key of the manager that stores it; null for an `ioManager` instance or when nothing is stored. */
  readonly ioManagerKey: string | null;
  readonly inputs: readonly GraphInput[];
  /** Assets that come first without being loaded. */
  readonly deps: readonly AssetKeyString[];
  /** Null: it has none. */
  readonly partitions: PartitionsSpec | null;
  readonly kinds: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly owners: readonly string[];
  readonly external?: true;
  /** Known only from running the code (an asset made in a loop, say). */
  readonly described?: true;
  /** What of it only executing the code can tell. */
  readonly open?: readonly OpenFact[];
}

/** An option that reading leaves open. */
export type OpenFact =
  | "key"
  | "group"
  | "description"
  | "ioManager"
  | "kinds"
  | "owners"
  | "tags"
  | "metadata"
  | "deps"
  | "ins"
  | "partitions"
  | "backfillPolicy";

/** All assets of one project, in order of key. Holds no positions: an edit inside a body changes nothing here. */
export interface AssetGraph {
  readonly assets: readonly GraphAsset[];
  readonly jobs: readonly GraphJob[];
  readonly schedules: readonly GraphSchedule[];
}

export interface GraphJob {
  readonly name: string;
  /** The selection in Dagster's grammar, or null if only executing the code can tell. */
  readonly selection: string | null;
}

export interface GraphSchedule {
  readonly name: string;
  readonly job: string | null;
  readonly cronSchedule: string | null;
  /** Null if only executing the code can tell. */
  readonly executionTimezone: string | null;
}
