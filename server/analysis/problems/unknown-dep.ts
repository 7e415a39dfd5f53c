// unknown-dep: a key in `deps` names no asset.
import * as l10n from "@vscode/l10n";
import { didYouMean, nearest } from "../../../runtime/planning/index.js";
import { defineProblem } from "./finding/problem-kind.js";
import { declareExternal } from "./fixing/declare-external.js";
import { nearestText } from "./fixing/nearest-text.js";

interface Data {
  readonly assetKey: string;
  readonly name: string;
  /** Absent if the dep is an asset, not a key. */
  readonly nearest?: readonly string[];
}

export const unknownDep = defineProblem<Data>({
  code: "unknown-dep",
  severity: "warning",
  title: () => l10n.t("A key in `deps` names no asset."),
  find: {
    dep(dep, asset, { byKey, mayHoldMore }) {
      if (dep.key === asset.key || dep.known || mayHoldMore()) return [];
      const { place } = dep;
      if (dep.isAsset) {
        const message = l10n.t`The Definitions do not contain the asset "${dep.key}", so it cannot be materialized here. Add it to their assets.`;
        return [{ place, message, data: { assetKey: asset.key, name: dep.key } }];
      }
      const near = nearest(dep.key, byKey.keys());
      const remedy = l10n.t`Declare it with ${`externalAsset({ key: "${dep.key}" })`} if others produce it.`;
      const message = `${l10n.t`No asset has the key "${dep.key}".`}${didYouMean(near)} ${remedy}`;
      return [{ place, message, data: { assetKey: asset.key, name: dep.key, nearest: near } }];
    },
  },
  fixes: (project, problem) => [...nearestText(project, problem), ...declareExternal(project, problem.data.name)],
});
