// Asks the project itself what reading leaves open: addresses, and assets that only exist once the code runs.
import { describeProject, ProjectFailure } from "../../runtime/host/index.js";
import { onlyDescribed, type Project, relativeTo } from "../analysis/index.js";

/** Runs the project's config where that is needed; a project that cannot run stays as it was read. */
export async function describeIfNeeded(project: Project): Promise<void> {
  if (!project.needsDescribing()) return;
  try {
    project.describe(await describeProject(project.dir, relativeTo(project.dir, project.configFile)));
  } catch (error) {
    if (!(error instanceof ProjectFailure)) throw error;
    console.error(`What only running can tell stays unknown: ${error.message}`);
  }
}

/** The keys of assets that exist only once the code runs. */
export function madeByRunning(project: Project): string[] {
  return onlyDescribed(project).map(({ key }) => key);
}

/** Why such assets are not run, and what to do. */
export function cannotRunYet(keys: readonly string[]): string {
  const [names, are] = [keys.map((key) => `"${key}"`).join(", "), keys.length === 1 ? "is" : "are"];
  return `${names} ${are} made while the code runs (in a loop, by a helper), so ${keys.length === 1 ? "it is" : "they are"} shown but not run. Write each as an exported asset(…) to run it.`;
}
