// What is retried, what is not, and what is reported about a failure.
import { getEventListeners } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { RunEvent } from "../../../runtime/contract/events.js";
import { toRunError } from "../../../runtime/engine/run-error.js";
import {
  type AnyAsset,
  asset,
  envVar,
  externalAsset,
  Failure,
  type MaterializeOptions,
  materialize,
  NonRetriableError,
} from "../../../runtime/sdk/index.js";
import { errorText } from "../../../server/cli/output/event-line.js";

let projectDir: string;
beforeEach(async () => {
  projectDir = await mkdtemp(join(tmpdir(), "millrace-retries-"));
});
afterEach(() => rm(projectDir, { recursive: true, force: true }));

const retry = { maxRetries: 2 };

async function eventsOf(assets: Record<string, AnyAsset>, options: MaterializeOptions = {}): Promise<readonly RunEvent[]> {
  return (await materialize(assets, { projectDir, raiseOnError: false, ...options })).events;
}

const retriesIn = (events: readonly RunEvent[]) => events.filter(({ type }) => type === "STEP_UP_FOR_RETRY").length;

function throwing(error: unknown): AnyAsset {
  return asset({ retry }, (): number => {
    throw error;
  });
}

it.each<[string, Record<string, AnyAsset>, MaterializeOptions?]>([
  ["a NonRetriableError", { a: throwing(new NonRetriableError("rejected")) }],
  ["an error caused by one", { a: throwing(new Error("outer", { cause: new NonRetriableError("rejected") })) }],
  ["a Failure that says so", { a: throwing(new Failure("no", { allowRetries: false })) }],
  ["a missing variable", { a: asset({ retry }, () => envVar("MILLRACE_TEST_NOT_SET").get()) }],
  ["a missing input", { a: asset({ retry }, (b: number) => b), b: asset(() => 1) }, { selection: ["a"] }],
  ["a missing external input", { a: asset({ retry }, (b: number) => b), b: externalAsset({ key: "b" }) }],
])("does not try again what cannot get better: %s", async (_what, assets, options) => {
  const events = await eventsOf(assets, options);
  expect(retriesIn(events)).toBe(0);
  expect(events.find(({ type }) => type === "LOG")?.message).toMatch(/^no retry: another attempt would fail in the same way/);
  expect(events.some(({ type }) => type === "STEP_FAILURE")).toBe(true);
});

it("tries other errors again, a Failure too, and tells its metadata", async () => {
  expect(retriesIn(await eventsOf({ a: throwing(new Error("shaky")) }))).toBe(2);
  const events = await eventsOf({ a: throwing(new Failure("no prices", { metadata: { status: 503 } })) });
  expect(retriesIn(events)).toBe(2);
  expect(events.find(({ type }) => type === "STEP_FAILURE")).toMatchObject({
    message: "no prices",
    metadata: { status: { type: "int", value: 503 } },
  });
});

it("leaves no listener behind after it has waited", async () => {
  const canceling = new AbortController();
  let calls = 0;
  const a = asset({ retry: { maxRetries: 5, delay: 0.001 } }, () => {
    if (++calls < 5) throw new Error("shaky");
    return 1;
  });
  await eventsOf({ a }, { signal: canceling.signal });
  expect(calls).toBe(5);
  expect(getEventListeners(canceling.signal, "abort")).toHaveLength(0);
});

it("tells the errors that an AggregateError holds, with the place of the first that has one", () => {
  const inner = new RangeError("too far");
  inner.stack = "RangeError: too far\n    at load (/p/src/a.ts:3:4)\n    at run (/p/node_modules/x/i.js:1:1)";
  const told = toRunError(new AggregateError([new Error("refused"), inner], "All promises were rejected"), "/p");
  expect(told).toMatchObject({ place: { file: "src/a.ts", line: 3 }, errors: [{ message: "refused" }, { name: "RangeError" }] });
  const text = errorText({ ...told, stack: "" });
  expect(text).toContain("AggregateError: All promises were rejected\n  - Error: refused\n  - RangeError: too far\n        at load");
  expect(toRunError(new AggregateError(Array.from({ length: 50 }, () => "x")), "/p").errors).toHaveLength(10);
});
