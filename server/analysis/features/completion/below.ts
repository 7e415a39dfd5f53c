// The assets that an asset must not load, because that would create a cycle: itself and everything downstream.
import { downstreamOf, reach } from "../../../../runtime/planning/index.js";
import type { ProjectModel, ResolvedAsset } from "../../model.js";

/** The keys of the asset and of everything downstream. Empty without an asset. */
export function belowOf(model: ProjectModel, asset: ResolvedAsset | null | undefined): ReadonlySet<string> {
  if (!asset) return new Set();
  // An asset that is being written has no downstream yet. This check avoids building the reversed graph.
  const { key } = asset;
  const feeds = model.assets.some(
    ({ inputs, deps }) => inputs.some(({ upstream }) => upstream === key) || deps.some((dep) => dep.key === key),
  );
  return feeds ? reach([key], downstreamOf(model)) : new Set([key]);
}
