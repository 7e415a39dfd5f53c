// What an I/O manager is, and what it is told when it stores and loads.
import type { DeclaredType, Form } from "../contract/asset.js";
import type { PartitionRange } from "../contract/partitions.js";
import type { Materialization, StoredAs } from "../contract/run.js";
import type { RowPage, RowQuestion } from "../contract/value.js";
import type { KeyList, PartitionSlice } from "../partitions/index.js";
import type { AssetKey } from "./asset-key.js";
import { NonRetriableError } from "./failure.js";
import type { Log } from "./log.js";
import type { MetadataInput } from "./metadata.js";
import type { FactoryScope } from "./resource.js";

/** Stores what an asset's function returns, and loads it for the parameters that name the asset. */
export interface IOManager<T = unknown> extends InputManager<T> {
  /**
   * Stores `value` so that a crash at any moment leaves the old value readable, and says how it lies in storage.
   * A manager that returns nothing gets the address its `describe` gives.
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: a manager that returns nothing is allowed, and void is what such functions are typed.
  handleOutput(context: OutputContext, value: T): Promise<StoredAs | void> | StoredAs | void;
  /** Where the value of an asset lies, or will lie. Does no I/O. */
  describe?(context: DescribeContext): Described;
  readonly exists?: ((context: InputContext) => Promise<boolean>) | undefined;
  /** Removes the stored value (of a partition, that one alone). */
  readonly remove?: ((context: InputContext) => Promise<void>) | undefined;
  /**
   * How a value lies that has no record (a clone of the project, a container), by the manager's own rules; null when none lies there.
   * Asked before such a value is loaded, and by `millrace adopt`. Throws when it could be any of several values. Without it, `loadInput`
   * is asked at once.
   */
  readonly adopt?: ((context: InputContext) => Promise<StoredAs | null>) | undefined;
  /**
   * Copies the value that is stored, as it lies there, to where that of `to` would lie, and says how it lies there; the old one stays.
   * Asked when an asset gets another key. With `partitionsTogether` it is asked once, for all partitions (`from.partitions` is null).
   * A manager without it has the value loaded and stored instead.
   */
  readonly copy?: ((from: InputContext, to: DescribeContext) => Promise<StoredAs>) | undefined;
}

/** Loads values that something else stored. */
export interface InputManager<T = unknown> {
  /** The forms it can give; all others are refused before `loadInput` is called. Absent: only `value`. */
  readonly supportedForms?: readonly Form[] | undefined;
  loadInput(context: InputContext): Promise<T> | T;
  /** The first `rows` rows of a row-like value (else the value), without loading all of it. */
  readonly preview?: ((context: InputContext, rows: number) => Promise<Preview>) | undefined;
  /**
   * Some rows of a row-like value, sorted and filtered where they lie; null where this value can only be loaded. Without it, who looks at
   * the value's rows loads it whole.
   */
  readonly page?: ((context: InputContext, question: RowQuestion) => Promise<RowPage | null>) | undefined;
  /**
   * True: one call loads (or stores) all partitions that are meant, as tables do. Otherwise there is a call for each, and who consumes
   * several gets a map of values by partition key.
   */
  readonly partitionsTogether?: boolean;
  /** Re-reads what the record describes: is it there, of that size and hash, readable? */
  readonly verify?: ((context: InputContext) => Promise<Verified>) | undefined;
  /** Runs once, before the first use in a run; again, by a retry, where it failed. */
  setup?(scope: FactoryScope): Promise<void> | void;
  /** Runs once, at the end of a run in which it was used. */
  close?(): Promise<void> | void;
}

export interface Described {
  /** Relative to the project (`/`-separated) when inside it, else absolute; null when only a store can tell. */
  readonly storedAt: string | null;
}

export type Preview =
  | { readonly kind: "rows"; readonly rows: readonly Readonly<Record<string, unknown>>[] }
  | { readonly kind: "value"; readonly value: unknown };

interface ManagerContext {
  readonly assetKey: AssetKey;
  /** The project's absolute folder, base of relative paths. */
  readonly projectDir: string;
  readonly declared: DeclaredType;
  readonly log: Log;
  /** `context.resources` of the project: everything given as `resources`. */
  readonly resources: Readonly<Record<string, unknown>>;
  /** Aborted when the run is canceled. */
  readonly signal: AbortSignal;
}

/** Whether the asset that is stored or loaded has partitions, and which are meant: check `hasPartitions` before reading the rest. */
export type Partitioned =
  | { readonly hasPartitions: false; readonly partitions: null }
  | {
      readonly hasPartitions: true;
      readonly partitions: PartitionSlice;
      /** The one key. Throws when the slice holds several, which only managers with `partitionsTogether` are given. */
      readonly partitionKey: string;
      readonly partitionKeys: KeyList;
      /** First and last key, both inclusive. Throws when they are no contiguous range. */
      readonly partitionKeyRange: PartitionRange;
      /** From the first window's start to the last one's end (exclusive); null where keys are no times. */
      readonly partitionTimeWindow: { readonly start: Date; readonly end: Date } | null;
    };

