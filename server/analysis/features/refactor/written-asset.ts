// A new asset that loads nothing, at the end of a file: whole, so that it can be materialized as it is, and in the Definitions.
import type { TextEdit } from "../../../../runtime/contract/problem.js";
import type { Project } from "../../project.js";
import { topLevelNames } from "../../reader/written.js";
import { definitionEdits, takesModule } from "../fix-definitions.js";
import { importValue } from "../imports.js";

const NAME = /^[A-Za-z_$][A-Za-z0-9_$]*$/;

/** No edits where the name is none, or the file has it. */
export function writtenAsset(project: Project, file: string, name: string): TextEdit[] {
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
  // What cannot be written into the Definitions is told as a problem there.
  const known = defined.every((edit) => edit !== null) ? defined.filter((edit) => edit !== null) : [];
  return [...imported.edits, made, ...known];
}
