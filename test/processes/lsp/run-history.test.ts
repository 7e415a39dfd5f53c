// The history of runs over the protocol.

import { appendFileSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, expect, test } from "vitest";
import type { MaterializeAnswer } from "../../../runtime/contract/editor.js";
import type { RunEvent } from "../../../runtime/contract/events.js";
import {
  materializeRequest,
  runEventNotification,
  runEventsRequest,
  runStepsRequest,
  runsRequest,
  stateNotification,
  unfinishedRequest,
} from "../../../runtime/contract/protocol.js";
import type { RunList, RunStep, UnfinishedRun } from "../../../runtime/contract/run-record.js";
import { anEvent } from "../../support/events.js";
import { projectFolder, type WiredServer, wiredServer } from "../../support/wired-server.js";

const FILES = {
  "millrace.config.ts": `import { Definitions } from "millrace";
import * as assets from "./src/assets.js";
export default new Definitions({ assets });
`,
  "tsconfig.json": '{ "compilerOptions": { "strict": true, "module": "NodeNext", "types": [] }, "include": ["src"] }',
  "package.json": '{"type":"module"}',
  "src/assets.ts": `import { asset } from "millrace";
export const numbers = asset((): number[] => [1, 2, 3]);
export const broken = asset((numbers: number[]): number => {
  throw new Error("no sum of " + numbers.length);
});
export const below = asset((broken: number): number => broken);
`,
};

let server: WiredServer | null = null;
afterEach(async () => {
  await server?.stop();
  server = null;
});

async function start(files: Readonly<Record<string, string>> = FILES): Promise<{ running: WiredServer; project: string }> {
  server = await wiredServer(projectFolder(files));
  const state = await server.notification(stateNotification, ({ projects }) => projects.length > 0);
  return { running: server, project: state.projects[0]?.uri ?? "" };
}

const list = (running: WiredServer, project: string, limit = 50) =>
  running.connection.sendRequest<RunList | null>(runsRequest.method, { project, limit });
const steps = (running: WiredServer, project: string, runId: string) =>
  running.connection.sendRequest<RunStep[] | null>(runStepsRequest.method, { project, runId });

test("a run is listed with what became of each asset, where it failed, and all that it told", async () => {
  const { running, project } = await start();
  expect(await list(running, project)).toEqual({ runs: [], total: 0 });
  const { runId } = await running.connection.sendRequest<{ runId: string }>(materializeRequest.method, { project, selection: ["*"] });
  const during = await list(running, project);
  expect(during?.runs[0]).toMatchObject({ runId });
  await running.notification(runEventNotification, ({ event }) => event.type === "RUN_FAILURE");
  expect(await list(running, project)).toEqual({
    runs: [
      {
        runId,
        state: "failure",
        startedAt: expect.any(String),
        endedAt: expect.any(String),
        assets: ["numbers", "broken", "below"],
        message: expect.any(String),
        canCancel: expect.any(Boolean),
        origin: { kind: "user" },
        selection: ["*"],
        jobName: null,
        tags: {},
      },
    ],
    total: 1,
  });
  expect(await steps(running, project, runId)).toEqual([
    { assetKey: "numbers", state: "success", startedAt: expect.any(String), durationMs: expect.any(Number), size: "17 B" },
    {
      assetKey: "broken",
      state: "failure",
      startedAt: expect.any(String),
      durationMs: expect.any(Number),
      message: "no sum of 3",
      place: { file: "src/assets.ts", line: 4, column: 9 },
    },
    { assetKey: "below", state: "skipped", message: expect.stringContaining("broken") },
  ]);
  const events = await running.connection.sendRequest<RunEvent[]>(runEventsRequest.method, { project, runId });
  expect([events[0]?.type, events.at(-1)?.type]).toEqual(["RUN_START", "RUN_FAILURE"]);
});

test("a run that grows is read on from where it was; one whose process is gone broke off", async () => {
  const { running, project } = await start();
  const folder = join(running.dir, ".millrace/runs");
  const file = join(folder, "2026-01-01-a.jsonl");
  const runId = "2026-01-01-a";
  const tell = (...[type, details]: Parameters<typeof anEvent>) =>
    appendFileSync(file, `${JSON.stringify(anEvent(type, { runId, ...details }))}\n`);
  mkdirSync(folder, { recursive: true });
  tell("RUN_START", { metadata: { assets: { type: "json", value: ["a", "b"] }, host_name: { type: "text", value: "elsewhere" } } });
  tell("STEP_START", { assetKey: "a" });
  const states = async () => (await steps(running, project, runId))?.map(({ state }) => state);
  expect(await states()).toEqual(["running", "queued"]);
  tell("STEP_SUCCESS", { assetKey: "a", timestamp: "2026-01-01T00:00:02.000Z" });
  tell("STEP_START", { assetKey: "b" });
  expect(await states()).toEqual(["success", "running"]);
  expect((await list(running, project))?.runs).toMatchObject([{ runId, state: "running", canCancel: false }]);
  tell("RUN_CANCELING");
  tell("STEP_FAILURE", { assetKey: "b", message: "the run was canceled" });
  tell("RUN_CANCELED");
  expect(await states()).toEqual(["success", "canceled"]);
  expect((await list(running, project))?.runs).toMatchObject([{ state: "canceled" }]);
});

