// Declares an asset that others produce in the Definitions.
import * as l10n from "@vscode/l10n";
import type { Fix } from "../../../../runtime/contract/problem.js";
import { fix, quoted } from "../../features/fix.js";
import { addAsset } from "../../features/fix-definitions.js";
import { importValue } from "../../features/imports.js";
import type { Project } from "../../project.js";

/** `loader` is the resource that loads it, if one is known. */
export function declareExternal(project: Project, key: string, loader: string | null = null): Fix[] {
  const made = importValue(project, project.configFile, "millrace", "externalAsset");
  const by = loader === null ? "" : `, ioManagerKey: ${quoted(loader)}`;
  const edit = addAsset(project, `${made.name}({ key: ${quoted(key)}${by} })`);
  return fix(l10n.t`Declare "${key}" as an external asset`, [edit, ...made.edits]);
}
