// loadAssetValue(): a stored value, outside a run: in a script, a notebook, a test.
import type { Form } from "../contract/asset.js";
import type { PartitionRange } from "../contract/partitions.js";
import { type LoadRequest, loadInput, storedKeys } from "../engine/load.js";
import { openOutsideRun } from "../engine/outside.js";
import { type KeyList, keySpace, keysAmong, keysOfRanges } from "../partitions/index.js";
import type { AnyAsset, Asset, StoredValue } from "./asset.js";
import { defaultManager } from "./default-manager.js";
import type { Definitions } from "./definitions.js";
import { createLog } from "./log.js";
import type { ResolvedAsset } from "./resolve.js";

export interface LoadValueOptions {
  /** The folder of `.millrace` and the base of relative paths. Default: the working directory. */
  readonly projectDir?: string;
  /** The form to load. Default: `"value"`. */
  readonly loadAs?: Form;
  /** Load only these columns. */
  readonly columns?: readonly string[];
  /** Passed to the manager as `context.metadata`, like the `metadata` of an `ins` entry. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** The partition to load. Required when the asset has partitions. */
  readonly partitionKey?: string;
}

/** Which partitions: keys, a range (both ends inclusive), or `"all"`. */
export interface LoadPartitionsOptions extends Omit<LoadValueOptions, "partitionKey"> {
  /** The partitions to load: keys, a range (both ends inclusive), or `"all"`. */
  readonly partitions: readonly string[] | PartitionRange | "all";
  /** True: partitions that were never materialized are left out. Otherwise they are an error. */
  readonly allowMissing?: boolean;
}

/**
 * Loads the stored value of an asset, typed by the return type of its function. For one partition it returns the value; with `partitions`
 * it returns a map of values by key, in order. Throws when no value is stored.
 */
export async function loadAssetValue<A extends Asset>(
  definitions: Definitions,
  asset: A,
  options: LoadPartitionsOptions,
): Promise<ReadonlyMap<string, StoredValue<A>>>;
export async function loadAssetValue<A extends Asset>(
  definitions: Definitions,
  asset: A,
  options?: LoadValueOptions,
): Promise<StoredValue<A>>;
export async function loadAssetValue<T = unknown>(
  definitions: Definitions,
  key: AnyAsset | string,
  options: LoadPartitionsOptions,
): Promise<ReadonlyMap<string, T>>;
export async function loadAssetValue<T = unknown>(definitions: Definitions, key: AnyAsset | string, options?: LoadValueOptions): Promise<T>;
export async function loadAssetValue(
  definitions: Definitions,
  asset: AnyAsset | string,
  options: LoadValueOptions | LoadPartitionsOptions = {},
): Promise<unknown> {
  const project = definitions.resolve();
  if (project.problems.length > 0) throw new Error(project.problems.map((problem) => problem.message).join("\n"));
  const key = typeof asset === "string" ? asset : project.keyOf(asset);
  const upstream = key === undefined ? undefined : project.assets.get(key);
  if (upstream === undefined)
    throw new Error(`${key ?? "the asset"} is not in the Definitions. Known: ${[...project.assets.keys()].join(", ")}.`);
  const projectDir = options.projectDir ?? process.cwd();
  const log = createLog((level, message) => console[level === "warning" ? "warn" : level](message));
  const outside = await openOutsideRun(project, defaultManager(), projectDir, log);
  try {
    const keys = keysToLoad(upstream, options, outside.moment);
    const { manager } = outside.managers.loading(upstream, undefined);
    await outside.managers.ready(manager);
    const { columns, metadata = {} } = options;
    const request: LoadRequest = {
      ...outside.request(upstream, manager),
      declared: { form: options.loadAs ?? "value" },
      entry: {
        metadata,
        ...(columns === undefined ? {} : { columns }),
        allowMissing: "allowMissing" in options && options.allowMissing === true,
      },
    };
    if (keys === null) return await loadInput(request);
    const load = (one: string) => loadInput({ ...request, mapped: { shape: "one", keys: [one], nonexistent: [] } });
    if (!("partitions" in options)) return await load(keys.at(0) as string);
    // Partitions that are stored separately are loaded at the same time; each partition of a table needs a separate query.
    if (manager.partitionsTogether !== true) return await loadInput({ ...request, mapped: { shape: "many", keys, nonexistent: [] } });
    const values = new Map<string, unknown>();
    const there = upstream.external || options.allowMissing !== true ? keys : await storedKeys(request, keys);
    for (const one of there) values.set(one, await load(one));
    return values;
  } finally {
    await outside.close();
  }
}

function keysToLoad(
  { key, definition }: ResolvedAsset,
  options: LoadValueOptions | LoadPartitionsOptions,
  moment: Parameters<typeof keySpace>[1],
): KeyList | null {
  const spec = definition.options.partitions?.spec;
  const wanted = "partitions" in options ? options.partitions : "partitionKey" in options ? options.partitionKey : undefined;
  if (spec === undefined) {
    if (wanted === undefined) return null;
    throw new Error(`${key} has no partitions. Load it without naming one.`);
  }
  if (wanted === undefined) throw new Error(`${key} has partitions. Pass a partitionKey, or partitions: "all".`);
  const space = keySpace(spec, moment);
  if (wanted === "all" && "partitions" in options) return space;
  if (typeof wanted === "object" && "start" in wanted) return keysOfRanges(space, [wanted]);
  const { keys, nonexistent } = keysAmong(space, typeof wanted === "string" ? [wanted] : wanted);
  if (nonexistent.length === 0) return keys;
  throw new RangeError(
    `${key} has no partition "${nonexistent[0]}". ${space.length === 0 ? "There are none yet." : `They go from ${space.at(0)} to ${space.at(-1)}.`}`,
  );
}

/** Like `loadAssetValue`, for several assets at the same time, with the values in the same order. The options apply to all of them. */
export async function loadAssetValues<const A extends readonly Asset[]>(
  definitions: Definitions,
  assets: A,
  options?: LoadValueOptions,
): Promise<{ -readonly [At in keyof A]: StoredValue<A[At]> }> {
  return (await Promise.all(assets.map((asset) => loadAssetValue(definitions, asset, options)))) as never;
}
