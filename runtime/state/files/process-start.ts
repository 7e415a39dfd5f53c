// Reads when a process started, in the way of each system. Process numbers are reused, so a number alone does not identify a process.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import process from "node:process";

/** Runs a program of the system; null when it does not exist or fails. */
export type Ask = (program: string, args: readonly string[]) => string | null;

/** Milliseconds since 1970; null when it cannot be determined. An answer from a program is cached for some seconds. */
export function startedAt(pid: number, platform: NodeJS.Platform = process.platform, ask: Ask = askSystem): number | null {
  if (platform === "linux") return fromProc(pid);
  const known = answers.get(pid);
  if (known !== undefined && Date.now() < known.until) return known.since;
  const since = platform === "win32" ? fromPowerShell(pid, ask) : fromPs(pid, ask);
  answers.set(pid, { since, until: Date.now() + KEPT_MS });
  return since;
}

const answers = new Map<number, { readonly since: number | null; readonly until: number }>();
const KEPT_MS = 10_000;

/** Linux's clock ticks per second, the unit of times in /proc: 100 on every architecture on which Node runs. */
const TICKS = 100;

function fromProc(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field, a name in brackets, may contain blanks. The 22nd field is the start in ticks since boot.
    const ticks = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]);
    const uptime = Number(readFileSync("/proc/uptime", "utf8").split(" ")[0]);
    return orNull(Date.now() - (uptime - ticks / TICKS) * 1000);
  } catch {
    return null;
  }
}

/** POSIX: local time, `Mon Nov 30 11:51:57 2026` in the C locale. */
function fromPs(pid: number, ask: Ask): number | null {
  return orNull(Date.parse((ask("ps", ["-o", "lstart=", "-p", String(pid)]) ?? "").trim()));
}

function fromPowerShell(pid: number, ask: Ask): number | null {
  const command = `(Get-Process -Id ${pid}).StartTime.ToUniversalTime().ToString("o")`;
  return orNull(Date.parse((ask("powershell.exe", ["-NoProfile", "-NonInteractive", "-Command", command]) ?? "").trim()));
}

function orNull(time: number): number | null {
  return Number.isFinite(time) ? time : null;
}

function askSystem(program: string, args: readonly string[]): string | null {
  const { status, stdout } = spawnSync(program, args, {
    encoding: "utf8",
    timeout: 5_000,
    windowsHide: true,
    env: { ...process.env, LC_ALL: "C" },
  });
  return status === 0 ? stdout : null;
}
