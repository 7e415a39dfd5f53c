// Clients that break the protocol: invalid edits, unexpected requests, malformed messages. The server keeps running with the correct text.
import ts from "typescript";
import { expect, test } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { MaterializeAnswer } from "../../runtime/contract/editor.js";
import { cancelRequest, configureRequest, materializeRequest } from "../../runtime/contract/protocol.js";
import { generator, pick, type Random, roundSeed as seed } from "../support/random.js";
import { stormProject } from "../support/storm-project.js";
import { trials } from "../support/trials.js";
import type { SpawnedServer } from "../support/wired-server.js";

const ASSETS = `import { asset, type AssetContext } from "millrace";
/** Ids. */
export const ids = asset({ group: "g" }, async (): Promise<number[]> => [1]);
export const rows = asset({ deps: ["ids"] }, (context: AssetContext, ids: number[]): { n: number }[] => ids.map((n) => ({ n })));
export const words = asset({ ins: { r: { key: "rows" } } }, (r: { n: number }[]) => r.map((x) => [x.n, "🙂 ünï"]));
`;
const CONFIG = `import { Definitions, FilesystemIOManager } from "millrace";
import * as a from "./src/assets.js";
export default new Definitions({ assets: a, resources: { io_manager: new FilesystemIOManager({ baseDir: "data" }) } });
`;
const TSCONFIG =
  '{ "compilerOptions": { "strict": true, "module": "NodeNext", "target": "ES2023", "lib": ["ES2023"], "types": [] }, "include": ["**/*.ts"] }';
const FILES: Readonly<Record<string, string>> = { "src/assets.ts": ASSETS, "millrace.config.ts": CONFIG };
const PIECES = ["(", ")", "{", "}", '"', "`", "=>", "asset(", "ids", "rows", "🙂", "/*", "//", "import ", "\n", "\r\n", "\r", "", ""];
const POSITIONED =
  "hover definition completion references documentHighlight prepareCallHierarchy prepareTypeHierarchy prepareRename rename".split(" ");
const RANGED = ["documentSymbol", "codeLens", "inlayHint", "codeAction"];
const ITEMS = ["callHierarchy/incomingCalls", "callHierarchy/outgoingCalls", "completionItem/resolve", "workspace/executeCommand"];
const OURS =
  "graph assetAt place partitions ownFiles cancel look configure materialize runs runSteps runEvents unfinished assetFiles newAsset"
    .split(" ")
    .map((name) => `millrace/${name}`);
const EVERY = [...POSITIONED, ...RANGED].map((name) => `textDocument/${name}`).concat(ITEMS, OURS, "workspace/symbol", "no/such");
const NOTES = "didOpen didChange didClose didSave".split(" ").map((name) => `textDocument/${name}`);
const CALLS = ["callHierarchy/incomingCalls", "callHierarchy/outgoingCalls"];
const REST = { "package.json": '{"type":"module"}', "tsconfig.json": TSCONFIG };
const STORMS = trials(8, 1);
const ROUNDS = 150;

