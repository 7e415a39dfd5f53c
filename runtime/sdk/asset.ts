// asset(): turns a function into a data asset that can still be called like the function.
import type { Form } from "../contract/asset.js";
import { type SiteRef, siteOfMark } from "../contract/sites.js";
import type { PartitionMapping } from "../partitions/mappings/classes.js";
import type { AssetContext } from "./asset-context.js";
import type { AssetKeyInput } from "./asset-key.js";
import type { IOManager } from "./io-manager.js";
import type { MaterializeResult } from "./materialize-result.js";
import type { MetadataInput } from "./metadata.js";
import { moduleRegistry } from "./modules.js";
import type { BackfillPolicy, PartitionsDefinition } from "./partitions.js";
import type { Relation } from "./relation.js";
import type { RetryPolicy } from "./retry.js";

// biome-ignore lint/suspicious/noExplicitAny: any function can be an asset; its own parameter types are kept by inference.
export type AssetFunction = (...args: any[]) => unknown;

// biome-ignore lint/suspicious/noExplicitAny: see above; an unannotated first parameter is the context of an asset with partitions.
type PartitionedFunction = (context: AssetContext<{ partitioned: true }>, ...args: any[]) => unknown;

export interface AssetOptions {
  /** The whole key: `"a/b"` or `["a", "b"]`. Default: `keyPrefix` and the name of the exported binding. */
  readonly key?: string | readonly string[];
  /** The parts of the key before the name of the exported binding: `"raw"` or `["raw", "shop"]`. */
  readonly keyPrefix?: string | readonly string[];
  /** The group that the graph, the tree and selections show it in. */
  readonly group?: string;
  /** Default: the JSDoc comment above the asset. */
  readonly description?: string;
  /** The key of the resource that stores the value. Default: `"io_manager"`. */
  readonly ioManagerKey?: string;
  /** The I/O manager itself. Not together with `ioManagerKey`. */
  readonly ioManager?: IOManager;
  /** The key of the resource that loads every input whose `ins` entry names none. Default: the upstream asset's I/O manager. */
  readonly inputManagerKey?: string;
  /** Options for single inputs, by the parameter's name. */
  readonly ins?: Readonly<Record<string, AssetIn>>;
  /** Assets that must be materialized first, without being loaded. Whole keys, or the assets themselves. */
  readonly deps?: readonly AssetReference[];
  /** Any entries. I/O managers read some: `schema` and `partitionExpr` (tables), `format` (files: `"csv"`, `"jsonl"`, `"parquet"`). */
  readonly metadata?: Readonly<Record<string, MetadataInput>>;
  /** Names and values for selections: `tag:team=data`. */
  readonly tags?: Readonly<Record<string, string>>;
  /** E-mail addresses, or teams as `team:name`. */
  readonly owners?: readonly string[];
  /** Technologies or formats, for selections and the graph: `["sql", "csv"]`. */
  readonly kinds?: readonly string[];
  /** A version of the code that you choose. It is written into the record of each materialization. */
  readonly codeVersion?: string;
  /** How often a failed asset is tried again. Default: never. */
  readonly retry?: RetryPolicy;
  /** The partitions definition. The function runs for a partition, and each partition is stored separately. */
  readonly partitions?: PartitionsDefinition;
  /** Resources created by `resource()` that the function reads from `context.resources`. */
  readonly requiredResourceKeys?: readonly string[];
  /** How many partitions one call of the function materializes. Default: one. */
  readonly backfillPolicy?: BackfillPolicy;
}

export interface AssetIn {
  /** The key of the upstream asset. Default: the asset that the parameter names. */
  readonly key?: string | readonly string[];
  /** The key of the resource that loads this input. Default: the asset's `inputManagerKey`, else the upstream asset's I/O manager. */
  readonly inputManagerKey?: string;
  /** Load only these columns. */
  readonly columns?: readonly string[];
  /** The form to load where types are not analyzed (in a unit test). Default: `"value"`. */
  readonly loadAs?: Form;
  /** Which partitions of the upstream asset are loaded. Default: see the guide on partitions. */
  readonly partitionMapping?: PartitionMapping;
  /**
   * True: a value that was never materialized is not an error. Without partitions it loads as `null`. A missing partition is left out of
   * the map, and a single one loads as `undefined`. For a table, a missing value means no rows, in every form.
   */
  readonly allowMissing?: boolean;
  /** Entries for the manager that loads the input: `query`, `parameters`, `path`, `version`. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

export interface ExternalAssetOptions {
  /** The whole key: `"a/b"` or `["a", "b"]`. */
  readonly key: string | readonly string[];
  /** The group that the graph, the tree and selections show it in. */
  readonly group?: string;
  /** A description, shown in hovers and the graph. */
  readonly description?: string;
  /** The key of the resource that loads the value. Default: `"io_manager"`. */
  readonly ioManagerKey?: string;
  /** The I/O manager itself that loads the value. Not together with `ioManagerKey`. */
  readonly ioManager?: IOManager;
  /** The partitions definition. */
  readonly partitions?: PartitionsDefinition;
  /** Any entries. I/O managers read some, as for `asset()`. */
  readonly metadata?: Readonly<Record<string, MetadataInput>>;
  /** Names and values for selections: `tag:team=data`. */
  readonly tags?: Readonly<Record<string, string>>;
  /** E-mail addresses, or teams as `team:name`. */
  readonly owners?: readonly string[];
  /** Technologies or formats, for selections and the graph: `["sql", "csv"]`. */
  readonly kinds?: readonly string[];
}

