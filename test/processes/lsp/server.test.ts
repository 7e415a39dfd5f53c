// The server over the protocol: lenses, hovers, problems, fixes, runs and their results.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { MaterializeAnswer, PartitionChoices } from "../../../runtime/contract/editor.js";
import type { AssetHistory } from "../../../runtime/contract/graph.js";
import {
  configureRequest,
  historyRequest,
  materializeRequest,
  partitionsRequest,
  runEventNotification,
  selectRequest,
  serverStatusRequest,
  stateNotification,
  statusChangedNotification,
} from "../../../runtime/contract/protocol.js";
import { projectFolder, type WiredServer, wiredServer } from "../../support/wired-server.js";

const CONFIG = `import { Definitions, DuckDBIOManager, FilesystemIOManager } from "millrace";
import * as assets from "./src/assets.js";
export default new Definitions({
  assets,
  resources: { io_manager: new FilesystemIOManager({ baseDir: "data" }), db: new DuckDBIOManager({ database: "data/w.duckdb", schema: "s" }) },
});
`;
const ASSETS = `import { asset } from "millrace";
export const numbers = asset((): number[] => [1, 2, 3]);
export const table = asset({ ioManagerKey: "db" }, (numbers: number[]): { n: number }[] => numbers.map((n) => ({ n })));
`;
const TSCONFIG =
  '{ "compilerOptions": { "strict": true, "module": "NodeNext", "target": "ES2023", "lib": ["ES2023"], "types": [] }, "include": ["**/*.ts"] }';

let server: WiredServer | null = null;

async function start(assets: string, options: unknown = {}): Promise<WiredServer> {
  const dir = projectFolder({
    "millrace.config.ts": CONFIG,
    "tsconfig.json": TSCONFIG,
    "package.json": '{"type":"module"}',
    "src/assets.ts": assets,
  });
  server = await wiredServer(dir, options);
  server.open("src/assets.ts", assets);
  await server.notification(stateNotification, ({ kind }) => kind !== "starting");
  return server;
}

afterEach(async () => {
  await server?.stop();
  server = null;
});

interface WireLens {
  readonly range: { start: { line: number } };
  readonly command: { title: string; command: string; arguments: unknown[] };
}

const lenses = (from: WiredServer) =>
  from.connection.sendRequest<WireLens[]>("textDocument/codeLens", { textDocument: { uri: from.uri("src/assets.ts") } });

test("lenses stand above every asset, with upstream where some has no value", async () => {
  const titles = (await lenses(await start(ASSETS))).map((lens) => `${lens.range.start.line}: ${lens.command.title}`);
  expect(titles).toEqual(["1: ▶ Materialize", "1: never materialized", "2: ▶ Materialize", "2: with upstream", "2: never materialized"]);
});

test("a hover on a parameter shows the stored path whole", async () => {
  const running = await start(ASSETS);
  const hover = await running.connection.sendRequest<{ contents: { value: string } }>("textDocument/hover", {
    textDocument: { uri: running.uri("src/assets.ts") },
    position: { line: 2, character: ASSETS.split("\n")[2]?.indexOf("numbers:") ?? 0 },
  });
  expect(hover.contents.value).toContain(`Stored at \`data/numbers.json\``);
  expect(hover.contents.value).toContain("Loads the asset below as `number[]`");
});

test("codes link to their section of the page; what is unused fades; a client says how severe problems are", async () => {
  const unused = ASSETS.replace("numbers.map((n) => ({ n }))", "[]");
  const running = await start(unused, { problems: { "unused-input": "warning" } });
  const [told] = await running.diagnostics("src/assets.ts", (all) => all.length > 0);
  expect(told).toMatchObject({ code: "unused-input", severity: 2, tags: [1] });
  const href = new URL(told?.codeDescription?.href ?? "");
  expect(href.hash).toBe("#unused-input");
  expect(readFileSync(href, "utf8")).toContain("\n## unused-input\n");
  const folder = running.uri("").replace(/\/$/, "");
  const changed = { trusted: true, problemsByFolder: { [folder]: { "unused-input": "off" } } };
  await running.connection.sendRequest(configureRequest.method, changed);
  await running.diagnostics("src/assets.ts", (all) => all.length === 0);
  await running.connection.sendRequest(configureRequest.method, { trusted: true });
  const [again] = await running.diagnostics("src/assets.ts", (all) => all.length > 0);
  expect(again).toMatchObject({ code: "unused-input", severity: 4 });
});

