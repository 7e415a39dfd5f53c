// syntax-error: TypeScript cannot parse a file.
import * as l10n from "@vscode/l10n";
import { defineProblem } from "./finding/problem-kind.js";

export const syntaxError = defineProblem({
  code: "syntax-error",
  severity: "error",
  title: () => l10n.t("TypeScript cannot parse the file (reported in the terminal; the editor shows TypeScript's own error)."),
  find: {
    file: (file, project) =>
      (project.facts(file)?.syntaxErrors ?? []).map(({ message, span }) => ({
        place: { file, ...span },
        message: l10n.t`TypeScript cannot read this: ${message} Fix the syntax first.`,
      })),
  },
});
