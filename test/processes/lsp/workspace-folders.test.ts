// A workspace with several folders, each with a project. Folders are added and removed while the server runs.
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, expect, test } from "vitest";
import type { MaterializeAnswer } from "../../../runtime/contract/editor.js";
import { outcomeOf } from "../../../runtime/contract/events.js";
import type { GraphView } from "../../../runtime/contract/graph.js";
import {
  graphRequest,
  materializeRequest,
  ownFilesRequest,
  runEventNotification,
  stateNotification,
  statusChangedNotification,
} from "../../../runtime/contract/protocol.js";
import { storedText } from "../../support/looked-at.js";
import { monorepo } from "../../support/monorepo.js";
import { run } from "../../support/terminal.js";
import { projectFolder, type WiredServer, wiredServer } from "../../support/wired-server.js";

const filesOf = (asset: string, parameter = asset) => ({
  "millrace.config.ts": `import { Definitions } from "millrace";
import * as assets from "./src/assets.js";
export default new Definitions({ assets });
`,
  "package.json": '{"type":"module"}',
  "tsconfig.json": '{ "compilerOptions": { "strict": true, "module": "NodeNext", "types": [] }, "include": ["src"] }',
  "src/assets.ts": `import { asset } from "millrace";
export const ${asset} = asset((): string => ${JSON.stringify(asset)} + (process.env.SHOP ?? ""));
export const after_${asset} = asset((${parameter}: string): number => ${parameter}.length);
`,
});

let server: WiredServer | null = null;
const made: string[] = [];

afterEach(async () => {
  await server?.stop();
  server = null;
  for (const dir of made.splice(0)) rmSync(dir, { recursive: true, force: true });
});

function folder(files: Readonly<Record<string, string>>): string {
  const dir = projectFolder(files);
  made.push(dir);
  return dir;
}

const uriOf = (dir: string) => pathToFileURL(dir).href;
const told = (running: WiredServer, uris: readonly string[]) =>
  running.notification(
    stateNotification,
    ({ projects }) =>
      projects.length === uris.length && projects.every(({ uri, checking }) => !checking && uris.includes(uri.replace(/\/$/, ""))),
  );

async function stored(running: WiredServer, dir: string, key: string, selection = key): Promise<unknown> {
  const project = uriOf(dir);
  const answer = await running.connection.sendRequest<MaterializeAnswer>(materializeRequest.method, { project, selection: [selection] });
  if (answer.kind === "refused") return answer.message;
  await running.notification(runEventNotification, ({ event }) => event.runId === answer.runId && outcomeOf(event) !== null);
  return storedText(running, project, key);
}

const graphOf = (running: WiredServer, dir: string) =>
  running.connection.sendRequest<GraphView | null>(graphRequest.method, { project: uriOf(dir) });
const change = (running: WiredServer, added: readonly string[], removed: readonly string[]) =>
  running.connection.sendNotification("workspace/didChangeWorkspaceFolders", {
    event: { added: added.map((uri) => ({ uri, name: "a" })), removed: removed.map((uri) => ({ uri, name: "a" })) },
  });

test("two folders are two projects, each with its own assets, environment and runs", async () => {
  const [a, b] = [folder({ ...filesOf("apples"), ".env": 'SHOP=" at a"\n' }), folder({ ...filesOf("pears"), ".env": 'SHOP=" at b"\n' })];
  server = await wiredServer(a, {}, { folders: [a, b] });
  await told(server, [uriOf(a), uriOf(b)]);
  expect((await graphOf(server, a))?.nodes.map(({ key }) => key)).toEqual(["after_apples", "apples"]);
  expect((await graphOf(server, b))?.nodes.map(({ key }) => key)).toEqual(["after_pears", "pears"]);
  expect(await Promise.all([stored(server, a, "apples"), stored(server, b, "pears")])).toEqual(["apples at a", "pears at b"]);
});

test("a folder that is added is read, one that is removed is forgotten with its problems, spelt with a slash or without", async () => {
  const [a, b] = [folder(filesOf("apples")), folder(filesOf("pears", "plums"))];
  server = await wiredServer(a, {});
  await told(server, [uriOf(a)]);
  await change(server, [`${uriOf(b)}/`], []);
  await told(server, [uriOf(a), uriOf(b)]);
  type Published = { uri: string; diagnostics: { code: string }[] };
  const problemsOfB = (count: number) =>
    (server as WiredServer).notification<Published>(
      { method: "textDocument/publishDiagnostics" },
      ({ uri, diagnostics }) => uri === `${uriOf(b)}/src/assets.ts` && diagnostics.length === count,
    );
  expect((await problemsOfB(1)).diagnostics[0]?.code).toBe("unknown-upstream");
  expect(await stored(server, b, "pears")).toBe("pears");
  await change(server, [], [`${uriOf(b)}/`]);
  await told(server, [uriOf(a)]);
  await problemsOfB(0);
  expect(await stored(server, b, "pears")).toBe(`There is no Millrace project at ${uriOf(b)}.`);
  expect(await stored(server, a, "apples")).toBe("apples");
});

