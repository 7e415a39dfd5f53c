// What renaming needs to know about a name: whether it is the asset's own, and the result of a rename.
import type { TextEdit } from "../../../../runtime/contract/problem.js";
import type { ResolvedAsset } from "../../model.js";
import type { Project } from "../../project.js";
import { textOf } from "../edits.js";

export type Renamed =
  | {
      readonly kind: "edits";
      readonly edits: readonly TextEdit[];
      /** The old and the new key of the renamed asset, so that its stored values can be moved. Null if a parameter was renamed. */
      readonly asset: { readonly from: string; readonly to: string } | null;
    }
  /** Why the new name is refused, in one sentence. */
  | { readonly kind: "refused"; readonly reason: string };

/** Whether the last part of the key is the name under which the asset is declared, so that renaming one renames the other. */
export function isNamedByExport(project: Project, asset: ResolvedAsset): boolean {
  const isNamed = asset.declaration !== null && asset.exportedAs === lastPart(asset.key);
  return isNamed && textOf(project, asset.place) === asset.exportedAs;
}

export function lastPart(key: string): string {
  return key.slice(key.lastIndexOf("/") + 1);
}
