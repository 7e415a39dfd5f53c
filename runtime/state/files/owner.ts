// Whose a run is: the process that started it, and whether that one is still there.
import { hostname, uptime } from "node:os";
import type { RunStart } from "../../contract/events.js";
import type { Metadata } from "../../contract/run.js";
import { startedAt } from "./process-start.js";

/** What RUN_START says of this process. */
export function ownerEntries(): Metadata {
  return { host_pid: { type: "int", value: process.pid }, host_name: { type: "text", value: hostname() } };
}

/** The process that RUN_START names; null where it names none. */
export function ownerOf({ metadata, timestamp }: RunStart): ProcessOwner | null {
  const { host_pid: pid, host_name: name } = metadata;
  return pid?.type === "int" && name?.type === "text" ? { pid: pid.value, host: name.value, since: timestamp } : null;
}

/** A process that was there at `since`, ISO 8601. */
export interface ProcessOwner {
  readonly pid: number;
  readonly host: string;
  readonly since: string;
}

/** True when the process has ended, though another may have its number by now. Of another machine's process this cannot be known. */
export function isProcessGone({ pid, host, since }: ProcessOwner): boolean {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, but another user's.
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
  const announced = Date.parse(since) + CLOCK_MARGIN_MS;
  if (Date.now() - uptime() * 1000 > announced) return true;
  const started = startedAt(pid);
  return started !== null && started > announced;
}

const CLOCK_MARGIN_MS = 5000;
