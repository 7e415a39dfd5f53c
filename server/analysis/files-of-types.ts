// Lists files that may have type problems.
import type { AssetSpec } from "../../runtime/contract/manifest.js";

/** The files that may have type problems of these assets. */
export function filesOfTypes(assets: readonly AssetSpec[]): string[] {
  return [...new Set(assets.flatMap(({ external, places }) => (external ? [] : places.map(({ file }) => file))))];
}
