// The state of a project, wherever it is kept: runs, records, dynamic partition keys, leases. One interface, one implementation for each store.
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
   * Calls `changed` after something changed, by whichever process: changes of a moment together, and possibly one that is known already.
   * `failed` is called when changes are no longer seen. Returns what ends the watch.
   */
  watch(watcher: StateWatcher): () => void;
}

export interface StateWatcher {
  readonly changed: (changes: readonly StateChange[]) => void;
  readonly failed: (error: unknown) => void;
}

/** `name`: the id of the run; what of the records changed, as a path below them; the name of the dynamic definition. */
export interface StateChange {
  readonly kind: "run" | "record" | "keys";
  readonly name: string;
}

/** Runs as their events tell them. The events of a run are appended by the process that opened it, and by no other. */
export interface RunStore {
  /**
   * Begins a run. Its id is used once: rejects when there is such a run, and when it cannot be written. `start` is what RUN_START will say, for
   * readers of a run that breaks off before it starts.
   */
  open(start: RunStart): Promise<RunLog>;
  /** The ids of all runs, newest first. */
  list(): Promise<readonly string[]>;
  /** The events of a run, its RUN_START always; null when there is no such run. */
  read(runId: string): Promise<readonly RunEvent[] | null>;
  /** The events that came after a cursor, and the cursor of those that come next. 0 is the cursor of the first. */
  readFrom(runId: string, cursor: number): Promise<{ readonly events: readonly RunEvent[]; readonly next: number }>;
  /** What a run is in short, however many events it has. */
  summary(runId: string): Promise<RunSummary>;
  /** The one answer to whether a run is alive. */
  lifeOf(run: Pick<RunState, "start" | "ending">): Promise<Life>;
}

/** Whether a run goes on: `alive`; `gone` when the process that ran it ended before it; `unknown` where nothing tells. */
export type Life = "ended" | "alive" | "gone" | "unknown";

export interface RunLog {
  /** Events are kept in the order in which they are appended. */
  append(event: RunEvent): void;
  /** Resolves when everything appended is kept. */
  close(): Promise<void>;
  /** Takes the run away: it never came to be. */
  discard(): Promise<void>;
}

/** Records of materializations. None is changed: the newest of an asset or partition is the one that counts. */
export interface RecordsOfRuns {
  /** The newest record of an asset or, with the segments of its address, of a partition; null when there is none. */
  latest(assetKey: AssetKeyString, partition?: readonly string[]): Promise<Materialization | null>;
  /** The newest records of an asset, or of a partition, newest first. */
  history(assetKey: AssetKeyString, partition: readonly string[] | undefined, most: number): Promise<readonly Materialization[]>;
  /** The partitions that have a record, as the segments of their addresses joined with `/`. `depth`: how many dimensions there are. */
  partitions(assetKey: AssetKeyString, depth: number): Promise<ReadonlySet<string>>;
  /** Durable when the promise resolves. Rejects, with the field, for a record that would not be believed when it is read. */
  add(record: Materialization, partition?: readonly string[]): Promise<void>;
}

/** The records that a run reads and adds, and what moves them to another asset key. */
export interface RecordStore extends RecordsOfRuns {
  /** Why records of an asset, or of a partition, are not read: one sentence for each. */
  refused(assetKey: AssetKeyString, partition?: readonly string[]): Promise<readonly string[]>;
  /** Every record of an asset and of its partitions, in order of path, so that of one value the newest comes last. */
  below(assetKey: AssetKeyString): Promise<readonly PlacedRecord[]>;
  /** Writes a record at a path of another asset. Durable when the promise resolves. */
  put(assetKey: AssetKeyString, path: string, record: Materialization): Promise<void>;
  /** Writes a record by the names of now, and removes it where it was, if that is another place. */
  move(assetKey: AssetKeyString, placed: PlacedRecord, record: Materialization): Promise<void>;
  /**
   * Removes records of an asset whose values are all at the key `to`. Their list is kept first, so that `finishRemoval` can end what a
   * killed process began.
   */
  removeMoved(assetKey: AssetKeyString, to: AssetKeyString, records: readonly PlacedRecord[]): Promise<void>;
  /** Removes what is left of the records that `removeMoved` listed. Resolves to how many it had listed: 0 when nothing was left undone. */
  finishRemoval(assetKey: AssetKeyString): Promise<number>;
}

export interface PlacedRecord {
  /** Below the asset's records, `/`-separated, by the names of now: `date=2026-01-01/<run id>.json`. */
  readonly path: string;
  readonly record: Materialization;
  /** Where the store keeps it: its own name for the place. */
  readonly at: string;
}

/** The keys of dynamic partitions definitions. */
export interface KeyStore {
  /** The keys of a definition, in the order of their addition. */
  read(name: string): Promise<readonly string[]>;
  /** Adds and removes keys. Two who change one definition at the same time lose nothing. Durable when the promise resolves. */
  change(name: string, change: KeysChange): Promise<void>;
}

export interface KeysChange {
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
}

/** Leases on the assets, or partitions of them, that a run makes: no other run makes the same at the same time. */
export interface LeaseStore {
  /** Takes the lease of a run and keeps it alive until it is released, or says which living run is in the way. */
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

/** What keeps a run from starting. */
export interface LeaseConflict {
  readonly runId: string;
  readonly pid: number;
  readonly host: string;
  /** ISO 8601: when the other run asked for its lease. */
  readonly since: string;
  /** What both make. */
  readonly assets: readonly AssetKeyString[];
}
