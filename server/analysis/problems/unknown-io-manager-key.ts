// unknown-io-manager-key: no resource with the key that an asset names can store.
import * as l10n from "@vscode/l10n";
import { property, stringOf } from "../value.js";
import { faultsOfManagerKey, type ManagerKeyData } from "./finding/manager-key.js";
import { defineProblem } from "./finding/problem-kind.js";
import { addResource } from "./fixing/add-resource.js";
import { nearestText } from "./fixing/nearest-text.js";

export const unknownIoManagerKey = defineProblem<ManagerKeyData>({
  code: "unknown-io-manager-key",
  severity: "error",
  title: () => l10n.t("No resource with that key can store."),
  find: {
    options(asset, { read }) {
      const key = property(asset.options, "ioManagerKey");
      const named = stringOf(key);
      return key && named !== null ? faultsOfManagerKey(named, key.place, "store", asset, read) : [];
    },
  },
  fixes: (project, problem) => [...nearestText(project, problem), ...addResource(project, problem.data.name)],
});
