// Finds problems that prevent files from loading. For the terminal and for planning: an editor shows TypeScript's own errors.
import type { Problem } from "../../../../runtime/contract/problem.js";
import type { Project } from "../../project.js";
import { judged } from "../../severities.js";
import { askAll } from "./ask.js";

const ofFile = askAll("file");

export function loadProblems(project: Project, files: Iterable<string>): Problem[] {
  const found = [...files].flatMap((file) => ofFile(file, project));
  return [...judged(found, project.severities())];
}
