// Runs a plan in the child: loads the project, executes the plan, and reports every event.

import { type RunEvent, stepIdentity, type TellEvent, teller } from "../contract/events.js";
import type { LogLevel, RunPlan } from "../contract/run.js";
import { execute } from "../engine/execute.js";
import { toRunError } from "../engine/run-error.js";
import { defaultManager } from "../sdk/default-manager.js";
import { type ResolvedProject, resourceMistake } from "../sdk/resolve.js";
import { openState } from "../state/index.js";
import { loadProject } from "./load.js";
import type { Report } from "./report.js";
import { watchParent } from "./watchdog.js";

/** Ends with exactly one RUN_* event in all cases. */
export async function run(plan: RunPlan, report: Report, signal: AbortSignal): Promise<void> {
  const emit = (event: RunEvent) => report.send({ kind: "event", event: report.correctEvent(event, plan.projectDir) });
  const tell = teller(plan.runId, emit);
  report.onOutput((level: LogLevel, message: string, assetKey: string | null) => {
    tell("LOG", { level, message, ...(assetKey === null ? {} : stepIdentity(assetKey)) });
  });
  report.onCrash((thrown, assetKey) => {
    const error = toRunError(thrown, plan.projectDir);
    const message = `an uncaught error ended the run: ${error.message}. Await every promise, and catch errors in timers and listeners.`;
    if (assetKey !== null) tell("STEP_FAILURE", { ...stepIdentity(assetKey), message: error.message, error });
    tell("RUN_FAILURE", { message, error });
  });
  try {
    const project = await loadProject(plan.projectDir, plan.configFile, report);
    refuseProblems(project, plan, tell);
    watchParent();
    const state = openState(plan.projectDir);
    await execute({
      plan,
      project,
      records: state.records,
      keys: state.keys,
      defaultManager: defaultManager(),
      emit,
      signal,
      within: report.within,
    });
  } catch (error) {
    const told = toRunError(error, plan.projectDir);
    tell("RUN_FAILURE", { message: told.message, error: told });
  }
}

/** Mistakes in the Definitions stop the run when they affect an asset of the plan. Otherwise they are only logged. */
function refuseProblems(project: ResolvedProject, plan: RunPlan, tell: TellEvent): void {
  const concerned = new Set(
    plan.steps.flatMap((step) => [
      step.assetKey,
      ...step.bindings.flatMap((binding) => (binding.kind === "input" ? [binding.assetKey] : [])),
    ]),
  );
  const unknown = plan.steps.find((step) => !project.assets.has(step.assetKey));
  const fatal = project.problems.filter((problem) => problem.assetKeys.some((key) => concerned.has(key)));
  if (fatal.length > 0) throw new Error(fatal.map((problem) => problem.message).join("\n"));
  if (unknown !== undefined && project.problems.length > 0) throw new Error(project.problems.map((problem) => problem.message).join("\n"));
  const missing = plan.steps.flatMap(({ assetKey, resources = [] }) =>
    resources.flatMap((name) => [...resourceMistake(assetKey, name, project.resources)]),
  );
  if (missing.length > 0) throw new Error(missing.join("\n"));
  for (const problem of project.problems) tell("LOG", { level: "warning", message: problem.message });
}
