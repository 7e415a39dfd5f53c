// Renames a parameter of an asset's function. It loads the same asset, through `ins` if the new name does not lead to it.
import * as l10n from "@vscode/l10n";
import type { TextEdit } from "../../../../runtime/contract/problem.js";
import type { ResolvedAsset, ResolvedInput } from "../../model.js";
import { isContext } from "../../names.js";
import type { Project } from "../../project.js";
import { property } from "../../value.js";
import { addProperty, optionEdit } from "../edits.js";
import { quoted } from "../fix.js";
import type { Renamed } from "./named-asset.js";

export function renameParameter(project: Project, asset: ResolvedAsset, input: ResolvedInput, name: string): Renamed {
  const uses = parameterEdits(project, asset, input, name);
  if (typeof uses === "string") return { kind: "refused", reason: uses };
  const edits: TextEdit[] = [];
  for (const sharing of sharingFunction(project, asset)) {
    const own = sharing.inputs.find(({ position }) => position === input.position);
    if (!own) continue;
    const entries = insEdits(project, sharing, [{ input: own, name, key: own.upstream }]);
    if (entries === null)
      return { kind: "refused", reason: l10n.t`The options of "${sharing.key}" are in a place that cannot be edited. Rename it by hand.` };
    edits.push(...entries);
  }
  // New options are inserted directly before a parameter without parentheses, so they come first.
  return { kind: "edits", edits: [...edits, ...uses], asset: null };
}

/** Renames the parameter and its uses in the body. Returns a sentence if the name is not possible. */
export function parameterEdits(project: Project, asset: ResolvedAsset, input: ResolvedInput, name: string): TextEdit[] | string {
  if (!/^[A-Za-z_]\w*$/.test(name)) return l10n.t`"${name}" cannot be a parameter. Use letters, digits and _.`;
  if (isContext(name, input.position))
    return l10n.t`A first parameter named "${name}" is the context, which loads no asset. Choose another name.`;
  const uses = project.types().parameterUses(asset, input, name);
  if (uses === null || uses.length === 0)
    return l10n.t`"${name}" already means something in the function of "${asset.key}". Choose another name.`;
  const { file } = input.place;
  return uses.map(({ start, end, shorthand }) => ({ place: { file, start, end }, text: shorthand ? `${input.parameter}: ${name}` : name }));
}

/** The change of a parameter's `ins` entry: its new name, and the key if the name alone does not lead there. */
export interface InsChange {
  readonly input: ResolvedInput;
  readonly name: string;
  readonly key: string | null;
}

/** The edits of one asset's `ins` for several parameters at once. Null if they cannot be edited. */
export function insEdits(project: Project, asset: ResolvedAsset, changes: readonly InsChange[]): TextEdit[] | null {
  const edits: (TextEdit | null)[] = [];
  const fresh: string[] = [];
  const ins = property(asset.options, "ins");
  for (const { input, name, key } of changes) {
    const entry = ins?.kind === "object" ? ins.properties.get(input.parameter) : undefined;
    if (!entry) {
      if (key !== null) fresh.push(`${name}: { key: ${quoted(key)} }`);
      continue;
    }
    if (name !== input.parameter) edits.push(...renamedEntry(project, entry.namePlace, input.parameter, name));
    if (key !== null && property(entry.value, "key") === undefined) edits.push(addProperty(project, entry.value, `key: ${quoted(key)}`));
  }
  if (fresh.length > 0) {
    const text = fresh.join(", ");
    edits.push(ins ? addProperty(project, ins, text) : optionEdit(project, asset, `ins: { ${text} }`));
  }
  const known = edits.filter((edit) => edit !== null);
  return known.length === edits.length ? known : null;
}

function renamedEntry(project: Project, place: TextEdit["place"], from: string, to: string): TextEdit[] {
  const written = project.files.read(place.file) ?? "";
  const old = written.slice(place.start, place.end);
  // `{ orders }` is a property and its value at once.
  const isShorthand = old === from && !/^\s*:/.test(written.slice(place.end));
  const name = /^["']/.test(old) ? quoted(to) : to;
  return [{ place, text: isShorthand ? `${to}: ${from}` : name }];
}

/** The assets that use the same function, including the asset itself. */
export function sharingFunction(project: Project, asset: ResolvedAsset): ResolvedAsset[] {
  const fn = asset.declaration?.fn;
  return project.model().assets.filter(({ declaration }) => {
    const other = declaration?.fn;
    return other !== undefined && other !== null && other.file === fn?.file && other.fact.bodySpan.start === fn.fact.bodySpan.start;
  });
}