test("of a folder that is added it is known how its assets stood", async () => {
  const broken = `import { asset } from "millrace";\nexport const pears = asset((): number => { throw new Error("no pears"); });\n`;
  const [a, b] = [folder(filesOf("apples")), folder({ ...filesOf("pears"), "src/assets.ts": broken })];
  expect(await run(b, ["materialize"])).toMatchObject({ code: 1 });
  server = await wiredServer(a, {});
  await told(server, [uriOf(a)]);
  await change(server, [uriOf(b)], []);
  const stood = await server.notification(
    statusChangedNotification,
    ({ project, statuses }) => project === uriOf(b) && statuses.pears?.state === "failed",
  );
  expect(stood.statuses.pears).toMatchObject({ state: "failed" });
});

test.each(["hoisted", "linked"] as const)("a project whose packages are %s follows edits of the other package", async (layout) => {
  const { root, project } = monorepo(layout);
  made.push(root);
  server = await wiredServer(root, {});
  const running = server;
  await told(running, [uriOf(project)]);
  expect((await graphOf(running, project))?.nodes.map(({ key }) => key).sort()).toEqual(["orders", "rates", "revenue"]);
  expect(await stored(running, project, "revenue", "+revenue")).toBe("50");
  const assets = join(root, "packages/shared/src/assets.ts");
  running.open("packages/shared/src/assets.ts", "");
  running.change(
    "packages/shared/src/assets.ts",
    2,
    'import { asset } from "millrace";\nexport const rates = asset((): Record<string, string> => ({ NOK: "ten" }));\n',
  );
  const mismatch = await running.diagnostics("packages/pipeline/src/assets.ts", (all) => all.some(({ code }) => code === "type-mismatch"));
  expect(mismatch[0]?.message).toContain("rates");
  writeFileSync(assets, 'import { asset } from "millrace";\nexport const rates = asset((): Record<string, number> => ({ NOK: 20 }));\n');
  await running.connection.sendNotification("textDocument/didClose", {
    textDocument: { uri: running.uri("packages/shared/src/assets.ts") },
  });
  await running.diagnostics("packages/pipeline/src/assets.ts", (all) => all.length === 0);
  const definition = await running.connection.sendRequest<{ targetUri?: string; uri?: string }[]>("textDocument/definition", {
    textDocument: { uri: running.uri("packages/pipeline/src/assets.ts") },
    position: { line: 4, character: 50 },
  });
  expect(JSON.stringify(definition)).toContain("packages/shared/src/assets.ts");
});

test("a run reads the files of its folder and those its code imports from elsewhere, by whatever name the client has for them", async () => {
  const dir = folder({
    "a (1)/millrace.config.ts": `import { Definitions } from "millrace";
import * as assets from "./assets.js";
export default new Definitions({ assets });
`,
    "a (1)/assets.ts": `import { asset } from "millrace";
import { price } from "../shared/price.js";
export const prices = asset((): number[] => [price]);
`,
    "a (1)/package.json": '{"type":"module"}',
    "shared/price.ts": "export const price = 3;\n",
    "shared/other.ts": "export const other = 3;\n",
  });
  server = await wiredServer(dir);
  const { projects } = await server.notification(stateNotification, (state) => state.projects.some(({ assets }) => assets === 1));
  // In VS Code's encoding.
  const project = `${uriOf(dir)}/a%20%281%29`;
  expect(projects.map(({ uri }) => uri.replace(/\/$/, ""))).toEqual([project]);
  const own = [`${project}/assets.ts`, `${project}/.env`, `${uriOf(dir)}/a%20(1)/notes.md`, `${uriOf(dir)}/shared/price.ts`];
  const uris = [...own, `${uriOf(dir)}/shared/other.ts`, "untitled:Untitled-1"];
  expect(await server.connection.sendRequest(ownFilesRequest.method, { project, uris })).toEqual(own);
  expect(await server.connection.sendRequest(ownFilesRequest.method, { project: "file:///nowhere", uris })).toBeNull();
});
