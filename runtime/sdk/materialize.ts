// materialize(): runs assets in this process, for tests and scripts.

import type { RunEvent } from "../contract/events.js";
import type { PartitionRange } from "../contract/partitions.js";
import type { Materialization, PlanStep } from "../contract/run.js";
import { newRunId } from "../contract/run-id.js";
import type { RecordsOfRuns } from "../contract/state.js";
import { execute } from "../engine/execute.js";
import { momentsOf } from "../engine/moments.js";
import { planFromText } from "../engine/plan-from-text.js";
import { InMemoryIOManager, rowsOf } from "../io/memory/manager.js";
import type { Moment } from "../partitions/index.js";
import { type KeySpace, keySpace, rangesOf } from "../partitions/index.js";
import { memoryRecords, openState } from "../state/index.js";
import type { AnyAsset, Asset, StoredValue } from "./asset.js";
import { defaultManager } from "./default-manager.js";
import { type AssetsInput, Definitions } from "./definitions.js";
import { type IOManager, isIOManager } from "./io-manager.js";
import { Relation } from "./relation.js";
import { type ResolvedProject, resolveProject } from "./resolve.js";

export interface MaterializeOptions {
  /** Added to the resources of the Definitions; a resource with the same key is replaced. */
  readonly resources?: Readonly<Record<string, unknown>>;
  /** Materialize only these. Other inputs are loaded from where they are stored. Default: all assets. */
  readonly selection?: readonly (AnyAsset | string)[];
  /** The folder of `.millrace` and the base of relative paths. Default: the working directory. */
  readonly projectDir?: string;
  /** The id of the run. Default: a new one. */
  readonly runId?: string;
  /** The partitions to materialize, for assets with partitions: one key, several, a range (both ends inclusive), or `"all"`. */
  readonly partitions?: string | readonly string[] | PartitionRange;
  /** The moment that determines which time windows have ended. Default: now. */
  readonly now?: Date;
  /** Abort it to cancel the run. */
  readonly signal?: AbortSignal;
  /** Whether the promise rejects with the error of the first failed asset. Default: true. */
  readonly raiseOnError?: boolean;
  /** Called with each event of the run. */
  readonly onEvent?: (event: RunEvent) => void;
}

export interface MaterializeRunResult {
  /** Whether every asset succeeded. */
  readonly success: boolean;
  /** The id of the run. */
  readonly runId: string;
  /** All events, in order. */
  readonly events: readonly RunEvent[];
  /** The materializations, in order. */
  readonly materializations: readonly Materialization[];
  /** The error of the first failed asset. */
  readonly error: unknown;
  /**
   * The value that the asset's function returned in this run; for several partitions the last one, unless one is named. Throws when it did
   * not run.
   */
  outputForNode<A extends Asset>(asset: A, partitionKey?: string): StoredValue<A>;
  /** The same, by the asset's key. */
  outputForNode<T = unknown>(name: string, partitionKey?: string): T;
}

/**
 * Runs assets in this process and stores what they return. The assets that parameters load are read from the text of the functions, so the
 * code must not be bundled or minified. Values load as plain values unless `ins[p].loadAs` says otherwise.
 */
export async function materialize(assets: AssetsInput | Definitions, options: MaterializeOptions = {}): Promise<MaterializeRunResult> {
  const given = assets instanceof Definitions ? assets.options : { assets };
  const project = resolveProject({ ...given, resources: { ...given.resources, ...options.resources } });
  const projectDir = options.projectDir ?? process.cwd();
  return runInProcess(project, options, projectDir, openState(projectDir).records, defaultManager());
}

/** Like `materialize`, but every value stays in memory and nothing is written. Resources that are I/O managers are refused. */
export async function materializeToMemory(assets: AssetsInput, options: MaterializeOptions = {}): Promise<MaterializeRunResult> {
  const manager = Object.entries(options.resources ?? {}).find(([, resource]) => isIOManager(resource));
  if (manager !== undefined)
    throw new TypeError(
      `materializeToMemory got the I/O manager "${manager[0]}", but it stores every value in memory. Leave the manager out, or use materialize.`,
    );
  const project = resolveProject({ assets, resources: { ...options.resources } }, false);
  const memory = new InMemoryIOManager();
  return runInProcess(everythingIn(memory, project), options, options.projectDir ?? process.cwd(), memoryRecords(), memory);
}

