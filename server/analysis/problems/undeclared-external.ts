// undeclared-external: a parameter with an `inputManagerKey` names no asset, but its name is similar to that of one.
import * as l10n from "@vscode/l10n";
import { didYouMean, nearest } from "../../../runtime/planning/index.js";
import { replaceAt } from "../features/edits.js";
import { fix, quoted } from "../features/fix.js";
import { property } from "../value.js";
import { defineProblem } from "./finding/problem-kind.js";
import { loadInstead } from "./fixing/change-parameter.js";
import { declareExternal } from "./fixing/declare-external.js";

interface Data {
  readonly assetKey: string;
  /** The key of the asset that does not exist. */
  readonly name: string;
  readonly nearest: readonly string[];
}

export const undeclaredExternal = defineProblem<Data>({
  code: "undeclared-external",
  severity: "warning",
  title: () => l10n.t("A parameter with an `inputManagerKey` names no asset, but its name is similar to one."),
  find: {
    /** Others may produce the asset, or the name has a typo. */
    input(lead, input, asset, { byKey }) {
      if (lead.kind !== "undeclared") return [];
      const { key } = lead.upstream;
      const others = [...byKey.values()].filter((each) => each !== asset && !each.undeclared).map((each) => each.key);
      const near = nearest(key, others);
      if (near.length === 0) return [];
      const what = l10n.t`No asset has the key "${key}", so it is treated as an external asset that "${input.inputManagerKey ?? ""}" loads.`;
      const message = `${what}${didYouMean(near)} ${l10n.t`Or declare it with ${`externalAsset({ key: "${key}" })`}.`}`;
      const place = property(input.ins, "key")?.place ?? input.place;
      return [{ place, message, data: { assetKey: asset.key, name: key, nearest: near } }];
    },
  },
  /** Offers the similar name, or a declaration as an external asset. */
  fixes(project, { place, data }) {
    const asset = project.model().byKey.get(data.assetKey);
    if (!asset) return [];
    const input = asset.inputs.find(({ upstream }) => upstream === data.name);
    const atName = input?.place.start === place.start;
    const renamed = data.nearest.flatMap((name, index) =>
      input && atName
        ? loadInstead(project, asset, input, name, index === 0)
        : fix(l10n.t`Change to "${name}"`, [replaceAt(project, place, quoted(name))], index === 0),
    );
    return [...renamed, ...declareExternal(project, data.name, input?.inputManagerKey)];
  },
});
