// The record of runs: one append-only file of events each, `.millrace/runs/<run id>.jsonl`.
import { appendFileSync, closeSync, mkdirSync, openSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunEvent } from "../contract/run.js";

export interface RunLog {
  append(event: RunEvent): void;
  close(): void;
}

/** A run as its events tell it. */
export interface RunSummary {
  readonly runId: string;
  /** `running` also where a run ended without saying so (its parent died). */
  readonly state: "running" | "success" | "failure" | "canceled";
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly assets: readonly string[];
  readonly message: string | null;
}

/** Opens the file of a new run. Throws with the path when it cannot be written. */
export function openRunLog(projectDir: string, runId: string): RunLog {
  const folder = join(projectDir, ".millrace", "runs");
  let file: number;
  try {
    mkdirSync(folder, { recursive: true });
    file = openSync(join(folder, `${runId}.jsonl`), "a");
  } catch (cause) {
    throw new Error(`.millrace/runs/${runId}.jsonl cannot be written: ${(cause as Error).message}. Make the project's folder writable.`, {
      cause,
    });
  }
  return {
    append: (event) => appendFileSync(file, `${JSON.stringify(event)}\n`),
    close: () => closeSync(file),
  };
}

/** The ids of all runs, newest first. */
export async function listRuns(projectDir: string): Promise<string[]> {
  const names = await readdir(join(projectDir, ".millrace", "runs")).catch(() => [] as string[]);
  return names
    .filter((name) => name.endsWith(".jsonl"))
    .map((name) => name.slice(0, -".jsonl".length))
    .sort()
    .reverse();
}

/** The events of a run; null when there is no such run. A last line that a crash tore is left out. */
export async function readRun(projectDir: string, runId: string): Promise<RunEvent[] | null> {
  if (/[/\\]/.test(runId)) return null;
  const text = await readFile(join(projectDir, ".millrace", "runs", `${runId}.jsonl`), "utf8").catch(() => null);
  if (text === null) return null;
  return text.split("\n").flatMap((line) => parseEvent(line));
}

/** What the events of one run say of it. */
export function summarizeRun(runId: string, events: readonly RunEvent[]): RunSummary {
  const start = events.find((event) => event.type === "RUN_START");
  const end = events.find((event) => event.type === "RUN_SUCCESS" || event.type === "RUN_FAILURE" || event.type === "RUN_CANCELED");
  const assets = start?.metadata?.assets;
  return {
    runId,
    state: end === undefined ? "running" : STATES[end.type as keyof typeof STATES],
    startedAt: events[0]?.timestamp ?? null,
    endedAt: end?.timestamp ?? null,
    assets: assets?.type === "json" && Array.isArray(assets.value) ? (assets.value as string[]) : [],
    message: end?.message ?? null,
  };
}

const STATES = { RUN_SUCCESS: "success", RUN_FAILURE: "failure", RUN_CANCELED: "canceled" } as const;

function parseEvent(line: string): RunEvent[] {
  try {
    const event = JSON.parse(line) as RunEvent;
    return typeof event?.type === "string" ? [event] : [];
  } catch {
    return [];
  }
}
