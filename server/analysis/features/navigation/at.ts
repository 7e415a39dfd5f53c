// What is at a position: an asset's name, a parameter, a manager key, an asset key.
import type { Place } from "../../../../runtime/contract/problem.js";
import type { ResolvedAsset, ResolvedInput } from "../../model.js";
import { keyParts } from "../../names.js";
import type { Project } from "../../project.js";
import { property, stringOf, type Value } from "../../value.js";

export type Thing =
  | { readonly kind: "asset"; readonly asset: ResolvedAsset; readonly place: Place }
  | { readonly kind: "parameter"; readonly asset: ResolvedAsset; readonly input: ResolvedInput; readonly place: Place }
  | { readonly kind: "manager-key"; readonly asset: ResolvedAsset; readonly key: string; readonly place: Place }
  /** A key in `deps` or `ins[p].key`. `asset` is null if no asset has the key. */
  | {
      readonly kind: "asset-key";
      readonly asset: ResolvedAsset;
      readonly key: string;
      readonly target: ResolvedAsset | null;
      readonly place: Place;
    };

/** The thing whose name or string contains the offset, or null. */
export function thingAt(project: Project, file: string, offset: number): Thing | null {
  const covers = (place: Place) => place.file === file && place.start <= offset && offset <= place.end;
  for (const asset of project.model().assets) {
    if (covers(asset.place) && !asset.external) return { kind: "asset", asset, place: asset.place };
    const inside = asset.declaration?.place ?? asset.place;
    if (!covers(inside) && !asset.inputs.some((input) => covers(input.place))) continue;
    const found = inAsset(project, asset, covers);
    if (found) return found;
  }
  return null;
}

/** The asset whose declaration contains the offset: its name, its options, its body. */
export function assetAround(project: Project, file: string, offset: number): ResolvedAsset | null {
  const covers = (place: Place) => place.file === file && place.start <= offset && offset <= place.end;
  return (
    project.model().assets.find((asset) => covers(asset.place) || (asset.declaration !== null && covers(asset.declaration.place))) ?? null
  );
}

function inAsset(project: Project, asset: ResolvedAsset, covers: (place: Place) => boolean): Thing | null {
  const { byKey } = project.model();
  for (const input of asset.inputs) {
    if (covers(input.place)) return { kind: "parameter", asset, input, place: input.place };
    const manager = input.loader;
    if (manager && covers(manager.place)) return managerKey(asset, manager);
    const key = property(input.ins, "key");
    if (key && covers(key.place)) return assetKey(asset, keyParts(key)?.join("/") ?? "", key, byKey);
  }
  const manager = property(asset.options, "ioManagerKey");
  if (manager && covers(manager.place)) return managerKey(asset, manager);
  const deps = property(asset.options, "deps");
  for (const element of deps?.kind === "array" ? deps.elements : []) {
    const key = covers(element.place) ? keyParts(element)?.join("/") : undefined;
    if (key !== undefined) return assetKey(asset, key, element, byKey);
  }
  return null;
}

function managerKey(asset: ResolvedAsset, value: Value): Thing {
  return { kind: "manager-key", asset, key: stringOf(value) ?? "", place: value.place };
}

function assetKey(asset: ResolvedAsset, key: string, value: Value, byKey: ReadonlyMap<string, ResolvedAsset>): Thing {
  return { kind: "asset-key", asset, key, target: byKey.get(key) ?? null, place: value.place };
}