export type OutputContext = OutputContextBase & Partitioned;

interface OutputContextBase extends ManagerContext {
  readonly runId: string;
  /** The step's name: the key's parts joined with `__`. */
  readonly stepKey: string;
  /** Null outside a job. */
  readonly jobName: string | null;
  /** The asset's own `metadata`. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** What the function said of this value, with `context.addOutputMetadata` or a `MaterializeResult`. */
  readonly outputMetadata: Readonly<Record<string, MetadataInput>>;
  readonly group: string;
  readonly tags: Readonly<Record<string, string>>;
  /** The record of the value that is about to be replaced, if any; of several partitions together, of none. */
  readonly previous: Materialization | null;
  /** Adds entries to the materialization, beside the user's own. */
  addOutputMetadata(entries: Readonly<Record<string, MetadataInput>>): void;
  /** All entries so far: the function's and the manager's. */
  getLoggedMetadata(): Readonly<Record<string, MetadataInput>>;
  /** Runs `callback` once the new record is durable: the moment when what the old record names may go. */
  onRecorded(callback: () => Promise<void> | void): void;
  /** Tells apart what this run stores: the run, the step and, where there is one, the partition. */
  getIdentifier(): readonly string[];
  /** Tells apart what is stored, whoever stores it: the key's parts and, where there is one, the partition. */
  getAssetIdentifier(): readonly string[];
}

export type InputContext = InputContextBase & Partitioned;

interface InputContextBase extends ManagerContext {
  /** Null when loaded outside a run. */
  readonly runId: string | null;
  /** Null outside a job. */
  readonly jobName: string | null;
  /** The consumer's parameter; null when loaded outside a run. */
  readonly parameter: string | null;
  /** The consuming asset; null when loaded outside a run. */
  readonly consumer: AssetKey | null;
  /** What the consuming asset's `ins` entry says. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** The columns the `ins` entry asks for; all when absent. */
  readonly columns?: readonly string[];
  readonly upstreamOutput: UpstreamOutput;
  /** Adds entries to the LOADED_INPUT event. */
  addInputMetadata(entries: Readonly<Record<string, MetadataInput>>): void;
  /** Tells apart what is loaded: the key's parts and, where there is one, the partition. */
  getAssetIdentifier(): readonly string[];
}

/** What is known of the stored value that is being loaded. */
export interface UpstreamOutput {
  /** The upstream asset's own `metadata`. */
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly group: string;
  readonly tags: Readonly<Record<string, string>>;
  /** The record of its newest materialization (of several partitions together, the newest of any); null when there is none. */
  readonly materialization: Materialization | null;
  /** Declared with `externalAsset`: others produce it, so it has no record. */
  readonly external: boolean;
}

export interface DescribeContext {
  readonly assetKey: AssetKey;
  readonly projectDir: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly group: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly declared: DeclaredType;
  /** The partitions that are meant; null where the asset has none, or all of it is meant. */
  readonly partitions: PartitionSlice | null;
  /** The newest record, which wins over what the type says. */
  readonly materialization: Materialization | null;
}

/**
 * What a good answer rests on: every byte has the hash of the record; there are as many rows as were stored; all of it was read, with nothing to
 * compare it with; it is there, and nobody read it.
 */
export type VerifiedBy = "hash" | "count" | "reading" | "presence";

/** What re-reading a stored value against its record gave. A manager that does not say by what is taken to have read it. */
export type Verified = { readonly ok: true; readonly by?: VerifiedBy } | { readonly ok: false; readonly reason: string };

/** Thrown by managers when there is nothing to load; another attempt finds nothing either. */
export class MissingValueError extends NonRetriableError {
  /** What stands for no rows at all in the form that was asked for; for a manager whose forms are more than rows and batches. */
  nothing?: () => unknown;

  constructor(assetKey: AssetKey, lookedAt: string, external: boolean, partitionKey?: string) {
    const remedy = external
      ? `${assetKey} is produced outside this project; create it there.`
      : `Materialize it first: millrace materialize ${assetKey}${partitionKey === undefined ? "" : ` --partition ${shellWord(partitionKey)}`}`;
    const what = partitionKey === undefined ? assetKey : `the partition ${partitionKey} of ${assetKey}`;
    super(`${what} has no stored value: looked at ${lookedAt}. ${remedy}`);
    this.name = "MissingValueError";
  }
}

function shellWord(text: string): string {
  return /^[\w.:=@%+,/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

export function isInputManager(thing: unknown): thing is InputManager {
  return typeof thing === "object" && thing !== null && typeof (thing as InputManager).loadInput === "function";
}

export function isIOManager(thing: unknown): thing is IOManager {
  return isInputManager(thing) && typeof (thing as IOManager).handleOutput === "function";
}

/** The manager's class name, for records and messages. */
export function managerName(manager: InputManager): string {
  const name = manager.constructor?.name;
  return name === undefined || name === "" || name === "Object" ? "IOManager" : name.replace(/^_/, "");
}
