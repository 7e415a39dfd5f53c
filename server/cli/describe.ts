// Asks the project itself what reading leaves open: addresses, options, and assets that only exist once the code runs.
import { describeProject, ProjectFailure } from "../../runtime/host/index.js";
import { type Project, relativeTo } from "../analysis/index.js";
import { printError } from "./print.js";

/** Runs the project's config where that is needed. False where it cannot run: then the project stays as it was read, and why is told. */
export async function describeIfNeeded(project: Project): Promise<boolean> {
  if (!project.needsDescribing()) return true;
  try {
    project.describe(
      await describeProject(project.dir, relativeTo(project.dir, project.configFile), project.sites(), { modules: project.modules() }),
    );
    return true;
  } catch (error) {
    if (!(error instanceof ProjectFailure)) throw error;
    printError(`What only running can tell stays unknown: ${error.message}`);
    return false;
  }
}
