// Runs as files: one append-only file of events for each run, `.millrace/runs/<run id>.jsonl`.
import { appendFileSync, closeSync, rmSync } from "node:fs";
import { type FileHandle, readdir } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { believedAnnouncement, believedEvent } from "../../contract/believed.js";
import type { RunEvent, RunStart } from "../../contract/events.js";
import { timeOfRun } from "../../contract/run-id.js";
import { foldRun, type RunState } from "../../contract/run-state.js";
import { summaryOf } from "../../contract/run-summary.js";
import type { Life, RunLog, RunStore } from "../../contract/state.js";
import { openNewToAppend } from "../../disk/new-file.js";
import { MOST_OF_LOG, openRegular, RefusedFile, readText } from "../../disk/regular-file.js";
import { stateFolder, unkeptState } from "../../disk/state-folder.js";
import { silenceOf } from "./leases.js";
import { isProcessGone, ownerOf } from "./owner.js";

export function fileRuns(projectDir: string): RunStore {
  const lifeOf = async (run: Pick<RunState, "start" | "ending">) => lifeOfRun(projectDir, run);
  return {
    open: async (start) => openRunLog(projectDir, start),
    list: () => listRuns(projectDir),
    read: (runId) => readRun(projectDir, runId),
    readFrom: (runId, cursor) => readRunFrom(projectDir, runId, cursor),
    summary: async (runId) => {
      const events = await readRunEnds(projectDir, runId);
      const run = foldRun(runId, events);
      return summaryOf(run, events[0]?.timestamp ?? null, await lifeOf(run));
    },
    lifeOf,
  };
}

/** After how long without renewal a run of another machine counts as gone, independent of the clocks of both machines. */
const SILENT_MS = 5 * 60_000;

function lifeOfRun(projectDir: string, { start, ending }: Pick<RunState, "start" | "ending">): Life {
  if (ending !== null) return "ended";
  const owner = start === null ? null : ownerOf(start);
  if (start === null || owner === null) return "unknown";
  if (owner.host === hostname()) return isProcessGone(owner) ? "gone" : "alive";
  const silence = silenceOf(projectDir, start.runId);
  return silence === null ? "unknown" : silence > SILENT_MS ? "gone" : "alive";
}

/** The first line is `{ "announced": … }`: the later content of RUN_START. */
function openRunLog(projectDir: string, start: RunStart): RunLog {
  const path = pathOfRun(projectDir, start.runId);
  let file: number;
  try {
    file = openNewToAppend(path);
    appendFileSync(file, `${JSON.stringify({ announced: start })}\n`);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST")
      throw new Error(`there is a run ${start.runId} already. Start another one.`, { cause });
    throw new Error(unkeptState(projectDir, path, "written", cause), { cause });
  }
  return {
    append: (event) => appendFileSync(file, `${JSON.stringify(event)}\n`),
    close: async () => closeSync(file),
    async discard() {
      closeSync(file);
      rmSync(path, { force: true });
    },
  };
}

/** The folder of run files. */
function runsFolder(projectDir: string): string {
  return join(stateFolder(projectDir), "runs");
}

/** The ids of all runs, newest first. */
async function listRuns(projectDir: string): Promise<string[]> {
  const names = await readdir(runsFolder(projectDir)).catch(() => [] as string[]);
  return names
    .filter((name) => name.endsWith(".jsonl"))
    .map((name) => name.slice(0, -".jsonl".length))
    .sort()
    .reverse();
}

/**
 * The events of a run, always with its RUN_START; null when there is no such run. A last line that a crash truncated is left out. If the
 * file is not a regular file, an event says that it is not read. If it is too large, only its beginning and end are returned, and an event
 * says so.
 */
async function readRun(projectDir: string, runId: string): Promise<RunEvent[] | null> {
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

/** The events of a run's file from a byte offset on, and the offset of the next ones. An incomplete last line is left for the next call. */
async function readRunFrom(projectDir: string, runId: string, from: number): Promise<{ events: RunEvent[]; next: number }> {
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

/**
 * How many bytes at the beginning and the end of a file contain the start and the ending of a run. The bytes between contain events of its
 * assets.
 */
const [HEAD, TAIL] = [1 << 20, 1 << 16];

/** The first and the last events of a run: enough for its summary, whatever its size. */
async function readRunEnds(projectDir: string, runId: string): Promise<RunEvent[]> {
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

/** A substitute for a run file that is not read. */
function refused(runId: string, { message }: RefusedFile): RunEvent {
  return { type: "RUN_FAILURE", runId, timestamp: timeIn(runId), message: `what became of this run is not known: ${message}` };
}

function onlyEnds(runId: string): RunEvent {
  const message = `The record of this run is larger than ${MOST_OF_LOG >> 20} MiB. Only its beginning and its end are shown.`;
  return { type: "LOG", runId, timestamp: timeIn(runId), level: "warning", message };
}

/** The time of a substitute event. A run id without a time counts as the earliest time. */
const timeIn = (runId: string): string => timeOfRun(runId) ?? new Date(0).toISOString();

async function textAt(file: FileHandle, from: number, length: number): Promise<string> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from);
  return buffer.toString("utf8", 0, bytesRead);
}

/** What the first line of a run's file announces; nothing for any other line. */
function announcedIn(line: string): RunEvent[] {
  const event = believedAnnouncement(line);
  return event === null ? [] : [event];
}

/** The event in a line; nothing for an incomplete or invalid line. */
function parseEvent(line: string): RunEvent[] {
  const event = believedEvent(line);
  return event === null ? [] : [event];
}
