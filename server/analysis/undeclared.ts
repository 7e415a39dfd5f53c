// Undeclared external assets: a parameter names no asset, and its `inputManagerKey` says what loads it.
import type { Place } from "../../runtime/contract/problem.js";
import type { ReadDefinitions } from "./definitions.js";
import type { ResolvedAsset, ResolvedInput } from "./model.js";
import { invalidParts, keyParts } from "./names.js";
import { property } from "./value.js";

/** Creates an external asset without options, named at that place. */
type MakeExternal = (key: string, place: Place) => ResolvedAsset;

/** What a request for an asset's value must say besides its key if the asset is undeclared. */
export function loaderOf(asset: ResolvedAsset | undefined): { loadedBy?: string } {
  return asset?.undeclared && asset.storage.key !== null ? { loadedBy: asset.storage.key } : {};
}

/** One for each key, at the place that names it first. Empty if there may be assets that are known only when the code is executed. */
export function undeclaredExternals(
  inputs: readonly ResolvedInput[],
  keys: ReadonlySet<string>,
  read: ReadDefinitions,
  mayHoldMore: () => boolean,
  external: MakeExternal,
): ResolvedAsset[] {
  const found = new Map<string, ResolvedAsset>();
  for (const input of inputs) {
    const key = undeclaredKey(input, keys);
    if (key !== null && !found.has(key)) found.set(key, externalFor(key, input, read, external));
  }
  return found.size > 0 && mayHoldMore() ? [] : [...found.values()];
}

/** The key of the external asset that an input implies. Null if it implies none. */
function undeclaredKey(input: ResolvedInput, keys: ReadonlySet<string>): string | null {
  const { upstream, inputManagerKey, ins, parameter, fact } = input;
  if (inputManagerKey === null || fact.shape !== "plain" || (upstream !== null && keys.has(upstream))) return null;
  const given = property(ins, "key");
  const parts = given === undefined ? (upstream ?? parameter).split("/") : keyParts(given);
  return parts === null || invalidParts(parts) !== null ? null : parts.join("/");
}

function externalFor(
  key: string,
  { place, inputManagerKey }: ResolvedInput,
  { resources }: ReadDefinitions,
  external: MakeExternal,
): ResolvedAsset {
  const manager = resources.byKey.get(inputManagerKey ?? "")?.manager ?? null;
  return { ...external(key, place), undeclared: true, storage: { why: "ioManagerKey", key: inputManagerKey, manager } };
}
