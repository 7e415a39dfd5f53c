// The record of runs: one append-only file of events each, `.millrace/runs/<run id>.jsonl`.
import { appendFileSync, closeSync, rmSync } from "node:fs";
import { type FileHandle, readdir } from "node:fs/promises";
import { join } from "node:path";
import { believedAnnouncement, believedEvent } from "../contract/believed.js";
import { outcomeOf, type RunEvent } from "../contract/events.js";
import { timeOfRun } from "../contract/run-id.js";
import type { RunSummary } from "../contract/run-record.js";
import { assetsListed, jobListed, originListed, partitionsListed, tagsListed } from "../contract/run-start.js";
import { foldRun } from "../contract/run-state.js";
import { openToAppend } from "../disk/new-file.js";
import { MOST_OF_LOG, openRegular, RefusedFile, readText } from "../disk/regular-file.js";
import { stateFolder, unkeptState } from "../disk/state-folder.js";
import { CannotStart } from "./find-worker.js";
import { lifeOf } from "./owner.js";

export interface RunLog {
  append(event: RunEvent): void;
  close(): void;
  /** Takes the file away: the run never came to be. */
  discard(): void;
}

export type { RunSummary };

/**
 * Opens the file of a new run. `start` is what RUN_START will say: kept as a first line, `{ "announced": … }`, for readers of a run that
 * breaks off before it starts. Throws with the path when it cannot be written.
 */
export function openRunLog(projectDir: string, runId: string, start: RunEvent): RunLog {
  const path = pathOfRun(projectDir, runId);
  let file: number;
  try {
    file = openToAppend(path);
    appendFileSync(file, `${JSON.stringify({ announced: start })}\n`);
  } catch (cause) {
    throw new CannotStart(unkeptState(projectDir, path, "written", cause), { cause });
  }
  return {
    append: (event) => appendFileSync(file, `${JSON.stringify(event)}\n`),
    close: () => closeSync(file),
    discard() {
      closeSync(file);
      rmSync(path, { force: true });
    },
  };
}

/** The folder of the records of runs. */
export function runsFolder(projectDir: string): string {
  return join(stateFolder(projectDir), "runs");
}

/** The ids of all runs, newest first. */
export async function listRuns(projectDir: string): Promise<string[]> {
  const names = await readdir(runsFolder(projectDir)).catch(() => [] as string[]);
  return names
    .filter((name) => name.endsWith(".jsonl"))
    .map((name) => name.slice(0, -".jsonl".length))
    .sort()
    .reverse();
}

/**
 * The events of a run, its RUN_START always; null when there is no such run. A last line that a crash tore is left out. A record that is not
 * read, for it is no regular file, is told as an event; of one that is too large the ends are given, and an event says so.
 */
export async function readRun(projectDir: string, runId: string): Promise<RunEvent[] | null> {
  if (/[/\\]/.test(runId)) return null;
  let text: string;
  try {
    text = await readText(pathOfRun(projectDir, runId), MOST_OF_LOG);
  } catch (error) {
    if (!(error instanceof RefusedFile)) return null;
    return error.code === "EFBIG" ? [...(await readRunEnds(projectDir, runId)), onlyEnds(runId)] : [refused(runId, error)];
  }
  const lines = text.split("\n");
  const events = lines.flatMap((line) => parseEvent(line));
  return events.some((event) => event.type === "RUN_START") ? events : [...announcedIn(lines[0] ?? ""), ...events];
}

/** Events of a run's file from a byte on, and the byte the next begin at; a last line that is not whole yet is left for then. */
export async function readRunFrom(projectDir: string, runId: string, from: number): Promise<{ events: RunEvent[]; next: number }> {
  const file = /[/\\]/.test(runId) ? null : await openRegular(pathOfRun(projectDir, runId)).catch(() => null);
  if (file === null) return { events: [], next: from };
  try {
    const { size } = await file.stat();
    if (size > MOST_OF_LOG) return { events: [], next: from };
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.max(0, size - from)), 0, null, from);
    const whole = buffer.subarray(0, buffer.subarray(0, bytesRead).lastIndexOf("\n") + 1);
    const lines = whole.toString("utf8").split("\n");
    const events = lines.flatMap((line) => [...(line.startsWith('{"announced"') ? announcedIn(line) : []), ...parseEvent(line)]);
    return { events, next: from + whole.length };
  } finally {
    await file.close();
  }
}

