// The status that the server reports, and the reasons why something does not work.
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { configureRequest, serverStatusRequest, stateNotification } from "../../../runtime/contract/protocol.js";
import type { ServerState, ServerStatus } from "../../../runtime/contract/server-status.js";
import { repository } from "../../support/repository.js";
import { projectFolder, type WiredServer, wiredServer } from "../../support/wired-server.js";

const FILES = {
  "millrace.config.ts": `import { Definitions } from "millrace";
import * as assets from "./src/assets.js";
export default new Definitions({ assets });
`,
  "tsconfig.json": '{ "compilerOptions": { "strict": true, "module": "NodeNext", "types": [] }, "include": ["src"] }',
  "package.json": '{"type":"module"}',
  "src/assets.ts": `import { asset } from "millrace";
export const numbers = asset((): number[] => [1, 2, 3]);
export const count = asset((numbers: number[]): number => numbers.length);
`,
};

let server: WiredServer | null = null;

afterEach(async () => {
  await server?.stop();
  server = null;
});

async function start(dir: string): Promise<WiredServer> {
  server = await wiredServer(dir);
  return server;
}

const told = (from: WiredServer, condition: (state: ServerState) => boolean) => from.notification(stateNotification, condition);
const notesOf = ({ projects }: ServerState) => projects.flatMap(({ notes }) => notes);
const atRest = ({ projects }: ServerState) => projects.length > 0 && projects.every(({ checking }) => !checking);

test("a project that works has nothing to note, and its status says how it stands", async () => {
  const running = await start(projectFolder(FILES));
  running.open("src/assets.ts", FILES["src/assets.ts"]);
  const state = await told(running, (each) => atRest(each) && each.kind === "ready");
  expect(notesOf(state)).toEqual([]);
  const status = await running.connection.sendRequest<ServerStatus>(serverStatusRequest.method, {});
  expect(status).toMatchObject({ process: { node: process.version, pid: process.pid }, slowRequests: expect.any(Array) });
  expect(status.version).toMatch(/^\d+\.\d+\.\d+/);
  expect(status.process?.memory.rssBytes).toBeGreaterThan(status.process?.memory.heapUsedBytes ?? 0);
  expect(status.openDocuments).toEqual([running.uri("src/assets.ts")]);
  expect(status.projects).toEqual([
    {
      uri: running.uri("").replace(/\/$/, ""),
      config: join(running.dir, "millrace.config.ts"),
      assets: 2,
      files: 2,
      problems: { error: 0, warning: 0, information: 0, hint: 0 },
      waiting: 0,
      described: { kind: "not-needed" },
      graphMs: expect.any(Number),
      typesMs: expect.any(Number),
      typeEngine: "typescript6",
      runId: null,
      node: { path: expect.any(String), version: expect.any(String), reason: expect.any(String), warning: null, looked: expect.any(Array) },
    },
  ]);
});

test("settings of problems that cannot be meant cost nothing, and are told until they are mended", async () => {
  const wrong = { problems: { "unusd-input": "off", "unknown-dep": 3 }, problemsByFolder: null, nodePath: 7 };
  server = await wiredServer(projectFolder(FILES), wrong);
  const begins = (state: ServerState) => notesOf(state).map((note) => note.split(" Known")[0]);
  const known = await told(server, (each) => atRest(each) && notesOf(each).length === 2);
  expect(begins(known)).toEqual([
    'The editor\'s settings of problems: No problem has the code "unusd-input". Did you mean "unused-input"?',
    'The editor\'s settings of problems: "unknown-dep": 3. This is not a severity. Write one of "off", "hint", "information", "warning", "error".',
  ]);
  for (const problemsByFolder of ["off", [null], { "file:///%zz": 7 }])
    await server.connection.sendRequest(configureRequest.method, { trusted: true, problemsByFolder });
  expect(notesOf(await told(server, (each) => notesOf(each).length === 1))[0]).toContain("These are not settings of problems.");
  await server.connection.sendRequest(configureRequest.method, { trusted: true, problemsByFolder: {} });
  await told(server, (each) => notesOf(each).length === 0);
});

test("a client without the command runs it in the server, and gets the same", async () => {
  const running = await start(projectFolder(FILES));
  await told(running, atRest);
  const status = await running.connection.sendRequest<ServerStatus>("workspace/executeCommand", { command: "millrace.server.status" });
  expect(status.projects.map(({ assets }) => assets)).toEqual([2]);
  const said = await running.notification<{ message: string }>({ method: "window/showMessage" }, () => true);
  expect(said.message).toMatch(/^Millrace \d+\.\d+\.\d+: 1 project, no slow requests\. See the log for more\.$/);
});

test("a refusal is told without a question, which a client need not know", async () => {
  server = await wiredServer(projectFolder(FILES), { trusted: false });
  const { projects } = await told(server, atRest);
  const params = { command: "millrace.server.materialize", arguments: [projects[0]?.uri, "numbers"] };
  expect(await server.connection.sendRequest("workspace/executeCommand", params)).toMatchObject({ kind: "refused" });
  const said = await server.notification<{ type: number; message: string }>({ method: "window/showMessage" }, () => true);
  expect(said).toMatchObject({ type: 1, message: expect.stringContaining("Restricted Mode") });
});

