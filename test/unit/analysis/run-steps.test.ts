// The progress of each asset from a run's events, for one step and for several partitions.

import { expect, test } from "vitest";
import type { RunEventType } from "../../../runtime/contract/run.js";
import { foldRun } from "../../../runtime/contract/run-state.js";
import { runSteps } from "../../../runtime/contract/run-steps.js";
import { anEvent } from "../../support/events.js";

function told(...events: readonly (Parameters<typeof anEvent>[1] & { readonly type?: RunEventType })[]) {
  const whole = events.map(({ type = "LOG", ...event }, second) =>
    anEvent(type, { timestamp: `2026-05-01T12:00:0${second}.000Z`, ...event }),
  );
  return runSteps(foldRun("r1", whole));
}
const progress = (done: number, total?: number) =>
  ({ type: "PROGRESS", progress: { done, ...(total === undefined ? {} : { total }) } }) as const;

test("an asset says how far it is while it runs, and no longer", () => {
  const [start, at] = [
    { type: "STEP_START", assetKey: "a" },
    { ...progress(40, 100), assetKey: "a", message: "pages" },
  ] as const;
  expect(told(start, at)).toMatchObject([{ state: "running", message: "40/100 pages" }]);
  expect(told(start, { ...progress(7), assetKey: "a" })).toMatchObject([{ message: "7" }]);
  const [over] = told(start, at, { type: "STEP_SUCCESS", assetKey: "a" });
  expect(over).toMatchObject({ state: "success", durationMs: 2_000 });
  expect(over).not.toHaveProperty("message");
});

test("of an asset with partitions the row tells which one is how far, until one failed", () => {
  const of = (partitionKey: string) => ({ assetKey: "a", partitionKey });
  const events = [
    { type: "STEP_START", ...of("x") },
    { ...progress(1, 2), ...of("x") },
    { type: "STEP_SUCCESS", ...of("x") },
  ] as const;
  expect(told(...events.slice(0, 2))).toMatchObject([{ state: "running", message: "x: 1/2" }]);
  expect(told(...events)[0]).not.toHaveProperty("message");
  const failed = { type: "STEP_FAILURE", ...of("y"), error: { name: "Error", message: "hot" } } as const;
  const after = [
    { type: "STEP_START", ...of("z") },
    { ...progress(1, 2), ...of("z") },
    { type: "STEP_SUCCESS", ...of("z") },
  ] as const;
  expect(told(...events, failed, ...after)).toMatchObject([{ message: "y: hot", partitions: { done: 2, failed: 1, skipped: 0 } }]);
});

test("an asset of which partitions were skipped did not succeed, and says why", () => {
  const of = (partitionKey: string) => ({ assetKey: "a", partitionKey });
  const made = [
    { type: "STEP_START", ...of("x") },
    { type: "STEP_SUCCESS", ...of("x") },
  ] as const;
  const skipped = { type: "STEP_SKIPPED", ...of("y"), message: "b did not succeed" } as const;
  expect(told(skipped, ...made, { type: "RUN_FAILURE" })).toMatchObject([
    { state: "skipped", message: "y: b did not succeed", partitions: { done: 1, failed: 0, skipped: 1 } },
  ]);
  expect(told(...made, skipped, { type: "RUN_CANCELED" })).toMatchObject([{ state: "canceled" }]);
  expect(told(...made, { type: "RUN_SUCCESS" })).toMatchObject([{ state: "success" }]);
});
