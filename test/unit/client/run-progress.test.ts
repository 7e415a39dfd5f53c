// How far a run is, told by its events alone.
import { expect, test } from "vitest";
import { createRunProgress } from "../../../client/run-progress.js";
import type { RunEvent } from "../../../runtime/contract/run.js";

function told(...events: readonly Partial<RunEvent>[]) {
  const progress = createRunProgress();
  for (const event of events) progress.hear({ type: "LOG", runId: "r", timestamp: "", ...event });
  return progress;
}
const start = (assetKey: string, partitionKey?: string) =>
  ({ type: "STEP_START", assetKey, ...(partitionKey ? { partitionKey } : {}) }) as const;
const end = (assetKey: string, partitionKey?: string) => ({ ...start(assetKey, partitionKey), type: "STEP_SUCCESS" }) as const;

test("assets are counted as they end; those that began are running", () => {
  expect(told(start("a"), start("b"), end("a"))).toMatchObject({ done: 1, running: ["b"], ending: undefined });
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
  expect(told(failed("a"), failed("b")).failure).toEqual({ key: "a", error: { name: "Error", message: "a" } });
});
