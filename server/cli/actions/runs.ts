// `millrace runs`: the history of runs, newest first, or one run event by event.
import { originText } from "../../../runtime/contract/origin-words.js";
import type { RunSummary } from "../../../runtime/contract/run-record.js";
import { runTitle } from "../../../runtime/contract/run-title.js";
import type { RunStore } from "../../../runtime/contract/state.js";
import { age, duration } from "../../../runtime/contract/time-words.js";
import { openState } from "../../../runtime/state/index.js";
import { eventLine } from "../output/event-line.js";
import { print, printJson } from "../output/print.js";
import { style } from "../output/style.js";
import { UsageError } from "../output/usage-error.js";
import { findProject, type ProjectOption } from "../project/find-project.js";

interface RunsOptions extends ProjectOption {
  readonly json?: boolean;
}

/** The number of runs in a list. */
const MOST = 20;

export async function runs(run: string | undefined, options: RunsOptions): Promise<number> {
  const store = openState(findProject(options)).runs;
  const ids = await store.list();
  if (run !== undefined) return one(store, ids, run, options.json === true);
  const summaries = await Promise.all(ids.slice(0, MOST).map(store.summary));
  if (options.json) printJson({ runs: summaries });
  else if (summaries.length === 0) print("There are no runs yet. Start one: millrace materialize");
  else print(summaries.map(line).join("\n"));
  return 0;
}

async function one(store: RunStore, ids: readonly string[], named: string, json: boolean): Promise<number> {
  const matching = ids.filter((id) => id.startsWith(named));
  const [id] = matching;
  if (id === undefined) throw new UsageError(`No run has the id "${named}". \`millrace runs\` lists them.`);
  if (matching.length > 1 && id !== named) throw new UsageError(`"${named}" begins ${matching.length} run ids. Write more of it.`);
  const [summary, events] = await Promise.all([store.summary(id), store.read(id).then((all) => all ?? [])]);
  if (json) printJson({ run: summary, events });
  else print([line(summary), ...events.map(eventLine).filter((text): text is string => text !== null)].join("\n"));
  return 0;
}

const MARKS = { success: ["green", "✓"], failure: ["red", "✗"], canceled: ["yellow", "⊘"], running: ["cyan", "●"] } as const;

function line(run: RunSummary): string {
  const [colour, mark] = MARKS[run.state];
  const took = run.startedAt && run.endedAt ? duration(Date.parse(run.endedAt) - Date.parse(run.startedAt)) : "";
  const when = run.startedAt ? age(run.startedAt, Date.now()) : "";
  const state = run.state === "running" ? "not ended" : run.state;
  const why = [originText(run), ...Object.entries(run.tags).map(([key, value]) => `${key}=${value}`)].filter((text) => text !== "");
  const more = why.length === 0 ? "" : style("dim", `  (${why.join(", ")})`);
  return `${style(colour, mark)} ${run.runId}  ${state.padEnd(9)} ${when.padEnd(12)} ${took.padEnd(8)} ${runTitle(run)}`.trimEnd() + more;
}
