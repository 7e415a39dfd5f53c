// Two servers on one project, like two windows: each learns about the edits, runs and moved values of the other.
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { MaterializeAnswer } from "../../../runtime/contract/editor.js";
import { graphRequest, materializeRequest, stateNotification, statusChangedNotification } from "../../../runtime/contract/protocol.js";
import { projectFolder, type SpawnedServer, spawnedServer } from "../../support/wired-server.js";

const CONFIG = `import { Definitions, FilesystemIOManager } from "millrace";
import * as assets from "./src/assets.js";
export default new Definitions({ assets, resources: { io_manager: new FilesystemIOManager({ baseDir: "data" }) } });
`;
/** `slow` ends when a file named `go` exists. */
const ASSETS = `import { existsSync } from "node:fs";
import { asset } from "millrace";
export const quick = asset((): number => 1);
export const slow = asset(async (): Promise<number> => {
  while (!existsSync("go")) await new Promise((next) => setTimeout(next, 5));
  return 2;
});
`;
const TSCONFIG =
  '{ "compilerOptions": { "strict": true, "module": "NodeNext", "target": "ES2023", "lib": ["ES2023"], "types": [] }, "include": ["**/*.ts"] }';

let windows: readonly SpawnedServer[] = [];
afterEach(async () => {
  // A server cancels its runs when it is asked to stop.
  for (const window of windows) await window.stop();
  windows = [];
});

async function start(): Promise<{ one: SpawnedServer; two: SpawnedServer; dir: string; project: string }> {
  const dir = projectFolder({
    "millrace.config.ts": CONFIG,
    "tsconfig.json": TSCONFIG,
    "package.json": '{"type":"module"}',
    "src/assets.ts": ASSETS,
  });
  const [one, two] = await Promise.all([spawnedServer(dir), spawnedServer(dir)]);
  windows = [one, two];
  for (const window of windows) {
    window.open("src/assets.ts", ASSETS);
    await window.notification(stateNotification, ({ kind }) => kind === "ready");
  }
  return { one, two, dir, project: one.uri(".").replace(/\/$/, "") };
}

const materialize = (window: SpawnedServer, project: string, key: string) =>
  window.connection.sendRequest<MaterializeAnswer>(materializeRequest.method, { project, selection: [key] });
const stands = (window: SpawnedServer, key: string, state: string) =>
  window.notification(statusChangedNotification, ({ statuses }) => statuses[key]?.state === state);

/** Sends the notifications of an editor's file watcher for the files below a folder. */
function watched(window: SpawnedServer, dir: string, below: string): void {
  const found = existsSync(join(dir, below)) ? readdirSync(join(dir, below), { recursive: true, encoding: "utf8" }) : [];
  const changes = found.map((path) => ({ uri: window.uri(`${below}/${path}`), type: 2 }));
  void window.connection.sendNotification("workspace/didChangeWatchedFiles", { changes });
}

test("what one saves, the other knows; text that the other has open and did not save stays its own", async () => {
  const { one, two, dir } = await start();
  const more = `${ASSETS}export const third = asset((quik: number): number => quik);\n`;
  one.change("src/assets.ts", 2, more);
  writeFileSync(join(dir, "src/assets.ts"), more);
  for (const window of windows) watched(window, dir, "src");
  await one.diagnostics("src/assets.ts", (all) => all.some(({ code }) => code === "unknown-upstream"));
  const known = () => two.connection.sendRequest<{ nodes: { key: string }[] }>(graphRequest.method, {});
  expect((await known()).nodes.map(({ key }) => key)).toEqual(["quick", "slow"]);
  void two.connection.sendNotification("textDocument/didClose", { textDocument: { uri: two.uri("src/assets.ts") } });
  await two.diagnostics("src/assets.ts", (all) => all.some(({ code }) => code === "unknown-upstream"));
  expect((await known()).nodes.map(({ key }) => key)).toEqual(["quick", "slow", "third"]);
});

test("a run of one is seen running and ending in the other, which makes other assets meanwhile and not the same", async () => {
  const { one, two, dir, project } = await start();
  const first = await materialize(one, project, "slow");
  if (first.kind !== "started") throw new Error(first.message);
  await stands(one, "slow", "running");
  watched(two, dir, ".millrace/runs");
  await stands(two, "slow", "running");
  const message = new RegExp(`^Run ${first.runId} \\(process ${one.process.pid} on .*, started .*\\) is making slow now\\. Wait for it`);
  expect(await materialize(two, project, "slow")).toMatchObject({ kind: "refused", message: expect.stringMatching(message) });
  expect((await materialize(two, project, "quick")).kind).toBe("started");
  await stands(two, "quick", "materialized");
  const { nodes } = await two.connection.sendRequest<{ nodes: { key: string; status: { state: string } }[] }>(graphRequest.method, {});
  // The end of one run does not end the other.
  expect(nodes.find(({ key }) => key === "slow")?.status.state).toBe("running");
  writeFileSync(join(dir, "go"), "");
  // No notification arrives: the server itself polls a run in progress.
  await stands(two, "slow", "materialized");
  expect((await materialize(two, project, "slow")).kind).toBe("started");
});

test("a window that dies in the middle of a run keeps no other waiting", async () => {
  const { one, two, dir, project } = await start();
  await materialize(one, project, "slow");
  await stands(one, "slow", "running");
  watched(two, dir, ".millrace/runs");
  await stands(two, "slow", "running");
  const gone = new Promise((resolve) => one.process.once("exit", resolve));
  one.process.kill("SIGKILL");
  await gone;
  windows = [two];
  await stands(two, "slow", "never");
  writeFileSync(join(dir, "go"), "");
  expect((await materialize(two, project, "slow")).kind).toBe("started");
  await stands(two, "slow", "materialized");
  one.connection.dispose();
});

test("stored values that are to follow a rename wait for the other window's run", async () => {
  const { one, two, dir, project } = await start();
  await materialize(one, project, "quick");
  await stands(one, "quick", "materialized");
  await materialize(two, project, "slow");
  await stands(two, "slow", "running");
  one.connection.onRequest("window/showMessageRequest", ({ actions }: { actions: unknown[] }) => actions[0]);
  const place = { textDocument: { uri: one.uri("src/assets.ts") }, position: { line: 2, character: 15 } };
  await one.connection.sendRequest("textDocument/rename", { ...place, newName: "fast" });
  one.change("src/assets.ts", 2, ASSETS.replaceAll("quick", "fast"));
  await one.notification<{ message: string }>({ method: "window/showMessage" }, ({ message }) =>
    message.startsWith("The stored values move to fast when"),
  );
  expect([existsSync(join(dir, "data/quick.json")), existsSync(join(dir, "data/fast.json"))]).toEqual([true, false]);
  writeFileSync(join(dir, "go"), "");
  await stands(one, "fast", "materialized");
  expect([existsSync(join(dir, "data/quick.json")), existsSync(join(dir, "data/fast.json"))]).toEqual([false, true]);
  rmSync(join(dir, "go"));
});
