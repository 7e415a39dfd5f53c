// What renaming needs to know of a name: whether it is the asset's own, and what came of another one.
import type { TextEdit } from "../../../../runtime/contract/problem.js";
import type { ResolvedAsset } from "../../model.js";
import type { Project } from "../../project.js";
import { textOf } from "../edits.js";

export type Renamed =
  | {
      readonly kind: "edits";
      readonly edits: readonly TextEdit[];
      /** The keys of the asset that was renamed; what is stored under the old one may follow. Null where a parameter was. */
      readonly asset: { readonly from: string; readonly to: string } | null;
    }
  /** Why the new name cannot be, in a sentence. */
  | { readonly kind: "refused"; readonly reason: string };

/** The key's last part is the name under which the asset is declared, so that renaming one renames the other. */
export function isNamedByExport(project: Project, asset: ResolvedAsset): boolean {
  const isNamed = asset.declaration !== null && asset.exportedAs === lastPart(asset.key);
  return isNamed && textOf(project, asset.place) === asset.exportedAs;
}

export function lastPart(key: string): string {
  return key.slice(key.lastIndexOf("/") + 1);
}
