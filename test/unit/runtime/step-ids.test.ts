// Steps of a plan wait for each other by id, not by asset.
import { expect, test } from "vitest";
import type { RunEvent } from "../../../runtime/contract/events.js";
import { execute } from "../../../runtime/engine/execute.js";
import { asset, InMemoryIOManager } from "../../../runtime/sdk/index.js";
import { resolveProject } from "../../../runtime/sdk/resolve.js";
import { memoryRecords } from "../../../runtime/state/index.js";

async function stepsOf(orders: () => number) {
  const assets = { orders: asset(orders), total: asset((orders: number) => orders) };
  const events: RunEvent[] = [];
  const shared = { output: { form: "value" }, stores: true } as const;
  const load = { kind: "input", parameter: "orders", assetKey: "orders", declared: { form: "value" } } as const;
  await execute({
    plan: {
      ...{ version: 1, runId: "r", projectDir: "/nowhere", configFile: "", selection: [], jobName: null },
      steps: [
        { id: "first", assetKey: "orders", bindings: [], after: [], ...shared },
        { id: "second", assetKey: "total", bindings: [load], after: ["first"], ...shared },
      ],
    },
    project: resolveProject({ assets }),
    records: memoryRecords(),
    keys: { read: async () => [] },
    defaultManager: new InMemoryIOManager(),
    emit: (event) => events.push(event),
  });
  return events.flatMap(({ type, stepKey, assetKey, message }) =>
    (type.startsWith("STEP") && type !== "STEP_OUTPUT") || type === "RUN_FAILURE"
      ? [[type, stepKey, assetKey, message].filter(Boolean).join(" ")]
      : [],
  );
}

test("a step waits for those it names", async () => {
  expect(await stepsOf(() => 2)).toEqual([
    "STEP_START first orders",
    "STEP_SUCCESS first orders",
    "STEP_START second total",
    "STEP_SUCCESS second total",
  ]);
});

test("a step below one that failed is skipped, and told which asset did not succeed", async () => {
  const failing = () => {
    throw new Error("no orders");
  };
  expect(await stepsOf(failing)).toEqual([
    "STEP_START first orders",
    "STEP_FAILURE first orders no orders",
    "STEP_SKIPPED second total orders did not succeed",
    "RUN_FAILURE failed: first",
  ]);
});
