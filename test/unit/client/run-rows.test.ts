// The rows of a run and its assets in the runs view, and the log as text.

import { expect, test } from "vitest";
import { runLogText } from "../../../client/runs/run-log-text.js";
import { longestOf, moreRow, runRow, stepRow } from "../../../client/runs/run-rows.js";
import type { ListedRun } from "../../../runtime/contract/run-record.js";
import { runTitle } from "../../../runtime/contract/run-title.js";
import { anEvent } from "../../support/events.js";

const now = Date.parse("2026-05-01T12:00:00Z");
const run = (more: Partial<ListedRun> = {}): ListedRun => ({
  runId: "r1",
  state: "success",
  startedAt: "2026-05-01T11:58:00.000Z",
  endedAt: "2026-05-01T11:58:01.400Z",
  assets: ["prices", "sales", "revenue", "report"],
  message: null,
  origin: { kind: "user" },
  selection: ["report"],
  jobName: null,
  tags: {},
  canCancel: false,
  ...more,
});

test("a run is named for what was asked for, and says when and how long", () => {
  expect(runRow(run(), now)).toMatchObject({ label: "report +3", description: "2 min ago · 1.4 s", context: "run over" });
});

test.each<[string, Partial<ListedRun>]>([
  ["All assets · 4", { selection: [] }],
  ["All assets · 4", { selection: ["*"] }],
  ["report +3", { selection: ["+report"] }],
  ["sales, report +2", { selection: ["sales", "report"] }],
  ["prices, sales +2", { selection: ["prices", "sales", "revenue", "report"] }],
  ["group:shop · 4", { selection: ["group:shop"] }],
  ["sales", { selection: ["sales"], assets: ["sales"] }],
  ["daily", { jobName: "daily", selection: ["*"] }],
  ["report, revenue +2", { selection: null }],
  ["nothing", { selection: null, assets: [] }],
  ["report +3 · 2026-05-01", { partitions: { sales: ["2026-05-01"], report: ["2026-05-01"] } }],
  ["report +3 · 2026-05-01…2026-05-03", { partitions: { report: ["2026-05-01...2026-05-03"] } }],
  ["report +3 · 2 partitions", { partitions: { sales: ["2026-05-01"], report: ["2026-05-02"] } }],
])("the title %s", (title, more) => {
  expect(runTitle(run(more))).toBe(title);
});

test("a run says what started it, unless the user did, its job and its tags", () => {
  expect(runRow(run({ origin: { kind: "save" } }), now).description).toBe("2 min ago · 1.4 s · on save");
  const again = runRow(run({ origin: { kind: "retry", of: "r0" }, jobName: "daily", tags: { team: "data" } }), now);
  expect(again.description).toBe("2 min ago · 1.4 s · again, after run r0");
  expect(again.label).toBe("daily");
  expect(again.tooltip).toContain("team=data");
  expect(runRow(run({ origin: null }), now).description).toBe("2 min ago · 1.4 s");
});

test("a run that failed can be run again, one that goes on here canceled", () => {
  const failed = runRow(run({ state: "failure", message: "1 asset failed" }), now);
  expect(failed).toMatchObject({ description: "2 min ago · 1.4 s · failed", context: "run over broken" });
  expect(failed.spoken).toBe("Run of report +3, failed, 2 min ago, 1.4 s, 1 asset failed");
  expect(runRow(run({ state: "running", endedAt: null, canCancel: true }), now)).toMatchObject({
    description: "running 2 min 0 s",
    context: "run live ours",
  });
});

test("a step says what became of it, a failed one why and where", () => {
  const place = { file: "src/a.ts", line: 4, column: 9 };
  const failed = stepRow({ assetKey: "a", state: "failure", durationMs: 12, message: "too hot\nby far", place }, now);
  expect(failed).toMatchObject({ label: "a", description: "failed · 12 ms · too hot", context: "step failure placed" });
  expect(failed.spoken).toBe("a, failed, 12 ms, too hot\nby far, src/a.ts:4:9");
  expect(stepRow({ assetKey: "a", state: "success", durationMs: 12, size: "3 rows" }, now)).toMatchObject({
    description: "12 ms · 3 rows",
    spoken: "a, materialized, 12 ms, 3 rows",
  });
  const running = {
    assetKey: "a",
    state: "running",
    startedAt: "2026-05-01T11:59:57.500Z",
    partitions: { done: 3, failed: 1, skipped: 2 },
  } as const;
  expect(stepRow(running, now).description).toBe("running 2 s · 3 partitions, 1 failed, 2 skipped");
});

test("bars compare the assets of a run with its slowest; a screen reader reads the times alone", () => {
  const step = (assetKey: string, durationMs: number) => ({ assetKey, state: "success", durationMs }) as const;
  const [slow, half, quick] = [step("slow", 2_000), step("half", 1_000), step("quick", 0)];
  const live = { assetKey: "live", state: "running", startedAt: "2026-05-01T11:59:57.500Z", durationMs: 9_000 } as const;
  const queued = { assetKey: "later", state: "queued" } as const;
  const all = [slow, half, quick, live, queued];
  const longest = longestOf(all);
  expect(longest).toBe(2_000);
  expect(all.map((each) => stepRow(each, now, longest).description)).toEqual([
    "▄▄▄▄▄ 2.0 s",
    "▄▄▄▁▁ 1.0 s",
    "▄▁▁▁▁ 0 ms",
    "running 2 s",
    "queued",
  ]);
  expect(stepRow(half, now, longest).spoken).toBe("half, materialized, 1.0 s");
  expect(stepRow(half, now, longest).tooltip).not.toContain("▄");
  expect(stepRow({ ...half, state: "failure", message: "hot" }, now, longest).description).toBe("▄▄▄▁▁ failed · 1.0 s · hot");
  expect(longestOf([slow, live])).toBe(0);
  expect(stepRow(slow, now).description).toBe("2.0 s");
});

test("what an asset reports while it runs stands in its row", () => {
  const running = { assetKey: "a", state: "running", startedAt: "2026-05-01T11:59:57.500Z", message: "40/100 pages" } as const;
  expect(stepRow(running, now)).toMatchObject({ description: "running 2 s · 40/100 pages", spoken: "a, running 2 s, 40/100 pages" });
});

test("the row that shows more says how many there are", () => {
  expect(moreRow(50, 120)).toMatchObject({ label: "More…", description: "50 of 120 runs are shown" });
});

test("a log has a time and a level on each line, and further lines indented", () => {
  const at = { runId: "r1", timestamp: "2026-05-01T12:00:00.123Z" };
  const text = runLogText([
    anEvent("RUN_START", at),
    anEvent("STEP_FAILURE", { ...at, assetKey: "a", error: { name: "Error", message: "hot", stack: "Error: hot\n    at a.ts:1:1" } }),
    anEvent("STEP_SUCCESS", { ...at, assetKey: "b" }),
  ]);
  expect(text).toBe(
    "2026-05-01 12:00:00.123 [info] run r1 started\n2026-05-01 12:00:00.123 [error] [a] failed: Error: hot\n        at a.ts:1:1\n",
  );
});
