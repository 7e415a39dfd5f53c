// Describes a project by executing its code: the assets that exist, the call that created each, and where each manager stores them.
import type { Materialization } from "../contract/run.js";
import type {
  DescribedAsset,
  DescribedInput,
  DescribedOptions,
  DescribedProblem,
  DescribedProject,
  ToldClass,
  WorkerRequest,
} from "../contract/worker.js";
import { describeContext } from "../engine/describe-context.js";
import { createManagerPool, type ManagerPool } from "../engine/managers.js";
import { depsOf } from "../engine/plan-from-text.js";
import { openResources } from "../engine/resources.js";
import type { AssetIn, AssetOptions } from "../sdk/asset.js";
import { AssetKey } from "../sdk/asset-key.js";
import { defaultManager } from "../sdk/default-manager.js";
import { EnvVar } from "../sdk/env-var.js";
import { createLog } from "../sdk/log.js";
import type { ResolvedAsset, ResolvedProject } from "../sdk/resolve.js";
import { ResourceDefinition } from "../sdk/resource.js";
import { AssetSelection } from "../sdk/selection.js";
import { openState } from "../state/index.js";
import { type ParametersInText, parametersOf } from "./described-parameters.js";
import { loadProject } from "./load.js";
import type { Report } from "./report.js";

export async function describe(request: Extract<WorkerRequest, { kind: "describe" }>, report: Report): Promise<DescribedProject> {
  const { projectDir, configFile, sites } = request;
  const project = await loadProject(projectDir, configFile, report, sites);
  const sdk = await import("../sdk/index.js");
  // Describing does not set up managers, so managers that are created in a run have no address yet.
  const log = createLog(() => undefined);
  const pool = createManagerPool(project, defaultManager(), { resources: openResources(project, projectDir, log), projectDir, log });
  const { records } = openState(projectDir);
  const storedAt: Record<string, string | null> = Object.create(null);
  const assets: DescribedAsset[] = [];
  const problems: DescribedProblem[] = [...project.problems];
  for (const [key, asset] of project.assets) {
    const materialization = asset.external ? null : await records.latest(key);
    storedAt[key] = storedAtOf(asset, pool, projectDir, materialization);
    const { parameters, problem } = parametersOf(asset, project);
    if (problem !== null) problems.push(problem);
    assets.push(describedAsset(asset, project, sdk, parameters, materialization));
  }
  return {
    assets,
    jobs: project.jobs.map((job) => ({ name: job.name, selection: selectionText(job.selection, project) })),
    schedules: project.schedules.map(({ name, job, cronSchedule, executionTimezone }) => ({
      name,
      job: job.name,
      cronSchedule,
      executionTimezone,
    })),
    storedAt: { ...storedAt },
    resources: Object.fromEntries([...project.resources].map(([key, value]) => [key, classOf(value, sdk)])),
    problems,
    hashes: Object.fromEntries(Object.entries(sites ?? {}).map(([file, { hash }]) => [file, hash])),
  };
}

/** The package that the project's code imports; it is already loaded. */
type Sdk = typeof import("../sdk/index.js");

/** The class of a resource. A factory does not know the class before it creates the resource. */
function classOf(value: unknown, sdk: Sdk): ToldClass {
  const none = { className: null, sdk: false };
  if (typeof value !== "object" || value === null || value instanceof ResourceDefinition || value instanceof EnvVar) return none;
  const made: unknown = Object.getPrototypeOf(value)?.constructor;
  const own = Object.entries(sdk).find(([, each]) => each === made)?.[0];
  if (own !== undefined) return { className: own, sdk: true };
  return typeof made === "function" && made !== Object ? { className: made.name, sdk: false } : none;
}

function describedAsset(
  asset: ResolvedAsset,
  project: ResolvedProject,
  sdk: Sdk,
  parameters: ParametersInText["parameters"],
  materialization: Materialization | null,
): DescribedAsset {
  const { definition, key, external } = asset;
  return {
    key: key.toString(),
    external,
    site: definition.site,
    declaredIn: definition.declaredIn,
    parameters,
    storesNothing: materialization !== null && materialization.stored === null,
    options: describedOptions(asset, project, sdk),
  };
}

function describedOptions(asset: ResolvedAsset, project: ResolvedProject, sdk: Sdk): DescribedOptions {
  const {
    group,
    description,
    ioManagerKey,
    inputManagerKey,
    ioManager,
    kinds,
    owners,
    tags,
    metadata,
    deps,
    ins,
    partitions,
    backfillPolicy,
    requiredResourceKeys,
  } = asset.definition.options;
  return given({
    group,
    description,
    ioManagerKey,
    inputManagerKey,
    ioManager: ioManager === undefined ? undefined : classOf(ioManager, sdk),
    kinds,
    owners,
    tags,
    metadata: metadata && plainEntries(metadata),
    deps: deps && depsOf(asset, project),
    ins: ins && Object.fromEntries(Object.entries(ins).map(([name, entry]) => [name, describedInput(entry)])),
    partitions: partitions?.spec,
    backfill: backfillPolicy?.mode,
    requiredResourceKeys,
  });
}

function describedInput({ key, inputManagerKey, columns, allowMissing, partitionMapping }: AssetIn): DescribedInput {
  return given({
    key: key === undefined ? undefined : AssetKey.from(key).toString(),
    inputManagerKey,
    columns,
    allowMissing,
    partitionMapping: partitionMapping?.spec,
  });
}

/** The entries that can be represented as plain data. */
function plainEntries(metadata: NonNullable<AssetOptions["metadata"]>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(metadata).filter(([, value]) => isPlain(value)));
}

function isPlain(value: unknown): boolean {
  if (value === null || ["string", "number", "boolean"].includes(typeof value)) return true;
  if (Array.isArray(value)) return value.every(isPlain);
  return typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isPlain);
}

/** Without undefined entries. */
function given<T extends object>(options: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}

function storedAtOf(asset: ResolvedAsset, pool: ManagerPool, projectDir: string, materialization: Materialization | null): string | null {
  if (materialization?.stored === null) return null;
  if (materialization?.stored != null) return materialization.stored.storedAt;
  try {
    const { manager } = pool.storing(asset);
    return manager.describe?.(describeContext(asset, projectDir, materialization, null))?.storedAt ?? null;
  } catch {
    return null;
  }
}

function selectionText(selection: AssetSelection | string, project: ResolvedProject): string {
  return selection instanceof AssetSelection ? selection.toString(project.keyOf) : selection;
}
