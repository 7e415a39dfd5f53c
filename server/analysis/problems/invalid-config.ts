// invalid-config: the config exports no Definitions. Invalid settings have the same code (`severities.ts`).
import * as l10n from "@vscode/l10n";
import { defineProblem } from "./finding/problem-kind.js";

export const invalidConfig = defineProblem<{ readonly nearest?: readonly string[] } | undefined>({
  code: "invalid-config",
  severity: "error",
  title: () => l10n.t("The config exports no Definitions, or contains invalid settings."),
  find: {
    definitions({ source, read }) {
      const found = source.facts(source.configFile)?.syntaxErrors.length === 0 && read.missing !== null;
      return found ? [{ place: { file: source.configFile, start: 0, end: 0 }, message: read.missing ?? "" }] : [];
    },
  },
});
