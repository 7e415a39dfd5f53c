// Folders that are deleted, created and renamed while the server runs. The client reports only the folder; its files must be updated.
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FileChangeType } from "vscode-languageserver";
import type { GraphView } from "../../../runtime/contract/graph.js";
import { graphRequest, placeRequest, stateNotification } from "../../../runtime/contract/protocol.js";
import { fileChanges } from "../../../server/lsp/folder-changes.js";
import { nodeFiles } from "../../../server/lsp/node-files.js";
import { projectFolder, type WiredServer, wiredServer } from "../../support/wired-server.js";

const files = {
  "millrace.config.ts": `import { assetsFrom, Definitions } from "millrace";
export default new Definitions({ assets: assetsFrom("src") });
`,
  "package.json": '{"type":"module"}',
  "tsconfig.json": '{ "compilerOptions": { "strict": true, "module": "NodeNext", "types": [] }, "include": ["src"] }',
  "src/total.ts": 'import { asset } from "millrace";\nexport const total = asset((orders: number[]): number => orders.length);\n',
  "src/raw/deep/orders.ts": 'import { asset } from "millrace";\nexport const orders = asset((): number[] => [1]);\n',
};

let server: WiredServer;
beforeEach(async () => {
  server = await wiredServer(projectFolder(files));
  await server.notification(stateNotification, ({ projects }) => projects[0]?.assets === 2);
});
afterEach(() => server.stop());

const at = (path: string) => join(server.dir, path);
const keys = async () => {
  const graph = await server.connection.sendRequest<GraphView>(graphRequest.method, { project: pathToFileURL(server.dir).href });
  return graph.nodes.map(({ key }) => key);
};
const watched = (path: string, type: FileChangeType) =>
  server.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri: server.uri(path), type }] });
const isUnknown = (all: readonly { readonly code?: string }[]) => all.some(({ code }) => code === "unknown-upstream");

test("a folder that is deleted takes its assets along, one that is made brings them", async () => {
  rmSync(at("src/raw"), { recursive: true });
  await watched("src/raw", FileChangeType.Deleted);
  await server.diagnostics("src/total.ts", isUnknown);
  expect(await keys()).toEqual(["total"]);
  mkdirSync(at("src/other/deep"), { recursive: true });
  writeFileSync(at("src/other/deep/orders.ts"), files["src/raw/deep/orders.ts"]);
  await watched("src/other", FileChangeType.Created);
  await server.diagnostics("src/total.ts", (all) => all.length === 0);
  expect(await keys()).toEqual(["orders", "total"]);
});

test("a folder that is renamed in the editor: its assets are where they lie now", async () => {
  expect(server.capabilities.workspace).toMatchObject({ fileOperations: { didRename: { filters: [{ pattern: { glob: "**/*" } }] } } });
  const place = async () => {
    const params = { project: pathToFileURL(server.dir).href, key: "orders" };
    return (await server.connection.sendRequest<{ uri: string } | null>(placeRequest.method, params))?.uri;
  };
  expect(await place()).toBe(server.uri("src/raw/deep/orders.ts"));
  renameSync(at("src/raw"), at("src/sources"));
  const renamed = { oldUri: server.uri("src/raw"), newUri: server.uri("src/sources") };
  await server.connection.sendNotification("workspace/didRenameFiles", { files: [renamed] });
  expect(await place()).toBe(server.uri("src/sources/deep/orders.ts"));
  renameSync(at("src/sources/deep/orders.ts"), at("src/orders.ts"));
  const moved = { oldUri: server.uri("src/sources/deep/orders.ts"), newUri: server.uri("src/orders.ts") };
  await server.connection.sendNotification("workspace/didRenameFiles", { files: [moved] });
  expect(await place()).toBe(server.uri("src/orders.ts"));
});

test("a project whose folder is deleted is gone, and data that comes and goes is no change", async () => {
  const known = { knownFiles: () => new Set([at("src/total.ts")]) };
  mkdirSync(at("data/day"), { recursive: true });
  writeFileSync(at("data/day/x.parquet"), "");
  const events = [
    { kind: "created", path: at("data") },
    { kind: "created", path: at("data/day/x.parquet") },
    { kind: "deleted", path: at("data/gone.parquet") },
    { kind: "deleted", path: at("node_modules/x") },
    { kind: "deleted", path: at("src") },
    { kind: "saved", path: at(".env") },
  ] as const;
  expect(fileChanges(events, nodeFiles, known)).toEqual([
    { kind: "deleted", path: at("src/total.ts") },
    { kind: "saved", path: at(".env") },
  ]);
  rmSync(server.dir, { recursive: true });
  await server.connection.sendNotification("workspace/didDeleteFiles", { files: [{ uri: pathToFileURL(server.dir).href }] });
  await server.notification(stateNotification, ({ kind }) => kind === "no-project");
});
