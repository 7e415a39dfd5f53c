// Syntax errors as problems, for the terminal and for planning: an editor already shows TypeScript's own.
import type { Problem } from "../../../runtime/contract/problem.js";
import type { Project } from "../project.js";
import { problem } from "./problem.js";

export function syntaxProblems(project: Project, files: Iterable<string>): Problem[] {
  return [...files].flatMap((file) =>
    (project.facts(file)?.syntaxErrors ?? []).map(({ message, span }) =>
      problem("syntax-error", { file, ...span }, `TypeScript cannot read this: ${message} Mend the syntax first.`),
    ),
  );
}
