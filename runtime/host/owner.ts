// Whose a run is: the process that started it, and whether that one is still there.
import { hostname, uptime } from "node:os";
import type { Metadata, RunEvent } from "../contract/run.js";
import type { RunState } from "../contract/run-state.js";
import { startedAt } from "./process-start.js";

/** What RUN_START says of this process. */
export function ownerEntries(): Metadata {
  return { host_pid: { type: "int", value: process.pid }, host_name: { type: "text", value: hostname() } };
}

/** Whether a run goes on: `here` on this machine; `gone` when its process ended before it; `unknown` on another machine, or without a start. */
export type Life = "ended" | "here" | "gone" | "unknown";

/** The one answer to whether a run is alive. */
export function lifeOf({ start, ending }: Pick<RunState, "start" | "ending">): Life {
  if (ending !== null) return "ended";
  if (start === null) return "unknown";
  if (isOwnerGone(start)) return "gone";
  return start.metadata?.host_name?.value === hostname() ? "here" : "unknown";
}

/** True when the process that a RUN_START names has ended. Of another machine's process this cannot be known. */
function isOwnerGone(start: RunEvent): boolean {
  const { host_pid: pid, host_name: name } = start.metadata ?? {};
  if (pid?.type !== "int" || name?.value !== hostname()) return false;
  try {
    process.kill(pid.value, 0);
  } catch (error) {
    // EPERM: it is there, but another user's.
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
  const announced = Date.parse(start.timestamp) + CLOCK_MARGIN_MS;
  if (Date.now() - uptime() * 1000 > announced) return true;
  const since = startedAt(pid.value);
  return since !== null && since > announced;
}

const CLOCK_MARGIN_MS = 5000;
