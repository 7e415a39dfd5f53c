// A client that does not report whether code may run: the user is asked once per project and session, or the message says how to set it.
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, expect, test } from "vitest";
import type { MaterializeAnswer } from "../../../runtime/contract/editor.js";
import {
  configureRequest,
  lookRequest,
  materializeRequest,
  serverStatusRequest,
  stateNotification,
} from "../../../runtime/contract/protocol.js";
import type { ServerStatus } from "../../../runtime/contract/server-status.js";
import { projectFolder, type Question, type WiredServer, wiredServer } from "../../support/wired-server.js";

/** Loading it creates a file. Only executing the code determines its exports. */
const ASSETS = `import { asset } from "millrace";
declare const process: { getBuiltinModule(name: string): { writeFileSync(path: string, text: string): void } };
process.getBuiltinModule("node:fs").writeFileSync("ran.txt", "");
const named = (key: string) => asset({ key }, (): number => 1);
export const made = [..."ab"].map(named);
export const plain = asset((): number => 1);
`;
const FILES = {
  "millrace.config.ts":
    'import { Definitions } from "millrace";\nimport * as assets from "./src/assets.js";\nexport default new Definitions({ assets });\n',
  "tsconfig.json": '{ "compilerOptions": { "strict": true, "module": "NodeNext", "target": "ES2023", "types": [] }, "include": ["src"] }',
  "package.json": '{"type":"module"}',
  "src/assets.ts": ASSETS,
};
const RUN = "Run Code of This Project";

let server: WiredServer | null = null;
const others: string[] = [];
afterEach(async () => {
  await server?.stop();
  server = null;
  for (const dir of others.splice(0)) rmSync(dir, { recursive: true, force: true });
});

interface Started {
  readonly running: WiredServer;
  readonly project: string;
  readonly questions: readonly Question[];
  ran(): boolean;
  described(): Promise<string | undefined>;
}

async function start(chosen: string | null | "unable", options: object = { trusted: undefined }): Promise<Started> {
  const questions: Question[] = [];
  const answer = async (question: Question) => {
    questions.push(question);
    return chosen;
  };
  const running = await wiredServer(projectFolder(FILES), options, chosen === "unable" ? {} : { answer });
  server = running;
  const state = await running.notification(stateNotification, ({ projects }) => projects.length > 0);
  return {
    running,
    project: state.projects[0]?.uri ?? "",
    questions,
    ran: () => existsSync(join(running.dir, "ran.txt")),
    described: async () => (await running.connection.sendRequest<ServerStatus>(serverStatusRequest.method, {})).projects[0]?.described.kind,
  };
}

const materialize = ({ running, project }: Started) =>
  running.connection.sendRequest<MaterializeAnswer>(materializeRequest.method, { project, selection: ["plain"] });

const titles = async ({ running }: Started) => {
  const asked = { textDocument: { uri: running.uri("src/assets.ts") } };
  const lenses = await running.connection.sendRequest<{ command?: { title: string } }[]>("textDocument/codeLens", asked);
  return lenses.map(({ command }) => command?.title);
};

test("whoever allows it is asked once, and everything runs", async () => {
  const started = await start(RUN);
  await expect.poll(started.described).toBe("described");
  expect(started.questions).toEqual([
    {
      type: 2,
      message: `${started.running.dir}: materializing, previews and loading the config run this project's code. Allow it only if you trust its authors.`,
      actions: [{ title: RUN }, { title: "Not now" }],
    },
  ]);
  expect((await materialize(started)).kind).toBe("started");
  expect([started.questions.length, started.ran()]).toEqual([1, true]);
});

test.each(["Not now", null, "something else"])("whoever answers %j is not asked again, and nothing runs", async (chosen) => {
  const started = await start(chosen);
  await expect.poll(started.described).toBe("not-allowed");
  expect(await materialize(started)).toEqual({
    kind: "refused",
    message:
      "This project's code does not run, as you chose. Restart the language server to be asked again, or give it `trusted: true` in its initializationOptions.",
  });
  const look = { project: started.project, assetKey: "plain", kind: "facts" };
  await expect(started.running.connection.sendRequest(lookRequest.method, look)).rejects.toThrow("does not run, as you chose");
  expect(await titles(started)).toContain("▷ Materialize (Not allowed)");
  expect([started.questions.length, started.ran()]).toEqual([1, false]);
  // The client may report it later.
  await started.running.connection.sendRequest(configureRequest.method, { trusted: true });
  await expect.poll(started.described).toBe("described");
});

test("a client that cannot ask is told how to say it, and nothing runs", async () => {
  const started = await start("unable");
  const { message } = await started.running.notification<{ message: string }>({ method: "window/showMessage" }, () => true);
  expect(message).toContain("Give the language server `trusted: true` in its initializationOptions");
  expect(await materialize(started)).toEqual({ kind: "refused", message });
  expect([await started.described(), started.ran()]).toEqual(["not-allowed", false]);
});

test.each([{ trusted: "yes" }, { trusted: 1 }, { trusted: null }, { trusted: {} }])("%j says nothing", async (options) => {
  const started = await start("Not now", options);
  await expect.poll(started.described).toBe("not-allowed");
  expect([started.questions.length, started.ran()]).toEqual([1, false]);
});

test("a client that says it is asked nothing", async () => {
  const never = await start(RUN, { trusted: false });
  await expect.poll(never.described).toBe("not-allowed");
  expect(await materialize(never)).toMatchObject({ kind: "refused", message: expect.stringContaining("Restricted Mode") });
  expect([never.questions.length, never.ran()]).toEqual([0, false]);
  await never.running.connection.sendRequest(configureRequest.method, { trusted: true });
  expect((await materialize(never)).kind).toBe("started");
  expect(never.questions).toEqual([]);
});

test("each project is asked for by itself", async () => {
  const dir = projectFolder(FILES);
  const other = projectFolder(FILES);
  others.push(other);
  const questions: string[] = [];
  const answer = async ({ message }: Question) => {
    questions.push(message);
    return message.startsWith(dir) ? RUN : "Not now";
  };
  server = await wiredServer(dir, { trusted: undefined }, { folders: [dir, other], answer });
  const uri = (folder: string) => pathToFileURL(folder).href;
  const { connection } = server;
  const of = async (folder: string) =>
    (await connection.sendRequest<ServerStatus>(serverStatusRequest.method, {})).projects.find((each) => each.uri === uri(folder))
      ?.described.kind;
  await expect.poll(() => of(dir)).toBe("described");
  await expect.poll(() => of(other)).toBe("not-allowed");
  expect(questions.map((message) => message.split(":")[0]).sort()).toEqual([dir, other].sort());
  expect([dir, other].map((folder) => existsSync(join(folder, "ran.txt")))).toEqual([true, false]);
});
