// `millrace materialize`: plans a run from what is on disk, runs it in a worker, and prints its progress.

import type { RunEvent } from "../../../runtime/contract/events.js";
import type { ProjectManifest } from "../../../runtime/contract/manifest.js";
import type { PartitionRange } from "../../../runtime/contract/partitions.js";
import type { RunPlan } from "../../../runtime/contract/run.js";
import type { LeaseConflict } from "../../../runtime/contract/state.js";
import { CannotStart, newRunId, type ReadyWorker, readyWorker } from "../../../runtime/host/index.js";
import { conflictText, type LiveRun, type Submission, submit } from "../../../runtime/orchestration/index.js";
import { type AskedPartitions, overlapsIn } from "../../../runtime/planning/index.js";
import { createRecords } from "../../analysis/plain.js";
import { nodeFiles } from "../../lsp/node-files.js";
import { problemText } from "../output/check-words.js";
import { eventLine } from "../output/event-line.js";
import { placeText } from "../output/place-text.js";
import { print, printError, printJson, printJsonLine } from "../output/print.js";
import type { Progress } from "../output/progress.js";
import { style } from "../output/style.js";
import { UsageError } from "../output/usage-error.js";
import { checkedProblem } from "../project/checked.js";
import { findProject, type ProjectOption } from "../project/find-project.js";
import { manifestSource } from "../project/manifest-source.js";
import type { PlanQuestion } from "../project/plan-project.js";

interface MaterializeOptions extends ProjectOption {
  readonly job?: string;
  readonly partition?: readonly string[];
  readonly allPartitions?: boolean;
  readonly missingPartitions?: boolean;
  readonly tag?: Readonly<Record<string, string>>;
  readonly wait?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export async function materialize(selection: readonly string[], options: MaterializeOptions): Promise<number> {
  const dir = findProject(options);
  const { job = null } = options;
  const partitions: AskedPartitions = options.allPartitions ? "all" : options.missingPartitions ? "missing" : (options.partition ?? []);
  const question = { runId: newRunId(), selection, jobName: job, tags: options.tag ?? {}, partitions, places: options.dryRun === true };
  // The worker starts while the planning code is loaded and plans.
  const ready = options.dryRun ? null : readyWorker(dir);
  try {
    return await planAndRun(dir, question, options, ready);
  } finally {
    ready?.end();
  }
}

async function planAndRun(dir: string, question: PlanQuestion, options: MaterializeOptions, ready: ReadyWorker | null): Promise<number> {
  const { planProject } = await import("../project/plan-project.js");
  const { planned, manifest } = await planProject(dir, question);
  if (planned.kind === "bad-selection") throw new UsageError(planned.message);
  if (planned.kind === "problems") {
    const problems = planned.problems.map((problem) => checkedProblem(dir, problem));
    const message = "Nothing was run: fix these first.";
    for (const problem of problems) printError(problemText(dir, problem, process.stderr));
    printError(message);
    if (options.json) printJsonLine({ error: { message, problems } });
    return 1;
  }
  for (const warning of planned.warnings)
    printError(problemText(dir, checkedProblem(dir, { ...warning, severity: "warning" }), process.stderr));
  if (ready === null) return dryRun(planned.plan, manifest, options.json === true);
  const overlaps = overlapsIn(manifestSource(manifest), Date.now());
  return run(planned.plan, { modules: manifest.modules, ready, overlaps }, options);
}

function dryRun(plan: RunPlan, { projectDir, steps }: ProjectManifest, json: boolean): number {
  const records = createRecords(nodeFiles, projectDir);
  const planned = plan.steps.map(({ assetKey, after, partitions, stores }) => ({
    key: assetKey,
    after,
    storedAt: stores ? (records.latest(assetKey)?.stored?.storedAt ?? steps[assetKey]?.storedAt ?? null) : null,
    ...(partitions === undefined ? {} : { partitions }),
  }));
  if (json) printJson({ steps: planned });
  else for (const step of planned) print(dryLine(step));
  return 0;
}

function dryLine({ key, storedAt, partitions }: { key: string; storedAt: string | null; partitions?: readonly PartitionRange[] }): string {
  const ranges = partitions?.map(({ start, end }) => (start === end ? start : `${start}...${end}`));
  const more = ranges !== undefined && ranges.length > MOST_RANGES ? ` and ${ranges.length - MOST_RANGES} more` : "";
  const which = ranges?.length === 0 ? "no partition" : ranges === undefined ? undefined : ranges.slice(0, MOST_RANGES).join(", ") + more;
  return [
    style("bold", key),
    ...(which === undefined ? [] : [which]),
    style("dim", storedAt === null ? "stores nothing" : placeText(storedAt)),
  ].join("  ");
}

/** The number of ranges that are printed. If all combinations with one key are separate ranges, there are many: `--json` has them all. */
const MOST_RANGES = 5;

async function run(plan: RunPlan, child: Pick<Submission, "modules" | "ready" | "overlaps">, options: MaterializeOptions): Promise<number> {
  const show = await display(options.json === true);
  let progress: Progress | null = null;
  // If the reader of stdout ends (`| head`), the run continues: its record has everything.
  process.stdout.removeAllListeners("error").on("error", () => undefined);
  let live: LiveRun | null = null;
  let asked = 0;
  const waiting = new AbortController();
  const cancel = () => {
    asked++;
    if (asked > 1) process.exit(1);
    waiting.abort();
    progress?.note("Canceling; the running assets have 3 s. Press Ctrl+C again to end at once.");
    live?.cancel();
  };
  process.on("SIGINT", cancel);
  process.on("SIGTERM", cancel);
  const waitsFor = (conflict: LeaseConflict) => printError(`${conflictText(conflict)} Waiting for it; Ctrl+C gives up.`);
  const wait = options.wait ? { wait: { signal: waiting.signal, waitsFor } } : {};
  const submitted = await submit(plan, { sink: (event) => progress?.hear(event), ...child, ...wait });
  if (submitted.kind !== "started") {
    process.off("SIGINT", cancel);
    process.off("SIGTERM", cancel);
    if (submitted.kind === "abandoned") return 1;
    throw new CannotStart(submitted.message);
  }
  // This comes before any event, because events come from the child process.
  progress = show(plan);
  live = submitted.run;
  if (asked > 0) live.cancel();
  const outcome = await live.done;
  await progress.end();
  process.off("SIGINT", cancel);
  process.off("SIGTERM", cancel);
  return outcome === "success" ? 0 : 1;
}

/** Chooses how a run is displayed. The lines of a terminal need a library that a pipe does not. */
async function display(json: boolean): Promise<(plan: RunPlan) => Progress> {
  if (json) return jsonLines;
  if (!process.stdout.isTTY) return plainLines;
  const { createProgress } = await import("../output/progress.js");
  return (plan) => createProgress(plan) ?? plainLines();
}

function jsonLines(): Progress {
  return {
    hear: printJsonLine,
    note: (text) => printError(text),
    end: async () => {},
  };
}

function plainLines(): Progress {
  const hear = (event: RunEvent) => {
    const line = eventLine(event);
    if (line !== null) print(line);
  };
  return { hear, note: (text) => print(text), end: async () => {} };
}
