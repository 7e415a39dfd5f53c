// The upstream and downstream assets of an asset, one step at a time, with the places that name them.

import type { Place } from "../../../../runtime/contract/problem.js";
import { keysBefore } from "../../../../runtime/planning/index.js";
import { type Mention, mentionsAt, mentionsOf } from "../../mentions.js";
import type { ResolvedAsset } from "../../model.js";
import type { Project } from "../../project.js";

/** An asset one step away, and where the step is written: parameters and deps, in the file of the consumer. */
export interface HierarchyStep {
  readonly asset: ResolvedAsset;
  readonly places: readonly Place[];
}

/** The assets named at an offset. There are several if one function creates several. */
export function hierarchyRoots(project: Project, file: string, offset: number): ResolvedAsset[] {
  const { byKey } = project.model();
  const keys = new Set(mentionsAt(project, file, offset).map(({ key }) => key));
  return [...keys].flatMap((key) => byKey.get(key) ?? []);
}

/** The assets that load it or depend on it. */
export function consumersOf(project: Project, key: string): HierarchyStep[] {
  const mentions = mentionsOf(project, key);
  return [...project.model().byKey.values()]
    .filter((asset) => asset.inputs.some(({ upstream }) => upstream === key) || asset.deps.some((dep) => dep.key === key))
    .map((asset) => ({ asset, places: stepsIn(asset, key, mentions) }));
}

/** The assets that it loads or depends on. */
export function upstreamsOf(project: Project, key: string): HierarchyStep[] {
  const { byKey } = project.model();
  const asset = byKey.get(key);
  if (!asset) return [];
  return keysBefore(asset).flatMap((upstream) => {
    const found = byKey.get(upstream);
    return found ? [{ asset: found, places: stepsIn(asset, upstream, mentionsOf(project, upstream)) }] : [];
  });
}

/** The parameters and deps of the asset that name the key. The asset's own name if all of them are in other files. */
function stepsIn(asset: ResolvedAsset, key: string, mentions: readonly Mention[]): Place[] {
  const inputs = asset.inputs.filter(({ upstream }) => upstream === key).map(({ place }) => place);
  const deps = mentions.filter((mention) => mention.kind === "dep" && mention.asset?.key === asset.key).map(({ place }) => place);
  const here = [...inputs, ...deps].filter(({ file }) => file === asset.place.file);
  return here.length > 0 ? here : [asset.place];
}
