// Types of a run: its plan, its events and its record.
import type { AssetKeyString, DeclaredType } from "./asset.js";
import type { PartitionRange, PartitionsByAsset } from "./partitions.js";

/** The source of one argument of the user's function, by position. */
export type Binding =
  | { readonly kind: "context" }
  | {
      readonly kind: "input";
      readonly parameter: string;
      readonly assetKey: AssetKeyString;
      readonly declared: DeclaredType;
    };

/** One step of a run, which materializes an asset. The worker reads the options (managers, deps, retry) from the loaded asset itself. */
export interface PlanStep {
  /** Names the step in its plan. Default: the asset's key. */
  readonly id?: string;
  readonly assetKey: AssetKeyString;
  readonly bindings: readonly Binding[];
  /** Ids of the steps that must succeed first: the steps of inputs and deps. */
  readonly after: readonly string[];
  readonly output: DeclaredType;
  /** False when the declared return type is void: nothing is stored. */
  readonly stores: boolean;
  /** Resources that the function reads by name; absent when it reads none. */
  readonly resources?: readonly string[];
  /** The partitions to materialize, in the definition's order; absent for an asset without partitions. */
  readonly partitions?: readonly PartitionRange[];
  /** Materializes every partition, including those that the run adds to a dynamic definition before this step. */
  readonly all?: true;
}

export function stepIdOf({ id, assetKey }: Pick<PlanStep, "id" | "assetKey">): string {
  return id ?? assetKey;
}

/** What started a run. */
export const ORIGINS = ["user", "save", "schedule", "backfill", "automation", "retry", "sensor", "api"] as const;

/** What started a run, and why. */
export interface RunOrigin {
  readonly kind: (typeof ORIGINS)[number];
  /** The schedule, sensor or backfill. */
  readonly name?: string;
  /** ISO 8601: the tick of a schedule. */
  readonly tick?: string;
  /** The id of the run that is repeated. */
  readonly of?: string;
}

/** Everything that a worker needs to run. Analysis creates it once, from one revision of the project. */
export interface RunPlan {
  readonly version: 1;
  readonly runId: string;
  /** The project's absolute folder: the working directory of user code, and the base of relative paths. */
  readonly projectDir: string;
  /** The config's path relative to the project, `/`-separated. */
  readonly configFile: string;
  /** The selection as the user wrote it, for the record. */
  readonly selection: readonly string[];
  readonly jobName: string | null;
  /** Absent when a user started it. */
  readonly origin?: RunOrigin;
  /** Tags of the run, as the user set them. */
  readonly tags?: Readonly<Record<string, string>>;
  /** The moment that determines which time windows exist, in ms since 1970. Default: the start of the run. */
  readonly now?: number;
  /** Ordered so that every asset comes after the assets in its `after`. */
  readonly steps: readonly PlanStep[];
}

/** The types of run events: the part of Dagster's vocabulary that Millrace uses. */
export type RunEventType =
  | "RUN_START"
  | "RUN_SUCCESS"
  | "RUN_FAILURE"
  | "RUN_CANCELING"
  | "RUN_CANCELED"
  | "STEP_START"
  | "LOADED_INPUT"
  | "STEP_OUTPUT"
  | "HANDLED_OUTPUT"
  | "ASSET_MATERIALIZATION"
  | "STEP_SUCCESS"
  | "STEP_FAILURE"
  | "STEP_SKIPPED"
  | "STEP_UP_FOR_RETRY"
  | "LOG"
  | "PROGRESS"
  | "ENGINE_EVENT";

export type LogLevel = "debug" | "info" | "warning" | "error";

/** The name of an error for a request for something that does not exist. It is not an error of the project's code. */
export const BAD_QUESTION = "BadQuestion";

export interface RunError {
  /** The name of the error class. */
  readonly name: string;
  /** The message. */
  readonly message: string;
  /** Source-mapped: its frames refer to the project's TypeScript. */
  readonly stack?: string;
  /** The innermost frame in the project's own sources: the path relative to the project, line and column from 1. */
  readonly place?: { readonly file: string; readonly line: number; readonly column: number };
  /** The `cause` of the error. */
  readonly cause?: RunError;
  /** The errors of an `AggregateError`, at most ten. */
  readonly errors?: readonly RunError[];
}

export type MetadataEntry =
  | { readonly type: "text" | "url" | "path" | "md" | "timestamp"; readonly value: string }
  | { readonly type: "int" | "float"; readonly value: number }
  | { readonly type: "bool"; readonly value: boolean }
  | { readonly type: "json"; readonly value: unknown }
  | { readonly type: "asset"; readonly value: AssetKeyString }
  | { readonly type: "table"; readonly value: { readonly columns: readonly string[]; readonly records: readonly (readonly unknown[])[] } }
  | { readonly type: "table_schema"; readonly value: { readonly columns: readonly { readonly name: string; readonly type: string }[] } }
  | { readonly type: "null"; readonly value: null };

export type Metadata = Readonly<Record<string, MetadataEntry>>;

/** How a value is stored. The manager that stores the value writes it, and the manager that loads the value gets it. */
export interface StoredAs {
  /** The path or address. A path is relative to the project (with `/`) when it is inside the project, otherwise absolute. */
  readonly storedAt: string;
  /** The name that the I/O manager gives to the format: `"json"`, `"parquet"`, `"duckdb"`, … */
  readonly format: string;
  /** The number of rows. */
  readonly rows?: number;
  /** The size in bytes. */
  readonly bytes?: number;
  /**
   * For a partition that one call stored together with others in one table: how many partitions, and how many rows they have in total.
   */
  readonly together?: { readonly partitions: number; readonly rows: number };
  /** Other data that the I/O manager needs to find and read the value. JSON only. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The record of one materialization, stored under `.millrace/records`. JSON only. */
export interface Materialization {
  /** The asset's key. */
  readonly assetKey: AssetKeyString;
  /** The partition, for an asset with partitions. */
  readonly partitionKey?: string;
  /** The run that materialized it. */
  readonly runId: string;
  /** When the value was stored: ISO 8601 in UTC. */
  readonly timestamp: string;
  /** Milliseconds from the start of the step until the value was stored. */
  readonly durationMs: number;
  /** Null when the I/O manager was given as an instance, or when nothing was stored. */
  readonly ioManagerKey: string | null;
  /** The class name of the I/O manager. Null when nothing was stored. */
  readonly manager: string | null;
  /** How the value is stored. Null when the asset stores nothing. */
  readonly stored: StoredAs | null;
  /** Metadata entries by label. */
  readonly metadata: Metadata;
  /** The asset's `codeVersion`. */
  readonly codeVersion?: string;
  /** The `dataVersion` of the `MaterializeResult`. */
  readonly dataVersion?: string;
  /** Partitions of upstream assets that had no value and were allowed to be missing. */
  readonly without?: PartitionsByAsset;
}
