// Undeclared external assets: a parameter names no asset, and its `inputManagerKey` says how to load it.
import type { AssetKeyString } from "../contract/asset.js";
import { AssetKey } from "../sdk/asset-key.js";
import type { ResolvedAsset } from "../sdk/resolve.js";

/** The resource that loads a parameter: from its `ins` entry, else from the asset; undefined when neither names one. */
export function loaderOf({ definition }: ResolvedAsset, parameter: string): string | undefined {
  const { ins = {}, inputManagerKey } = definition.options;
  return (Object.hasOwn(ins, parameter) ? ins[parameter]?.inputManagerKey : undefined) ?? inputManagerKey;
}

/** The external asset with this key; undefined when no input manager loads the parameter. */
export function undeclaredExternal(consumer: ResolvedAsset, parameter: string, assetKey: AssetKeyString): ResolvedAsset | undefined {
  const ioManagerKey = loaderOf(consumer, parameter);
  return ioManagerKey === undefined ? undefined : externalLoadedBy(ioManagerKey, assetKey);
}

/** The external asset of this key that the resource loads. */
export function externalLoadedBy(ioManagerKey: string, assetKey: AssetKeyString): ResolvedAsset {
  const key = AssetKey.from(assetKey);
  const definition = { options: { key: assetKey, ioManagerKey }, fn: null, declaredIn: null, site: null };
  return { key, asset: Object.freeze({}) as ResolvedAsset["asset"], definition, external: true };
}