test("settings that are none leave the server alive, with those it had", async () => {
  const running = await start(ASSETS);
  for (const none of [null, {}, { trusted: "yes" }]) await running.connection.sendRequest(configureRequest.method, none);
  running.change("src/assets.ts", 2, ASSETS.replace("(numbers: number[])", "(numbes: number[])"));
  await running.diagnostics("src/assets.ts", (all) => all.some(({ code }) => code === "unknown-upstream"));
  expect((await lenses(running)).map((lens) => lens.command.title)).toContain("▶ Materialize");
});

test("a document whose URI names no file here is open like any other", async () => {
  const running = await start(ASSETS);
  for (const uri of ["file://host/share/a.ts", "file:///%zz.ts", "untitled:Untitled-1"])
    void running.connection.sendNotification("textDocument/didOpen", {
      textDocument: { uri, languageId: "typescript", version: 1, text: "export const a = 1;\n" },
    });
  running.change("src/assets.ts", 2, ASSETS.replace("(numbers: number[])", "(numbes: number[])"));
  await running.diagnostics("src/assets.ts", (all) => all.some(({ code }) => code === "unknown-upstream"));
  const status = await running.connection.sendRequest<{ openDocuments: string[] }>(serverStatusRequest.method, {});
  expect(status.openDocuments).toHaveLength(4);
});

test("a misspelt parameter in an unsaved buffer is a problem with a fix; mending it clears the problem", async () => {
  const running = await start(ASSETS);
  const wrong = ASSETS.replace("(numbers: number[])", "(numbes: number[])").replace("numbers.map", "numbes.map");
  running.change("src/assets.ts", 2, wrong);
  const [problem] = await running.diagnostics("src/assets.ts", (all) => all.length > 0);
  expect(problem?.code).toBe("unknown-upstream");
  expect(problem?.message).toContain('Did you mean "numbers"?');
  interface Action {
    readonly title: string;
    readonly edit: { readonly changes: Record<string, { newText: string }[]> };
  }
  const actions = await running.connection.sendRequest<Action[]>("textDocument/codeAction", {
    textDocument: { uri: running.uri("src/assets.ts") },
    range: problem?.range,
    context: { diagnostics: [problem] },
  });
  expect(actions[0]?.title).toBe('Change to "numbers"');
  expect(actions[0]?.edit.changes[running.uri("src/assets.ts")]).toHaveLength(2);
  running.change("src/assets.ts", 3, ASSETS);
  await running.diagnostics("src/assets.ts", (all) => all.length === 0);
});

test("a type that does not fit is a problem in TypeScript's own words", async () => {
  const running = await start(ASSETS.replace("(numbers: number[])", "(numbers: string[])").replace("({ n })", "({ n: n.length })"));
  const [problem] = await running.diagnostics("src/assets.ts", (all) => all.some(({ code }) => code === "type-mismatch"));
  expect(problem?.message).toBe(
    `The value of "numbers" does not fit the parameter "numbers": [] is number in the value, but string in the parameter.\nType 'number[]' is not assignable to type 'string[]'.\n  Type 'number' is not assignable to type 'string'.`,
  );
});

test("materializing runs, tells its events, stores the values, and the lens tells the result", async () => {
  const running = await start(ASSETS);
  const project = new URL(".", running.uri("package.json")).href.replace(/\/$/, "");
  const answer = await running.connection.sendRequest<{ kind: string }>(materializeRequest.method, { project, selection: ["+table"] });
  expect(answer).toMatchObject({ kind: "started", assets: ["numbers", "table"], parts: 2 });
  await running.notification(runEventNotification, ({ event }) => event.type === "RUN_SUCCESS");
  // Changes are collected briefly: the asset's change may arrive before the change that ends the run, or together with it.
  await running.notification(statusChangedNotification, ({ statuses }) => statuses.table?.state === "materialized");
  expect(JSON.parse(readFileSync(join(running.dir, "data/numbers.json"), "utf8"))).toEqual([1, 2, 3]);
  expect(existsSync(join(running.dir, "data/w.duckdb"))).toBe(true);
  const titles = (await lenses(running)).map((lens) => lens.command.title);
  expect(titles).toEqual([
    "▶ Materialize",
    expect.stringMatching(/^✓ just now · 7 B$|^✓ just now · \d+ B$/),
    "▶ Materialize",
    "✓ just now · 3 rows",
  ]);
});

test("an asset that throws is a problem at its line until it runs again", async () => {
  const throwing = ASSETS.replace("numbers.map((n) => ({ n }))", `{\n  throw new Error("no " + numbers.length + " tables");\n}`);
  const running = await start(throwing);
  const project = new URL(".", running.uri("package.json")).href.replace(/\/$/, "");
  await running.connection.sendRequest(materializeRequest.method, { project, selection: ["+table"] });
  const found = await running.diagnostics("src/assets.ts", (all) => all.some(({ source }) => source === "millrace run"));
  expect(found.map(({ message, range }) => [range.start.line, message])).toEqual([[3, "table failed: no 3 tables"]]);
});

