// What is wrong with the tsconfig files that count: by them all types are judged, so that nothing can be said for sure until they are mended.
import * as l10n from "@vscode/l10n";
import type { Problem } from "../../../runtime/contract/problem.js";
import type { TsConfigs } from "../reader/tsconfig.js";
import { problem } from "./problem.js";

export function configProblems({ mistakes }: TsConfigs): Problem[] {
  return mistakes.map(({ file, start, end, kind, message }) =>
    problem(
      "invalid-tsconfig",
      { file, start, end },
      kind === "removed"
        ? l10n.t`The TypeScript of this project no longer knows ${message}. Remove it, or write what took its place.`
        : l10n.t`TypeScript cannot read this config as it is meant: ${message} Mend it: types are judged by it.`,
    ),
  );
}
