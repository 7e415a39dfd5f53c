// The state of a run from its events: any events in any order result in a state, and the same events in the same state.

import { expect, test } from "vitest";
import type { RunEvent } from "../../runtime/contract/events.js";
import { foldRun, initialRun, nextRun, type RunState } from "../../runtime/contract/run-state.js";
import { anEvent } from "../support/events.js";
import { fc } from "../support/properties.js";

const KEYS = ["a", "b", "c"];
const PARTITIONS = ["x", "y"];

const event = fc
  .record({
    type: fc.constantFrom(
      ...(["RUN_START", "RUN_CANCELING", "RUN_SUCCESS", "RUN_FAILURE", "RUN_CANCELED"] as const),
      ...(["STEP_START", "STEP_SUCCESS", "STEP_FAILURE", "STEP_SKIPPED", "STEP_UP_FOR_RETRY"] as const),
      ...(["PROGRESS", "LOG", "ASSET_MATERIALIZATION", "HANDLED_OUTPUT"] as const),
    ),
    assetKey: fc.constantFrom(...KEYS),
    partitionKey: fc.option(fc.constantFrom(...PARTITIONS), { nil: undefined }),
    second: fc.nat(59),
  })
  .map(({ type, assetKey, partitionKey, second }): RunEvent => {
    const told = { runId: "r", timestamp: `2026-05-01T12:00:${String(second).padStart(2, "0")}.000Z` };
    if (type === "RUN_START") return anEvent(type, { ...told, metadata: { assets: { type: "json", value: KEYS } } });
    if (type.startsWith("RUN_")) return anEvent(type, told);
    const progress = type === "PROGRESS" ? { progress: { done: second } } : {};
    return anEvent(type, { ...told, assetKey, ...(partitionKey === undefined ? {} : { partitionKey }), ...progress });
  });
const events = fc.array(event, { maxLength: 60 });

/** A state as plain data. */
function data({ steps, ...rest }: RunState) {
  const plain = [...steps.values()].map((step) => ({
    ...step,
    ...(step.partitions === undefined ? {} : { partitions: { ...step.partitions, running: [...step.partitions.running].sort() } }),
  }));
  return structuredClone({ ...rest, steps: plain });
}

test("every prefix of any events is a state, the same however often it is folded", () => {
  fc.assert(
    fc.property(events, (all) => {
      let run = initialRun("r");
      for (const [at, each] of all.entries()) {
        run = nextRun(run, each);
        expect(data(run)).toEqual(data(foldRun("r", all.slice(0, at + 1))));
      }
    }),
  );
});

test("folded in two parts is folded at once", () => {
  fc.assert(
    fc.property(events, fc.nat(60), (all, at) => {
      expect(data(foldRun("r", all.slice(at), foldRun("r", all.slice(0, at))))).toEqual(data(foldRun("r", all)));
    }),
  );
});

test("after the ending nothing changes, nothing is running, and every part that ended is counted", () => {
  fc.assert(
    fc.property(events, (all) => {
      const run = foldRun("r", all);
      const [before, after] = [data(run), data(foldRun("r", all, run))];
      if (run.ending === null) return;
      expect(after).toEqual(before);
      for (const { state } of run.steps.values()) expect(["queued", "running"]).not.toContain(state);
      const ends = all.slice(0, all.indexOf(run.ending)).filter(({ type }) => /^STEP_(?:SUCCESS|FAILURE|SKIPPED)$/.test(type));
      expect(run.ended).toBeLessThanOrEqual(ends.length);
    }),
  );
});

test("a run of ten thousand partitions is folded in less than a second", () => {
  const start = {
    runId: "r",
    timestamp: "2026-05-01T12:00:00.000Z",
    metadata: { assets: { type: "json", value: ["a"] } },
  } as const;
  const told = (type: RunEvent["type"], at: number) => anEvent(type, { ...start, assetKey: "a", partitionKey: `${at}` });
  const all = Array.from({ length: 10_000 }, (_, at) => [told("STEP_START", at), told("STEP_SUCCESS", at)]).flat();
  const began = performance.now();
  const run = foldRun("r", [anEvent("RUN_START", start), ...all, anEvent("RUN_SUCCESS", start)]);
  expect(performance.now() - began).toBeLessThan(1_000);
  expect(run.steps.get("a")).toMatchObject({ state: "success", partitions: { failed: 0 } });
  expect(run.steps.get("a")?.partitions?.made).toHaveLength(10_000);
});
