// unknown-upstream: a parameter, or an entry of `ins`, names no asset.
import * as l10n from "@vscode/l10n";
import { didYouMean, nearest } from "../../../runtime/planning/index.js";
import { replaceAt } from "../features/edits.js";
import { fix, type MaybeEdit, quoted } from "../features/fix.js";
import type { ResolvedAsset } from "../model.js";
import type { Project } from "../project.js";
import { property, stringOf, type Value } from "../value.js";
import { defineProblem, type Finding, type Found } from "./finding/problem-kind.js";
import { loadInstead } from "./fixing/change-parameter.js";
import { createAsset } from "./fixing/create-asset.js";

interface Data {
  readonly assetKey: string;
  /** The wrong name: a key, a parameter, or the name of the entry. */
  readonly name: string;
  readonly nearest: readonly string[];
}

export const unknownUpstream = defineProblem<Data>({
  code: "unknown-upstream",
  severity: "error",
  title: () => l10n.t("A parameter, or an `ins` entry, names no asset."),
  find: {
    input(lead, input, asset, { byKey, mayHoldMore }) {
      if (lead.kind !== "nowhere" || mayHoldMore()) return [];
      const wanted = lead.key ? keyText(lead.key) : input.parameter;
      const near = nearest(
        wanted,
        [...byKey.keys()].filter((key) => key !== asset.key),
      );
      const what =
        lead.key || asset.prefix.length === 0
          ? l10n.t`No asset has the key "${wanted}".`
          : l10n.t`No asset has the key "${wanted}" (nor "${[...asset.prefix, wanted].join("/")}").`;
      const message = near.length === 0 ? `${what} ${l10n.t("Create it, or name another asset.")}` : what + didYouMean(near);
      const { place } = lead.key ?? input;
      return [{ place, message, data: { assetKey: asset.key, name: wanted, nearest: near } }];
    },
    ins: strayEntries,
  },
  fixes(project, problem) {
    const { place, data } = problem;
    const asset = project.model().byKey.get(data.assetKey);
    if (!asset) return [];
    const input = asset.inputs.find((each) => each.place.file === place.file && each.place.start === place.start);
    if (!input) return insFixes(project, problem, asset);
    const fixes = data.nearest.flatMap((key, index) => loadInstead(project, asset, input, key, index === 0));
    return [...fixes, ...createAsset(project, asset, input)];
  },
});

function keyText(key: Value): string {
  return stringOf(key) ?? (key.kind === "array" ? key.elements.map((part) => stringOf(part)).join("/") : "");
}

/** Finds entries of `ins` without a parameter. */
function strayEntries(asset: ResolvedAsset): Finding<Data>[] {
  const fn = asset.declaration?.fn;
  const ins = property(asset.options, "ins");
  if (!fn || ins?.kind !== "object") return [];
  const names = fn.fact.parameters.flatMap(({ name }) => name ?? []);
  return [...ins.properties].flatMap(([name, entry]) => {
    if (names.includes(name)) return [];
    const near = nearest(name, names);
    const what = l10n.t`\`ins\` has an entry "${name}", but the function has no parameter of that name.`;
    return [{ place: entry.namePlace, message: what + didYouMean(near), data: { assetKey: asset.key, name, nearest: near } }];
  });
}

/** The fixes of a problem in `ins`: of an entry without its parameter, or of a key. */
function insFixes(project: Project, problem: Found<Data>, asset: ResolvedAsset) {
  const { place, data } = problem;
  const ins = property(asset.options, "ins");
  const entries = ins?.kind === "object" ? ins.properties : new Map();
  const atName = entries.get(data.name)?.namePlace.start === place.start;
  return data.nearest.flatMap((name, index) => {
    if (!atName) return fix(l10n.t`Change to "${name}"`, [replaceAt(project, place, quoted(name))], index === 0);
    return entries.has(name) ? [] : fix(l10n.t`Change to "${name}"`, [renameEntry(project, problem, name)], index === 0);
  });
}

/** Renames an `ins` entry and keeps its quotes. */
function renameEntry(project: Project, { place }: Found<Data>, name: string): MaybeEdit {
  const old = project.files.read(place.file)?.slice(place.start, place.end) ?? "";
  const edit = replaceAt(project, place, /^["']/.test(old) ? quoted(name) : name);
  // `{ entry }` would become `{ name: entry }`, but here the name must change.
  return edit?.text === `${old}: ${name}` ? { place, text: `${name}: ${old}` } : edit;
}
