// What an asset must not load: itself and everything below it, which would make a circle.
import { downstreamOf, reach } from "../../../../runtime/planning/index.js";
import type { ProjectModel, ResolvedAsset } from "../../model.js";

/** Keys of the asset and of all below it; empty for none. */
export function belowOf(model: ProjectModel, asset: ResolvedAsset | null | undefined): ReadonlySet<string> {
  if (!asset) return new Set();
  // An asset that is being written feeds nothing yet, and the graph need not be turned around to know it.
  const { key } = asset;
  const feeds = model.assets.some(
    ({ inputs, deps }) => inputs.some(({ upstream }) => upstream === key) || deps.some((dep) => dep.key === key),
  );
  return feeds ? reach([key], downstreamOf(model)) : new Set([key]);
}
