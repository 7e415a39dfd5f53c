// The history of runs: a list of the latest, the state of each asset in a run, and all events. Results that cannot change are cached.
import * as l10n from "@vscode/l10n";
import type { RunEvent } from "../../runtime/contract/events.js";
import type { ListedRun, RunList, RunStep, RunSummary } from "../../runtime/contract/run-record.js";
import { foldRun, initialRun, type RunState } from "../../runtime/contract/run-state.js";
import { runSteps } from "../../runtime/contract/run-steps.js";
import { openState } from "../../runtime/state/index.js";
import type { Project } from "../analysis/index.js";
import type { Runs } from "./runs.js";

export interface RunHistory {
  list(project: Project, limit: number): Promise<RunList>;
  /** Null if there is no such run. */
  steps(project: Project, runId: string): Promise<readonly RunStep[] | null>;
  /** Null if there is no such run. */
  events(project: Project, runId: string): Promise<readonly RunEvent[] | null>;
}

/** The number of runs that are read at once, and of runs whose steps are cached. */
const [AT_ONCE, REMEMBERED] = [16, 20];

interface ReadRun {
  state: RunState;
  next: number;
  /** Two requests read the file one after the other. */
  reading: Promise<void>;
}

const runsOf = ({ dir }: Project) => openState(dir).runs;

export function createRunHistory(runs: Pick<Runs, "running">): RunHistory {
  const ended = new Map<string, RunSummary>();
  const read = new Map<string, ReadRun>();

  async function summary(project: Project, runId: string): Promise<RunSummary> {
    const id = `${project.dir} ${runId}`;
    const known = ended.get(id);
    if (known) return known;
    const made = await runsOf(project).summary(runId);
    if (made.endedAt !== null) ended.set(id, made);
    return made;
  }

  async function list(project: Project, limit: number): Promise<RunList> {
    const ids = await runsOf(project).list();
    const live = runs.running(project);
    const listed: ListedRun[] = [];
    for (let from = 0; from < Math.min(limit, ids.length); from += AT_ONCE) {
      const summaries = await Promise.all(ids.slice(from, Math.min(limit, from + AT_ONCE)).map((id) => summary(project, id)));
      listed.push(...summaries.map((each) => ({ ...each, canCancel: each.runId === live })));
    }
    return { runs: listed, total: ids.length };
  }

  async function steps(project: Project, runId: string): Promise<readonly RunStep[] | null> {
    const id = `${project.dir} ${runId}`;
    const run = read.get(id) ?? { state: initialRun(runId), next: 0, reading: Promise.resolve() };
    // The least recently used run is dropped.
    read.delete(id);
    read.set(id, run);
    for (const [oldest] of read) if (read.size > REMEMBERED) read.delete(oldest);
    run.reading = run.reading.then(async () => {
      const { events, next } = await runsOf(project).readFrom(runId, run.next);
      run.next = next;
      run.state = foldRun(runId, events, run.state);
    });
    await run.reading;
    if (run.next === 0) return null;
    const { state, message } = await summary(project, runId);
    const all = runSteps(run.state);
    if (state === "running" || all.every((step) => step.state !== "running" && step.state !== "queued")) return all;
    // The run has no ending, and its process is gone.
    return all.map((step) => {
      if (step.state === "queued") return { ...step, state: "skipped" as const };
      return step.state === "running"
        ? { ...step, state: "failure" as const, message: message ?? l10n.t("the run was interrupted") }
        : step;
    });
  }

  return { list, steps, events: (project, runId) => runsOf(project).read(runId) };
}
