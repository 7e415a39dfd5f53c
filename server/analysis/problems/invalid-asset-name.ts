// invalid-asset-name: an asset has no name, or its name is not a valid key.
import * as l10n from "@vscode/l10n";
import { optionEdit } from "../features/edits.js";
import { fix, quoted } from "../features/fix.js";
import { property } from "../value.js";
import { defineProblem } from "./finding/problem-kind.js";

export const invalidAssetName = defineProblem({
  code: "invalid-asset-name",
  severity: "error",
  title: () => l10n.t("The asset has no name, or its name is not a valid key."),
  find: {
    named: ({ name }) => (name.invalid === null ? [] : [{ place: name.place, message: name.invalid }]),
  },
  fixes(project, problem) {
    const asset = project.model().assets.find(({ place }) => place.file === problem.place.file && place.start === problem.place.start);
    const wrong = asset?.key.slice(asset.key.lastIndexOf("/") + 1);
    if (!asset || wrong === undefined) return [];
    const right = wrong.replace(/[^A-Za-z0-9_]/g, "_");
    const key = [...asset.prefix, right].join("/");
    if (right === wrong || property(asset.options, "key") || project.model().byKey.has(key)) return [];
    return fix(l10n.t`Give it the key "${key}"`, [optionEdit(project, asset, `key: ${quoted(key)}`)]);
  },
});
