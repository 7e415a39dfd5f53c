// Stored values over the protocol: their kind, their pages, and the reasons why they cannot be shown.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { LookRequest, MaterializeAnswer } from "../../../runtime/contract/editor.js";
import { outcomeOf } from "../../../runtime/contract/events.js";
import {
  configureRequest,
  lookRequest,
  materializeRequest,
  runEventNotification,
  stateNotification,
} from "../../../runtime/contract/protocol.js";
import type { LookAnswer } from "../../../runtime/contract/value.js";
import { storedText } from "../../support/looked-at.js";
import { projectFolder, type WiredServer, wiredServer } from "../../support/wired-server.js";

const ASSETS = `import { asset } from "millrace";
export const orders = asset({ ioManagerKey: "db" }, () => Array.from({ length: 500 }, (_, id) => ({ id, total: id * 1.5 })));
export const word = asset((): string => "first");
`;
const FILES = {
  "millrace.config.ts": `import { Definitions, DuckDBIOManager } from "millrace";
import * as assets from "./src/assets.js";
export default new Definitions({ assets, resources: { db: new DuckDBIOManager({ database: "data/shop.duckdb" }) } });
`,
  "package.json": '{"type":"module"}',
  "src/assets.ts": ASSETS,
};

let server: WiredServer | null = null;
afterEach(async () => {
  await server?.stop();
  server = null;
});

async function start(
  settings: unknown = {},
  files: Readonly<Record<string, string>> = FILES,
): Promise<{ running: WiredServer; project: string }> {
  server = await wiredServer(projectFolder(files), settings);
  const state = await server.notification(stateNotification, ({ projects }) => projects.length > 0);
  return { running: server, project: state.projects[0]?.uri ?? "" };
}

async function materialize(running: WiredServer, project: string, key: string): Promise<void> {
  const answer = await running.connection.sendRequest<MaterializeAnswer>(materializeRequest.method, { project, selection: [key] });
  if (answer.kind === "refused") throw new Error(answer.message);
  await running.notification(runEventNotification, ({ event }) => event.runId === answer.runId && outcomeOf(event) !== null);
}

const look = (running: WiredServer, request: LookRequest) => running.connection.sendRequest<LookAnswer>(lookRequest.method, request);

test("a table is told with its columns, and comes a page at a time", async () => {
  const { running, project } = await start();
  expect(await look(running, { project, assetKey: "orders", part: { kind: "facts" } })).toMatchObject({
    facts: { shape: { kind: "nothing", reason: expect.stringContaining("Materialize it first") } },
  });
  await materialize(running, project, "orders");
  expect(await look(running, { project, assetKey: "orders", part: { kind: "facts" } })).toMatchObject({
    facts: { storedAt: "data/shop.duckdb#main.orders", shape: { kind: "rows", total: 500, pagedBy: "storage" } },
  });
  const sort = [{ column: "total", descending: true }];
  const filters = [{ column: "id", test: "less", value: "100" }] as const;
  const part = { kind: "rows", offset: 0, limit: 2, sort, filters, counted: true } as const;
  expect(await look(running, { project, assetKey: "orders", part })).toMatchObject({
    page: {
      rows: [
        { id: 99, total: 148.5 },
        { id: 98, total: 147 },
      ],
      total: 100,
    },
  });
});

test("the code that reads a value is that on the disk", async () => {
  const { running, project } = await start();
  await materialize(running, project, "word");
  expect(await storedText(running, project, "word")).toBe("first");
  const path = join(running.dir, "src/assets.ts");
  writeFileSync(path, ASSETS.replace("export const word", "export const renamed"));
  running.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri: running.uri("src/assets.ts"), type: 2 }] });
  await expect(storedText(running, project, "word")).rejects.toThrow("there is no asset word");
});

test("what a run writes does not load the code again; data that code imports does", async () => {
  const config = `${FILES["millrace.config.ts"]}import { appendFileSync } from "node:fs";\nappendFileSync(import.meta.dirname + "/loads", ".");\n`;
  const assets = `import settings from "./settings.json" with { type: "json" };\n${ASSETS.replace('"first"', "settings.word")}`;
  const { running, project } = await start(
    {},
    { ...FILES, "millrace.config.ts": config, "src/assets.ts": assets, "src/settings.json": '{"word":"first"}' },
  );
  await materialize(running, project, "word");
  const loads = () => readFileSync(join(running.dir, "loads"), "utf8").length;
  expect(await storedText(running, project, "word")).toBe("first");
  const before = loads();
  const tell = (file: string) =>
    running.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri: running.uri(file), type: 2 }] });
  await tell("data/word.json");
  expect(await storedText(running, project, "word")).toBe("first");
  expect(loads()).toBe(before);
  await tell("src/settings.json");
  expect(await storedText(running, project, "word")).toBe("first");
  expect(loads()).toBe(before + 1);
});

test("what cannot be looked at is refused in words, and the server goes on", async () => {
  const { running, project } = await start();
  const facts = { kind: "facts" } as const;
  await expect(look(running, { project: "file:///nowhere", assetKey: "word", part: facts })).rejects.toThrow(
    "There is no Millrace project at",
  );
  await expect(look(running, { project, assetKey: "wrd", part: facts })).rejects.toThrow("Did you mean word?");
  await running.connection.sendRequest(configureRequest.method, { trusted: false });
  await expect(look(running, { project, assetKey: "word", part: facts })).rejects.toThrow("Restricted Mode");
  await running.connection.sendRequest(configureRequest.method, { trusted: true });
  await materialize(running, project, "word");
  expect(await storedText(running, project, "word")).toBe("first");
});
