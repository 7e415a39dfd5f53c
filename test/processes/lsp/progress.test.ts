// The progress that an asset's code reports, as clients receive it, with and without partitions.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { materializeRequest, stateNotification, statusChangedNotification } from "../../../runtime/contract/protocol.js";
import { projectFolder, type WiredServer, wiredServer } from "../../support/wired-server.js";

const FILES = {
  "millrace.config.ts": `import { Definitions } from "millrace";
import * as assets from "./src/assets.js";
export default new Definitions({ assets });
`,
  "package.json": '{"type":"module"}',
  "src/assets.ts": `import { existsSync } from "node:fs";
import { type AssetContext, asset, StaticPartitionsDefinition } from "millrace";
const until = async (file: string) => {
  while (!existsSync(file)) await new Promise((next) => setTimeout(next, 20));
};
export const plain = asset(async (context: AssetContext): Promise<number> => {
  context.reportProgress(1, 4, "pages");
  await until("go");
  return 1;
});
export const days = asset({ partitions: new StaticPartitionsDefinition(["mon", "tue"]) }, async (context: AssetContext): Promise<string> => {
  // Both are made at the same time.
  if (context.partitionKey === "tue") await until("second");
  context.reportProgress(2, 3, "ovens");
  await until(context.partitionKey);
  return context.partitionKey;
});
`,
};

let server: WiredServer | null = null;
afterEach(async () => {
  await server?.stop();
  server = null;
});

test("progress is told with the asset, and with the partition that reports it", async () => {
  const running = await wiredServer(projectFolder(FILES));
  server = running;
  const state = await running.notification(stateNotification, ({ projects }) => projects.length > 0);
  const project = state.projects[0]?.uri ?? "";
  const progress = (key: string, message: string) =>
    running.notification(statusChangedNotification, ({ statuses }) => statuses[key]?.progress?.message === message);
  const go = (name: string) => writeFileSync(join(running.dir, name), "");
  await running.connection.sendRequest(materializeRequest.method, { project, selection: ["plain", "days"], partitions: "all" });
  expect((await progress("plain", "pages")).statuses.plain).toMatchObject({ state: "running", progress: { done: 1, total: 4 } });
  go("go");
  expect((await progress("days", "partitions, mon: 2/3 ovens")).statuses.days?.progress?.done).toBe(0);
  go("mon");
  expect((await progress("days", "partitions")).statuses.days?.progress?.done).toBe(1);
  go("second");
  expect((await progress("days", "partitions, tue: 2/3 ovens")).statuses.days?.progress?.done).toBe(1);
  go("tue");
  await running.notification(statusChangedNotification, ({ statuses }) => statuses.days?.state === "materialized");
});
