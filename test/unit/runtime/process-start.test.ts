// A process id and a start time identify the owner of a run, because systems reuse ids.
import { spawnSync } from "node:child_process";
import { hostname } from "node:os";
import process from "node:process";
import { expect, test } from "vitest";
import type { RunStart } from "../../../runtime/contract/events.js";
import { startedAt } from "../../../runtime/state/files/process-start.js";
import { openState } from "../../../runtime/state/index.js";

const now = Date.now();
const own = now - process.uptime() * 1000;

test("this process has started when it says", () => {
  if (process.platform === "linux") expect(Math.abs((startedAt(process.pid) ?? 0) - own)).toBeLessThan(5_000);
});

test.skipIf(spawnSync("ps", ["-o", "lstart=", "-p", String(process.pid)]).status !== 0)("ps tells it on other systems (needs ps)", () => {
  expect(Math.abs((startedAt(process.pid, "darwin") ?? 0) - own)).toBeLessThan(5_000);
});

test("what Windows says is read; what cannot be told is unknown", () => {
  const asked: string[] = [];
  const since = startedAt(4711, "win32", (program, args) => {
    asked.push([program, ...args].join(" "));
    return "2026-11-30T11:51:57.1234567Z\r\n";
  });
  expect(since).toBe(Date.parse("2026-11-30T11:51:57.123Z"));
  expect(asked).toEqual([expect.stringContaining("Get-Process -Id 4711")]);
  expect(startedAt(4712, "win32", () => null)).toBeNull();
  expect(startedAt(4713, "darwin", () => "")).toBeNull();
});

test("a run whose number another process has now, or that began before the machine did, is nobody's", async () => {
  const startOf = (timestamp: number) =>
    ({
      type: "RUN_START",
      timestamp: new Date(timestamp).toISOString(),
      metadata: { host_pid: { type: "int", value: process.pid }, host_name: { type: "text", value: hostname() } },
    }) as unknown as RunStart;
  expect(await openState(".").runs.lifeOf({ start: startOf(now), ending: null })).toBe("alive");
  expect(await openState(".").runs.lifeOf({ start: startOf(Date.parse("2001-01-01")), ending: null })).toBe("gone");
});
