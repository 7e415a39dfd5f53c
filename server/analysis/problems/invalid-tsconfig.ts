// invalid-tsconfig: a tsconfig file in use has an error. All types depend on these files, so type results are uncertain until it is
// fixed.
import * as l10n from "@vscode/l10n";
import { packageOf } from "../../../runtime/contract/package-manager.js";
import type { Problem } from "../../../runtime/contract/problem.js";
import type { FileAccess } from "../file-access.js";
import { addingTo } from "../installing.js";
import type { ConfigMistake, TsConfigs } from "../reader/tsconfig.js";
import { problem } from "./finding/problem.js";
import { defineProblem } from "./finding/problem-kind.js";

/** `tsconfigProblems` creates these problems where the files are read. */
export const invalidTsconfig = defineProblem({
  code: "invalid-tsconfig",
  severity: "error",
  title: () => l10n.t("A tsconfig file has an effect on types that is probably not intended."),
});

export function tsconfigProblems({ mistakes }: TsConfigs, files: FileAccess, dir: string): Problem[] {
  return mistakes.map((mistake) => {
    const { file, start, end } = mistake;
    return problem("invalid-tsconfig", { file, start, end }, messageOf(mistake, files, dir));
  });
}

function messageOf({ kind, message }: ConfigMistake, files: FileAccess, dir: string): string {
  if (kind === "removed") return l10n.t`The TypeScript of this project no longer supports ${message}. Remove it, or use its replacement.`;
  if (kind === "broken") return l10n.t`TypeScript reports an error in this config: ${message} Fix it, because type checks use this config.`;
  if (/^[./]/.test(message)) return l10n.t`The types "${message}" do not exist. Fix the path, or remove it from "types".`;
  return l10n.t`The types "${message}" are not installed. Install them: ${addingTo({ dir, files }, packageOfTypes(message))}, or take the name out of "types".`;
}

/** `node` means `@types/node`. A path inside a package, such as `vite/client`, belongs to the package. */
function packageOfTypes(name: string): string {
  return packageOf(name) === name && !name.startsWith("@") ? `@types/${name}` : packageOf(name);
}
