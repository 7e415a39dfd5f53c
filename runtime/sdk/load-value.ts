// loadAssetValue(): a stored value, outside a run.
import type { Form } from "../contract/asset.js";
import type { AnyAsset, Asset, StoredValue } from "./asset.js";
import { defaultManager } from "./default-manager.js";
import type { Definitions } from "./definitions.js";
import { createLog } from "./log.js";
import { fileRecordStore } from "./record-store.js";
import { readResources } from "./run/execute.js";
import { loadInput } from "./run/load.js";
import { createManagerPool } from "./run/managers.js";

export interface LoadValueOptions {
  /** The folder of `.millrace` and of relative paths. Default: the working directory. */
  readonly projectDir?: string;
  /** Default `"value"`. */
  readonly loadAs?: Form;
  readonly columns?: readonly string[];
}

/** Loads what is stored for an asset, typed by what its function returns. Throws when nothing is stored. */
export async function loadAssetValue<A extends Asset>(
  definitions: Definitions,
  asset: A,
  options?: LoadValueOptions,
): Promise<StoredValue<A>>;
export async function loadAssetValue<T = unknown>(definitions: Definitions, key: AnyAsset | string, options?: LoadValueOptions): Promise<T>;
export async function loadAssetValue(definitions: Definitions, asset: AnyAsset | string, options: LoadValueOptions = {}): Promise<unknown> {
  const project = definitions.resolve();
  if (project.problems.length > 0) throw new Error(project.problems.map((problem) => problem.message).join("\n"));
  const key = typeof asset === "string" ? asset : project.keyOf(asset);
  const upstream = key === undefined ? undefined : project.assets.get(key);
  if (upstream === undefined)
    throw new Error(`${key ?? "the asset"} is not in the Definitions. Known: ${[...project.assets.keys()].join(", ")}.`);
  const projectDir = options.projectDir ?? process.cwd();
  const pool = createManagerPool(project, defaultManager());
  try {
    const { manager } = pool.loading(upstream, undefined);
    await pool.ready(manager);
    return await loadInput({
      upstream,
      manager,
      declared: { form: options.loadAs ?? "value" },
      entry: options.columns === undefined ? undefined : { columns: options.columns },
      records: fileRecordStore(projectDir),
      projectDir,
      runId: null,
      log: createLog((level, message) => console[level === "warning" ? "warn" : level](message)),
      resources: readResources(project),
      signal: new AbortController().signal,
    });
  } finally {
    await pool.close();
  }
}

/** As `loadAssetValue`, for several assets at the same time; the values in the same order. */
export async function loadAssetValues<const A extends readonly Asset[]>(
  definitions: Definitions,
  assets: A,
  options?: LoadValueOptions,
): Promise<{ -readonly [At in keyof A]: StoredValue<A[At]> }> {
  return (await Promise.all(assets.map((asset) => loadAssetValue(definitions, asset, options)))) as never;
}
