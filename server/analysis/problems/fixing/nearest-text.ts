// Replaces a wrong name with the most similar ones.
import * as l10n from "@vscode/l10n";
import type { Fix } from "../../../../runtime/contract/problem.js";
import { replaceAt } from "../../features/edits.js";
import { fix, quoted } from "../../features/fix.js";
import type { Project } from "../../project.js";
import type { Found } from "../finding/problem-kind.js";

export function nearestText(project: Project, { place, data }: Found<{ readonly nearest?: readonly string[] }>): Fix[] {
  return (data.nearest ?? []).flatMap((name, index) =>
    fix(l10n.t`Change to "${name}"`, [replaceAt(project, place, quoted(name))], index === 0),
  );
}