test("what breaks the protocol breaks neither the server nor what it knows", async () => {
  const random = generator(20_261_121);
  const disk = new Map(Object.entries(FILES));
  const storming = await stormProject({ open: disk, disk }, REST);
  const { server } = storming;
  const project = server.uri(".").replace(/\/\.?$/, "");
  const wrong: string[] = [];
  let runs = 0;
  for (let storm = 0; storm < STORMS; storm++) {
    const answers: Promise<unknown>[] = [];
    const runId = storm % 4 === 1 ? await begun() : null;
    const cancelAt = random(ROUNDS);
    for (let round = 0; round < ROUNDS; round++) {
      const file = pick(Object.keys(FILES), random);
      change(file);
      const kind = random(4);
      if (kind === 0) malformed(server, random);
      else answers.push(random(4) === 0 ? askCalls(file) : ask(pick([file, file, file, ...strangers(server)], random)));
      if (runId !== null && round === cancelAt) answers.push(server.connection.sendRequest(cancelRequest.method, { runId }));
      if (random(8) === 0) await Promise.all(answers.splice(0));
    }
    await Promise.all(answers);
    if (runId !== null) await over(runId);
    expect({ seed, storm, wrong, exit: server.process.exitCode }).toEqual({ seed, storm, wrong: [], exit: null });
    for (const file of Object.keys(FILES)) settle(file, storm);
    const known = await storming.settled();
    const fresh = await stormProject(storming.texts(), REST);
    const expected = await fresh.settled();
    await fresh.server.stop();
    expect({ seed, storm, known }).toEqual({ seed, storm, known: expected });
  }
  expect({ seed, runs }).toEqual({ seed, runs: Math.ceil((STORMS - 1) / 4) });
  expect({ seed, endings: [...storming.endings.values()] }).toEqual({ seed, endings: [...storming.endings.keys()].map(() => 1) });
  await server.stop();

  /** Starts a run while the code is readable, in the editor and on disk. */
  async function begun(): Promise<string> {
    for (const [file, text] of Object.entries(FILES)) {
      storming.write(file, text);
      if (storming.isOpen(file)) storming.edit(file, [{ text }]);
    }
    await server.connection.sendRequest(configureRequest.method, { trusted: true });
    const answer = await server.connection.sendRequest<MaterializeAnswer>(materializeRequest.method, { project, selection: ["*"] });
    if (answer.kind !== "started") throw new Error(`seed ${seed}: ${answer.message}`);
    runs++;
    return answer.runId;
  }

  async function over(runId: string): Promise<void> {
    await storming.ended(runId);
    storming.tellState();
    await server.connection.sendRequest(configureRequest.method, { trusted: false });
  }

  /** At the end all sources are readable again: for an unreadable one, a server uses its last state, which a fresh one does not know. */
  function settle(file: string, storm: number): void {
    const document = storming.documents.get(file);
    const text = document?.getText() ?? "";
    const isConfig = file === "millrace.config.ts";
    const isWhole = isConfig || text.length > 4000 || !canBeRead(file, text);
    if (!isWhole && random(3) > 0) return;
    const mended = `${isWhole || random(2) === 0 ? FILES[file] : text}// ${storm}\n`;
    if (!storming.isOpen(file)) return storming.write(file, mended);
    const range = { start: { line: 0, character: 0 }, end: document?.positionAt(text.length) ?? { line: 0, character: 0 } };
    storming.edit(file, [random(2) === 0 ? { text: mended } : { range, text: mended }]);
  }

  /** The library defines the meaning of edits beyond the end and reversed ranges. Malformed positions are part of malformed messages. */
  function change(file: string): void {
    if (!storming.isOpen(file)) return random(4) === 0 ? reopen(file) : undefined;
    if (random(30) === 0) return storming.edit(file, [{ text: FILES[file] ?? "" }]);
    if (random(20) === 0) return storming.close(file);
    if (random(40) === 0) return storming.save(file);
    // Several changes at once, each relative to the result of the previous one. Sometimes one replaces the whole text.
    let document = TextDocument.create(file, "typescript", 0, storming.documents.get(file)?.getText() ?? "");
    const changes = Array.from({ length: 1 + random(random(4) === 0 ? 4 : 1) }, () => {
      const range = { start: position(document), end: position(document) };
      const near = { start: range.start, end: { ...range.start, character: range.start.character + random(6) } };
      const text = pick(PIECES, random);
      const each = random(60) === 0 ? { text: FILES[file] ?? "" } : { range: random(10) === 0 ? range : near, text };
      document = TextDocument.update(document, [each], 0);
      return each;
    });
    storming.edit(file, changes);
  }

  /** With the text on disk, or the text that a crashed editor had saved. */
  function reopen(file: string): void {
    if (random(2) === 0) storming.open(file);
    else storming.open(file, `${FILES[file]}// kept ${random(100)}\n`);
  }

  async function ask(about: string): Promise<void> {
    const document = storming.documents.get(about);
    const uri = document?.uri ?? about;
    const at = position(document);
    const method = pick(EVERY, random);
    const texts = held();
    const params = {
      textDocument: { uri },
      uri,
      position: at,
      ...at,
      range: { start: at, end: position(document) },
      context: { includeDeclaration: true, diagnostics: storming.published.get(uri) ?? [] },
      newName: pick(["x", "ids", "1", "", "no name"], random),
      query: "r",
      near: uri,
    };
    const answer = await server.connection.sendRequest(method, params).catch(() => null);
    // Resolving returns the item.
    if (method === "completionItem/resolve") return;
    for (const range of outside(answer, uri, texts)) wrong.push(`${method}: ${range}`);
  }

  /** Moves through the hierarchy. Each request uses the previous answer, although the text has changed since. */
  async function askCalls(file: string): Promise<void> {
    const document = storming.documents.get(file);
    const names = [...(document?.getText() ?? "").matchAll(/\b(?:ids|rows|words|r)\b/g)];
    const at = names.length === 0 ? position(document) : document?.positionAt(pick(names, random).index);
    const uri = document?.uri ?? file;
    let items = await server.connection.sendRequest<Item[] | null>("textDocument/prepareCallHierarchy", {
      textDocument: { uri },
      position: at,
    });
    for (let steps = 0; steps < 3; steps++) {
      const [item] = items ?? [];
      if (!item) return;
      const method = pick(CALLS, random);
      const texts = held();
      const calls: readonly Call[] = (await server.connection.sendRequest<Call[] | null>(method, { item })) ?? [];
      for (const { from, to, fromRanges } of calls) {
        const lies = from ? { at: from, ranges: fromRanges.map((range) => ({ range, uri: from.uri })) } : { at: to, ranges: fromRanges };
        for (const range of outside(lies, item.uri, texts)) wrong.push(`${method}: ${range}`);
      }
      items = calls.flatMap(({ from, to }) => from ?? to ?? []);
    }
  }

  /** The current texts by URI. */
  function held(): ReadonlyMap<string, TextDocument> {
    return new Map(
      [...storming.documents.values()].map((document) => [
        document.uri,
        TextDocument.create(document.uri, "typescript", 0, document.getText()),
      ]),
    );
  }

  /** Usually inside the document, sometimes beyond its lines or their ends. */
  function position(document: TextDocument | undefined): { line: number; character: number } {
    return { line: random((document?.lineCount ?? 5) + 2), character: random(random(10) === 0 ? 2000 : 90) };
  }
});

