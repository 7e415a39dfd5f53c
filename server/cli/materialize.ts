// `millrace materialize`: plans a run from what is on disk, runs it in a worker, tells it as it goes.
import type { PartitionRange } from "../../runtime/contract/partitions.js";
import type { RunEvent, RunPlan } from "../../runtime/contract/run.js";
import { type LiveRun, newRunId, startRun } from "../../runtime/host/index.js";
import { type PlanRequest, type Project, planRun } from "../analysis/index.js";
import { problemText } from "./check.js";
import { describeIfNeeded } from "./describe.js";
import { eventLine } from "./event-line.js";
import { openProject, type ProjectOption } from "./open-project.js";
import { planMissing } from "./plan-missing.js";
import { createProgress, type Progress } from "./progress.js";
import { style } from "./style.js";
import { UsageError } from "./usage-error.js";

interface MaterializeOptions extends ProjectOption {
  readonly job?: string;
  readonly partition?: readonly string[];
  readonly allPartitions?: boolean;
  readonly missingPartitions?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export async function materialize(selection: readonly string[], options: MaterializeOptions): Promise<number> {
  const project = openProject(options);
  // Who materializes is about to run the code.
  await describeIfNeeded(project);
  const chosen = options.job === undefined ? selection : jobSelection(project, options.job, selection);
  const partitions = options.allPartitions ? "all" : options.missingPartitions ? "missing" : (options.partition ?? []);
  const request: PlanRequest = { runId: newRunId(), selection: chosen, jobName: options.job ?? null, partitions };
  const planned = partitions === "missing" ? await planMissing(project, request) : planRun(project, request);
  if (planned.kind === "bad-selection") throw new UsageError(planned.message);
  if (planned.kind === "problems") {
    for (const problem of planned.problems) console.error(problemText(project, problem, process.stderr));
    console.error("Nothing was run: mend these first.");
    return 1;
  }
  for (const warning of planned.warnings) console.error(problemText(project, { ...warning, severity: "warning" }, process.stderr));
  if (options.dryRun) return dryRun(project, planned.plan, options.json === true);
  return run(planned.plan, options.json === true);
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

function dryRun(project: Project, plan: RunPlan, json: boolean): number {
  const steps = plan.steps.map((step) => {
    const asset = project.model().byKey.get(step.assetKey);
    const storedAt = asset && step.stores ? project.storedAt(asset) : null;
    return { key: step.assetKey, after: step.after, storedAt, ...(step.partitions === undefined ? {} : { partitions: step.partitions }) };
  });
  if (json) console.log(JSON.stringify({ steps }, null, 2));
  else for (const step of steps) console.log(dryLine(step));
  return 0;
}

function dryLine({ key, storedAt, partitions }: { key: string; storedAt: string | null; partitions?: readonly PartitionRange[] }): string {
  const ranges = partitions?.map(({ start, end }) => (start === end ? start : `${start}...${end}`));
  const more = ranges !== undefined && ranges.length > MOST_RANGES ? ` and ${ranges.length - MOST_RANGES} more` : "";
  const which = ranges?.length === 0 ? "no partition" : ranges === undefined ? undefined : ranges.slice(0, MOST_RANGES).join(", ") + more;
  return [style("bold", key), ...(which === undefined ? [] : [which]), style("dim", storedAt ?? "stores nothing")].join("  ");
}

/** Of all combinations with one key, none touches the next: `--json` has them all. */
const MOST_RANGES = 5;

async function run(plan: RunPlan, json: boolean): Promise<number> {
  const progress = json ? jsonLines() : (createProgress(plan) ?? plainLines());
  // A reader that goes away (`| head`) does not end the run: what it was to read is in the record.
  process.stdout.removeAllListeners("error").on("error", () => undefined);
  let live: LiveRun | null = null;
  let asked = 0;
  const cancel = () => {
    asked++;
    if (asked > 1) process.exit(1);
    progress.note("Canceling; the running assets have 3 s. Press Ctrl+C again to end at once.");
    live?.cancel();
  };
  process.on("SIGINT", cancel);
  process.on("SIGTERM", cancel);
  try {
    live = startRun(plan, { sink: (event) => progress.hear(event) });
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  }
  if (asked > 0) live.cancel();
  const outcome = await live.done;
  await progress.end();
  process.off("SIGINT", cancel);
  process.off("SIGTERM", cancel);
  return outcome === "success" ? 0 : 1;
}

function jsonLines(): Progress {
  return {
    hear: (event) => void process.stdout.write(`${JSON.stringify(event)}\n`),
    note: (text) => console.error(text),
    end: async () => {},
  };
}

function plainLines(): Progress {
  const hear = (event: RunEvent) => {
    const line = eventLine(event);
    if (line !== null) console.log(line);
  };
  return { hear, note: (text) => console.log(text), end: async () => {} };
}
