// Materializing missing partitions from an editor: existing values without a record are not materialized again.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { MaterializeAnswer, PartitionChoices } from "../../../runtime/contract/editor.js";
import { materializeRequest, partitionsRequest, runEventNotification, stateNotification } from "../../../runtime/contract/protocol.js";
import { run, temporaryProject } from "../../support/terminal.js";
import { projectFolder, type WiredServer, wiredServer } from "../../support/wired-server.js";

let server: WiredServer | null = null;
afterEach(async () => {
  await server?.stop();
  server = null;
});

test("the managers are asked what lies there", async () => {
  const dir = temporaryProject({
    "package.json": '{ "type": "module" }',
    "tsconfig.json": '{ "compilerOptions": { "strict": true, "module": "NodeNext", "target": "ES2023", "lib": ["ES2023"], "types": [] } }',
    "millrace.config.ts": `import { asset, DailyPartitionsDefinition, Definitions } from "millrace";
const daily = new DailyPartitionsDefinition({ startDate: "2026-01-01", endDate: "2026-01-05" });
export const days = asset({ partitions: daily }, (context) => context.partitionKey);
export default new Definitions({ assets: [days] });
`,
  });
  expect((await run(dir, ["materialize", "days", "--partition", "2026-01-01...2026-01-03"])).code).toBe(0);
  rmSync(join(dir, ".millrace/records"), { recursive: true });
  server = await wiredServer(dir);
  await server.notification(stateNotification, ({ projects }) => projects.some(({ assets }) => assets === 1));
  const made: string[] = [];
  const ended = server.notification(runEventNotification, ({ event }) => {
    if (event.type === "ASSET_MATERIALIZATION" && event.partitionKey !== undefined) made.push(event.partitionKey);
    return event.type === "RUN_SUCCESS";
  });
  const project = server.uri("").replace(/\/$/, "");
  await server.connection.sendRequest(materializeRequest.method, { project, selection: ["days"], partitions: "missing" });
  await ended;
  expect([...new Set(made)]).toEqual(["2026-01-04"]);
});

test("all of the shop: what is missing of all assets together is told, and made", async () => {
  server = await wiredServer(projectFolder({}, "examples/shop"));
  await server.notification(stateNotification, ({ projects }) => projects.some(({ assets }) => assets === 5));
  const project = server.uri("").replace(/\/$/, "");
  const { connection } = server;
  const choices = (selection: readonly string[]) =>
    connection.sendRequest<PartitionChoices>(partitionsRequest.method, { project, selection });
  expect((await choices(["*"])).together).toEqual({ assets: 3, total: 93, materialized: 0 });
  expect((await choices(["+growth"])).together).toBeUndefined();
  const ended = server.notification(runEventNotification, ({ event }) => /^RUN_(?:SUCCESS|FAILURE)$/.test(event.type));
  const request = { project, selection: ["*"], partitions: "missing" };
  expect(await connection.sendRequest<MaterializeAnswer>(materializeRequest.method, request)).toMatchObject({ kind: "started", parts: 95 });
  expect((await ended).event.type).toBe("RUN_SUCCESS");
  expect((await choices(["*"])).together).toEqual({ assets: 3, total: 93, materialized: 93 });
});
