// A client without any capabilities: the answers have the shapes that every client accepts.
import { afterAll, beforeAll, expect, test } from "vitest";
import { plainText } from "../../../server/lsp/markup.js";
import { projectFolder, type WiredServer, wiredServer } from "../../support/wired-server.js";

const ASSETS = `import { asset } from "millrace";
/** All **orders**. */
export const orders = asset((): number[] => [1]);
export const total = asset((orders: number[]): number => orders.length);
export const next = asset(());
`;

let server: WiredServer;
beforeAll(async () => {
  const dir = projectFolder({
    "millrace.config.ts": `import { Definitions } from "millrace";
import * as assets from "./src/assets.js";
export default new Definitions({ assets });
`,
    "package.json": '{"type":"module"}',
    "tsconfig.json": '{ "compilerOptions": { "strict": true, "module": "NodeNext", "types": [] }, "include": ["src"] }',
    "src/assets.ts": ASSETS,
  });
  server = await wiredServer(dir, {}, { clientCapabilities: {} });
  server.open("src/assets.ts", ASSETS);
});
afterAll(() => server.stop());

const at = (needle: string, into = 1) => {
  const before = ASSETS.slice(0, ASSETS.indexOf(needle) + into).split("\n");
  const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  return { textDocument: { uri: server.uri("src/assets.ts") }, position };
};
const ask = <Answer>(method: string, params: unknown) => server.connection.sendRequest<Answer>(method, params);

test("a definition is a Location", async () => {
  expect(await ask("textDocument/definition", at("orders: number[]"))).toEqual([
    { uri: server.uri("src/assets.ts"), range: { start: { line: 2, character: 13 }, end: { line: 2, character: 19 } } },
  ]);
});

test("a hover and what is told of a completion are plain text", async () => {
  const { contents } = await ask<{ contents: { kind: string; value: string } }>("textDocument/hover", at("orders: number[]"));
  expect(contents.kind).toBe("plaintext");
  expect(contents.value).toContain("Loads the asset below as number[]: the whole value by FilesystemIOManager.");
  expect(contents.value).toContain("orders · asset in group default\n\nAll orders.\n\nProduces number[]");
  const completed = await ask<{ items: { label: string }[] } | { label: string }[]>("textDocument/completion", at("asset(())", 7));
  const item = (Array.isArray(completed) ? completed : completed.items).find(({ label }) => label === "orders");
  const { documentation } = await ask<{ documentation: { kind: string; value: string } }>("completionItem/resolve", item);
  expect(documentation).toEqual({ kind: "plaintext", value: "number[]\n\nAll orders." });
});

test("symbols of a document are flat, each with its location", async () => {
  const symbols = await ask<{ name: string; location: { uri: string } }[]>("textDocument/documentSymbol", {
    textDocument: { uri: server.uri("src/assets.ts") },
  });
  expect(symbols.map(({ name, location }) => [name, location.uri])).toEqual(
    expect.arrayContaining([["orders", server.uri("src/assets.ts")]]),
  );
  expect(symbols.some((symbol) => "selectionRange" in symbol)).toBe(false);
});

test("plain text keeps code and words, and no marks", () => {
  const link = "[`data/a.json`](command:millrace.openStored?%5B%5D)";
  const markdown = `**\`raw/a\`** · at ${link}  \nby \`Map<string>\`\n\n\`\`\`ts\n{ a: **number** }\n\`\`\`\n\nend`;
  expect(plainText(markdown)).toBe("raw/a · at data/a.json\nby Map<string>\n\n{ a: **number** }\n\nend");
});
