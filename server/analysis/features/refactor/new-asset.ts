// Creates an asset below another one, which it loads: with the parameter, its type, and an entry in the Definitions.
import * as l10n from "@vscode/l10n";
import type { Fix } from "../../../../runtime/contract/problem.js";
import type { ResolvedAsset } from "../../model.js";
import type { Project } from "../../project.js";
import { callAt, topLevelNames } from "../../reader/editable-code.js";
import { property } from "../../value.js";
import { textOf } from "../edits.js";
import { fix, type MaybeEdit, quoted } from "../fix.js";
import { definitionEdits, takesModule } from "../fix-definitions.js";
import { freeName } from "../imports.js";

export function newAssetFrom(project: Project, asset: ResolvedAsset): Fix[] {
  const { declaration, key } = asset;
  const file = declaration?.file ?? "";
  const text = project.files.read(file) ?? "";
  const statement = [...(project.facts(file)?.bindings.values() ?? [])].find(({ nameSpan }) => nameSpan.start === asset.place.start);
  const call = declaration ? callAt(file, text, declaration.place) : null;
  const partitions = sharedOption(project, asset, "partitions");
  if (!statement || !call || asset.returnsNothing || partitions === null) return [];

  const parameter = key.slice(key.lastIndexOf("/") + 1);
  const name = freeName(`from_${parameter}`, topLevelNames(file, text), text);
  const options = [...partitions, ...(key === parameter ? [] : [`ins: { ${parameter}: { key: ${quoted(key)} } }`])];
  // The type is written for this file.
  const type = project.types().annotation(asset, asset);
  const written = type && type.imports.length === 0 && type.text !== "any" ? `: ${type.text}` : "";
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const head = `export const ${name} = ${call.callee}(${options.length === 0 ? "" : `{ ${options.join(", ")} }, `}(${parameter}${written}) => {`;
  const lines = ["", "", head, `  return ${parameter};`, "});"];
  const at = lineEnd(text, statement.span.end);
  const made: MaybeEdit[] = [{ place: { file, start: at, end: at }, text: lines.join(eol) }];
  const defined = takesModule(project, file) ? [] : definitionEdits(project, file, name, name);
  return fix(l10n.t`New asset from "${key}"`, [...made, ...defined]);
}

/** An option that both assets must share, as an entry. Empty if the asset has none. Null if the value would have to be copied. */
export function sharedOption(project: Project, { options, declaration }: ResolvedAsset, name: string): string[] | null {
  const value = property(options, name);
  if (!value) return options?.kind === "object" && options.open ? null : [];
  const text = value.place.file === declaration?.file ? textOf(project, value.place) : "";
  if (!/^[A-Za-z_$][\w$.]*$|^(["'])[^\\\n]*\1$/.test(text)) return null;
  return [text === name ? name : `${name}: ${text}`];
}

/** The offset after a comment that belongs to the statement. */
function lineEnd(text: string, end: number): number {
  return end + (/^[ \t]*;?[ \t]*(?:\/\/[^\r\n]*)?(?=\r?\n|$)/.exec(text.slice(end))?.[0].length ?? 0);
}