test("newest first, as many as are asked for; what is no run and no project is answered with nothing", async () => {
  const { running, project } = await start();
  const folder = join(running.dir, ".millrace/runs");
  mkdirSync(folder, { recursive: true });
  const event = (runId: string, type: string, more = {}) => JSON.stringify({ type, runId, timestamp: "2026-01-01T00:00:00.000Z", ...more });
  // So many events that only the beginning and the end are read.
  const talk = event("big", "LOG", { message: "x".repeat(4_000) });
  const start1 = event("r03", "RUN_START", { metadata: { assets: { type: "json", value: ["a"] } } });
  writeFileSync(join(folder, "r03.jsonl"), [start1, ...Array(400).fill(talk), event("r03", "RUN_SUCCESS"), ""].join("\n"));
  for (const id of ["r01", "r02"]) writeFileSync(join(folder, `${id}.jsonl`), `${event(id, "RUN_START")}\n{"type":"RUN_SUC`);
  writeFileSync(join(folder, "r00.jsonl"), "torn");
  expect(readdirSync(folder)).toHaveLength(4);
  const two = await list(running, project, 2);
  expect(two).toMatchObject({ total: 4, runs: [{ runId: "r03", state: "success", assets: ["a"] }, { runId: "r02" }] });
  expect((await list(running, project))?.runs.map(({ runId }) => runId)).toEqual(["r03", "r02", "r01", "r00"]);
  for (const runId of ["none", "../../package", "r00"]) expect((await steps(running, project, runId)) ?? []).toEqual([]);
  expect(await list(running, "file:///nowhere")).toBeNull();
  expect(await running.connection.sendRequest(runEventsRequest.method, { project, runId: "../../package" })).toBeNull();
  expect(await running.connection.sendRequest(runsRequest.method, { project, limit: "many" })).toEqual({ runs: [], total: 4 });
});

test("a run says which partitions it made of each asset, and another makes the same ones", async () => {
  const { running, project } = await start({
    ...FILES,
    "src/assets.ts": `import { asset, DailyPartitionsDefinition } from "millrace";
const partitions = new DailyPartitionsDefinition({ startDate: "2026-01-01", endDate: "2026-01-05" });
export const prices = asset((): number[] => [1]);
export const days = asset({ partitions }, (context): string => context.partitionKey);
export const next = asset({ partitions }, (days: string): string => days);
`,
  });
  const make = async (selection: readonly string[], partitions: unknown) => {
    const answer = await running.connection.sendRequest<MaterializeAnswer>(materializeRequest.method, { project, selection, partitions });
    if (answer.kind === "refused") return answer.message;
    await running.notification(runEventNotification, ({ event }) => event.runId === answer.runId && event.type === "RUN_SUCCESS");
    return (await list(running, project))?.runs[0]?.partitions;
  };
  expect(await make(["prices"], [])).toBeUndefined();
  const some = { days: ["2026-01-02...2026-01-03"], next: ["2026-01-02...2026-01-03"] };
  expect(await make(["*"], ["2026-01-02...2026-01-03"])).toEqual(some);
  expect(await make(["prices", "days", "next"], some)).toEqual(some);
  // The partitions that had no value then, although they have one now.
  const missing = { days: ["2026-01-01", "2026-01-04"] };
  expect(await make(["days"], "missing")).toEqual(missing);
  expect(await make(["days"], missing)).toEqual(missing);
  expect(await make(["days"], "missing")).toEqual({ days: [] });
  expect(await make(["days"], { days: [] })).toEqual({ days: [] });
  expect(await make(["next"], missing)).toBe('"next" has partitions now, but had none in that run. Start a new run.');
  expect(await make(["days"], { days: ["1999-01-01"] })).toContain('"days" has no partition "1999-01-01".');
});

test("of a run that failed, what it left is made and no more: the partitions that failed and those below them", async () => {
  const broken = 'if (context.partitionKey === "2026-01-02") throw new Error("no such day");';
  const code = `import { asset, DailyPartitionsDefinition } from "millrace";
const partitions = new DailyPartitionsDefinition({ startDate: "2026-01-01", endDate: "2026-01-04" });
export const prices = asset((): number[] => [1]);
export const days = asset({ partitions }, (context): string => {
  ${broken}
  return context.partitionKey;
});
export const next = asset({ partitions }, (days: string): string => days);
`;
  const { running, project } = await start({ ...FILES, "src/assets.ts": code });
  const make = async (selection: readonly string[], partitions: unknown) => {
    const answer = await running.connection.sendRequest<MaterializeAnswer>(materializeRequest.method, { project, selection, partitions });
    const runId = answer.kind === "started" ? answer.runId : answer.message;
    await running.notification(
      runEventNotification,
      ({ event }) => event.runId === runId && (event.type === "RUN_SUCCESS" || event.type === "RUN_FAILURE"),
    );
    return runId;
  };
  const left = (runId: string) => running.connection.sendRequest<UnfinishedRun | null>(unfinishedRequest.method, { project, runId });
  const first = await make(["*"], "all");
  expect((await steps(running, project, first))?.map(({ state, partitions }) => [state, partitions])).toEqual([
    ["failure", { done: 2, failed: 1, skipped: 0 }],
    ["skipped", { done: 2, failed: 0, skipped: 1 }],
    ["success", undefined],
  ]);
  const unfinished = { assets: ["days", "next"], partitions: { days: ["2026-01-02"], next: ["2026-01-02"] } };
  expect(await left(first)).toEqual(unfinished);

  writeFileSync(join(running.dir, "src/assets.ts"), code.replace(broken, ""));
  const uri = pathToFileURL(join(running.dir, "src/assets.ts")).href;
  await running.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri, type: 2 }] });
  const second = await make(unfinished.assets, unfinished.partitions);
  expect((await list(running, project))?.runs[0]).toMatchObject({ runId: second, state: "success", partitions: unfinished.partitions });
  expect(await left(second)).toEqual({ assets: [] });
  expect(await left("nowhere")).toBeNull();
});
