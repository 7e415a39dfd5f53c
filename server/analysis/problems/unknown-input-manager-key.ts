// unknown-input-manager-key: no resource with the key that a parameter names can load.
import * as l10n from "@vscode/l10n";
import { stringOf } from "../value.js";
import { faultsOfManagerKey, type ManagerKeyData } from "./finding/manager-key.js";
import { defineProblem } from "./finding/problem-kind.js";
import { addResource } from "./fixing/add-resource.js";
import { nearestText } from "./fixing/nearest-text.js";

export const unknownInputManagerKey = defineProblem<ManagerKeyData>({
  code: "unknown-input-manager-key",
  severity: "error",
  title: () => l10n.t("No resource with that key can load."),
  find: {
    /** The asset may name one loader for several inputs. */
    options: (asset, { read }) =>
      [...new Set(asset.inputs.flatMap((input) => input.loader ?? []))].flatMap((loader) => {
        const named = stringOf(loader);
        return named === null ? [] : faultsOfManagerKey(named, loader.place, "load", asset, read);
      }),
  },
  fixes: (project, problem) => [...nearestText(project, problem), ...addResource(project, problem.data.name)],
});
