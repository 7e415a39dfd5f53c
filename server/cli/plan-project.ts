// Plans a run from what is on disk, as plain data: what a command says of it, and what a worker follows.
import type { ModuleTable } from "../../runtime/contract/modules.js";
import type { RunPlan } from "../../runtime/contract/run.js";
import { type FileAccess, type PlanRequest, type Project, planRun } from "../analysis/index.js";
import type { AskedPartitions } from "../analysis/plain.js";
import type { CheckedProblem } from "./check-words.js";
import { told } from "./checked.js";
import { describeIfNeeded } from "./describe.js";
import { openIn } from "./open-project.js";
import { planMissing } from "./plan-missing.js";
import { UsageError } from "./usage-error.js";

export interface PlanQuestion {
  readonly runId: string;
  readonly selection: readonly string[];
  readonly job: string | null;
  readonly partitions: AskedPartitions;
  /** Whether it is asked where values will lie. */
  readonly places: boolean;
}

export type PlannedProject =
  | {
      readonly kind: "plan";
      readonly plan: RunPlan;
      /** Where imports lead. */
      readonly modules: ModuleTable;
      readonly warnings: readonly CheckedProblem[];
      /** Of each step, where its value will lie, where that is asked; null where nothing is stored, or only the run can tell. */
      readonly storedAt: readonly (string | null)[];
      /** It follows from files alone: not from the time, and not from what running told. */
      readonly isLasting: boolean;
    }
  | { readonly kind: "problems"; readonly problems: readonly CheckedProblem[] }
  | { readonly kind: "bad-selection"; readonly message: string };

/** Who materializes is about to run the code, so what reading leaves open is asked of it. */
export async function planProject(dir: string, files: FileAccess, question: PlanQuestion): Promise<PlannedProject> {
  const { runId, selection, job, partitions, places } = question;
  const project = openIn(dir, files);
  // A plan needs no address: that a manager alone knows where values lie is no reason to ask it.
  const asks = places ? project.needsDescribing() : project.model().isOpen();
  if (asks) await describeIfNeeded(project);
  const chosen = job === null ? selection : jobSelection(project, job, selection);
  const request: PlanRequest = { runId, selection: chosen, jobName: job, partitions };
  const planned = partitions === "missing" ? await planMissing(project, request) : planRun(project, request);
  if (planned.kind === "bad-selection") return planned;
  if (planned.kind === "problems") return { kind: "problems", problems: planned.problems.map((problem) => told(project, problem)) };
  const { plan, warnings } = planned;
  return {
    kind: "plan",
    plan,
    modules: project.modules(),
    warnings: warnings.map((problem) => told(project, { ...problem, severity: "warning" })),
    storedAt: plan.steps.map((step) => {
      const asset = project.model().byKey.get(step.assetKey);
      return places && asset && step.stores ? project.storedAt(asset) : null;
    }),
    isLasting: !asks && plan.steps.every((step) => step.partitions === undefined),
  };
}

function jobSelection(project: Project, name: string, selection: readonly string[]): string[] {
  if (selection.length > 0) throw new UsageError("A job brings its own selection: give --job, or a selection, not both.");
  const { jobs } = project.model();
  const job = jobs.find((each) => each.name === name);
  const known = jobs.map((each) => `"${each.name}"`).join(", ") || "none";
  if (!job) throw new UsageError(`No job is named "${name}". Known: ${known}.`);
  if (job.selection === null)
    throw new UsageError(`What the job "${name}" selects only running can tell. Write its selection with AssetSelection, or as text.`);
  return [job.selection];
}
