// Types of partitions and of mappings between the partitions of two assets: plain data.

/** The partitions of an asset: Dagster's definitions, each with everything that determines its keys. */
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
  /** Five fields. A window starts at a tick and ends at the next one. */
  readonly cron: string;
  /** IANA name; the ticks are local to it. */
  readonly timezone: string;
  /** The first window starts at the first tick at or after this: ISO 8601, local to the zone, or an instant with `Z`. */
  readonly start: string;
  /** No window ends after this; null: windows have no end. */
  readonly end: string | null;
  /** The format of a window's start as its key, in Luxon's tokens. */
  readonly format: string;
  /** The number of windows after the last one that has ended. */
  readonly endOffset: number;
  /** Windows that are left out: keys or starts, and cron expressions at whose ticks windows begin. Absent when no window is left out. */
  readonly exclusions?: readonly string[];
}

/** Keys that are added and removed at run time, stored under `.millrace/partitions/`. */
export interface DynamicPartitionsSpec {
  readonly kind: "dynamic";
  readonly name: string;
}

/** Every combination of the dimensions' keys. */
export interface MultiPartitionsSpec {
  readonly kind: "multi";
  /** Sorted by name, which is their order in keys and addresses. */
  readonly dimensions: readonly { readonly name: string; readonly partitions: DimensionSpec }[];
}

/** Which upstream partitions one partition of the consumer loads: plain data for the mapping of this kind. */
export interface PartitionMappingSpec {
  readonly kind: string;
  readonly [data: string]: unknown;
}

/** Keys from `start` to `end`, both inclusive, in the definition's order. */
export interface PartitionRange {
  readonly start: string;
  readonly end: string;
}

/** The partitions of each asset in a run: keys, and ranges written `first...last`. */
export type PartitionsByAsset = Readonly<Record<string, readonly string[]>>;

/**
 * How the partitions of one step run: `each` calls the function once for every partition, `some` once for a number of partitions, `once`
 * once for all. Dagster: `BackfillPolicy.multi_run()` and `.single_run()`.
 */
export type BackfillMode = "each" | "some" | "once";
