// The words for partitions: what an asset is divided into and how assets map onto each other, as plain data.

/** What an asset is divided into. Dagster's definitions, each with everything that decides its keys. */
export type PartitionsSpec = DimensionSpec | MultiPartitionsSpec;

/** A definition of one dimension. */
export type DimensionSpec = StaticPartitionsSpec | TimeWindowPartitionsSpec | DynamicPartitionsSpec;

export interface StaticPartitionsSpec {
  readonly kind: "static";
  /** In the user's order, which is the order of runs and ranges. */
  readonly keys: readonly string[];
}

export interface TimeWindowPartitionsSpec {
  readonly kind: "time-window";
  /** Five fields; a window goes from one tick to the next. */
  readonly cron: string;
  /** IANA name; the ticks are local to it. */
  readonly timezone: string;
  /** The first window starts at the first tick at or after this: ISO 8601, local to the zone, or an instant with `Z`. */
  readonly start: string;
  /** No window ends after this; null: windows go on for ever. */
  readonly end: string | null;
  /** How a window's start is written as its key: Luxon's tokens. */
  readonly format: string;
  /** How many windows beyond the last one that has ended. */
  readonly endOffset: number;
  /** Windows that are left out: keys or starts of some, and cron expressions at whose ticks they begin. Absent where there are none. */
  readonly exclusions?: readonly string[];
}

/** Keys that come and go at run time, kept under `.millrace/partitions/`. */
export interface DynamicPartitionsSpec {
  readonly kind: "dynamic";
  readonly name: string;
}

/** Every combination of the dimensions' keys. */
export interface MultiPartitionsSpec {
  readonly kind: "multi";
  /** In order of name, which is their order in keys and addresses. */
  readonly dimensions: readonly { readonly name: string; readonly partitions: DimensionSpec }[];
}

/** Which partitions of the upstream asset one partition of the consumer loads: plain data, which the mapping of this kind reads. */
export interface PartitionMappingSpec {
  readonly kind: string;
  readonly [data: string]: unknown;
}

/** Keys from `start` to `end`, both inclusive, in the definition's order. */
export interface PartitionRange {
  readonly start: string;
  readonly end: string;
}

/** What a run made of each asset that has partitions: keys, and ranges written `first...last`. */
export type PartitionsByAsset = Readonly<Record<string, readonly string[]>>;

/**
 * How the partitions of one step run: `each` calls the function once for every partition, `some` once for so many of them, `once` calls it
 * once for all. Dagster: `BackfillPolicy.multi_run()` and `.single_run()`.
 */
export type BackfillMode = "each" | "some" | "once";