interface Item {
  readonly uri: string;
}

interface Call {
  readonly from?: Item;
  readonly to?: Item;
  readonly fromRanges: readonly unknown[];
}

/** Whether the parser finds no syntax error. */
function canBeRead(file: string, text: string): boolean {
  return !/\.[cm]?tsx?$/.test(file) || ts.transpileModule(text, { reportDiagnostics: true, fileName: file }).diagnostics?.length === 0;
}

/** Lists every range of an answer that is outside its document. */
function outside(value: unknown, uri: string, texts: ReadonlyMap<string, TextDocument>): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => outside(each, uri, texts));
  if (typeof value !== "object" || value === null) return [];
  const object = value as Record<string, unknown>;
  const own = typeof object.uri === "string" ? object.uri : uri;
  if (object.start && object.end) {
    const document = texts.get(own);
    const inside = (at: unknown) => !document || JSON.stringify(document.positionAt(document.offsetAt(at as never))) === JSON.stringify(at);
    return inside(object.start) && inside(object.end) ? [] : [`${own} ${JSON.stringify(value)}`];
  }
  return Object.entries(object).flatMap(([key, each]) => {
    if (key === "diagnostics") return [];
    if (key === "changes") return Object.entries(each as object).flatMap(([where, edits]) => outside(edits, where, texts));
    return outside(each, key.startsWith("target") ? String(object.targetUri) : own, texts);
  });
}

/** Documents outside any project, documents that were never opened, and invalid documents. */
function strangers(server: SpawnedServer): string[] {
  return ["file:///nowhere/at/all.ts", server.uri("src/unopened.ts"), "untitled:Untitled-1", "file://host/share/a.ts", "file:///%zz", ""];
}

function malformed(server: SpawnedServer, random: Random): void {
  const uri = server.uri(`stranger-${random(3)}.ts`);
  const below = { line: -1 - random(9), character: random(2) === 0 ? 1.5 : -7 };
  const params = pick<unknown>(
    [
      undefined,
      null,
      [],
      [null],
      {},
      { textDocument: null },
      { textDocument: { uri: 7 } },
      { textDocument: { uri }, position: null },
      { textDocument: { uri }, position: below, range: { start: below, end: {} } },
      { textDocument: { uri, version: "x" }, contentChanges: [{ range: { start: below, end: below }, text: 3 }] },
      { textDocument: { uri, languageId: "typescript", version: 1, text: "let a = 1;\n" } },
      { item: { data: null } },
      { item: {}, command: "millrace.server.materialize", arguments: [null, 1] },
    ],
    random,
  );
  const id = random(2) === 0 ? {} : { id: `odd-${random(1_000_000)}` };
  const method = pick("id" in id ? EVERY : [...NOTES, "$/cancelRequest", "workspace/didChangeWatchedFiles", "no/such"], random);
  const content = random(5) === 0 ? pick(["{", "nothing", "[]", "null", "7", '{"jsonrpc":"2.0"}'], random) : "";
  const message = content || JSON.stringify({ jsonrpc: "2.0", ...id, method, params });
  server.process.stdin?.write(`Content-Length: ${Buffer.byteLength(message)}\r\n\r\n${message}`);
}
