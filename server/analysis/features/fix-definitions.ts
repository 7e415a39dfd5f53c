// Fixes that bring an asset into the Definitions: one the project exports, or one that others produce.
import * as l10n from "@vscode/l10n";
import type { Fix, Problem } from "../../../runtime/contract/problem.js";
import type { Project } from "../project.js";
import { possibilities, type Value } from "../value.js";
import { addElement, addProperty } from "./edits.js";
import { fix, type MaybeEdit, quoted } from "./fix.js";
import { importValue } from "./imports.js";

export function addToDefinitions(project: Project, problem: Problem): Fix[] {
  const { assetKey = "", name: file = "", exportedAs } = problem.data ?? {};
  const name = assetKey.slice(assetKey.lastIndexOf("/") + 1);
  if (name === "" || exportedAs === undefined) return [];
  return fix(l10n.t`Add "${name}" to the Definitions`, definitionEdits(project, file, exportedAs, name), true);
}

/** `loader` is the resource that loads it, where one is known. */
export function declareExternal(project: Project, key: string, loader: string | null = null): Fix[] {
  const made = importValue(project, project.configFile, "millrace", "externalAsset");
  const by = loader === null ? "" : `, ioManagerKey: ${quoted(loader)}`;
  const edit = addAsset(project, `${made.name}({ key: ${quoted(key)}${by} })`);
  return fix(l10n.t`Declare "${key}" as an external asset`, [edit, ...made.edits]);
}

/** What takes an export of a module into the Definitions; `name` is what the config should call it. */
export function definitionEdits(project: Project, file: string, exported: string, name: string): MaybeEdit[] {
  const imported = importValue(project, project.configFile, file, exported, exported === "default" ? name : exported);
  return [addAsset(project, imported.name), ...imported.edits];
}

function addAsset(project: Project, element: string): MaybeEdit {
  const { definitions } = project.model();
  if (definitions?.assets) return addElement(project, definitions.assets, element);
  return definitions?.options ? addProperty(project, definitions.options, `assets: [${element}]`) : null;
}

/** Whether the Definitions take whatever a module exports: by a namespace, through a module that exports all of others, or by folder. */
export function takesModule(project: Project, file: string): boolean {
  const takes = (value: Value): boolean => {
    switch (value.kind) {
      case "namespace":
        return value.file === file || (project.facts(value.file)?.starExports.length ?? 0) > 0;
      case "array":
        return value.open || value.elements.some(takes);
      case "object":
        return value.open || [...value.properties.values()].some((each) => takes(each.value));
      case "choice":
        return possibilities(value).some(takes);
      case "call":
      case "unknown":
        return true;
      default:
        return false;
    }
  };
  const assets = project.model().definitions?.assets;
  return assets ? takes(assets) : false;
}
