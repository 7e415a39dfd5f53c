// Which assets of the last revision an edit left as they were: same declaration, same managers, no name of theirs came or went.
import type { ProjectModel, ResolvedAsset, Resources } from "./model.js";
import { keyParts } from "./names.js";
import { type AssetDeclaration, property } from "./value.js";

/** By declaration, which is read anew whenever something it says is edited. What the type of its function tells may change beside it. */
export function keptAssets(
  last: ProjectModel | null,
  keys: ReadonlySet<string>,
  resources: Resources,
): ReadonlyMap<AssetDeclaration, ResolvedAsset> {
  const kept = new Map<AssetDeclaration, ResolvedAsset>();
  if (last === null || !sameResources(last.resources, resources)) return kept;
  const moved = difference(new Set(last.byKey.keys()), keys);
  for (const asset of last.assets) {
    if (asset.declaration?.unread === null && (moved.size === 0 || !mentionsAny(asset, moved))) kept.set(asset.declaration, asset);
  }
  return kept;
}

function sameResources(a: Resources, b: Resources): boolean {
  return a.open === b.open && JSON.stringify([...a.byKey.values()]) === JSON.stringify([...b.byKey.values()]);
}

/** What stands in one of the two alone. */
function difference(a: ReadonlySet<string>, b: ReadonlySet<string>): Set<string> {
  const alone = new Set<string>();
  for (const each of a) if (!b.has(each)) alone.add(each);
  for (const each of b) if (!a.has(each)) alone.add(each);
  return alone;
}

/** A key among `moved` could decide what a parameter or a dep of the asset means. */
function mentionsAny({ prefix, inputs, deps }: ResolvedAsset, moved: ReadonlySet<string>): boolean {
  const means = (name: string) => moved.has(name) || (prefix.length > 0 && moved.has([...prefix, name].join("/")));
  return (
    inputs.some(({ parameter, ins }) => means(parameter) || moved.has(keyParts(property(ins, "key"))?.join("/") ?? "")) ||
    deps.some(({ key }) => moved.has(key))
  );
}
