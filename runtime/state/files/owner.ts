// The owner of a run: the process that started it, and whether that process is still alive.
import { hostname, uptime } from "node:os";
import type { RunStart } from "../../contract/events.js";
import type { Metadata } from "../../contract/run.js";
import { startedAt } from "./process-start.js";

/** The fields of RUN_START that identify this process. */
export function ownerEntries(): Metadata {
  return { host_pid: { type: "int", value: process.pid }, host_name: { type: "text", value: hostname() } };
}

/** The process that RUN_START names; null when it names none. */
export function ownerOf({ metadata, timestamp }: RunStart): ProcessOwner | null {
  const { host_pid: pid, host_name: name } = metadata;
  return pid?.type === "int" && name?.type === "text" ? { pid: pid.value, host: name.value, since: timestamp } : null;
}

/** A process that was alive at `since`, ISO 8601. */
export interface ProcessOwner {
  readonly pid: number;
  readonly host: string;
  readonly since: string;
}

/** True when the process has ended, even if another process has its number now. It cannot be known for a process of another machine. */
export function isProcessGone({ pid, host, since }: ProcessOwner): boolean {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: the process exists, but belongs to another user.
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
  const announced = Date.parse(since) + CLOCK_MARGIN_MS;
  if (Date.now() - uptime() * 1000 > announced) return true;
  const started = startedAt(pid);
  return started !== null && started > announced;
}

const CLOCK_MARGIN_MS = 5000;
