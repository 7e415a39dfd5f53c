// Shared by showing and verifying: the project's assets, managers and records, ready to load outside a run.
import pLimit from "p-limit";
import { BAD_QUESTION, type Materialization } from "../contract/run.js";
import type { LookQuestion, PartitionsShown } from "../contract/value.js";
import { describeContext } from "../engine/describe-context.js";
import { inputContext, type LoadRequest } from "../engine/load.js";
import type { ChosenManager } from "../engine/managers.js";
import { openOutsideRun } from "../engine/outside.js";
import { externalLoadedBy } from "../engine/undeclared.js";
import { dimensionsOf, type KeySpace, keySpace, partitionSegments, sliceOf } from "../partitions/index.js";
import { defaultManager } from "../sdk/default-manager.js";
import type { InputContext, IOManager } from "../sdk/io-manager.js";
import { createLog } from "../sdk/log.js";
import { nearest } from "../sdk/nearest.js";
import type { ResolvedAsset, ResolvedProject } from "../sdk/resolve.js";

/** The requested asset or partition does not exist. */
class BadQuestion extends Error {
  override readonly name = BAD_QUESTION;
}

export interface OpenStorage {
  readonly project: ResolvedProject;
  /** Throws an error with the most similar key when no asset has this key. */
  asset(key: string): ResolvedAsset;
  /** The assets with these keys (all assets without keys) that the project itself materializes. */
  made(keys: readonly string[]): readonly ResolvedAsset[];
  /** The manager that stores an asset, set up. */
  manager(asset: ResolvedAsset): Promise<ChosenManager<IOManager>>;
  request(asset: ResolvedAsset, manager: IOManager): LoadRequest;
  close(): Promise<void>;
}

export async function openStorage(project: ResolvedProject, projectDir: string): Promise<OpenStorage> {
  const { managers, request, close } = await openOutsideRun(
    project,
    defaultManager(),
    projectDir,
    createLog(() => undefined),
  );
  function asset(key: string): ResolvedAsset {
    const found = project.assets.get(key);
    if (found !== undefined) return found;
    const near = nearest(key, project.assets.keys());
    throw new BadQuestion(
      `there is no asset ${key}. ${near === null ? `Known: ${[...project.assets.keys()].join(", ")}.` : `Did you mean ${near}?`}`,
    );
  }
  return {
    project,
    asset,
    made: (keys) => (keys.length === 0 ? [...project.assets.values()] : keys.map(asset)).filter(({ external }) => !external),
    async manager(asset) {
      const chosen = managers.storing(asset);
      await managers.ready(chosen.manager);
      return chosen;
    },
    request,
    close,
  };
}

/** The current keys of an asset's partitions; null when it has no partitions. */
export function keysOf(asset: ResolvedAsset, { moment }: LoadRequest) {
  const spec = asset.definition.options.partitions?.spec;
  return spec === undefined ? null : keySpace(spec, moment);
}

/** One stored value: of an asset, or of one of its partitions. */
export interface Located {
  readonly upstream: ResolvedAsset;
  readonly manager: IOManager;
  readonly ioManagerKey: string | null;
  readonly load: LoadRequest;
  /** The newest record; null when there is none, or when all partitions are requested. */
  readonly materialization: Materialization | null;
  readonly storedAt: string | null;
  /** The segments of the partition's address. */
  readonly segments: readonly string[] | undefined;
  /** The asset has partitions, but the request names none. */
  readonly listed: KeySpace | null;
  /** The context with which its manager loads it; `record` replaces the newest one. */
  context(record?: Materialization): Promise<InputContext>;
}

/** The requested value: of an asset, a partition, or an undeclared external asset. */
export type WhichValue = Pick<LookQuestion, "assetKey" | "partitionKey" | "loadedBy">;

/** Throws for an unknown key or partition. */
export async function locate(storage: OpenStorage, projectDir: string, which: WhichValue): Promise<Located> {
  const { assetKey, partitionKey, loadedBy } = which;
  const upstream = loadedBy === undefined ? storage.asset(assetKey) : externalLoadedBy(loadedBy, assetKey);
  const { manager, key: ioManagerKey } = await storage.manager(upstream);
  const load = storage.request(upstream, manager);
  const space = keysOf(upstream, load);
  checkPartition(assetKey, space, partitionKey);
  const one = space === null || partitionKey === undefined ? null : [partitionKey];
  const listed = one === null ? space : null;
  const segments = space === null || one === null ? undefined : partitionSegments(space.spec, one[0] as string);
  const materialization = upstream.external || listed !== null ? null : await load.records.latest(assetKey, segments);
  const slice = space === null || one === null ? null : sliceOf(space.spec, one, load.moment);
  const described = manager.describe?.(describeContext(upstream, projectDir, materialization, slice));
  return {
    upstream,
    manager,
    ioManagerKey,
    load,
    materialization,
    storedAt: materialization?.stored?.storedAt ?? described?.storedAt ?? null,
    segments,
    listed,
    context: (record) =>
      inputContext(record === undefined ? load : { ...load, records: { ...load.records, latest: async () => record } }, one),
  };
}

function checkPartition(assetKey: string, space: KeySpace | null, partitionKey: string | undefined): void {
  if (partitionKey === undefined) return;
  if (space === null) throw new BadQuestion(`${assetKey} has no partitions. Leave --partition out.`);
  if (space.indexOf(partitionKey) !== -1) return;
  const known = space.length === 0 ? "There are none yet." : `They go from ${space.at(0)} to ${space.at(-1)}.`;
  throw new BadQuestion(`${assetKey} has no partition "${partitionKey}". ${known}`);
}

/** Recorded partitions that a changed definition does not contain anymore are not among its partitions. */
export async function listPartitions(assetKey: string, space: KeySpace, { records }: LoadRequest, most: number): Promise<PartitionsShown> {
  const recorded = await records.partitions(assetKey, dimensionsOf(space.spec).length);
  const paths = Array.from(space, (key) => partitionSegments(space.spec, key)).filter((path) => recorded.has(path.join("/")));
  const limit = pLimit(32);
  const last = paths.slice(Math.max(0, paths.length - most));
  const found = await Promise.all(last.map((path) => limit(() => records.latest(assetKey, path))));
  const materializations = found.filter((record): record is Materialization => record !== null);
  return { total: space.length, materialized: paths.length, materializations };
}
