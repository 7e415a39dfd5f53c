// Which assets of the last revision are unchanged by an edit: same declaration, same managers, and no key they mention was added or
// removed.
import type { ProjectModel, ResolvedAsset, Resources } from "./model.js";
import { keyParts } from "./names.js";
import { type AssetDeclaration, property } from "./value.js";

/** By declaration, which is read again whenever its text changes. What the type of its function says may change independently. */
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

/** The items that are in only one of the two sets. */
function difference(a: ReadonlySet<string>, b: ReadonlySet<string>): Set<string> {
  const alone = new Set<string>();
  for (const each of a) if (!b.has(each)) alone.add(each);
  for (const each of b) if (!a.has(each)) alone.add(each);
  return alone;
}

/** Whether a key in `moved` could decide which asset a parameter or a dep refers to. */
function mentionsAny({ prefix, inputs, deps }: ResolvedAsset, moved: ReadonlySet<string>): boolean {
  const means = (name: string) => moved.has(name) || (prefix.length > 0 && moved.has([...prefix, name].join("/")));
  return (
    inputs.some(({ parameter, ins }) => means(parameter) || moved.has(keyParts(property(ins, "key"))?.join("/") ?? "")) ||
    deps.some(({ key }) => moved.has(key))
  );
}
