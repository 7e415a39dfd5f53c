// not-in-definitions: an exported asset is not in the Definitions.
import * as l10n from "@vscode/l10n";
import { fix } from "../features/fix.js";
import { definitionEdits } from "../features/fix-definitions.js";
import { defineProblem } from "./finding/problem-kind.js";

interface Data {
  readonly assetKey: string;
  /** The file that exports it. */
  readonly name: string;
  readonly exportedAs?: string;
}

export const notInDefinitions = defineProblem<Data>({
  code: "not-in-definitions",
  severity: "warning",
  title: () => l10n.t("An exported asset is not in the Definitions."),
  find: {
    unreached({ declaration, name }, { read, mayHoldMore }) {
      const { place, key, exportedAs } = name;
      if (read.missing !== null || read.places === null || mayHoldMore()) return [];
      const message = l10n.t`"${key ?? l10n.t("This asset")}" is exported, but the Definitions do not reach it. Add it to \`assets\` in the config.`;
      return [{ place, message, data: { assetKey: key ?? "", name: declaration.file, ...(exportedAs === null ? {} : { exportedAs }) } }];
    },
  },
  fixes(project, { data }) {
    const { assetKey, name: file, exportedAs } = data;
    const name = assetKey.slice(assetKey.lastIndexOf("/") + 1);
    if (name === "" || exportedAs === undefined) return [];
    return fix(l10n.t`Add "${name}" to the Definitions`, definitionEdits(project, file, exportedAs, name), true);
  },
});
