// The first steps over the protocol: a project in an empty folder, and a new asset.
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { AssetFile, SetUpAnswer } from "../../../runtime/contract/editor.js";
import {
  assetFilesRequest,
  materializeRequest,
  newAssetRequest,
  runEventNotification,
  setUpRequest,
  stateNotification,
} from "../../../runtime/contract/protocol.js";
import { repository } from "../../support/repository.js";
import { temporaryFolder } from "../../support/temporary-folder.js";
import { projectFolder, type WiredServer, wiredServer } from "../../support/wired-server.js";

let server: WiredServer | null = null;
afterEach(async () => {
  await server?.stop();
  server = null;
});

const created = (files: readonly string[], running: WiredServer) =>
  running.connection.sendNotification("workspace/didChangeWatchedFiles", {
    changes: files.map((file) => ({ uri: running.uri(file), type: 1 })),
  });

test("an empty folder becomes a project, nothing that is there is overwritten, and it materializes", async () => {
  const dir = await temporaryFolder();
  writeFileSync(join(dir, ".gitignore"), "mine\n");
  server = await wiredServer(dir);
  const running = server;
  await running.notification(stateNotification, ({ kind }) => kind === "no-project");
  const folder = running.uri("").replace(/\/$/, "");
  const answer = await running.connection.sendRequest<SetUpAnswer>(setUpRequest.method, { folder });
  expect(answer).toEqual({ created: ["package.json", "tsconfig.json", "millrace.config.ts", "src/assets.ts"], kept: [".gitignore"] });
  expect(readFileSync(join(dir, ".gitignore"), "utf8")).toBe("mine\n");
  const again = await running.connection.sendRequest<SetUpAnswer>(setUpRequest.method, { folder });
  expect(again.created).toEqual([]);
  mkdirSync(join(dir, "node_modules"));
  symlinkSync(join(repository, "runtime"), join(dir, "node_modules/millrace"));
  await created([...answer.created, "package-lock.json"], running);
  await running.notification(stateNotification, ({ projects }) => projects.some(({ assets }) => assets === 2));
  await running.connection.sendRequest(materializeRequest.method, { project: folder, selection: ["*"] });
  await running.notification(runEventNotification, ({ event }) => event.type === "RUN_SUCCESS");
  expect(readFileSync(join(dir, "data/average.json"), "utf8").trim()).toBe("15");
});

test("a folder that cannot be written is told in words", async () => {
  const dir = await temporaryFolder();
  writeFileSync(join(dir, "file"), "");
  server = await wiredServer(dir);
  for (const folder of [server.uri("file"), server.uri("nowhere"), "untitled:a", "file:///%zz", 7, undefined])
    await expect(server.connection.sendRequest(setUpRequest.method, { folder })).rejects.toThrow(/does not exist/);
  writeFileSync(join(dir, "src"), "");
  const setUp = server.connection.sendRequest(setUpRequest.method, { folder: server.uri("") });
  await expect(setUp).rejects.toThrow(`${join(dir, "src")} cannot be written: file already exists. Fix that, or choose another folder.`);
});

const FILES = {
  "millrace.config.ts": `import { Definitions } from "millrace";
import { one } from "./src/assets.js";
export default new Definitions({ assets: [one] });
`,
  "tsconfig.json": '{ "compilerOptions": { "strict": true, "module": "NodeNext", "types": [] }, "include": ["src"] }',
  "package.json": '{"type":"module"}',
  "src/assets.ts": 'import { asset as make } from "millrace";\nexport const one = make((): number => 1);\n',
};

interface Edit {
  readonly changes: Readonly<Record<string, readonly { readonly newText: string }[]>>;
}

test("a new asset goes to the end of a file, by the name the file gives to `asset`, and into the Definitions", async () => {
  server = await wiredServer(projectFolder(FILES));
  const running = server;
  const state = await running.notification(stateNotification, ({ projects }) => projects.length > 0);
  const project = state.projects[0]?.uri ?? "";
  const files = await running.connection.sendRequest<AssetFile[]>(assetFilesRequest.method, { project });
  expect(files).toEqual([{ uri: running.uri("src/assets.ts"), path: "src/assets.ts", assets: 1 }]);
  const ask = (file: string, name: string) =>
    running.connection.sendRequest<Edit | null>(newAssetRequest.method, { project, uri: running.uri(file), name });
  const texts = (edit: Edit | null) =>
    Object.entries(edit?.changes ?? {}).map(([uri, edits]) => [uri.slice(running.uri("").length + 1), edits.map(({ newText }) => newText)]);
  expect(texts(await ask("src/assets.ts", "two"))).toEqual([
    ["src/assets.ts", [expect.stringContaining('export const two = make((): string => {\n  return "the value of two";\n});\n')]],
    ["millrace.config.ts", expect.arrayContaining([expect.stringContaining("two")])],
  ]);
  const fresh = texts(await ask("src/more.ts", "three"));
  expect(fresh[0]).toEqual(["src/more.ts", expect.arrayContaining([expect.stringContaining('import { asset } from "millrace"')])]);
  expect(JSON.stringify(fresh)).toContain("./src/more.js");
  expect(await ask("src/assets.ts", "one")).toBeNull();
  expect(await ask("src/assets.ts", "no name")).toBeNull();
});
