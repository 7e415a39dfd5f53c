// Executes the project's code to fill what reading leaves open: addresses, options, and assets that exist only at run time.
import type { Problem } from "../../../runtime/contract/problem.js";
import type { RunError } from "../../../runtime/contract/run.js";
import { describeProject, ProjectFailure } from "../../../runtime/host/index.js";
import { type Project, relativeTo } from "../../analysis/index.js";
import { offsetAt } from "../output/positions.js";

/**
 * Executes the project's config if necessary. Returns why it cannot be executed, or null. In case of a failure, the project stays as it
 * was read.
 */
export async function describeIfNeeded(project: Project): Promise<Problem | null> {
  if (!project.needsDescribing()) return null;
  try {
    project.describe(
      await describeProject(project.dir, relativeTo(project.dir, project.configFile), project.sites(), { modules: project.modules() }),
    );
    return null;
  } catch (error) {
    if (!(error instanceof ProjectFailure)) throw error;
    return problemOf(error.told, project);
  }
}

/** The place where the code threw, else the config. */
function problemOf({ message, place }: RunError, { dir, configFile }: Project): Problem {
  const file = place === undefined ? configFile : `${dir}/${place.file}`;
  const start = place === undefined ? 0 : offsetAt(file, place.line, place.column);
  return {
    code: "invalid-config",
    severity: "error",
    message: `Running the project's code failed, so what reading leaves open is unknown: ${message}`,
    place: { file, start, end: start },
    related: [],
  };
}
