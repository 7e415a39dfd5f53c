// Renaming from a client's perspective: edits, refusals, and stored values that move once the code has the new name.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import {
  materializeRequest,
  runEventNotification,
  stateNotification,
  statusChangedNotification,
} from "../../../runtime/contract/protocol.js";
import { projectFolder, type WiredServer, wiredServer } from "../../support/wired-server.js";

const CONFIG = `import { Definitions, FilesystemIOManager } from "millrace";
import * as assets from "./src/assets.js";
export default new Definitions({ assets, resources: { io_manager: new FilesystemIOManager({ baseDir: "data" }) } });
`;
const ASSETS = `import { asset } from "millrace";
export const numbers = asset((): number[] => [1, 2, 3]);
export const total = asset((numbers: number[]): number => numbers.length);
const local = 1;
`;
const TSCONFIG =
  '{ "compilerOptions": { "strict": true, "module": "NodeNext", "target": "ES2023", "lib": ["ES2023"], "types": [] }, "include": ["**/*.ts"] }';

let server: WiredServer | null = null;
afterEach(async () => {
  await server?.stop();
  server = null;
});

async function start(): Promise<WiredServer> {
  const dir = projectFolder({
    "millrace.config.ts": CONFIG,
    "tsconfig.json": TSCONFIG,
    "package.json": '{"type":"module"}',
    "src/assets.ts": ASSETS,
  });
  server = await wiredServer(dir);
  server.open("src/assets.ts", ASSETS);
  await server.notification(stateNotification, ({ kind }) => kind === "ready");
  return server;
}

const at = (from: WiredServer, line: number, character: number) => ({
  textDocument: { uri: from.uri("src/assets.ts") },
  position: { line, character },
});

test("an asset is renamed with its parameters; other names are TypeScript's", async () => {
  const { connection, ...rest } = await start();
  const from = { connection, ...rest };
  expect(await connection.sendRequest("textDocument/prepareRename", at(from, 1, 15))).toMatchObject({ placeholder: "numbers" });
  expect(await connection.sendRequest("textDocument/prepareRename", at(from, 3, 7))).toBe(null);
  const edit = await connection.sendRequest<{ changes: Record<string, unknown[]> }>("textDocument/rename", {
    ...at(from, 1, 15),
    newName: "digits",
  });
  expect(Object.values(edit.changes).flat()).toHaveLength(3);
  await expect(connection.sendRequest("textDocument/rename", { ...at(from, 1, 15), newName: "total" })).rejects.toThrow(
    'There is an asset "total" already. Choose another name.',
  );
});

test("stored values and records follow when the user says so, and come back when the rename is undone", async () => {
  const from = await start();
  const { connection, dir } = from;
  const asked: string[] = [];
  connection.onRequest("window/showMessageRequest", ({ message, actions }: { message: string; actions: { title: string }[] }) => {
    asked.push(message);
    return actions[0] ?? null;
  });
  const project = from.uri(".").replace(/\/$/, "");
  await connection.sendRequest(materializeRequest.method, { project, selection: ["numbers"] });
  await from.notification(runEventNotification, ({ event }) => event.type === "RUN_SUCCESS");

  const materialized = (key: string) =>
    from.notification(statusChangedNotification, ({ statuses }) => statuses[key]?.state === "materialized");
  await connection.sendRequest("textDocument/rename", { ...at(from, 1, 15), newName: "digits" });
  from.change("src/assets.ts", 2, ASSETS.replaceAll("numbers", "digits"));
  await materialized("digits");
  expect(asked).toEqual(["numbers is now digits. Move its stored value (data/numbers.json) and its history, too?"]);
  expect([existsSync(join(dir, "data/digits.json")), existsSync(join(dir, "data/numbers.json"))]).toEqual([true, false]);

  from.change("src/assets.ts", 3, ASSETS);
  await from.notification(
    statusChangedNotification,
    ({ statuses }) => statuses.numbers?.state === "materialized" && existsSync(join(dir, "data/numbers.json")) && asked.length === 2,
  );
  expect(existsSync(join(dir, "data/digits.json"))).toBe(false);
});