async function runInProcess(
  project: ResolvedProject,
  options: MaterializeOptions,
  projectDir: string,
  records: RecordsOfRuns,
  defaultManager: IOManager,
): Promise<MaterializeRunResult> {
  if (project.problems.length > 0) throw new Error(project.problems.map((problem) => problem.message).join("\n"));
  const runId = options.runId ?? newRunId();
  const selected = options.selection?.map((asset) => keyIn(project, asset)) ?? [...project.assets.keys()];
  const now = options.now?.getTime() ?? Date.now();
  const text = planFromText(project, selected, { runId, projectDir, configFile: "", selection: selected, jobName: null, now });
  const { keys } = openState(projectDir);
  const moment = await momentsOf(project, keys, now)();
  const plan = { ...text, steps: text.steps.map((step) => withPartitionsOf(step, project, options.partitions, moment)) };
  const events: RunEvent[] = [];
  const values = new Map<string, unknown>();
  const byPartition = new Map<string, unknown>();
  const emit = (event: RunEvent) => {
    events.push(event);
    options.onEvent?.(event);
  };
  const { signal } = options;
  const outcome = await execute({
    plan,
    project,
    records,
    keys,
    defaultManager,
    emit,
    typesKnown: false,
    onValue: (key, value, partitionKey) => {
      values.set(key, value);
      if (partitionKey !== null) byPartition.set(JSON.stringify([key, partitionKey]), value);
    },
    ...(signal === undefined ? {} : { signal }),
  });
  // The output is the result of a query, not the query.
  for (const all of [values, byPartition])
    for (const [key, value] of all) if (value instanceof Relation && !outcome.errors.has(key)) all.set(key, await rowsOf(value));
  const error = [...outcome.errors.values()][0];
  if (outcome.errors.size > 0 && (options.raiseOnError ?? true)) throw error;
  return {
    success: outcome.kind === "success",
    runId,
    events,
    materializations: events.flatMap((event) => (event.type === "ASSET_MATERIALIZATION" ? [event.materialization] : [])),
    error,
    outputForNode: (asset: Asset | string, partitionKey?: string) => {
      const key = keyIn(project, asset);
      const ofPartition = JSON.stringify([key, partitionKey]);
      if (partitionKey !== undefined && byPartition.has(ofPartition)) return byPartition.get(ofPartition) as never;
      if (partitionKey !== undefined || !values.has(key))
        throw new Error(`${key} has no value in this run: it was not selected, was skipped, or failed. See the events.`);
      return values.get(key) as never;
    },
  };
}

function keyIn(project: ResolvedProject, asset: AnyAsset | string): string {
  const key = typeof asset === "string" ? asset : project.keyOf(asset);
  if (key !== undefined && project.assets.has(key)) return key;
  throw new Error(`${key ?? "the asset"} is not among the given assets. Known: ${[...project.assets.keys()].join(", ")}.`);
}

function withPartitionsOf(step: PlanStep, project: ResolvedProject, wanted: MaterializeOptions["partitions"], moment: Moment): PlanStep {
  const spec = project.assets.get(step.assetKey)?.definition.options.partitions?.spec;
  if (spec === undefined) return step;
  if (wanted === undefined)
    throw new Error(`${step.assetKey} has partitions. Name the ones to materialize: materialize(assets, { partitions: "2026-01-01" }).`);
  const space = keySpace(spec, moment);
  if (wanted === "all" && space.indexOf("all") === -1) return { ...step, partitions: wholeRange(space), all: true };
  if (typeof wanted === "object" && "start" in wanted) return { ...step, partitions: [wanted] };
  return { ...step, partitions: rangesOf(space, typeof wanted === "string" ? [wanted] : wanted) };
}

function wholeRange(space: KeySpace): PartitionRange[] {
  const [start, end] = [space.at(0), space.at(-1)];
  return start === undefined || end === undefined ? [] : [{ start, end }];
}

/** Every manager key that an asset names is mapped to `memory`. */
function everythingIn(memory: IOManager, project: ResolvedProject): ResolvedProject {
  const assets = new Map(
    [...project.assets].map(([key, asset]) => {
      const { ioManagerKey: _key, inputManagerKey: _loader, ...options } = asset.definition.options;
      return [
        key,
        { ...asset, definition: { ...asset.definition, options: { ...options, ioManager: memory, ins: withoutManagers(options.ins) } } },
      ];
    }),
  );
  return { ...project, assets };
}

function withoutManagers(ins: NonNullable<AnyIns> = {}): NonNullable<AnyIns> {
  return Object.fromEntries(Object.entries(ins).map(([parameter, { inputManagerKey: _key, ...entry }]) => [parameter, entry]));
}

type AnyIns = import("./asset.js").AssetOptions["ins"];
