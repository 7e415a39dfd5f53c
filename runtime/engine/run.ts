// What a run consists of: its request, and what its steps share.

import { type RunEvent, type StepIdentity, stepKey, type TellEvent } from "../contract/events.js";
import { type Materialization, type PlanStep, type RunError, type RunPlan, stepIdOf } from "../contract/run.js";
import type { KeyStore, RecordsOfRuns } from "../contract/state.js";
import type { KeyList, KeySpace, Moment } from "../partitions/index.js";
import type { IOManager } from "../sdk/io-manager.js";
import type { ResolvedAsset, ResolvedProject } from "../sdk/resolve.js";
import type { ManagerPool } from "./managers.js";

export interface ExecuteOptions {
  readonly plan: RunPlan;
  readonly project: ResolvedProject;
  readonly records: RecordsOfRuns;
  /** The dynamic partition keys of the project. */
  readonly keys: Pick<KeyStore, "read">;
  /** The `io_manager` of a project that does not set one. */
  readonly defaultManager: IOManager;
  readonly emit: (event: RunEvent) => void;
  readonly signal?: AbortSignal;
  /** The number of steps that run at the same time. Default: the number of processors, at least 4. */
  readonly concurrency?: number;
  /** False when the plan comes from the text of functions, which does not contain return types. Default: true. */
  readonly typesKnown?: boolean;
  /** Wraps each step, so that output can be attributed to its asset. Call `onLost` for unhandled rejections in it. */
  readonly within?: <T>(assetKey: string, work: () => Promise<T>, onLost: (error: unknown) => void) => Promise<T>;
  /**
   * Called with every value that a function returned. `partitionKey` is null without partitions, and when one call materialized several.
   */
  readonly onValue?: (assetKey: string, value: unknown, partitionKey: string | null) => void;
}

/** What the steps of one run share. */
export interface Run extends ExecuteOptions {
  readonly managers: ManagerPool;
  readonly signal: AbortSignal;
  /** Records of this run for assets without partitions. They are newer than the records on disk. */
  readonly stored: Map<string, Materialization>;
  readonly resources: Readonly<Record<string, unknown>>;
  /** Resolves when the resources of these names are created. */
  readonly readyResources: (keys: readonly string[]) => Promise<void>;
  readonly moment: Moment;
  readonly tell: TellEvent;
  errorOf(thrown: unknown): RunError;
}

/** One call of an asset's function: for the whole asset, for one partition, or for several together. */
export interface Task {
  readonly step: PlanStep;
  readonly asset: ResolvedAsset;
  /** Null: the asset has no partitions. */
  readonly partitions: { readonly space: KeySpace; readonly keys: KeyList } | null;
  /** The fields that all its events have. */
  readonly identity: StepIdentity;
  /**
   * The identities for which its start and end are reported: the step itself, or each of its partitions when several calls materialize
   * them.
   */
  readonly identities: readonly StepIdentity[];
}

/** The fields that all events of a step have. */
export function identityOf(step: PlanStep): StepIdentity {
  return { assetKey: step.assetKey, stepKey: stepKey(stepIdOf(step)) };
}

export function taskOf(step: PlanStep, asset: ResolvedAsset, partitions: Task["partitions"]): Task {
  const only = partitions?.keys.length === 1 ? partitions.keys.at(0) : undefined;
  const bare = identityOf(step);
  const identity = only === undefined ? bare : { ...bare, partitionKey: only };
  const isPart = asset.definition.options.backfillPolicy?.mode === "some" && partitions !== null;
  const identities = isPart ? Array.from(partitions.keys, (partitionKey) => ({ ...bare, partitionKey })) : [identity];
  return { step, asset, partitions, identity, identities };
}