declare const brand: unique symbol;

/** A data asset. Calling it calls the function with its own parameters. */
export type Asset<F extends AssetFunction = AssetFunction> = F & { readonly [brand]: F };

/** An asset that is produced outside the project. Parameters can load it. */
export interface ExternalAsset {
  readonly [brand]: null;
}

export type AnyAsset = Asset | ExternalAsset;
export type AssetReference = AssetKeyInput | AnyAsset;

/** The type of the value that a manager stores for an asset, and that consumers load. */
export type StoredValue<A> = A extends Asset<infer F> ? Stored<Awaited<ReturnType<F>>> : never;

// Without strict null checks, `null` extends every type.
type Stored<T> = T extends null | undefined
  ? T
  : T extends MaterializeResult<infer V>
    ? Stored<V>
    : T extends Relation<infer R>
      ? R[]
      : T extends AsyncIterable<infer Batch>
        ? Batch
        : T;

/** All arguments of `asset` and `externalAsset`, for code that runs assets. */
export interface AssetDefinition {
  readonly options: AssetOptions;
  /** Null for an external asset. */
  readonly fn: AssetFunction | null;
  /** The file of the module that was being evaluated; null when nothing is bundled. */
  readonly declaredIn: string | null;
  /** The call that created it, if the bundler wrote it into the code. */
  readonly site: SiteRef | null;
}

const definitions = new WeakMap<object, AssetDefinition>();

/** Creates a data asset from `fn`: the names of its parameters name the assets that it loads, and an I/O manager stores its result. */
export function asset<F extends AssetFunction>(fn: F): Asset<F>;
export function asset<F extends PartitionedFunction>(
  options: AssetOptions & { readonly partitions: PartitionsDefinition },
  fn: F,
): Asset<F>;
export function asset<F extends AssetFunction>(options: AssetOptions, fn: F): Asset<F>;
export function asset(...given: readonly unknown[]): Asset {
  // The bundler adds one argument.
  const site = siteOfMark(given.at(-1));
  const [first, second] = (site === null ? given : given.slice(0, -1)) as [AssetOptions | AssetFunction, AssetFunction?];
  const fn = typeof first === "function" ? first : second;
  const options = typeof first === "function" ? {} : first;
  if (typeof fn !== "function") throw new TypeError("asset() got no function. Call asset(fn) or asset(options, fn).");
  if (typeof options !== "object" || options === null)
    throw new TypeError("asset() got options that are not an object. Call asset({ … }, fn).");
  const callable: AssetFunction = function (this: unknown, ...args) {
    return fn.apply(this, args);
  };
  Object.defineProperty(callable, "name", { value: fn.name, configurable: true });
  Object.defineProperty(callable, "length", { value: fn.length, configurable: true });
  definitions.set(callable, { options, fn, declaredIn: moduleRegistry()?.current ?? null, site });
  return callable as Asset;
}

/** Declares an asset that is produced outside the project. */
export function externalAsset(options: ExternalAssetOptions): ExternalAsset {
  if (options?.key === undefined) throw new TypeError('externalAsset() needs a key. Call externalAsset({ key: "name" }).');
  const external = Object.freeze({}) as ExternalAsset;
  definitions.set(external, { options, fn: null, declaredIn: moduleRegistry()?.current ?? null, site: null });
  return external;
}

/** The definition of an asset; undefined when `thing` is not an asset. */
export function definitionOf(thing: unknown): AssetDefinition | undefined {
  return (typeof thing === "function" || typeof thing === "object") && thing !== null ? definitions.get(thing) : undefined;
}

export function isAsset(thing: unknown): thing is AnyAsset {
  return definitionOf(thing) !== undefined;
}
