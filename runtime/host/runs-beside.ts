// Runs of other processes on this machine that make the same assets now: a second one must not start beside them.
import { closeSync, fstatSync, readdirSync, readSync } from "node:fs";
import { join } from "node:path";
import * as l10n from "@vscode/l10n";
import { assetsListed, outcomeOf, type RunEvent, type RunPlan } from "../contract/run.js";
import { openRegularSync } from "../disk/regular-file.js";
import { lifeOf } from "./owner.js";
import { announcedIn, parseEvent, runsFolder } from "./run-log.js";

/** Why this run must not start, in a sentence with the remedy; null when nobody makes what it is to make. */
export function reasonAgainstStarting({ projectDir, runId, steps }: RunPlan): string | null {
  const wanted = new Set(steps.map(({ assetKey }) => assetKey));
  for (const other of latestRuns(projectDir)) {
    if (other === runId) continue;
    const start = startOfLivingRun(join(runsFolder(projectDir), `${other}.jsonl`));
    const pid = start?.metadata?.host_pid?.value;
    // What one process starts beside each other, it knows of.
    if (start === null || pid === process.pid) continue;
    const twice = assetsListed(start).filter((key) => wanted.has(key));
    if (twice.length === 0) continue;
    const assets = twice.length > 3 ? `${twice.slice(0, 3).join(", ")}, …` : twice.join(", ");
    return l10n.t`Run ${other} of process ${String(pid)} is making ${assets} now. Wait for it, or stop it in its terminal or window, and start this one again.`;
  }
  return null;
}

/** How many of the latest runs are looked at: one that takes a day has that many after it at the most. */
const LOOK_BACK = 300;

function latestRuns(projectDir: string): string[] {
  try {
    const names = readdirSync(runsFolder(projectDir)).filter((name) => name.endsWith(".jsonl"));
    return names
      .map((name) => name.slice(0, -".jsonl".length))
      .sort()
      .slice(-LOOK_BACK)
      .reverse();
  } catch {
    return [];
  }
}

/** The first line tells the start and the last one the end: what comes between may be long. */
const [HEAD, TAIL] = [1 << 20, 1 << 16];

/** What the run announced, when it has not ended and its process lives here. */
function startOfLivingRun(path: string): RunEvent | null {
  let file: number;
  try {
    file = openRegularSync(path);
  } catch {
    return null;
  }
  try {
    const [start] = announcedIn(textAt(file, 0, HEAD).split("\n")[0] ?? "");
    if (start === undefined || lifeOf({ start, ending: null }) !== "here") return null;
    const tail = textAt(file, Math.max(0, fstatSync(file).size - TAIL), TAIL);
    const hasEnded = tail.split("\n").some((line) => parseEvent(line).some((event) => outcomeOf(event) !== null));
    return hasEnded ? null : start;
  } finally {
    closeSync(file);
  }
}

function textAt(file: number, from: number, length: number): string {
  const buffer = Buffer.alloc(length);
  return buffer.toString("utf8", 0, readSync(file, buffer, 0, length, from));
}
