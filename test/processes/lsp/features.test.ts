// Language features over the protocol: the capabilities, and the shape of each answer.
import { afterAll, beforeAll, expect, test } from "vitest";
import { projectFolder, type WiredServer, wiredServer } from "../../support/wired-server.js";

const CONFIG = `import { Definitions, DuckDBIOManager, defineAssetJob } from "millrace";
import * as assets from "./src/assets.js";
export default new Definitions({
  assets,
  resources: { db: new DuckDBIOManager({ database: "data/w.duckdb" }) },
  jobs: [defineAssetJob("tables", { selection: "+table" })],
});
`;
const ASSETS = `import { asset } from "millrace";
export const numbers = asset((): number[] => [1, 2, 3]);
export const table = asset({ ioManagerKey: "db", deps: ["numbers"] }, (numbers) => numbers.map((n) => ({ n })));
`;
const FILES = {
  "millrace.config.ts": CONFIG,
  "src/assets.ts": ASSETS,
  "package.json": '{ "type": "module" }',
  "tsconfig.json":
    '{ "compilerOptions": { "strict": true, "module": "NodeNext", "target": "ES2023", "lib": ["ES2023"], "types": [] }, "include": ["**/*.ts"] }',
};

let server: WiredServer;

beforeAll(async () => {
  server = await wiredServer(projectFolder(FILES));
  server.open("src/assets.ts", ASSETS);
});
afterAll(() => server.stop());

interface Range {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}
interface Item {
  readonly name: string;
}

/** The position after the first characters of a needle in the assets. */
function at(needle: string, into = 1) {
  const offset = ASSETS.indexOf(needle) + into;
  const before = ASSETS.slice(0, offset).split("\n");
  return {
    textDocument: { uri: server.uri("src/assets.ts") },
    position: { line: before.length - 1, character: before.at(-1)?.length ?? 0 },
  };
}
const ask = <Answer>(method: string, params: unknown): Promise<Answer> => server.connection.sendRequest<Answer>(method, params);

test("references hold the declaration only when asked for", async () => {
  const references = async (includeDeclaration: boolean) =>
    (await ask<{ uri: string; range: Range }[]>("textDocument/references", { ...at("numbers ="), context: { includeDeclaration } })).map(
      ({ uri, range }) => [uri.slice(uri.lastIndexOf("/") + 1), range.start.line, range.start.character],
    );
  expect(await references(true)).toEqual([
    ["assets.ts", 1, 13],
    ["assets.ts", 2, 71],
    ["assets.ts", 2, 57],
  ]);
  expect((await references(false)).length).toBe(2);
  expect(await ask("textDocument/references", { ...at("import"), context: { includeDeclaration: true } })).toBeNull();
});

test("highlights of a key; none of an identifier, which is TypeScript's", async () => {
  expect((await ask<unknown[]>("textDocument/documentHighlight", at('numbers"]'))).length).toBe(3);
  expect(await ask("textDocument/documentHighlight", at("numbers ="))).toBeNull();
});

test("the call hierarchy: what loads an asset, what it loads", async () => {
  const [item] = await ask<Item[]>("textDocument/prepareCallHierarchy", at("numbers ="));
  expect(item).toMatchObject({ name: "numbers", detail: "asset in group default" });
  const [incoming] = await ask<{ from: Item; fromRanges: Range[] }[]>("callHierarchy/incomingCalls", { item });
  expect([incoming?.from.name, incoming?.fromRanges.length]).toEqual(["table", 2]);
  const [outgoing] = await ask<{ to: Item }[]>("callHierarchy/outgoingCalls", { item: incoming?.from });
  expect(outgoing?.to.name).toBe("numbers");
  expect(await ask("textDocument/prepareCallHierarchy", at("import"))).toBeNull();
});

