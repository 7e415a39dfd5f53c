// Over the protocol: a change of `.env` affects the next run, without restarting the server.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { MaterializeAnswer } from "../../../runtime/contract/editor.js";
import { outcomeOf } from "../../../runtime/contract/events.js";
import { materializeRequest, runEventNotification, serverStatusRequest, stateNotification } from "../../../runtime/contract/protocol.js";
import type { DescribedState, ServerState, ServerStatus } from "../../../runtime/contract/server-status.js";
import { storedText } from "../../support/looked-at.js";
import { projectFolder, type WiredServer, wiredServer } from "../../support/wired-server.js";

const FILES = {
  "millrace.config.ts": `import { Definitions, FilesystemIOManager } from "millrace";
import * as assets from "./src/assets.js";
function needed(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(name + " is missing");
  return value;
}
export default new Definitions({ assets, resources: { io_manager: new FilesystemIOManager({ baseDir: needed("SHOP_DATA") }) } });
`,
  "package.json": '{"type":"module"}',
  "src/assets.ts": `import { asset } from "millrace";
export const greeting = asset((): string => process.env.SHOP_GREETING ?? "none");
`,
};

let server: WiredServer | null = null;

afterEach(async () => {
  await server?.stop();
  server = null;
});

async function materialize(running: WiredServer): Promise<unknown> {
  const project = running.uri("").replace(/\/$/, "");
  const answer = await running.connection.sendRequest<MaterializeAnswer>(materializeRequest.method, { project, selection: ["greeting"] });
  if (answer.kind === "refused") return answer.message;
  await running.notification(runEventNotification, ({ event }) => event.runId === answer.runId && outcomeOf(event) !== null);
  return storedText(running, project, "greeting");
}

const describedOf = async (running: WiredServer): Promise<DescribedState | undefined> =>
  (await running.connection.sendRequest<ServerStatus>(serverStatusRequest.method, {})).projects[0]?.described;

test("each run, and each look at a value, reads .env anew", async () => {
  server = await wiredServer(projectFolder({ ...FILES, ".env": "SHOP_DATA=data\nSHOP_GREETING=hello\n" }));
  await server.notification(stateNotification, ({ projects }) => projects.length > 0);
  expect(await materialize(server)).toBe("hello");
  writeFileSync(join(server.dir, ".env"), "SHOP_DATA=data\nSHOP_GREETING=hei\n");
  expect(await materialize(server)).toBe("hei");
  writeFileSync(join(server.dir, ".env.local"), "SHOP_GREETING=moi\n");
  expect(await materialize(server)).toBe("moi");
});

test("what only running can tell is asked again when .env changed", async () => {
  server = await wiredServer(projectFolder(FILES));
  const running = server;
  const notes = ({ projects }: ServerState) => projects.flatMap((project) => project.notes);
  await running.notification(stateNotification, (state) => notes(state).some((note) => note.includes("SHOP_DATA is missing")));
  expect(await describedOf(running)).toMatchObject({ kind: "failed" });
  writeFileSync(join(running.dir, ".env"), "SHOP_DATA=data\n");
  const changes = [{ uri: running.uri(".env"), type: 1 }];
  await running.connection.sendNotification("workspace/didChangeWatchedFiles", { changes });
  await running.notification(stateNotification, (state) => state.projects.length > 0 && notes(state).length === 0);
  await expect.poll(() => describedOf(running)).toEqual({ kind: "described" });
});
