// The interface of an I/O manager, and the contexts with which it stores and loads.
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
   * Stores `value` so that a crash at any moment leaves the old value readable, and returns how it is stored. If a manager returns nothing,
   * the address from its `describe` is recorded.
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: a manager that returns nothing is allowed, and void is what such functions are typed.
  handleOutput(context: OutputContext, value: T): Promise<StoredAs | void> | StoredAs | void;
  /** Where the value of an asset is or will be stored. Does no I/O. */
  describe?(context: DescribeContext): Described;
  readonly exists?: ((context: InputContext) => Promise<boolean>) | undefined;
  /** Removes the stored value (for a partition, only that one). */
  readonly remove?: ((context: InputContext) => Promise<void>) | undefined;
  /**
   * How a value without a record is stored (in a clone of the project, or a container), by the manager's own rules; null when no value is
   * stored. Called before such a value is loaded, and by `millrace adopt`. Throws when several values are possible. Without it, `loadInput`
   * is called directly.
   */
  readonly adopt?: ((context: InputContext) => Promise<StoredAs | null>) | undefined;
  /**
   * Copies the stored value to the address of `to`, and returns how the copy is stored; the old value stays. Called when an asset gets
   * another key. With `partitionsTogether` it is called once, for all partitions (`from.partitions` is null). Without it, the value is
   * loaded and stored instead.
   */
  readonly copy?: ((from: InputContext, to: DescribeContext) => Promise<StoredAs>) | undefined;
}

/** Loads values that are produced outside the project. */
export interface InputManager<T = unknown> {
  /** The forms that it can load; all others are refused before `loadInput` is called. Absent: only `value`. */
  readonly supportedForms?: readonly Form[] | undefined;
  loadInput(context: InputContext): Promise<T> | T;
  /** The first `rows` rows of a row-like value (for other values, the value), without loading all of it. */
  readonly preview?: ((context: InputContext, rows: number) => Promise<Preview>) | undefined;
  /**
   * Some rows of a row-like value, sorted and filtered by the store; null when this value can only be loaded. Without it, views of the rows
   * load the whole value.
   */
  readonly page?: ((context: InputContext, question: RowQuestion) => Promise<RowPage | null>) | undefined;
  /**
   * True: one call loads or stores all requested partitions, as tables do. Otherwise there is a call for each, and a consumer of several
   * gets a map of values by partition key.
   */
  readonly partitionsTogether?: boolean;
  /** Reads the value again and compares it with the record: whether it exists, has that size and hash, and is readable. */
  readonly verify?: ((context: InputContext) => Promise<Verified>) | undefined;
  /** Runs once, before the first use in a run. A retry runs it again after a failure. */
  setup?(scope: FactoryScope): Promise<void> | void;
  /** Runs once, at the end of a run in which it was used. */
  close?(): Promise<void> | void;
}

export interface Described {
  /** Relative to the project (with `/`) when inside it, otherwise absolute; null when only the store knows it. */
  readonly storedAt: string | null;
}

export type Preview =
  | { readonly kind: "rows"; readonly rows: readonly Readonly<Record<string, unknown>>[] }
  | { readonly kind: "value"; readonly value: unknown };

interface ManagerContext {
  readonly assetKey: AssetKey;
  /** The project's absolute folder, the base of relative paths. */
  readonly projectDir: string;
  readonly declared: DeclaredType;
  readonly log: Log;
  /** `context.resources` of the project: all `resources` of the Definitions. */
  readonly resources: Readonly<Record<string, unknown>>;
  /** Aborted when the run is canceled. */
  readonly signal: AbortSignal;
}

/** The partitions of the asset that is stored or loaded. Check `hasPartitions` before you read the other properties. */
export type Partitioned =
  | { readonly hasPartitions: false; readonly partitions: null }
  | {
      readonly hasPartitions: true;
      readonly partitions: PartitionSlice;
      /** The only key. Throws when there are several, which happens only for managers with `partitionsTogether`. */
      readonly partitionKey: string;
      readonly partitionKeys: KeyList;
      /** First and last key, both inclusive. Throws when they are not a contiguous range. */
      readonly partitionKeyRange: PartitionRange;
      /** From the first window's start to the last one's end (exclusive); null when keys are not time windows. */
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
  /** The entries that the function added for this value, with `context.addOutputMetadata` or a `MaterializeResult`. */
  readonly outputMetadata: Readonly<Record<string, MetadataInput>>;
  readonly group: string;
  readonly tags: Readonly<Record<string, string>>;
  /** The record of the value that is about to be replaced; null when there is none, and for several partitions together. */
  readonly previous: Materialization | null;
  /** Adds entries to the materialization, in addition to the user's own. */
  addOutputMetadata(entries: Readonly<Record<string, MetadataInput>>): void;
  /** All entries so far: the function's and the manager's. */
  getLoggedMetadata(): Readonly<Record<string, MetadataInput>>;
  /** Runs `callback` once the new record is durable. From then on, the old value may be removed. */
  onRecorded(callback: () => Promise<void> | void): void;
  /** Identifies what this run stores: the run, the step and the partition, if any. */
  getIdentifier(): readonly string[];
  /** Identifies the stored value independent of the run: the key's parts and the partition, if any. */
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
  /** The metadata of the consuming asset's `ins` entry. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** The columns in the `ins` entry; all columns when absent. */
  readonly columns?: readonly string[];
  readonly upstreamOutput: UpstreamOutput;
  /** Adds entries to the LOADED_INPUT event. */
  addInputMetadata(entries: Readonly<Record<string, MetadataInput>>): void;
  /** Identifies the loaded value: the key's parts and the partition, if any. */
  getAssetIdentifier(): readonly string[];
}

/** The known facts about the stored value that is being loaded. */
export interface UpstreamOutput {
  /** The upstream asset's own `metadata`. */
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly group: string;
  readonly tags: Readonly<Record<string, string>>;
  /** The record of its newest materialization (of several partitions together, the newest of any); null when there is none. */
  readonly materialization: Materialization | null;
  /** Declared with `externalAsset`: it is produced outside the project, so it has no record. */
  readonly external: boolean;
}

export interface DescribeContext {
  readonly assetKey: AssetKey;
  readonly projectDir: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly group: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly declared: DeclaredType;
  /** The requested partitions; null when the asset has none, or the whole asset is requested. */
  readonly partitions: PartitionSlice | null;
  /** The newest record, which has priority over the type. */
  readonly materialization: Materialization | null;
}

/**
 * What a positive result is based on: the hash of all bytes equals the record's; the number of rows equals the stored number; the whole
 * value was read, without anything to compare it with; the value exists, but was not read.
 */
export type VerifiedBy = "hash" | "count" | "reading" | "presence";

/** The result of comparing a stored value with its record. A manager that does not set `by` counts as having read the value. */
export type Verified = { readonly ok: true; readonly by?: VerifiedBy } | { readonly ok: false; readonly reason: string };

/** Managers throw it when no value is stored. A retry does not help. */
export class MissingValueError extends NonRetriableError {
  /** An empty result in the requested form; for a manager whose forms are more than rows and batches. */
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
