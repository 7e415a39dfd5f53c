// Makes a parameter load another asset: by a new name, or by a key in `ins`.
import * as l10n from "@vscode/l10n";
import type { Fix } from "../../../../runtime/contract/problem.js";
import { addProperty, optionEdit } from "../../features/edits.js";
import { fix, type MaybeEdit, quoted } from "../../features/fix.js";
import type { ResolvedAsset, ResolvedInput } from "../../model.js";
import type { Project } from "../../project.js";
import { property } from "../../value.js";
import { isShared } from "./shared-function.js";

/** Renames the parameter to the asset's name if that name leads to it. Otherwise sets the key in `ins`. */
export function loadInstead(project: Project, asset: ResolvedAsset, input: ResolvedInput, key: string, first: boolean): Fix[] {
  const parameter = key.slice(key.lastIndexOf("/") + 1);
  const bare = key === parameter || key === [...asset.prefix, parameter].join("/");
  const edits = bare && /^[A-Za-z_]/.test(parameter) ? renameParameter(project, asset, input, parameter) : null;
  if (edits) return fix(l10n.t`Change to "${parameter}"`, edits, first);
  return fix(l10n.t`Load "${key}" into ${input.parameter}`, [insEntry(project, asset, input, key)], first);
}

/** Null if the new name would mean something else, or if the edit would change other assets, too. */
export function renameParameter(project: Project, asset: ResolvedAsset, input: ResolvedInput, name: string): MaybeEdit[] | null {
  if (input.ins || isShared(project, asset)) return null;
  const uses = project.types().parameterUses(asset, input, name);
  if (!uses || uses.length === 0) return null;
  return uses.map(({ start, end, shorthand }) => ({
    place: { file: input.place.file, start, end },
    text: shorthand ? `${input.parameter}: ${name}` : name,
  }));
}

function insEntry(project: Project, asset: ResolvedAsset, { parameter, ins: entry }: ResolvedInput, key: string): MaybeEdit {
  if (entry) return addProperty(project, entry, `key: ${quoted(key)}`);
  const ins = property(asset.options, "ins");
  const text = `${parameter}: { key: ${quoted(key)} }`;
  return ins ? addProperty(project, ins, text) : optionEdit(project, asset, `ins: { ${text} }`);
}
