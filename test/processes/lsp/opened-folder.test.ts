// An editor opens only a folder inside a project: the config in the parent folder is used.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, expect, test } from "vitest";
import { FileChangeType } from "vscode-languageserver";
import { stateNotification } from "../../../runtime/contract/protocol.js";
import { projectFolder, type WiredServer, wiredServer } from "../../support/wired-server.js";

const CONFIG = `import { Definitions } from "millrace";
import * as assets from "./src/assets.js";
export default new Definitions({ assets });
`;
const FILES = {
  "millrace.config.ts": CONFIG,
  "package.json": '{"type":"module"}',
  "tsconfig.json": '{ "compilerOptions": { "strict": true, "module": "NodeNext", "types": [] }, "include": ["**/*.ts"] }',
  "src/assets.ts": 'import { asset } from "millrace";\nexport const total = asset((orders: number[]): number => orders.length);\n',
  "src/deep/empty.ts": "export {};\n",
};

let server: WiredServer | null = null;
afterEach(async () => {
  await server?.stop();
  server = null;
});

const told = (running: WiredServer, uris: readonly string[]) =>
  running.notification(
    stateNotification,
    ({ projects }) => JSON.stringify(projects.map(({ uri }) => uri.replace(/\/$/, ""))) === JSON.stringify(uris),
  );

test("the project above is found, checked, and follows changes of its config", async () => {
  const dir = projectFolder(FILES);
  const severities = { problemsByFolder: { [pathToFileURL(join(dir, "src/deep")).href]: { "unknown-upstream": "warning" } } };
  server = await wiredServer(dir, severities, { folders: [join(dir, "src/deep")] });
  await told(server, [pathToFileURL(dir).href]);
  const [unknown] = await server.diagnostics("src/assets.ts", (all) => all.length === 1);
  expect(unknown).toMatchObject({ code: "unknown-upstream", severity: 2 });
  writeFileSync(
    join(dir, "millrace.config.ts"),
    CONFIG.replace("assets }", 'assets: [assets, externalAsset({ key: "orders" })] }').replace(
      "Definitions }",
      "Definitions, externalAsset }",
    ),
  );
  const changes = [{ uri: server.uri("millrace.config.ts"), type: FileChangeType.Changed }];
  await server.connection.sendNotification("workspace/didChangeWatchedFiles", { changes });
  await server.diagnostics("src/assets.ts", (all) => all.length === 0);
});

test("a config in the folder, or below it, comes before one above", async () => {
  const dir = projectFolder({
    ...FILES,
    "packages/shop/millrace.config.ts": CONFIG,
    "packages/shop/src/assets.ts": FILES["src/assets.ts"],
  });
  server = await wiredServer(dir, {}, { folders: [join(dir, "packages")] });
  await told(server, [pathToFileURL(join(dir, "packages/shop")).href]);
});
