// Who loads an asset, and what it loads: one step at a time, with the places that say so.

import type { Place } from "../../../../runtime/contract/problem.js";
import { keysBefore } from "../../../../runtime/planning/index.js";
import { type Mention, mentionsAt, mentionsOf } from "../../mentions.js";
import type { ResolvedAsset } from "../../model.js";
import type { Project } from "../../project.js";

/** An asset on the other end of a step, and where the step is written: parameters and deps, in the file of the asset that has them. */
export interface HierarchyStep {
  readonly asset: ResolvedAsset;
  readonly places: readonly Place[];
}

/** The assets named at an offset; several where one function makes several. */
export function hierarchyRoots(project: Project, file: string, offset: number): ResolvedAsset[] {
  const { byKey } = project.model();
  const keys = new Set(mentionsAt(project, file, offset).map(({ key }) => key));
  return [...keys].flatMap((key) => byKey.get(key) ?? []);
}

/** The assets that load it or come after it. */
export function consumersOf(project: Project, key: string): HierarchyStep[] {
  const mentions = mentionsOf(project, key);
  return [...project.model().byKey.values()]
    .filter((asset) => asset.inputs.some(({ upstream }) => upstream === key) || asset.deps.some((dep) => dep.key === key))
    .map((asset) => ({ asset, places: stepsIn(asset, key, mentions) }));
}

/** What it loads or comes after. */
export function upstreamsOf(project: Project, key: string): HierarchyStep[] {
  const { byKey } = project.model();
  const asset = byKey.get(key);
  if (!asset) return [];
  return keysBefore(asset).flatMap((upstream) => {
    const found = byKey.get(upstream);
    return found ? [{ asset: found, places: stepsIn(asset, upstream, mentionsOf(project, upstream)) }] : [];
  });
}

/** Parameters and deps of the asset that name the key; its own name where they are all written elsewhere. */
function stepsIn(asset: ResolvedAsset, key: string, mentions: readonly Mention[]): Place[] {
  const inputs = asset.inputs.filter(({ upstream }) => upstream === key).map(({ place }) => place);
  const deps = mentions.filter((mention) => mention.kind === "dep" && mention.asset?.key === asset.key).map(({ place }) => place);
  const here = [...inputs, ...deps].filter(({ file }) => file === asset.place.file);
  return here.length > 0 ? here : [asset.place];
}
