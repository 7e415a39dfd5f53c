// What one run is made of: what it was asked for, and what its steps share.

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
  /** The `io_manager` of a project that names none. */
  readonly defaultManager: IOManager;
  readonly emit: (event: RunEvent) => void;
  readonly signal?: AbortSignal;
  /** Steps at the same time; default: the number of processors, at least 4. */
  readonly concurrency?: number;
  /** False where the plan comes from functions' text, which says nothing of what they return. Default true. */
  readonly typesKnown?: boolean;
  /** Wraps each step, so that output can be attributed to its asset; `onLost` is to be told what rejects in it without a handler. */
  readonly within?: <T>(assetKey: string, work: () => Promise<T>, onLost: (error: unknown) => void) => Promise<T>;
  /** Is told every value a function returned; `partitionKey` is null without partitions, and where several were made in one call. */
  readonly onValue?: (assetKey: string, value: unknown, partitionKey: string | null) => void;
}

/** What the steps of one run share. */
export interface Run extends ExecuteOptions {
  readonly managers: ManagerPool;
  readonly signal: AbortSignal;
  /** Records of this run, of assets without partitions: newer than what lies on disk. */
  readonly stored: Map<string, Materialization>;
  readonly resources: Readonly<Record<string, unknown>>;
  /** Resolves when the resources of these names are made. */
  readonly readyResources: (keys: readonly string[]) => Promise<void>;
  readonly moment: Moment;
  readonly tell: TellEvent;
  errorOf(thrown: unknown): RunError;
}

/** One call of an asset's function: for all of it, for one partition, or for several at once. */
export interface Task {
  readonly step: PlanStep;
  readonly asset: ResolvedAsset;
  /** Null: the asset has no partitions. */
  readonly partitions: { readonly space: KeySpace; readonly keys: KeyList } | null;
  /** What every event of it carries. */
  readonly identity: StepIdentity;
  /** Of what its start and its end are told: of itself, or of each partition that it makes beside others, which calls of their own make. */
  readonly told: readonly StepIdentity[];
}

/** What every event of a step carries. */
export function identityOf(step: PlanStep): StepIdentity {
  return { assetKey: step.assetKey, stepKey: stepKey(stepIdOf(step)) };
}

export function taskOf(step: PlanStep, asset: ResolvedAsset, partitions: Task["partitions"]): Task {
  const only = partitions?.keys.length === 1 ? partitions.keys.at(0) : undefined;
  const bare = identityOf(step);
  const identity = only === undefined ? bare : { ...bare, partitionKey: only };
  const isPart = asset.definition.options.backfillPolicy?.mode === "some" && partitions !== null;
  const told = isPart ? Array.from(partitions.keys, (partitionKey) => ({ ...bare, partitionKey })) : [identity];
  return { step, asset, partitions, identity, told };
}
