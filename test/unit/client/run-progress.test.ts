// The progress of a run, computed only from its events.

import { expect, test } from "vitest";
import { progressOf } from "../../../client/runs/run-progress.js";
import type { RunEventType } from "../../../runtime/contract/run.js";
import { foldRun } from "../../../runtime/contract/run-state.js";
import { anEvent } from "../../support/events.js";

function told(...events: readonly (Parameters<typeof anEvent>[1] & { readonly type?: RunEventType })[]) {
  const run = foldRun(
    "r",
    events.map(({ type = "LOG", ...event }) => anEvent(type, event)),
  );
  return { ...progressOf(run), ending: run.ending, failure: run.firstFailure };
}
const start = (assetKey: string, partitionKey?: string) =>
  ({ type: "STEP_START", assetKey, ...(partitionKey ? { partitionKey } : {}) }) as const;
const end = (assetKey: string, partitionKey?: string) => ({ ...start(assetKey, partitionKey), type: "STEP_SUCCESS" }) as const;

test("assets are counted as they end; those that began are running", () => {
  expect(told(start("a"), start("b"), end("a"))).toMatchObject({ done: 1, running: ["b"], ending: null });
  expect(told({ type: "STEP_SKIPPED", assetKey: "a" }, { type: "RUN_SUCCESS" })).toMatchObject({
    done: 1,
    ending: { type: "RUN_SUCCESS" },
  });
});

test("an asset is named once however many of its partitions are made at the same time, and each of them counts", () => {
  const days = ["mon", "tue", "wed"];
  const begun = days.map((day) => start("a", day));
  expect(told(...begun)).toMatchObject({ done: 0, running: ["a"] });
  expect(told(...begun, end("a", "tue"))).toMatchObject({ done: 1, running: ["a"] });
  expect(told(...begun, ...days.map((day) => end("a", day)))).toMatchObject({ done: 3, running: [] });
});

test("the first failure is the one that is told", () => {
  const failed = (assetKey: string) => ({ type: "STEP_FAILURE", assetKey, error: { name: "Error", message: assetKey } }) as const;
  expect(told(failed("a"), failed("b")).failure).toMatchObject({ assetKey: "a", error: { name: "Error", message: "a" } });
});
