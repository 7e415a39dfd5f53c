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
    graph({ unreached, read, mayHoldMore }) {
      if (read.missing !== null || read.places === null || unreached.length === 0 || mayHoldMore()) return [];
      return unreached.map(({ declaration, name }) => ({
        place: name.place,
        message: l10n.t`"${name.key ?? l10n.t("This asset")}" is exported, but the Definitions do not reach it. Add it to \`assets\` in the config.`,
        data: { assetKey: name.key ?? "", name: declaration.file, ...(name.exportedAs === null ? {} : { exportedAs: name.exportedAs }) },
      }));
    },
  },
  fixes(project, { data }) {
    const { assetKey, name: file, exportedAs } = data;
    const name = assetKey.slice(assetKey.lastIndexOf("/") + 1);
    if (name === "" || exportedAs === undefined) return [];
    return fix(l10n.t`Add "${name}" to the Definitions`, definitionEdits(project, file, exportedAs, name), true);
  },
});
