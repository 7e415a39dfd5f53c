// Whose a run is: the process that started it, and whether that one is still there.
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import type { Metadata, RunEvent } from "../contract/run.js";

/** What RUN_START says of this process. */
export function ownerEntries(): Metadata {
  return { host_pid: { type: "int", value: process.pid }, host_name: { type: "text", value: hostname() } };
}

/** True when the process that a RUN_START names lives, on this machine. */
export function isOwnerHere(start: RunEvent): boolean {
  return start.metadata?.host_name?.value === hostname() && !isOwnerGone(start);
}

/** True when the process that a RUN_START names has ended. What cannot be known (another machine's process) counts as living. */
export function isOwnerGone(start: RunEvent): boolean {
  const { host_pid: pid, host_name: name } = start.metadata ?? {};
  if (pid?.type !== "int" || name?.value !== hostname()) return false;
  try {
    process.kill(pid.value, 0);
  } catch (error) {
    // EPERM: it is there, but another user's.
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
  const since = startedAt(pid.value);
  return since !== null && since > Date.parse(start.timestamp) + CLOCK_MARGIN_MS;
}

const CLOCK_MARGIN_MS = 5000;

/** Linux's clock ticks a second, as /proc tells times: 100 on every architecture Node runs on. */
const TICKS = 100;

/** When a process started, in milliseconds since 1970, to tell it from an older one of the same number; null off Linux. */
function startedAt(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field, a name in brackets, may hold blanks; the 22nd is the start in ticks since boot.
    const ticks = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]);
    const uptime = Number(readFileSync("/proc/uptime", "utf8").split(" ")[0]);
    const since = Date.now() - (uptime - ticks / TICKS) * 1000;
    return Number.isFinite(since) ? since : null;
  } catch {
    return null;
  }
}
