// Live progress of a run in a terminal: a line for each asset, with its last message and how it ended.
import { Listr, type ListrTaskWrapper } from "listr2";
import { isStepEnd, type RunEvent, type StepFailure } from "../../../runtime/contract/events.js";
import type { RunPlan } from "../../../runtime/contract/run.js";
import { initialRun, nextRun, type StepState } from "../../../runtime/contract/run-state.js";
import { errorText, eventLine, storedText } from "./event-line.js";
import { print, printable, printError } from "./print.js";
import { style } from "./style.js";

export interface Progress {
  hear(event: RunEvent): void;
  note(text: string): void;
  end(): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: listr2 types a task by its renderers, which no one here asks for.
type Task = ListrTaskWrapper<unknown, any, any>;

interface Line {
  /** Null until the line is drawn for the first time. Events may come before. */
  task: Task | null;
  /** The text of the line. Absent if there is none yet. */
  output?: string;
  title?: string;
  skipped?: string;
  readonly ended: Promise<void>;
  readonly succeed: () => void;
  readonly fail: (error: Error) => void;
}

/** Null if there is no terminal, or if the run has more assets than the terminal has lines. */
export function createProgress(plan: RunPlan): Progress | null {
  if (!process.stdout.isTTY || plan.steps.length > (process.stdout.rows ?? 24) - 4) return null;
  const lines = new Map(plan.steps.map((step) => [step.assetKey, newLine()]));
  const failures: string[] = [];
  const kept: string[] = [];
  const list = new Listr(
    plan.steps.map(({ assetKey }) => ({
      title: printable(assetKey),
      task: (_: unknown, task: Task) => {
        const line = lines.get(assetKey);
        if (!line) return;
        line.task = task;
        show(line);
        return line.ended;
      },
    })),
    // Ctrl+C is handled here: it cancels the run, which needs time to end.
    {
      concurrent: true,
      exitOnError: false,
      registerSignalListeners: false,
      rendererOptions: { showErrorMessage: false, collapseErrors: false },
    },
  );
  const done = list.run().catch(() => undefined);
  let ending = "";
  let run = initialRun(plan.runId);

  const tell = (key: string | undefined, told: Pick<Line, "output" | "title" | "skipped">) => {
    const line = lines.get(key ?? "");
    if (line) show(Object.assign(line, told));
  };
  const say = (key: string | undefined, output: string) => tell(key, { output });
  const title = (key: string | undefined, text: string) => tell(key, { title: `${key}  ${style("dim", text)}` });

  /** A line represents all partitions of its asset, so it ends with the run. */
  function hearPartition(event: RunEvent): void {
    if (event.type === "STEP_FAILURE") failures.push(failureText(event));
    const lost = lostOf(run.steps.get(event.assetKey ?? ""));
    const made = run.steps.get(event.assetKey ?? "")?.partitions?.made.length ?? 0;
    title(event.assetKey, `${made} partitions${lost === 0 ? "" : `, ${lost} failed or skipped`}`);
  }

  function hear(event: RunEvent): void {
    run = nextRun(run, event);
    const line = lines.get(event.assetKey ?? "");
    if (line && event.partitionKey !== undefined && isStepEnd(event)) return hearPartition(event);
    if (event.partitionKey !== undefined && event.type === "ASSET_MATERIALIZATION") return;
    switch (event.type) {
      case "LOG":
        // A warning stays visible after its line has changed.
        if (event.level === "warning" || event.level === "error") kept.push(eventLine(event) ?? "");
        return say(event.assetKey, event.message ?? "");
      case "PROGRESS": {
        const { done: at, total } = event.progress;
        return say(event.assetKey, `${at}${total === undefined ? "" : `/${total}`} ${event.message ?? ""}`);
      }
      case "ASSET_MATERIALIZATION":
        return title(event.assetKey, storedText(event));
      case "STEP_SUCCESS":
        return line?.succeed();
      case "STEP_SKIPPED":
        tell(event.assetKey, { skipped: `${event.assetKey}  ${style("dim", event.message ?? "skipped")}` });
        return line?.succeed();
      case "STEP_FAILURE":
        failures.push(failureText(event));
        return line?.fail(new Error(printable(event.error.message)));
      case "RUN_FAILURE":
      case "RUN_CANCELED":
      case "RUN_SUCCESS":
        if (event.type === "RUN_FAILURE" && failures.length === 0)
          failures.push(event.error ? errorText(event.error) : (event.message ?? "The run failed."));
        ending = endingOf(event, plan);
        for (const [key, each] of lines) {
          const lost = lostOf(run.steps.get(key));
          if (lost > 0) each.fail(new Error(`${lost} partitions did not succeed`));
          else each.succeed();
        }
    }
  }

  return {
    hear,
    note: (text) => {
      ending = text;
      for (const key of lines.keys()) say(key, text);
    },
    async end() {
      await done;
      for (const line of kept) print(line);
      for (const failure of failures) printError(`\n${failure}`);
      if (ending !== "") print(ending);
    },
  };
}

/** The number of partitions of an asset that failed or were skipped. */
function lostOf(step: StepState | undefined): number {
  return (step?.partitions?.failed ?? 0) + (step?.partitions?.skipped ?? 0);
}

function show({ task, output, title, skipped }: Line): void {
  if (task === null) return;
  if (title !== undefined) task.title = printable(title);
  if (output !== undefined) task.output = printable(output);
  if (skipped !== undefined) task.skip(printable(skipped));
}

function failureText({ assetKey, partitionKey, error }: StepFailure): string {
  const which = [assetKey, partitionKey].filter((part) => part !== undefined).join(" ");
  return `${style("red", `✗ ${which}`)} ${errorText(error)}`;
}

function endingOf(event: RunEvent, plan: RunPlan): string {
  if (event.type === "RUN_CANCELED") return style("yellow", `Run ${plan.runId} was canceled.`);
  if (event.type === "RUN_FAILURE") return style("red", `Run ${plan.runId} failed. ${event.message ?? ""}`.trimEnd());
  return style("green", `Run ${plan.runId} succeeded.`);
}

function newLine(): Line {
  let succeed = (): void => {};
  let fail = (_: Error): void => {};
  const ended = new Promise<void>((resolve, reject) => {
    succeed = resolve;
    fail = reject;
  });
  ended.catch(() => undefined);
  return { task: null, ended, succeed, fail };
}
