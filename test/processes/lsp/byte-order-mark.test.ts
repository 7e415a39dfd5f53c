// Files with a byte order mark: editors do not count the mark, and the server's positions do not count it either.
import { afterEach, expect, test } from "vitest";
import { statusChangedNotification } from "../../../runtime/contract/protocol.js";
import { projectFolder, type WiredServer, wiredServer } from "../../support/wired-server.js";

const MARK = "\uFEFF";
const RAW = `import { asset } from "millrace"; export const orders = asset((): number[] => [1]); export const wrong = asset((nope: string) => nope);\n`;
const SUMS = `import { asset } from "millrace"; export const total = asset((orders: number[]): number => orders.length);\n`;
const FILES = {
  "millrace.config.ts": `${MARK}import { Definitions } from "millrace"; import * as raw from "./src/raw.js"; import * as sums from "./src/sums.js";
export default new Definitions({ assets: [raw, sums] });
`,
  "src/raw.ts": `${MARK}${RAW}`,
  "src/sums.ts": `${MARK}${SUMS}`,
  "package.json": '{ "type": "module" }',
  "tsconfig.json":
    '{ "compilerOptions": { "strict": true, "module": "NodeNext", "target": "ES2023", "lib": ["ES2023"], "types": [] }, "include": ["**/*.ts"] }',
};

let server: WiredServer;
afterEach(() => server.stop());

interface Range {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}
interface Located {
  readonly uri: string;
  readonly range: Range;
}
const ask = <Answer>(method: string, params: unknown): Promise<Answer> => server.connection.sendRequest<Answer>(method, params);
const at = (file: string, text: string, needle: string) => ({
  textDocument: { uri: server.uri(file) },
  position: { line: 0, character: text.indexOf(needle) + 1 },
});
/** The text at a range of the first line, as in an editor. */
const said = (text: string, { start, end }: Range) => text.slice(start.character, end.character);
const textOf = (uri: string) => (uri.endsWith("raw.ts") ? RAW : SUMS);

/** Every request in `sums.ts` leads to the names in `raw.ts`, and back. */
async function holds(): Promise<void> {
  const place = at("src/sums.ts", SUMS, "orders:");
  const [definition] = await ask<{ targetUri: string; targetSelectionRange: Range }[]>("textDocument/definition", place);
  expect(definition?.targetUri).toBe(server.uri("src/raw.ts"));
  expect(said(RAW, definition?.targetSelectionRange as Range)).toBe("orders");

  const references = await ask<Located[]>("textDocument/references", { ...place, context: { includeDeclaration: true } });
  expect(new Set(references.map(({ uri }) => uri))).toEqual(new Set([server.uri("src/raw.ts"), server.uri("src/sums.ts")]));
  for (const { uri, range } of references) expect(said(textOf(uri), range)).toBe("orders");

  const { changes } = await ask<{ changes: Record<string, { range: Range }[]> }>("textDocument/rename", {
    ...at("src/raw.ts", RAW, "orders ="),
    newName: "sales",
  });
  expect(Object.keys(changes).sort()).toEqual([server.uri("src/raw.ts"), server.uri("src/sums.ts")]);
  for (const [uri, edits] of Object.entries(changes)) for (const { range } of edits) expect(said(textOf(uri), range)).toBe("orders");
}

test("places in closed files and in files that an editor opens are those that the editor counts", async () => {
  server = await wiredServer(projectFolder(FILES));
  const [problem] = await server.diagnostics("src/raw.ts", (all) => all.length > 0);
  expect(said(RAW, problem?.range as Range)).toBe("nope");
  await holds();
  server.open("src/sums.ts", SUMS);
  await holds();
  server.open("src/raw.ts", RAW);
  await holds();
  void server.connection.sendNotification("textDocument/didClose", { textDocument: { uri: server.uri("src/raw.ts") } });
  await holds();
});

test("a client whose text has the mark counts it, and its calls that make assets are found in the code that runs", async () => {
  const made = `${MARK}import { asset } from "millrace"; const make = (key: string) => asset({ key }, (): number => 1); export const all = ["a", "b"].map(make);\n`;
  server = await wiredServer(projectFolder({ ...FILES, "src/raw.ts": made }));
  const wrong = `${MARK}${RAW}`;
  server.open("src/raw.ts", wrong);
  const [problem] = await server.diagnostics("src/raw.ts", (all) => all.length > 0);
  expect(said(wrong, problem?.range as Range)).toBe("nope");
  server.change("src/raw.ts", 2, made);
  await server.notification(statusChangedNotification, ({ statuses }) => "a" in statuses && "b" in statuses);
});
