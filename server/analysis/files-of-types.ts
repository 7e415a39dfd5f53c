// Where types may show something wrong.
import type { AssetSpec } from "../../runtime/contract/manifest.js";

/** The files in which types may show problems of these assets. */
export function filesOfTypes(assets: readonly AssetSpec[]): string[] {
  return [...new Set(assets.flatMap(({ external, places }) => (external ? [] : places.map(({ file }) => file))))];
}
