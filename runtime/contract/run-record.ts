// Runs as lists show them: a summary of each run, and the result of each of its assets.
import type { AssetKeyString } from "./asset.js";
import type { PartitionsByAsset } from "./partitions.js";
import type { RunError, RunOrigin } from "./run.js";

/** A run according to its events. */
export interface RunSummary {
  /** The id of the run. */
  readonly runId: string;
  /** `failure` also when the run has no last event and its process no longer exists. */
  readonly state: "running" | "success" | "failure" | "canceled";
  /** ISO 8601 in UTC. */
  readonly startedAt: string | null;
  /** ISO 8601 in UTC. Null while the run goes on. */
  readonly endedAt: string | null;
  /** The keys of the assets of the run. */
  readonly assets: readonly AssetKeyString[];
  /** The message of the last event. */
  readonly message: string | null;
  /** What started the run. Null when its record does not contain it, as in runs of earlier versions. */
  readonly origin: RunOrigin | null;
  /** The selections that were asked for; empty for all assets. Null when the record does not contain them, as in runs of earlier versions. */
  readonly selection: readonly string[] | null;
  /** The job of the run. */
  readonly jobName: string | null;
  /** The tags of the run. */
  readonly tags: Readonly<Record<string, string>>;
  /** The partitions of each asset that has partitions. */
  readonly partitions?: PartitionsByAsset;
}

export interface ListedRun extends RunSummary {
  /** The run is active, and this server started it. */
  readonly canCancel: boolean;
}

export interface RunsRequest {
  /** URI of the project's folder. */
  readonly project: string;
  /** How many runs, newest first. */
  readonly limit: number;
}

export interface RunList {
  readonly runs: readonly ListedRun[];
  /** The total number of runs. */
  readonly total: number;
}

export interface RunRequest {
  readonly project: string;
  readonly runId: string;
}

/** What a run left to materialize: assets that failed, that were skipped because of them, or that it did not reach. */
export interface UnfinishedRun {
  readonly assets: readonly AssetKeyString[];
  /** For assets with partitions: the partitions that are left. */
  readonly partitions?: PartitionsByAsset;
}

/** The result of one asset in a run. */
export interface RunStep {
  readonly assetKey: AssetKeyString;
  readonly state: "queued" | "running" | "success" | "failure" | "skipped" | "canceled";
  readonly startedAt?: string;
  readonly durationMs?: number;
  /** `"100 rows"`, `"2.1 kB"`. */
  readonly size?: string;
  /** Why it failed or was skipped, or what it reports while it runs. */
  readonly message?: string;
  /** Where it failed in the project's own sources. */
  readonly place?: NonNullable<RunError["place"]>;
  /** For an asset with partitions: how many were materialized, how many failed, and how many were skipped because of others. */
  readonly partitions?: { readonly done: number; readonly failed: number; readonly skipped: number };
}
