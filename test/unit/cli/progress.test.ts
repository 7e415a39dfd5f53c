// Live progress in a terminal: events before the first drawn line are included in it.
import { afterEach, expect, test, vi } from "vitest";
import type { RunEvent } from "../../../runtime/contract/events.js";
import type { RunPlan } from "../../../runtime/contract/run.js";
import { createProgress, type Progress } from "../../../server/cli/output/progress.js";

const plan = {
  runId: "r",
  steps: ["slow", "left"].map((assetKey) => ({ assetKey, bindings: [], after: [], output: { form: "value" }, stores: true })),
} as unknown as RunPlan;

const terminal = { isTTY: process.stdout.isTTY, columns: process.stdout.columns, rows: process.stdout.rows };
afterEach(() => {
  vi.restoreAllMocks();
  Object.assign(process.stdout, terminal);
});

test("events that come before the lines are drawn are shown", async () => {
  let drawn = "";
  Object.assign(process.stdout, { isTTY: true, columns: 80, rows: 24 });
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    drawn += text;
    return true;
  });
  vi.spyOn(console, "log").mockImplementation(() => undefined);
  const progress = createProgress(plan) as Progress;
  const tell = (type: RunEvent["type"], more: object) => progress.hear({ type, runId: "r", timestamp: "", ...more } as RunEvent);
  tell("STEP_START", { assetKey: "slow" });
  tell("PROGRESS", { assetKey: "slow", progress: { done: 1, total: 2 }, message: "half way" });
  tell("STEP_SKIPPED", { assetKey: "left", message: "not needed" });
  await vi.waitFor(() => expect(drawn).toContain("1/2 half way"), 60_000);
  expect(drawn).toContain("not needed");
  tell("STEP_SUCCESS", { assetKey: "slow" });
  tell("RUN_SUCCESS", {});
  await progress.end();
});
