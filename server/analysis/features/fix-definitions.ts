// Edits that add an asset to the Definitions, and whether they are needed.
import type { Project } from "../project.js";
import { possibilities, type Value } from "../value.js";
import { addElement, addProperty } from "./edits.js";
import type { MaybeEdit } from "./fix.js";
import { importValue } from "./imports.js";

/** The edits that add an export of a module to the Definitions. `name` is its name in the config. */
export function definitionEdits(project: Project, file: string, exported: string, name: string): MaybeEdit[] {
  const imported = importValue(project, project.configFile, file, exported, exported === "default" ? name : exported);
  return [addAsset(project, imported.name), ...imported.edits];
}

/** `element` is code that creates an asset. */
export function addAsset(project: Project, element: string): MaybeEdit {
  const { definitions } = project.model();
  if (definitions?.assets) return addElement(project, definitions.assets, element);
  return definitions?.options ? addProperty(project, definitions.options, `assets: [${element}]`) : null;
}

/** Whether the Definitions contain all exports of a module: through a namespace, an `export *`, or a folder. */
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