test("nothing runs in Restricted Mode, and the lens says why", async () => {
  const running = await start(ASSETS, { trusted: false, clientCommands: true });
  const project = new URL(".", running.uri("package.json")).href.replace(/\/$/, "");
  const answer = await running.connection.sendRequest<{ kind: string; message: string }>(materializeRequest.method, {
    project,
    selection: ["*"],
  });
  expect(answer.kind).toBe("refused");
  expect(answer.message).toContain("Restricted Mode");
  expect((await lenses(running)).map((lens) => lens.command.command)).toContain("millrace.whyNot");
  expect(existsSync(join(running.dir, ".millrace"))).toBe(false);
});

test("definition leads from a parameter to its asset, and from a manager key to its resource", async () => {
  const running = await start(ASSETS);
  const at = (needle: string) => ({
    textDocument: { uri: running.uri("src/assets.ts") },
    position: { line: 2, character: (ASSETS.split("\n")[2] ?? "").indexOf(needle) + 1 },
  });
  type Link = { targetUri: string; targetSelectionRange: { start: { line: number } } };
  const [toAsset] = await running.connection.sendRequest<Link[]>("textDocument/definition", at("numbers:"));
  expect([toAsset?.targetUri, toAsset?.targetSelectionRange.start.line]).toEqual([running.uri("src/assets.ts"), 1]);
  const [toResource] = await running.connection.sendRequest<Link[]>("textDocument/definition", at('"db"'));
  expect([toResource?.targetUri, toResource?.targetSelectionRange.start.line]).toEqual([running.uri("millrace.config.ts"), 4]);
});

test("an asset with partitions asks which: the choices, the run, what its lens tells then", async () => {
  const running = await start(`import { asset, DailyPartitionsDefinition } from "millrace";
const partitions = new DailyPartitionsDefinition({ startDate: "2026-01-01", endDate: "2026-01-04" });
export const sales = asset({ partitions }, (context): string => context.partitionKey);
`);
  const project = running.uri("").replace(/\/$/, "");
  expect((await lenses(running)).map((lens) => lens.command.title)).toEqual(["▶ Materialize…", "never materialized"]);
  const choices = await running.connection.sendRequest<PartitionChoices>(partitionsRequest.method, { project, selection: ["sales"] });
  expect(choices).toEqual({
    text: "daily from 2026-01-01 to 2026-01-04",
    total: 3,
    materialized: 0,
    latest: ["2026-01-03", "2026-01-02", "2026-01-01"].map((key) => ({ key, materialized: false })),
  });
  const refused = await running.connection.sendRequest<MaterializeAnswer>(materializeRequest.method, { project, selection: ["sales"] });
  expect(refused).toMatchObject({ kind: "refused", message: expect.stringContaining('"sales" has partitions') });
  const ended = running.notification(runEventNotification, ({ event }) => event.type === "RUN_SUCCESS");
  const answer = await running.connection.sendRequest<MaterializeAnswer>(materializeRequest.method, {
    project,
    selection: ["sales"],
    partitions: ["2026-01-02...2026-01-03"],
  });
  expect(answer).toMatchObject({ kind: "started", assets: ["sales"], parts: 2 });
  await ended;
  await running.notification(statusChangedNotification, ({ statuses }) => statuses.sales?.partitions?.materialized === 2);
  expect((await lenses(running)).map((lens) => lens.command.title)[1]).toContain("2 of 3 partitions");
});

test("a page asks what a selection means and what the records tell", async () => {
  const running = await start(ASSETS);
  const project = running.uri("").replace(/\/$/, "");
  const select = (selection: string) => running.connection.sendRequest(selectRequest.method, { project, selection });
  expect(await select("+table")).toEqual({ keys: ["numbers", "table"] });
  expect(await select("+table and")).toEqual({ error: expect.stringContaining("the selection is incomplete") });
  expect(await select("tables")).toEqual({ error: expect.stringContaining("table") });
  const history = () => running.connection.sendRequest<AssetHistory>(historyRequest.method, { project, key: "numbers" });
  expect(await history()).toEqual({ latest: null, made: [] });
  const made = running.notification(statusChangedNotification, ({ statuses }) => statuses.numbers?.state === "materialized");
  await running.connection.sendRequest<MaterializeAnswer>(materializeRequest.method, { project, selection: ["numbers"] });
  await made;
  await running.notification(runEventNotification, ({ event }) => event.type === "RUN_SUCCESS");
  expect(await history()).toMatchObject({ latest: { assetKey: "numbers" }, made: [{ bytes: 17 }] });
});
