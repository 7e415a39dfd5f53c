// Gives an asset another key if its key is taken.
import * as l10n from "@vscode/l10n";
import type { Fix } from "../../../../runtime/contract/problem.js";
import { optionEdit } from "../../features/edits.js";
import { fix, quoted } from "../../features/fix.js";
import type { ResolvedAsset } from "../../model.js";
import type { Project } from "../../project.js";
import { property } from "../../value.js";

/** A free key with a number. No fix if the asset has a `key`, which may be intended. */
export function anotherKey(project: Project, asset: ResolvedAsset): Fix[] {
  if (property(asset.options, "key")) return [];
  let number = 2;
  while (project.model().byKey.has(`${asset.key}_${number}`)) number++;
  const key = `${asset.key}_${number}`;
  return fix(l10n.t`Give it the key "${key}"`, [optionEdit(project, asset, `key: ${quoted(key)}`)]);
}