const LOCKFILES = ["package-lock.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock", "node_modules/.modules.yaml"];
test.each(LOCKFILES)("without node_modules the state says to install, until %s tells that it is done", async (lockfile) => {
  const dir = projectFolder({ ...FILES, "src/assets.ts": FILES["src/assets.ts"].replace("(numbers: number[])", "(numbers: string[])") });
  rmSync(join(dir, "node_modules"), { recursive: true });
  const running = await start(dir);
  const state = await told(running, (each) => notesOf(each).length > 0);
  expect(notesOf(state)).toEqual([
    `The package millrace is not installed, so types are not checked and nothing can run: neither ${dir} nor a folder above it has node_modules/millrace. Run \`npm install\`.`,
  ]);
  mkdirSync(join(dir, "node_modules"));
  symlinkSync(join(repository, "runtime"), join(dir, "node_modules", "millrace"));
  writeFileSync(join(dir, lockfile), "");
  // A type that was unknown without the package does not fit now, which shows that the files were analyzed again.
  const changes = [{ uri: running.uri(lockfile), type: 2 }];
  await running.connection.sendNotification("workspace/didChangeWatchedFiles", { changes });
  await told(running, (each) => each !== state && atRest(each) && notesOf(each).length === 0);
  await running.diagnostics("src/assets.ts", (all) => all.some(({ code }) => code === "type-mismatch"));
});

test("a config without Definitions is said, and mended while it is typed", async () => {
  const running = await start(projectFolder({ ...FILES, "millrace.config.ts": "export const nothing = 1;\n" }));
  const state = await told(running, (each) => notesOf(each).length > 0);
  expect(notesOf(state)[0]).toMatch(/^millrace\.config\.ts exports no Definitions/);
  running.open("millrace.config.ts", FILES["millrace.config.ts"]);
  await told(running, (each) => each.projects.some(({ assets }) => assets === 2) && notesOf(each).length === 0);
});

test("a config that is broken and mended on disk has its assets again", async () => {
  const running = await start(projectFolder(FILES));
  await told(running, (each) => atRest(each) && each.projects[0]?.assets === 2);
  const save = (text: string) => {
    writeFileSync(join(running.dir, "millrace.config.ts"), text);
    const changes = [{ uri: running.uri("millrace.config.ts"), type: 2 }];
    return running.connection.sendNotification("workspace/didChangeWatchedFiles", { changes });
  };
  await save("export default 1;\n");
  const broken = await told(running, (each) => each.projects[0]?.assets === 0);
  await save(FILES["millrace.config.ts"]);
  const state = await running.connection.sendRequest<ServerStatus>(serverStatusRequest.method, {});
  expect([notesOf(broken).length > 0, state.projects[0]?.assets]).toEqual([true, 2]);
});

test("an open file that is in no project is told why", async () => {
  const running = await start(projectFolder(FILES));
  running.open("scripts/other.ts", 'import { asset } from "millrace";\nexport const lost = asset(() => 1);\n');
  const state = await told(running, ({ outside }) => outside.length > 0);
  expect(state.outside).toEqual([
    {
      uri: running.uri("scripts/other.ts"),
      reason:
        "scripts/other.ts does not belong to a project: millrace.config.ts does not import it, not even indirectly, and tsconfig.json does not include it. Import it, or include it.",
      wanted: true,
    },
  ]);
});

test("where no config is, an open file is told to have none above it", async () => {
  const running = await start(projectFolder({ "a.ts": "export {};\n" }));
  running.open("a.ts", "export {};\n");
  const state = await told(running, ({ outside }) => outside.length > 0);
  expect(state.kind).toBe("no-project");
  expect(state.outside[0]).toMatchObject({ reason: expect.stringMatching(/^No millrace\.config\.ts in the folder/), wanted: false });
});

test("a config that does not load is the reason why what only running can tell is unknown", async () => {
  const config = `import { Definitions } from "millrace";
import { made } from "./src/made.js";
throw new Error("no password");
export default new Definitions({ assets: made() });
`;
  const made = `import { asset } from "millrace";
export const made = () => [1, 2].map((n) => asset({ key: \`n\${n}\` }, () => n));
`;
  const running = await start(projectFolder({ ...FILES, "millrace.config.ts": config, "src/made.ts": made }));
  const state = await told(running, (each) => notesOf(each).some((note) => note.includes("no password")));
  expect(notesOf(state)).toEqual([
    expect.stringMatching(
      /^Loading the config failed: .*no password.* Values that require executing the code are unknown\. Fix that, and save\.$/,
    ),
  ]);
});

const MADE = {
  "src/assets.ts": `import { asset } from "millrace";
const named = (key: string) => asset({ key }, () => 1);
export const made = [..."ab"].map(named);
`,
};
const describedOf = async (running: WiredServer) =>
  (await running.connection.sendRequest<ServerStatus>(serverStatusRequest.method, {})).projects[0]?.described;

test("what only running can tell is asked once the folder is trusted", async () => {
  server = await wiredServer(projectFolder({ ...FILES, ...MADE }), { trusted: false });
  const running = server;
  await expect.poll(() => describedOf(running)).toEqual({ kind: "not-allowed", reason: "Restricted Mode" });
  await running.connection.sendRequest(configureRequest.method, { trusted: true });
  await expect.poll(() => describedOf(running)).toEqual({ kind: "described" });
});

test("what only running can tell is asked again once the Node.js that is set can run it", async () => {
  server = await wiredServer(projectFolder({ ...FILES, ...MADE }), { nodePath: "/nowhere/node" });
  const running = server;
  await expect.poll(() => describedOf(running)).toMatchObject({ kind: "failed" });
  await running.connection.sendRequest(configureRequest.method, { trusted: true });
  await expect.poll(() => describedOf(running)).toEqual({ kind: "described" });
});
