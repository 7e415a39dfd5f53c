// Appends a new asset that loads nothing to a file. It can be materialized as it is, and is added to the Definitions.
import type { TextEdit } from "../../../../runtime/contract/problem.js";
import type { Project } from "../../project.js";
import { topLevelNames } from "../../reader/editable-code.js";
import { definitionEdits, takesModule } from "../fix-definitions.js";
import { importValue } from "../imports.js";

const NAME = /^[A-Za-z_$][A-Za-z0-9_$]*$/;

/** No edits if the name is invalid, or if the file has it already. */
export function appendAsset(project: Project, file: string, name: string): TextEdit[] {
  const text = project.files.read(file) ?? "";
  if (!NAME.test(name) || topLevelNames(file, text).has(name)) return [];
  const imported = importValue(project, file, "millrace", "asset");
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const type = /\.[cm]?jsx?$/.test(file) ? "" : ": string";
  const lines = [
    "/** What it holds, in a sentence. A parameter that names an asset loads that asset's value. */",
    `export const ${name} = ${imported.name}(()${type} => {`,
    `  return "the value of ${name}";`,
    "});",
    "",
  ];
  const gap = text === "" ? (imported.edits.length > 0 ? eol : "") : text.endsWith("\n") ? eol : eol + eol;
  const made = { place: { file, start: text.length, end: text.length }, text: gap + lines.join(eol) };
  const defined = takesModule(project, file) ? [] : definitionEdits(project, file, name, name);
  // If it cannot be added to the Definitions, a problem says so.
  const known = defined.every((edit) => edit !== null) ? defined.filter((edit) => edit !== null) : [];
  return [...imported.edits, made, ...known];
}
