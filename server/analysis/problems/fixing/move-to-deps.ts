// Moves a parameter that is only used for order to `deps`.
import * as l10n from "@vscode/l10n";
import type { Fix } from "../../../../runtime/contract/problem.js";
import { addElement, optionEdit, removeOne } from "../../features/edits.js";
import { fix, type MaybeEdit, quoted } from "../../features/fix.js";
import type { ResolvedAsset, ResolvedInput } from "../../model.js";
import type { Project } from "../../project.js";
import { property } from "../../value.js";
import { isShared } from "./shared-function.js";

export function moveToDeps(project: Project, asset: ResolvedAsset, parameter: string, upstream: string): Fix[] {
  const input = asset.inputs.find((each) => each.parameter === parameter);
  if (!input || isShared(project, asset)) return [];
  const edits: MaybeEdit[] = [];
  if (property(asset.options, "ins")) edits.push(...removeIns(project, asset, parameter));
  if (!asset.deps.some(({ key }) => key === upstream)) {
    const deps = property(asset.options, "deps");
    edits.push(deps ? addElement(project, deps, quoted(upstream), true) : optionEdit(project, asset, `deps: [${quoted(upstream)}]`));
  }
  // The parameter's value was undefined, so its uses become `undefined`.
  for (const { start, end, shorthand } of project.types().parameterUses(asset, input, "") ?? []) {
    if (start === input.place.start) continue;
    edits.push({ place: { file: input.place.file, start, end }, text: shorthand ? `${parameter}: undefined` : "undefined" });
  }
  // This edit is last: if options are inserted before a parameter without parentheses, both edits are at the same offset.
  return fix(l10n.t`Move "${parameter}" to deps`, [...edits, removeParameter(project, asset, input)], true);
}

function removeParameter(project: Project, asset: ResolvedAsset, input: ResolvedInput): MaybeEdit {
  const { file } = input.place;
  const fn = asset.declaration?.fn?.fact;
  const spans = fn?.parameters.map(({ span }) => span) ?? [];
  const index = spans.findIndex(({ start }) => start === input.fact.span.start);
  // `name => …` has no parentheses, so they are added.
  const bare = /^\s*=>/.test(project.files.read(file)?.slice(input.fact.span.end) ?? "");
  if (bare) return { place: { file, ...input.fact.span }, text: "()" };
  return removeOne(project, file, spans, index);
}

/** Removes the `ins` entry together with its parameter. */
function removeIns(project: Project, asset: ResolvedAsset, parameter: string): MaybeEdit[] {
  const ins = property(asset.options, "ins");
  if (ins?.kind !== "object" || !ins.properties.has(parameter)) return [];
  const { place } = ins;
  const entries = [...ins.properties.values()].map(({ value, namePlace }) => ({ start: namePlace.start, end: value.place.end }));
  const index = [...ins.properties.keys()].indexOf(parameter);
  const plain = entries.every(({ start, end }) => place.start < start && start < end && end < place.end);
  return [plain ? removeOne(project, place.file, entries, index) : null];
}