/** How many bytes from the beginning and from the end of a file tell how a run began and ended; what comes between tells of its assets. */
const [HEAD, TAIL] = [1 << 20, 1 << 16];

/** The first and the last events of a run: enough to summarize it, however much it told. */
export async function readRunEnds(projectDir: string, runId: string): Promise<RunEvent[]> {
  if (/[/\\]/.test(runId)) return [];
  let file: FileHandle;
  try {
    file = await openRegular(pathOfRun(projectDir, runId));
  } catch (error) {
    return error instanceof RefusedFile ? [refused(runId, error)] : [];
  }
  return readEnds(file);
}

async function readEnds(file: FileHandle): Promise<RunEvent[]> {
  try {
    const { size } = await file.stat();
    const all = size <= HEAD + TAIL;
    const head = await textAt(file, 0, all ? size : HEAD);
    const lines = all
      ? head.split("\n")
      : [...head.split("\n").slice(0, -1), ...(await textAt(file, size - TAIL, TAIL)).split("\n").slice(1)];
    const events = lines.flatMap((line) => parseEvent(line));
    return events.some((event) => event.type === "RUN_START") ? events : [...announcedIn(lines[0] ?? ""), ...events];
  } finally {
    await file.close();
  }
}

function pathOfRun(projectDir: string, runId: string): string {
  return join(runsFolder(projectDir), `${runId}.jsonl`);
}

/** Stands for the record of a run that is not read. */
function refused(runId: string, { message }: RefusedFile): RunEvent {
  return { type: "RUN_FAILURE", runId, timestamp: timeIn(runId), message: `what became of this run is not known: ${message}` };
}

function onlyEnds(runId: string): RunEvent {
  const message = `The record of this run is larger than ${MOST_OF_LOG >> 20} MiB. Only its beginning and its end are shown.`;
  return { type: "LOG", runId, timestamp: timeIn(runId), level: "warning", message };
}

/** An event has a time: that of a run whose id tells none is the beginning of all. */
const timeIn = (runId: string): string => timeOfRun(runId) ?? new Date(0).toISOString();

async function textAt(file: FileHandle, from: number, length: number): Promise<string> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from);
  return buffer.toString("utf8", 0, bytesRead);
}

const ABANDONED = "the process that ran it ended before the run did";

/** What the events of one run say of it; where they tell no ending, whether the process that ran it still lives. */
export function summarizeRun(runId: string, events: readonly RunEvent[]): RunSummary {
  const run = foldRun(runId, events);
  const { start, ending } = run;
  const partitions = partitionsListed(start);
  const isAbandoned = lifeOf(run) === "gone";
  return {
    runId,
    state: isAbandoned ? "failure" : ending === null ? "running" : (outcomeOf(ending) ?? "running"),
    startedAt: events[0]?.timestamp ?? null,
    endedAt: ending?.timestamp ?? null,
    assets: assetsListed(start),
    message: ending?.message ?? (isAbandoned ? ABANDONED : null),
    origin: originListed(start),
    jobName: jobListed(start),
    tags: tagsListed(start),
    ...(partitions === null ? {} : { partitions }),
  };
}

/** What the first line of a run's file announces; none in any other line. */
export function announcedIn(line: string): RunEvent[] {
  const event = believedAnnouncement(line);
  return event === null ? [] : [event];
}

/** The event of a line; none where it holds no whole one, or what has not the shape of one. */
export function parseEvent(line: string): RunEvent[] {
  const event = believedEvent(line);
  return event === null ? [] : [event];
}
