// asset(): turns a function into a data asset that stays callable like the function.
import type { Form } from "../contract/asset.js";
import { type SiteRef, siteOfMark } from "../contract/sites.js";
import type { AssetContext } from "./asset-context.js";
import type { AssetKeyInput } from "./asset-key.js";
import type { IOManager } from "./io-manager.js";
import type { MaterializeResult } from "./materialize-result.js";
import type { MetadataInput } from "./metadata.js";
import { moduleRegistry } from "./modules.js";
import type { BackfillPolicy, PartitionMapping, PartitionsDefinition } from "./partitions.js";
import type { Relation } from "./relation.js";
import type { RetryPolicy } from "./retry.js";

// biome-ignore lint/suspicious/noExplicitAny: any function can be an asset; its own parameter types are kept by inference.
export type AssetFunction = (...args: any[]) => unknown;

// biome-ignore lint/suspicious/noExplicitAny: see above; an unannotated first parameter is the context of an asset with partitions.
type PartitionedFunction = (context: AssetContext<{ partitioned: true }>, ...args: any[]) => unknown;

export interface AssetOptions {
  /** The whole key: `"a/b"` or `["a", "b"]`. Default: `keyPrefix` and the name of the exported binding. */
  readonly key?: string | readonly string[];
  readonly keyPrefix?: string | readonly string[];
  readonly group?: string;
  /** Default: the JSDoc above the asset. */
  readonly description?: string;
  /** The resource that stores it. Default `"io_manager"`. */
  readonly ioManagerKey?: string;
  /** The manager itself; not together with `ioManagerKey`. */
  readonly ioManager?: IOManager;
  /** The resource that loads every input whose `ins` entry names no other. Default: the upstream asset's own manager. */
  readonly inputManagerKey?: string;
  /** What a parameter loads, and how, by the parameter's name. */
  readonly ins?: Readonly<Record<string, AssetIn>>;
  /** Assets that come first without being loaded; whole keys. */
  readonly deps?: readonly AssetReference[];
  /** Managers read some of it: `schema`, `partitionExpr` (tables), `format` (files: `"csv"`, `"jsonl"`, `"parquet"`). */
  readonly metadata?: Readonly<Record<string, MetadataInput>>;
  readonly tags?: Readonly<Record<string, string>>;
  /** E-mail addresses or `team:name`. */
  readonly owners?: readonly string[];
  readonly kinds?: readonly string[];
  readonly codeVersion?: string;
  readonly retry?: RetryPolicy;
  /** What it is divided into: the function runs for a partition, and each partition is stored apart. */
  readonly partitions?: PartitionsDefinition;
  /** Resources made by `resource()` that the function reads from `context.resources`. */
  readonly requiredResourceKeys?: readonly string[];
  /** How several partitions run. Default: a call for each. */
  readonly backfillPolicy?: BackfillPolicy;
}

export interface AssetIn {
  readonly key?: string | readonly string[];
  /** The resource that loads it. Default: the asset's `inputManagerKey`, else the upstream asset's own manager. */
  readonly inputManagerKey?: string;
  /** Load these columns only. */
  readonly columns?: readonly string[];
  /** The form to load, where no analysis of the types is at hand (a unit test). Default `"value"`. */
  readonly loadAs?: Form;
  /** Which partitions of the upstream asset are loaded. Default: see the guide on partitions. */
  readonly partitionMapping?: PartitionMapping;
  /**
   * What was never materialized is no error: without partitions it loads as `null`; partitions are left out (a single one loads as
   * `undefined`), and of a table they are no rows, in every form.
   */
  readonly allowMissing?: boolean;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

export interface ExternalAssetOptions {
  readonly key: string | readonly string[];
  readonly group?: string;
  readonly description?: string;
  readonly ioManagerKey?: string;
  readonly ioManager?: IOManager;
  readonly partitions?: PartitionsDefinition;
  readonly metadata?: Readonly<Record<string, MetadataInput>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly owners?: readonly string[];
  readonly kinds?: readonly string[];
}

declare const brand: unique symbol;

/** A data asset. Calling it calls the function, with exactly the function's own parameters. */
export type Asset<F extends AssetFunction = AssetFunction> = F & { readonly [brand]: F };

/** An asset that something else produces; parameters can load it. */
export interface ExternalAsset {
  readonly [brand]: null;
}

export type AnyAsset = Asset | ExternalAsset;
export type AssetReference = AssetKeyInput | AnyAsset;

/** The value a manager stores for an asset, and what its consumers may ask for. */
export type StoredValue<A> = A extends Asset<infer F> ? Stored<Awaited<ReturnType<F>>> : never;

// Without strict null checks `null` extends everything.
type Stored<T> = T extends null | undefined
  ? T
  : T extends MaterializeResult<infer V>
    ? Stored<V>
    : T extends Relation<infer R>
      ? R[]
      : T extends AsyncIterable<infer Batch>
        ? Batch
        : T;

/** Everything `asset` and `externalAsset` were given, for those who run assets. */
export interface AssetDefinition {
  readonly options: AssetOptions;
  /** Null for an external asset. */
  readonly fn: AssetFunction | null;
  /** The file of the module that was being evaluated; null where nothing is bundled. */
  readonly declaredIn: string | null;
  /** The call that made it, where the bundler has written it into the code. */
  readonly site: SiteRef | null;
}

const definitions = new WeakMap<object, AssetDefinition>();

/** Makes a data asset of `fn`: its parameters' names say which assets it needs, a manager stores what it returns. */
export function asset<F extends AssetFunction>(fn: F): Asset<F>;
export function asset<F extends PartitionedFunction>(
  options: AssetOptions & { readonly partitions: PartitionsDefinition },
  fn: F,
): Asset<F>;
export function asset<F extends AssetFunction>(options: AssetOptions, fn: F): Asset<F>;
export function asset(...given: readonly unknown[]): Asset {
  // The bundler writes one more argument.
  const site = siteOfMark(given.at(-1));
  const [first, second] = (site === null ? given : given.slice(0, -1)) as [AssetOptions | AssetFunction, AssetFunction?];
  const fn = typeof first === "function" ? first : second;
  const options = typeof first === "function" ? {} : first;
  if (typeof fn !== "function") throw new TypeError("asset() got no function. Call asset(fn) or asset(options, fn).");
  if (typeof options !== "object" || options === null)
    throw new TypeError("asset() got options that are no object. Call asset({ … }, fn).");
  const callable: AssetFunction = function (this: unknown, ...args) {
    return fn.apply(this, args);
  };
  Object.defineProperty(callable, "name", { value: fn.name, configurable: true });
  Object.defineProperty(callable, "length", { value: fn.length, configurable: true });
  definitions.set(callable, { options, fn, declaredIn: moduleRegistry()?.current ?? null, site });
  return callable as Asset;
}

/** Declares an asset that others produce. */
export function externalAsset(options: ExternalAssetOptions): ExternalAsset {
  if (options?.key === undefined) throw new TypeError('externalAsset() needs a key. Call externalAsset({ key: "name" }).');
  const external = Object.freeze({}) as ExternalAsset;
  definitions.set(external, { options, fn: null, declaredIn: moduleRegistry()?.current ?? null, site: null });
  return external;
}

/** The definition behind an asset; undefined when `thing` is none. */
export function definitionOf(thing: unknown): AssetDefinition | undefined {
  return (typeof thing === "function" || typeof thing === "object") && thing !== null ? definitions.get(thing) : undefined;
}

export function isAsset(thing: unknown): thing is AnyAsset {
  return definitionOf(thing) !== undefined;
}
