// Creates an asset for a parameter that names none.
import * as l10n from "@vscode/l10n";
import { faultOfName } from "../../../../runtime/contract/names.js";
import type { Fix } from "../../../../runtime/contract/problem.js";
import { fix, quoted } from "../../features/fix.js";
import { definitionEdits, takesModule } from "../../features/fix-definitions.js";
import type { ResolvedAsset, ResolvedInput } from "../../model.js";
import type { Project } from "../../project.js";
import { callAt, statementStart, topLevelNames } from "../../reader/editable-code.js";

/** Inserts a new asset directly above the one that loads it, created by the same function. */
export function createAsset(project: Project, asset: ResolvedAsset, input: ResolvedInput): Fix[] {
  const { declaration } = asset;
  const { parameter } = input;
  if (!declaration || faultOfName(parameter) !== null) return [];
  const { file } = declaration;
  const text = project.files.read(file) ?? "";
  const call = callAt(file, text, declaration.place);
  const start = statementStart(file, text, declaration.place.start);
  if (!call || start === null) return [];

  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const taken = topLevelNames(file, text);
  let name = parameter;
  for (let number = 2; taken.has(name) || /^\d/.test(name); number++) name = `asset_${parameter}${number === 2 ? "" : number}`;
  const options = name === parameter ? "" : `{ key: ${quoted(parameter)} }, `;
  const lines = [
    `export const ${name} = ${call.callee}(${options}()${returnType(project, asset, input)} => {`,
    `  throw new Error("${parameter} is not written yet");`,
    "});",
  ];
  const made = { place: { file, start, end: start }, text: lines.join(eol) + eol + eol };
  const defined = takesModule(project, file) ? [] : definitionEdits(project, file, name, name);
  return fix(l10n.t`Create the asset "${parameter}"`, [made, ...defined]);
}

/** The declared type of the parameter, if it means the same at the top of the file. */
function returnType(project: Project, asset: ResolvedAsset, input: ResolvedInput): string {
  const { typeText } = input.fact;
  const fn = asset.declaration?.fn;
  if (typeText === null || !fn || /\btypeof\b/.test(typeText)) return "";
  const before = project.files.read(fn.file)?.slice(0, fn.fact.parametersSpan.start) ?? "";
  const elsewhere = fn.file !== asset.declaration?.file || />\s*\($/.test(before);
  const simple = /^(?:(?:string|number|boolean|bigint|unknown|null|readonly)\b|[\s[\]|{}:;,]|[a-z]\w*(?=\s*\??:))*$/.test(typeText);
  return elsewhere && !simple ? "" : `: ${typeText}`;
}
