// dependency-cycle: assets depend on each other in a cycle.
import * as l10n from "@vscode/l10n";
import { components, cycleThrough, isAcyclic, keysBefore, reach } from "../../../runtime/planning/index.js";
import type { ProjectModel, ResolvedAsset } from "../model.js";
import type { Wired } from "./finding/problem.js";
import { defineProblem, type Finding } from "./finding/problem-kind.js";

export const dependencyCycle = defineProblem({
  code: "dependency-cycle",
  severity: "error",
  title: () => l10n.t("Assets depend on each other in a cycle."),
  find: { graph: cyclesIn },
});

const acyclic = new WeakSet<ProjectModel["byKey"]>();

/** Every asset on a cycle gets a problem with a shortest cycle through it. */
function cyclesIn({ assets, byKey, last }: Wired): Finding[] {
  const walk = (key: string) => before(byKey.get(key));
  // If there was no cycle before, a new one contains an asset that has more dependencies than before.
  const known = last !== null && acyclic.has(last.byKey) ? last.byKey : null;
  const suspects = [...byKey].filter(([key, asset]) => known === null || comesAfterMore(asset, known.get(key)));
  const keys = [
    ...reach(
      suspects.map(([key]) => key),
      walk,
    ),
  ];
  if (isAcyclic(keys, walk)) {
    acyclic.add(byKey);
    return [];
  }
  const paths = new Map<string, string[]>();
  for (const component of components(keys, walk)) {
    if (component.length < 2) continue;
    for (const key of component) {
      if (paths.has(key)) continue;
      const path = circleThrough(key, component, walk);
      for (const on of path) if (!paths.has(on)) paths.set(on, path);
    }
  }
  return assets.flatMap((asset) => {
    const path = paths.get(asset.key);
    if (!path) return [];
    const related = path.flatMap((key) => {
      const other = byKey.get(key);
      return other && key !== asset.key ? [{ message: l10n.t`"${key}" is part of the cycle`, place: other.place }] : [];
    });
    const circle = [...path, path[0]].join(" → ");
    const message = l10n.t`"${asset.key}" is part of a cycle: ${circle}. Remove one of these parameters or deps.`;
    return [{ place: asset.place, message, related }];
  });
}

/** A cycle through a key, written the same way for all assets on it: it starts with the first key in alphabetical order. */
function circleThrough(key: string, component: readonly string[], walk: (key: string) => string[]): string[] {
  const path = cycleThrough(key, component, walk);
  const first = path.indexOf([...path].sort()[0] ?? "");
  return [...path.slice(first), ...path.slice(0, first)];
}

/** An asset that depends on itself has another problem, self-dependency. */
function before(asset: ResolvedAsset | undefined): string[] {
  return asset === undefined ? [] : keysBefore(asset).filter((key) => key !== asset.key);
}

function comesAfterMore(asset: ResolvedAsset, earlier: ResolvedAsset | undefined): boolean {
  if (asset === earlier) return false;
  const known = new Set(before(earlier));
  return before(asset).some((key) => !known.has(key));
}
