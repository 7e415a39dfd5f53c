// The server for browsers, over the protocol: files that are not on a disk, no installed package, no Node. Needs `npm run build`.
import { readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { MaterializeAnswer } from "../../../runtime/contract/editor.js";
import type { GraphView } from "../../../runtime/contract/graph.js";
import {
  graphRequest,
  lookRequest,
  materializeRequest,
  serverStatusRequest,
  setUpRequest,
  stateNotification,
} from "../../../runtime/contract/protocol.js";
import type { ServerState, ServerStatus } from "../../../runtime/contract/server-status.js";
import { repository } from "../../support/repository.js";
import { webServer } from "../../support/web-server.js";

const FILES = {
  "package.json": '{ "type": "module" }',
  "tsconfig.json": '{ "compilerOptions": { "strict": true, "module": "NodeNext" } }',
  "millrace.config.ts": `import { Definitions, DuckDBIOManager, FilesystemIOManager } from "millrace";
import * as assets from "./src/assets.js";
const warehouse = new DuckDBIOManager({ database: "a.duckdb" });
export default new Definitions({ assets, resources: { io_manager: new FilesystemIOManager({ baseDir: "data" }), warehouse } });
`,
  "src/assets.ts": `import { asset } from "millrace";
import { z } from "zod";
export const orders = asset({ ioManagerKey: "warehouse" }, (): { id: number }[] => []);
export const total = asset((orders: { id: number }[]): number => orders.length);
export const parsed = asset((orders: z.infer<typeof z>): number => orders.length);
`,
};

interface Published {
  readonly uri: string;
  readonly diagnostics: readonly { readonly code: string; readonly message: string; readonly codeDescription?: { href: string } }[];
}

const atRest = ({ projects }: ServerState) => projects.length > 0 && projects.every(({ checking }) => !checking);

test("a project of a repository is read: graph, hover, and why nothing runs", async () => {
  const server = await webServer(FILES);
  const state = await server.notification(stateNotification, atRest);
  expect(state).toMatchObject({
    kind: "without-node",
    projects: [{ uri: server.uri("").slice(0, -1), name: "re po", assets: 3, notes: [] }],
  });
  const graph = await server.connection.sendRequest<GraphView>(graphRequest.method, {});
  expect(graph.nodes.map(({ key }) => key).sort()).toEqual(["orders", "parsed", "total"]);
  expect(graph.cannotRun).toContain("This window has no Node.js");
  const textDocument = { uri: server.uri("src/assets.ts") };
  const hover = await server.connection.sendRequest<{ contents: { value: string } }>("textDocument/hover", {
    textDocument,
    position: { line: 2, character: 15 },
  });
  expect(hover.contents.value).toContain("a.duckdb");
  const answer = await server.connection.sendRequest<MaterializeAnswer>(materializeRequest.method, {
    project: graph.project,
    selection: ["*"],
  });
  expect(answer).toEqual({ kind: "refused", message: graph.cannotRun });
  const status = await server.connection.sendRequest<ServerStatus>(serverStatusRequest.method, {});
  expect(status).toMatchObject({ process: null, version: expect.stringMatching(/^\d+\./) });
  await expect(server.connection.sendRequest(lookRequest.method, { project: graph.project, key: "orders" })).rejects.toThrow("no Node.js");
  await expect(server.connection.sendRequest(setUpRequest.method, { folder: server.uri("") })).rejects.toThrow("no Node.js");
});

test("types are checked by the declarations the server brings; what a missing package declares is taken for anything", async () => {
  const assets = FILES["src/assets.ts"].replace("total = asset((orders: { id: number }[])", "total = asset((orders: { id: string }[])");
  const server = await webServer({ ...FILES, "src/assets.ts": assets });
  const { diagnostics } = await server.notification<Published>(
    { method: "textDocument/publishDiagnostics" },
    ({ uri, diagnostics: all }) => uri === server.uri("src/assets.ts") && all.length > 0,
  );
  expect(diagnostics).toMatchObject([{ code: "type-mismatch", codeDescription: { href: "millrace-problem:/type-mismatch.md" } }]);
});

test("files that come, change and go are followed", async () => {
  const server = await webServer(FILES);
  const assets = (count: number) => server.notification(stateNotification, (state) => state.projects[0]?.assets === count);
  await assets(3);
  server.files.set("src/more.ts", 'import { asset } from "millrace";\nexport const more = asset((total: number): number => total);\n');
  server.files.set("src/assets.ts", `${FILES["src/assets.ts"]}export * from "./more.js";\n`);
  server.changed(1, "src/more.ts");
  server.changed(2, "src/assets.ts");
  await assets(4);
  server.files.delete("src/more.ts");
  server.changed(3, "src/more.ts");
  await assets(3);
  server.files.delete("millrace.config.ts");
  server.changed(3, "millrace.config.ts");
  await server.notification(stateNotification, ({ kind }) => kind === "no-project");
});

test("what is too much is left out, and the project says so; packages and hidden folders are passed over", async () => {
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`src/deep/er/file${index}.ts`, "export {};\n"]));
  const passed = { "node_modules/a/index.ts": "", ".git/a.json": "", "dist/a.js": "" };
  const whole = await webServer({ ...FILES, ...passed, ...many }, {}, { files: 34, bytes: 1e6, fileBytes: 1e5 });
  expect((await whole.notification(stateNotification, atRest)).projects[0]?.notes).toEqual([]);
  const cut = await webServer({ ...FILES, ...many }, {}, { files: 20, bytes: 1e6, fileBytes: 1e5 });
  const state = await cut.notification(stateNotification, atRest);
  expect(state.projects[0]).toMatchObject({
    assets: 3,
    notes: [expect.stringContaining("Not all files were read: this window takes 20 files")],
  });
});

test("the words are the client's", async () => {
  const words = JSON.parse(readFileSync(join(repository, "l10n/bundle.l10n.de.json"), "utf8")) as object;
  const server = await webServer(FILES, { words });
  const { message } = await server.notification(stateNotification, atRest);
  expect(message).toContain("Dieses Fenster hat kein Node.js");
});

test.each(["client.cjs", "server.js"])("%s asks for no module of Node", (name) => {
  const script = readFileSync(join(repository, "dist/web", name), "utf8");
  const asked = [...script.matchAll(/(?<![.\w$])require\(["']([^"']+)["']\)|\bfrom\s*["']([^"'./]+)["']/g)].map(
    ([, module, from]) => module ?? from ?? "",
  );
  expect(asked.filter((module) => module.startsWith("node:") || builtinModules.includes(module))).toEqual([]);
});
