// A server whose state is in another folder: it notices what other processes store there, although no client watches the folder.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { stateNotification, statusChangedNotification } from "../../../runtime/contract/protocol.js";
import { temporaryFolder } from "../../support/temporary-folder.js";
import { command } from "../../support/terminal.js";
import { projectFolder, type SpawnedServer, spawnedServer } from "../../support/wired-server.js";

const ASSETS = `import { asset } from "millrace";
export const orders = asset({ keyPrefix: ["raw"] }, (): number => 1);
export const total = asset({ ins: { orders: { key: "raw/orders" } } }, (orders: number): number => orders);
`;
const FILES = {
  "millrace.config.ts":
    'import { Definitions } from "millrace";\nimport * as assets from "./src/assets.js";\nexport default new Definitions({ assets });\n',
  "src/assets.ts": ASSETS,
  "package.json": '{ "type": "module" }',
  "tsconfig.json":
    '{ "compilerOptions": { "strict": true, "module": "NodeNext", "target": "ES2023", "lib": ["ES2023"], "types": [] }, "include": ["**/*.ts"] }',
};

let server: SpawnedServer | undefined;
afterEach(() => server?.stop());

test("records and runs that a terminal writes are told", async () => {
  const dir = projectFolder(FILES);
  const state = join(await temporaryFolder(), "state");
  const millrace = (...args: string[]) =>
    expect(spawnSync(process.execPath, [command, ...args, "--state", state], { cwd: dir, encoding: "utf8" })).toMatchObject({ status: 0 });
  millrace("materialize", "raw/orders");
  for (const folder of ["records", "runs"]) rmSync(join(state, folder), { recursive: true });

  server = await spawnedServer(dir, {}, { env: { MILLRACE_STATE: state } });
  server.open("src/assets.ts", ASSETS);
  await server.notification(stateNotification, ({ kind }) => kind === "ready");
  const stands = (key: string) =>
    server?.notification(statusChangedNotification, ({ statuses }) => statuses[key]?.state === "materialized");
  millrace("adopt");
  await stands("raw/orders");
  millrace("materialize", "total");
  await stands("total");
});

test("the folder need not be there", async () => {
  const dir = projectFolder(FILES);
  const state = join(await temporaryFolder(), "state");
  server = await spawnedServer(dir, {}, { env: { MILLRACE_STATE: state } });
  server.open("src/assets.ts", ASSETS);
  await server.notification(stateNotification, ({ kind }) => kind === "ready");
  const ran = spawnSync(process.execPath, [command, "materialize", "--state", state], { cwd: dir, encoding: "utf8" });
  expect(ran).toMatchObject({ status: 0 });
  for (const key of ["raw/orders", "total"])
    await server.notification(statusChangedNotification, ({ statuses }) => statuses[key]?.state === "materialized");
});
