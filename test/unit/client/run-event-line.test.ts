// The events of a run as lines of the log.

import { expect, test } from "vitest";
import { runEventLine } from "../../../client/runs/run-event-line.js";
import { anEvent } from "../../support/events.js";

test("one line for each event that says something new", () => {
  const events = [
    anEvent("RUN_START"),
    anEvent("STEP_START", { assetKey: "sales" }),
    anEvent("LOG", { assetKey: "sales", level: "warning", message: "half a loaf" }),
    anEvent("PROGRESS", { assetKey: "sales", progress: { done: 1 } }),
    anEvent("ASSET_MATERIALIZATION", {
      assetKey: "sales",
      materialization: {
        assetKey: "sales",
        runId: "r1",
        timestamp: "2026-01-01T00:00:00.000Z",
        durationMs: 12,
        ioManagerKey: "database",
        manager: "DuckDBIOManager",
        stored: { storedAt: "b.duckdb#b.sales", format: "duckdb", rows: 3 },
        metadata: {},
      },
    }),
    anEvent("STEP_FAILURE", {
      assetKey: "burnt",
      error: { name: "Error", message: "too hot", stack: "Error: too hot\n    at src/trouble.ts:6:9" },
    }),
    anEvent("STEP_SKIPPED", { assetKey: "crumbs", message: "burnt failed" }),
    anEvent("RUN_FAILURE", { message: "1 of 3 assets failed" }),
  ];
  const lines = events.map(runEventLine).map((line) => (line ? `${line.level} ${line.text}` : "(silent)"));
  expect(lines.join("\n")).toMatchInlineSnapshot(`
    "info run r1 started
    info [sales] started
    warning [sales] half a loaf
    (silent)
    info [sales] materialized in 12 ms → b.duckdb#b.sales, 3 rows
    error [burnt] failed: Error: too hot
        at src/trouble.ts:6:9
    warning [crumbs] skipped: burnt failed
    error run r1 failed: 1 of 3 assets failed"
  `);
});
