// Types of assets and of the asset graph: plain data without positions or behaviour.
import type { PartitionsSpec } from "./partitions.js";

/** A whole asset key, its parts joined with `/`: `"hackernews/topstories"`. */
export type AssetKeyString = string;

/**
 * The form in which a value is passed between an I/O manager and a function: `value` is the plain value (rows, for a table), `table` an
 * Arrow table, `relation` a lazy DuckDB relation, `batches` an `AsyncIterable` of row arrays.
 */
export type Form = "value" | "table" | "relation" | "batches";

/** The kind of one column as the TypeScript row type declares it; `unknown` where no single kind fits. */
export type ColumnKind = "number" | "bigint" | "string" | "boolean" | "date" | "bytes" | "list" | "struct" | "unknown";

export interface DeclaredColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly nullable: boolean;
  /** The type allows undefined but not null: a stored null is loaded as undefined. */
  readonly nullIsUndefined?: true;
}

/** What analysis reads from the type of a parameter or a return value, for the manager that stores or loads it. */
export interface DeclaredType {
  readonly form: Form;
  /** The columns, when the type is rows (`Row[]`, `Relation<Row>`, `AsyncIterable<Row[]>`) of a known shape. */
  readonly columns?: readonly DeclaredColumn[];
  /** The extension of the file that a file manager writes for this type, when the type alone determines it. */
  readonly extension?: FileExtension;
}

/** The file formats of file-like managers, by extension. */
export type FileExtension = ".json" | ".parquet" | ".npy" | ".bin" | ".v8" | ".csv" | ".jsonl";

export interface GraphInput {
  readonly parameter: string;
  /** The upstream asset; null when the name resolves to no asset. */
  readonly asset: AssetKeyString | null;
  /** The key of the manager that loads it; null for an instance, or when it is unknown. */
  readonly ioManagerKey: string | null;
}

export interface GraphAsset {
  readonly key: AssetKeyString;
  /** Null if the value requires executing code. */
  readonly group: string | null;
  readonly description: string;
  /** The resource key of the manager that stores it; null for an `ioManager` instance, or when the asset stores no value. */
  readonly ioManagerKey: string | null;
  readonly inputs: readonly GraphInput[];
  /** Assets that must be materialized first but are not loaded. */
  readonly deps: readonly AssetKeyString[];
  /** Null when the asset has no partitions. */
  readonly partitions: PartitionsSpec | null;
  readonly kinds: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly owners: readonly string[];
  readonly external?: true;
  /** The asset is known only from executing the code (for example, it is created in a loop). */
  readonly described?: true;
  /** The options that require executing code. */
  readonly open?: readonly OpenFact[];
}

/** An option that cannot be known without executing code. */
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

/** All assets of one project, sorted by key. It contains no positions, so an edit inside a function body does not change it. */
export interface AssetGraph {
  readonly assets: readonly GraphAsset[];
  readonly jobs: readonly GraphJob[];
  readonly schedules: readonly GraphSchedule[];
}

export interface GraphJob {
  readonly name: string;
  /** The selection in Dagster's grammar; null if it requires executing code. */
  readonly selection: string | null;
}

export interface GraphSchedule {
  readonly name: string;
  readonly job: string | null;
  readonly cronSchedule: string | null;
  /** Null if it requires executing code. */
  readonly executionTimezone: string | null;
}
