// Runs that wait for a debugger, and materializing on save, for a client with its own commands.
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { MaterializeAnswer } from "../../../runtime/contract/editor.js";
import {
  assetsSavedNotification,
  cancelRequest,
  configureRequest,
  graphRequest,
  materializeRequest,
  runEventNotification,
} from "../../../runtime/contract/protocol.js";
import { projectFolder, type WiredServer, wiredServer } from "../../support/wired-server.js";

const CONFIG = `import { Definitions } from "millrace";
import * as assets from "./src/assets.js";
export default new Definitions({ assets });
`;
const ASSETS = `import { asset } from "millrace";
export const numbers = asset((): number[] => [1, 2, 3]);
export const total = asset((numbers: number[]) => numbers.length);
`;

let server: WiredServer;
let project: string;

beforeAll(async () => {
  const dir = projectFolder({ "millrace.config.ts": CONFIG, "src/assets.ts": ASSETS, "package.json": '{ "type": "module" }' });
  server = await wiredServer(dir, { clientCommands: true, onSave: {} });
  server.open("src/assets.ts", ASSETS);
  project = ((await server.connection.sendRequest(graphRequest.method, {})) as { project: string }).project;
});
afterAll(() => server.stop());

const lenses = async () => {
  const found = await server.connection.sendRequest("textDocument/codeLens", { textDocument: { uri: server.uri("src/assets.ts") } });
  return (found as { command: { title: string; command: string } }[]).map(({ command }) => `${command.title}: ${command.command}`);
};

test("a client with a debugger gets a lens for it, and one that says so what runs on save", async () => {
  const first = ["▶ Materialize: millrace.materialize", "Debug: millrace.debug"];
  // Icons in the gutter of this client say that an asset has no value.
  expect((await lenses()).slice(0, 3)).toEqual([...first, "▶ Materialize: millrace.materialize"]);
  await server.connection.sendRequest(configureRequest.method, { trusted: true, onSave: { [project]: ["numbers"] } });
  expect((await lenses())[2]).toBe("never materialized · on save: millrace.showGraph");
  for (const onSave of [null, 1, { [project]: { includes: 1 } }])
    await server.connection.sendRequest(configureRequest.method, { trusted: true, onSave });
  expect((await lenses())[2]).toBe("▶ Materialize: millrace.materialize");
});

test("a client leaves out the lenses it does not want, everywhere or in a folder", async () => {
  const titles = async (more: object) => {
    const onSave = { [project]: ["numbers", "total"] };
    await server.connection.sendRequest(configureRequest.method, { trusted: true, onSave, ...more });
    return (await lenses()).map((each) => each.split(":")[0]);
  };
  const status = "never materialized · on save";
  const all = ["▶ Materialize", "Debug", status, "▶ Materialize", "Debug", "with upstream", status];
  expect(await titles({})).toEqual(all);
  const [few, run] = [
    all.filter((title) => title !== "Debug" && title !== "with upstream"),
    all.filter((title) => title === "▶ Materialize"),
  ];
  expect(await titles({ lenses: { debug: false, upstream: false } })).toEqual(few);
  const folder = pathToFileURL(server.dir).href;
  expect(await titles({ lenses: { debug: false }, lensesByFolder: { [folder]: { upstream: false } } })).toEqual(few);
  const outer = { materialize: false };
  const inner = { materialize: true, debug: false, upstream: false, status: false };
  expect(await titles({ lensesByFolder: { [pathToFileURL(dirname(server.dir)).href]: outer, [`${folder}/`]: inner } })).toEqual(run);
  expect(await titles({ lenses: { debug: false }, lensesByFolder: { [folder]: { debug: true } } })).toEqual(all);
  for (const lensesOfAny of [null, 1, "debug", [false], { debug: "no" }])
    expect(await titles({ lenses: lensesOfAny, lensesByFolder: { [folder]: lensesOfAny } })).toEqual(all);
  expect(await titles({ trusted: false, lenses: { materialize: false } })).toEqual([status, status]);
  await server.connection.sendRequest(configureRequest.method, { trusted: true });
});

test("a run for a debugger waits where the answer says, and a cancel ends it", async () => {
  const request = { project, selection: ["numbers"], debug: true };
  const answer = (await server.connection.sendRequest(materializeRequest.method, request)) as MaterializeAnswer;
  if (answer.kind !== "started" || !answer.inspector) throw new Error(`not started for a debugger: ${JSON.stringify(answer)}`);
  const { host, port } = answer.inspector;
  expect((await fetch(`http://${host}:${port}/json/version`)).ok).toBe(true);
  await server.connection.sendRequest(cancelRequest.method, { runId: answer.runId });
  await server.notification(runEventNotification, ({ event }) => event.runId === answer.runId && event.type === "RUN_CANCELED");
});

test("a save tells the assets whose code it changed, once", async () => {
  const save = (version: number, text: string) => {
    server.change("src/assets.ts", version, text);
    writeFileSync(join(server.dir, "src/assets.ts"), text);
    void server.connection.sendNotification("textDocument/didSave", { textDocument: { uri: server.uri("src/assets.ts") } });
  };
  const first = ASSETS.replace("[1, 2, 3]", "[1, 2]");
  save(2, first);
  await server.notification(assetsSavedNotification, ({ keys }) => keys.join() === "numbers");
  save(3, first.replace("numbers.length", "numbers.length * 2"));
  await server.notification(assetsSavedNotification, ({ keys }) => keys.join() === "total");
});
