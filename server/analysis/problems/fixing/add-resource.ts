// Adds a resource to the Definitions, for a key that an asset requires.
import * as l10n from "@vscode/l10n";
import type { Fix } from "../../../../runtime/contract/problem.js";
import { addProperty } from "../../features/edits.js";
import { fix, quoted } from "../../features/fix.js";
import { importValue } from "../../features/imports.js";
import type { Project } from "../../project.js";

export function addResource(project: Project, key: string): Fix[] {
  const { definitions, resources } = project.model();
  if (resources.byKey.has(key)) return [];
  const manager = importValue(project, project.configFile, "millrace", "FilesystemIOManager");
  const name = /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key);
  const entry = `${name}: new ${manager.name}({ baseDir: "data" })`;
  const edit = definitions?.resources
    ? addProperty(project, definitions.resources, entry)
    : definitions?.options
      ? addProperty(project, definitions.options, `resources: { ${entry} }`)
      : null;
  return fix(l10n.t`Add the resource "${key}" to the Definitions`, [edit, ...manager.edits]);
}
