// The state of a project, independent of the storage: runs, records, dynamic partition keys, leases. One interface, with one implementation for each store.
import type { AssetKeyString } from "./asset.js";
import type { RunEvent, RunStart } from "./events.js";
import type { PartitionRange } from "./partitions.js";
import type { Materialization } from "./run.js";
import type { RunSummary } from "./run-record.js";
import type { RunState } from "./run-state.js";

export interface StateStore {
  readonly runs: RunStore;
  readonly records: RecordStore;
  readonly keys: KeyStore;
  readonly leases: LeaseStore;
  /**
   * Calls `changed` after a change by any process. Changes of one moment are reported together, and a known change may be reported again.
   * Calls `failed` when changes can no longer be noticed. Returns a function that ends the watch.
   */
  watch(watcher: StateWatcher): () => void;
}

export interface StateWatcher {
  readonly changed: (changes: readonly StateChange[]) => void;
  readonly failed: (error: unknown) => void;
}

/** `name`: the id of the run; the path of the changed record below the records; the name of the dynamic definition. */
export interface StateChange {
  readonly kind: "run" | "record" | "keys";
  readonly name: string;
}

/** Runs according to their events. Only the process that opened a run appends events to it. */
export interface RunStore {
  /**
   * Begins a run. Its id is used once: rejects when the run exists, and when it cannot be written. `start` is the later content of
   * RUN_START, for readers of a run that breaks off before it starts.
   */
  open(start: RunStart): Promise<RunLog>;
  /** The ids of all runs, newest first. */
  list(): Promise<readonly string[]>;
  /** The events of a run, always with its RUN_START; null when there is no such run. */
  read(runId: string): Promise<readonly RunEvent[] | null>;
  /** The events after a cursor, and the cursor for the next ones. 0 is the cursor of the first event. */
  readFrom(runId: string, cursor: number): Promise<{ readonly events: readonly RunEvent[]; readonly next: number }>;
  /** The summary of a run, with any number of events. */
  summary(runId: string): Promise<RunSummary>;
  /** The only function that decides whether a run is alive. */
  lifeOf(run: Pick<RunState, "start" | "ending">): Promise<Life>;
}

/** Whether a run is active: `alive`; `gone` when the process of the run ended before it; `unknown` when it cannot be determined. */
export type Life = "ended" | "alive" | "gone" | "unknown";

export interface RunLog {
  /** Events are stored in the order in which they are appended. */
  append(event: RunEvent): void;
  /** Resolves when all appended events are stored. */
  close(): Promise<void>;
  /** Removes the run, as if it had never been opened. */
  discard(): Promise<void>;
}

/** Records of materializations. A record is never changed: the newest record of an asset or partition counts. */
export interface RecordsOfRuns {
  /** The newest record of an asset or, with the segments of its address, of a partition; null when there is none. */
  latest(assetKey: AssetKeyString, partition?: readonly string[]): Promise<Materialization | null>;
  /** The newest records of an asset, or of a partition, newest first. */
  history(assetKey: AssetKeyString, partition: readonly string[] | undefined, most: number): Promise<readonly Materialization[]>;
  /** The partitions that have a record, as the segments of their addresses joined with `/`. `depth`: the number of dimensions. */
  partitions(assetKey: AssetKeyString, depth: number): Promise<ReadonlySet<string>>;
  /** Durable when the promise resolves. Rejects, with the name of the field, a record that would be invalid when it is read. */
  add(record: Materialization, partition?: readonly string[]): Promise<void>;
}

/** The records that a run reads and adds, and the functions that move them to another asset key. */
export interface RecordStore extends RecordsOfRuns {
  /** Why records of an asset or a partition cannot be read: one sentence for each. */
  refused(assetKey: AssetKeyString, partition?: readonly string[]): Promise<readonly string[]>;
  /** Every record of an asset and its partitions, sorted by path, so that the newest record of a value comes last. */
  below(assetKey: AssetKeyString): Promise<readonly PlacedRecord[]>;
  /** Writes a record at a path of another asset. Durable when the promise resolves. */
  put(assetKey: AssetKeyString, path: string, record: Materialization): Promise<void>;
  /** Writes a record under the current names, and removes it from its old place, if that is different. */
  move(assetKey: AssetKeyString, placed: PlacedRecord, record: Materialization): Promise<void>;
  /**
   * Removes records of an asset whose values are all at the key `to`. It stores the list of these records first, so that `finishRemoval`
   * can finish what a killed process began.
   */
  removeMoved(assetKey: AssetKeyString, to: AssetKeyString, records: readonly PlacedRecord[]): Promise<void>;
  /** Removes the remaining records that `removeMoved` listed. Resolves to how many it had listed: 0 when nothing was left. */
  finishRemoval(assetKey: AssetKeyString): Promise<number>;
}

export interface PlacedRecord {
  /** Relative to the asset's records, separated by `/`, with the current names: `date=2026-01-01/<run id>.json`. */
  readonly path: string;
  readonly record: Materialization;
  /** Where the store keeps it, in the store's own naming. */
  readonly at: string;
}

/** The keys of dynamic partitions definitions. */
export interface KeyStore {
  /** The keys of a definition, in the order in which they were added. */
  read(name: string): Promise<readonly string[]>;
  /** Adds and removes keys. Two concurrent changes of one definition are both kept. Durable when the promise resolves. */
  change(name: string, change: KeysChange): Promise<void>;
}

export interface KeysChange {
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
}

/** Leases on the assets or partitions that a run materializes: no other run materializes the same ones at the same time. */
export interface LeaseStore {
  /** Takes the lease of a run and renews it until it is released, or returns the live run that conflicts. */
  take(claim: LeaseClaim, overlaps: Overlaps): Promise<Lease | LeaseConflict>;
}

export interface LeaseClaim {
  readonly runId: string;
  /** Null for an asset without partitions. */
  readonly assets: Readonly<Record<AssetKeyString, readonly PartitionRange[] | null>>;
}

/** Whether ranges of one asset share a partition. */
export type Overlaps = (assetKey: AssetKeyString, one: readonly PartitionRange[], other: readonly PartitionRange[]) => boolean;

export interface Lease {
  /** May be called twice. */
  release(): void;
}

/** The run that prevents another run from starting. */
export interface LeaseConflict {
  readonly runId: string;
  readonly pid: number;
  readonly host: string;
  /** ISO 8601: when the other run requested its lease. */
  readonly since: string;
  /** The assets of both runs. */
  readonly assets: readonly AssetKeyString[];
}
