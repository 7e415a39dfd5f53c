// Random edits and requests, the same each time: the server answers all of them, logs no error, and does not crash.
import { expect, test } from "vitest";
import { generator, type Random } from "../support/random.js";
import { trials } from "../support/trials.js";
import { projectFolder, spawnedServer, type WireDiagnostic } from "../support/wired-server.js";

const ASSETS = `import { asset, type AssetContext, type Relation, sql } from "millrace";
/** Ids. */
export const ids = asset({ group: "g", tags: { a: "b" } }, async (): Promise<number[]> => [1]);
export const rows = asset({ ioManagerKey: "db", deps: ["ids"] }, (context: AssetContext, ids: number[]): { n: number }[] => ids.map((n) => ({ n })));
export const rel = asset({ ioManagerKey: "db" }, (rows: Relation<{ n: number }>): Relation<{ n: number }> => sql\`select * from \${rows}\`);
export const words = asset({ ins: { r: { key: "rows" } } }, (r: { n: number }[]) => new Map(r.map((x) => [x.n, "🙂 ünï"])));
`;
const CONFIG = `import { Definitions, DuckDBIOManager } from "millrace";
import * as a from "./src/assets.js";
export default new Definitions({ assets: a, resources: { db: new DuckDBIOManager({ database: "x.duckdb" }) } });
`;
const FILES: Readonly<Record<string, string>> = { "src/assets.ts": ASSETS, "millrace.config.ts": CONFIG };
const PIECES = `( ) { } [ ] , " ' \` => asset( ids rows : ; ... 🙂 /* */ // import default as ! ? \${`
  .split(" ")
  .concat("\n", "\r\n", "\t", " ");
const ROUNDS = trials(400);

test("a storm of edits and requests", async () => {
  const dir = projectFolder({
    ...FILES,
    "package.json": '{"type":"module"}',
    "tsconfig.json":
      '{ "compilerOptions": { "strict": true, "module": "NodeNext", "target": "ES2023", "lib": ["ES2023"], "types": [] }, "include": ["**/*.ts"] }',
  });
  const server = await spawnedServer(dir, { clientCommands: true });
  const errors: string[] = [];
  const known = new Map<string, readonly WireDiagnostic[]>();
  server.connection.onNotification((method, note: unknown) => {
    const { type, message, uri, diagnostics } = note as { type: number; message: string; uri: string; diagnostics: WireDiagnostic[] };
    if (method === "window/logMessage" && type === 1) errors.push(message);
    if (method === "textDocument/publishDiagnostics") known.set(uri, diagnostics);
  });
  const random = generator(20_261_120);
  const texts = new Map(Object.entries(FILES));
  for (const [file, text] of texts) server.open(file, text);

  for (let round = 0; round < ROUNDS; round++) {
    const file = random(5) === 0 ? "millrace.config.ts" : "src/assets.ts";
    const text = random(12) === 0 ? (FILES[file] ?? "") : edited(texts.get(file) ?? "", random);
    texts.set(file, text);
    server.change(file, round + 2, text);
    const position = { line: random(text.split("\n").length + 2), character: random(80) };
    const textDocument = { uri: server.uri(file) };
    const ask = (method: string, more: object = { position }) =>
      server.connection.sendRequest(`textDocument/${method}`, { textDocument, ...more });
    const whole = { start: { line: 0, character: 0 }, end: position };
    await Promise.all([
      ask("hover"),
      ask("definition"),
      ask("completion"),
      ask("references", { position, context: { includeDeclaration: true } }),
      ask("documentHighlight"),
      ask("prepareCallHierarchy"),
      ask("documentSymbol", {}),
      ask("inlayHint", { range: whole }),
      ask("codeLens", {}),
      ask("codeAction", { range: { start: position, end: position }, context: { diagnostics: known.get(textDocument.uri) ?? [] } }),
      ask("codeAction", {
        range: { start: position, end: { ...position, character: position.character + 8 } },
        context: { diagnostics: [] },
      }),
      server.connection.sendRequest("workspace/symbol", { query: "r" }),
      server.connection.sendRequest("millrace/graph", { near: textDocument.uri }),
    ]);
  }
  expect(errors).toEqual([]);
  expect(server.process.exitCode).toBeNull();
  await server.stop();
});

function edited(text: string, random: Random): string {
  const at = random(text.length + 1);
  return random(3) > 0
    ? text.slice(0, at) + PIECES[random(PIECES.length)] + text.slice(at)
    : text.slice(0, at) + text.slice(at + random(12));
}
