// What only running the project's code can tell: the assets that exist, and where each manager puts them.
import type { GraphAsset, GraphInput } from "../contract/asset.js";
import type { Materialization } from "../contract/run.js";
import type { DescribedProject, WorkerRequest } from "../contract/worker.js";
import { defaultManager } from "../sdk/default-manager.js";
import { createLog } from "../sdk/log.js";
import { fileRecordStore } from "../sdk/record-store.js";
import type { ResolvedAsset, ResolvedProject } from "../sdk/resolve.js";
import { describeContext } from "../sdk/run/describe-context.js";
import { createManagerPool, type ManagerPool } from "../sdk/run/managers.js";
import { depsOf } from "../sdk/run/plan-from-text.js";
import { openResources } from "../sdk/run/resources.js";
import { AssetSelection } from "../sdk/selection.js";
import { loadProject, parametersOf } from "./load.js";
import type { Report } from "./report.js";

export async function describe(request: Extract<WorkerRequest, { kind: "describe" }>, report: Report): Promise<DescribedProject> {
  const project = await loadProject(request.projectDir, request.configFile, report);
  if (project.problems.length > 0) throw new Error(project.problems.map((problem) => problem.message).join("\n"));
  // Nothing is set up to be described: managers that only a run makes have no address yet.
  const { projectDir } = request;
  const log = createLog(() => undefined);
  const pool = createManagerPool(project, defaultManager(), { resources: openResources(project, projectDir, log), projectDir, log });
  const records = fileRecordStore(request.projectDir);
  const storedAt: Record<string, string | null> = Object.create(null);
  const assets: GraphAsset[] = [];
  for (const [key, asset] of project.assets) {
    const materialization = asset.external ? null : await records.latest(key);
    assets.push(graphAsset(asset, project, pool, materialization));
    storedAt[key] = storedAtOf(asset, pool, request.projectDir, materialization);
  }
  return {
    graph: {
      assets,
      jobs: project.jobs.map((job) => ({ name: job.name, selection: selectionText(job.selection, project) })),
      schedules: project.schedules.map(({ name, job, cronSchedule, executionTimezone }) => ({
        name,
        job: job.name,
        cronSchedule,
        executionTimezone,
      })),
    },
    storedAt: { ...storedAt },
    resourceKeys: [...project.resources.keys()],
  };
}

function graphAsset(
  asset: ResolvedAsset,
  project: ResolvedProject,
  pool: ManagerPool,
  materialization: Materialization | null,
): GraphAsset {
  const { options } = asset.definition;
  const storesNothing = materialization !== null && materialization.stored === null;
  const inputs = inputsOf(asset, project, pool);
  const loaded = new Set(inputs.map((input) => input.asset));
  return {
    key: asset.key.toString(),
    group: options.group ?? "default",
    description: options.description ?? "",
    ioManagerKey: options.ioManager === undefined && !storesNothing ? (options.ioManagerKey ?? "io_manager") : null,
    inputs,
    deps: depsOf(asset, project).filter((key) => !loaded.has(key)),
    partitions: options.partitions?.spec ?? null,
    kinds: options.kinds ?? [],
    tags: options.tags ?? {},
    owners: options.owners ?? [],
    ...(asset.external ? { external: true as const } : {}),
  };
}

function inputsOf(asset: ResolvedAsset, project: ResolvedProject, pool: ManagerPool): GraphInput[] {
  return parametersOf(asset, project).map(({ parameter, assetKey }) => {
    const upstream = assetKey === null ? undefined : project.assets.get(assetKey);
    const entry = asset.definition.options.ins?.[parameter];
    return {
      parameter,
      asset: assetKey,
      ioManagerKey: upstream === undefined ? null : keyOrNull(() => pool.loading(upstream, entry?.inputManagerKey).key),
    };
  });
}

function keyOrNull(choose: () => string | null): string | null {
  try {
    return choose();
  } catch {
    return null;
  }
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