test("symbols of a document and of the workspace", async () => {
  const symbols = await ask<Item[]>("textDocument/documentSymbol", { textDocument: at("numbers").textDocument });
  expect(symbols.map(({ name }) => name)).toEqual(["numbers", "table"]);
  const found = await ask<(Item & { location: { uri: string } })[]>("workspace/symbol", { query: "tab" });
  expect(found.map(({ name, location }) => [name, location.uri.slice(location.uri.lastIndexOf("/") + 1)])).toEqual([
    ["table", "assets.ts"],
    ["tables", "millrace.config.ts"],
  ]);
});

test("completion: a list with types where they are known, and more of one item when asked", async () => {
  const text = `${ASSETS}export const next = asset({ deps: ["nu"] }, (n) => 1);\n`;
  server.change("src/assets.ts", 2, text);
  const { uri } = at("import").textDocument;
  type List = { isIncomplete: boolean; items: { label: string; textEdit: { newText: string }; data?: unknown }[] };
  const complete = (character: number) =>
    ask<List | null>("textDocument/completion", { textDocument: { uri }, position: { line: 3, character } });
  const line = text.split("\n")[3] ?? "";
  const parameter = await complete(line.indexOf("(n)") + 2);
  expect(parameter?.items.map(({ textEdit }) => textEdit.newText)).toEqual(["numbers: number[]", "table"]);
  const key = await complete(line.indexOf('nu"') + 2);
  expect([key?.isIncomplete, key?.items.map(({ label }) => label)]).toEqual([false, ["numbers", "table"]]);
  const resolved = await ask<{ documentation: { value: string } }>("completionItem/resolve", key?.items[0]);
  expect(resolved.documentation.value).toBe("```ts\nnumber[]\n```");
  expect(await complete(line.indexOf("=> 1") + 4)).toBeNull();
});

test("hints of types, and what can be done with an asset", async () => {
  server.change("src/assets.ts", 3, ASSETS);
  const { textDocument } = at("import");
  const whole = { start: { line: 0, character: 0 }, end: { line: 3, character: 0 } };
  const [hint] = await ask<{ label: string; textEdits: { newText: string }[] }[]>("textDocument/inlayHint", { textDocument, range: whole });
  expect([hint?.label, hint?.textEdits.map(({ newText }) => newText)]).toEqual([": number[]", [": number[]"]]);

  type Action = { title: string; kind: string; edit: { changes: Record<string, unknown[]> } };
  const actions = (needle: string, only?: readonly string[]) => {
    const { position } = at(needle);
    const range = { start: position, end: position };
    return ask<Action[]>("textDocument/codeAction", { textDocument, range, context: { diagnostics: [], ...(only ? { only } : {}) } });
  };
  expect((await actions("numbers =")).map(({ title, kind }) => [kind, title])).toEqual([["refactor", 'New asset from "numbers"']]);
  const [annotate] = await actions("numbers) =>", ["refactor.rewrite"]);
  expect([annotate?.kind, annotate?.title]).toEqual(["refactor.rewrite", "Annotate numbers as number[]"]);
  expect(Object.keys(annotate?.edit.changes ?? {})).toEqual([textDocument.uri]);
  expect(await actions("numbers =", ["quickfix"])).toEqual([]);
  expect(await actions("import")).toEqual([]);
});

test("beside TypeScript the client itself offers the hierarchy where a name of ours stands, and the outline is left alone", async () => {
  const beside = await wiredServer(projectFolder(FILES), { clientCommands: true, besideTypeScript: true });
  try {
    expect(Object.keys(beside.capabilities)).not.toContain("documentSymbolProvider");
    expect(Object.keys(beside.capabilities)).not.toContain("callHierarchyProvider");
    const textDocument = { uri: beside.uri("src/assets.ts") };
    const prepare = (needle: string) =>
      beside.connection.sendRequest<Item[] | null>("textDocument/prepareCallHierarchy", { ...at(needle), textDocument });
    expect((await prepare("table ="))?.map(({ name }) => name)).toEqual(["table"]);
    expect(await prepare("import")).toBeNull();
  } finally {
    await beside.stop();
  }
});
