// Clients that break the protocol: invalid edits, requests from nowhere, messages that are none. The server lives, and still knows the text.
import { expect, test } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import { projectFolder, type WiredServer, wiredServer } from "../support/wired-server.js";

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
const TSCONFIG = '{ "compilerOptions": { "strict": true, "module": "NodeNext", "target": "ES2023", "types": [] }, "include": ["**/*.ts"] }';
const FILES: Readonly<Record<string, string>> = { "src/assets.ts": ASSETS, "millrace.config.ts": CONFIG };
const PIECES = ["(", ")", "{", "}", '"', "`", "=>", "asset(", "ids", "rows", "🙂", "/*", "//", "import ", "\n", "\r\n", "\r", "", ""];
const POSITIONED =
  "hover definition completion references documentHighlight prepareCallHierarchy prepareTypeHierarchy prepareRename rename".split(" ");
const RANGED = ["documentSymbol", "codeLens", "inlayHint", "codeAction"];
const ITEMS = ["callHierarchy/incomingCalls", "callHierarchy/outgoingCalls", "completionItem/resolve", "workspace/executeCommand"];
const OURS = "graph assetAt place partitions cancel show configure materialize".split(" ").map((name) => `millrace/${name}`);
const EVERY = [...POSITIONED, ...RANGED].map((name) => `textDocument/${name}`).concat(ITEMS, OURS, "workspace/symbol", "no/such");
const NOTES = "didOpen didChange didClose didSave".split(" ").map((name) => `textDocument/${name}`);
const STORMS = 6;
const ROUNDS = 200;

type Random = (below: number) => number;

test("what breaks the protocol breaks neither the server nor what it knows", async () => {
  const seed = Number(process.env.MILLRACE_SEED ?? 20_261_121);
  const random = generator(seed);
  const watched = await start();
  const { server } = watched;
  const wrong: string[] = [];
  let version = 1;
  for (let storm = 0; storm < STORMS; storm++) {
    const answers: Promise<unknown>[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const [uri, document] = pick([...watched.mirror], random);
      change(uri, document);
      const kind = random(4);
      if (kind === 0) malformed(server, random);
      else answers.push(ask(pick([uri, uri, uri, ...strangers(server)], random)));
      if (random(8) === 0) await Promise.all(answers.splice(0));
    }
    await Promise.all(answers);
    expect({ seed, storm, wrong, exit: server.process.exitCode }).toEqual({ seed, storm, wrong: [], exit: null });
    // What an invalid edit does is anybody's guess: the whole text settles it.
    for (const [uri, document] of watched.mirror) {
      const text = document.getText() + (uri === server.uri("millrace.config.ts") ? `\n// ${storm}\n` : "");
      edit(uri, document, [{ text: random(2) === 0 || text.length > 4000 ? `${FILES[fileOf(uri)]}// ${storm}\n` : text }]);
    }
    const known = await watched.settled();
    const fresh = await start(new Map([...watched.mirror].map(([uri, document]) => [fileOf(uri), document.getText()])));
    const expected = await fresh.settled();
    await fresh.server.stop();
    expect({ seed, storm, known }).toEqual({ seed, storm, known: expected });
  }
  await server.stop();

  function fileOf(uri: string): string {
    return Object.keys(FILES).find((file) => server.uri(file) === uri) ?? "";
  }

  function edit(uri: string, document: TextDocument, contentChanges: Parameters<typeof TextDocument.update>[1]): void {
    version++;
    void server.connection.sendNotification("textDocument/didChange", { textDocument: { uri, version }, contentChanges });
    watched.mirror.set(uri, TextDocument.update(document, [...contentChanges], version));
  }

  /** Edits beyond the end and backwards have a meaning, the library's; what is no position at all is sent with malformed messages. */
  function change(uri: string, document: TextDocument): void {
    const text = pick(PIECES, random);
    if (random(30) === 0) return edit(uri, document, [{ text: FILES[fileOf(uri)] ?? "" }]);
    const range = { start: position(document, random), end: position(document, random) };
    const near = { start: range.start, end: { ...range.start, character: range.start.character + random(6) } };
    edit(uri, document, [{ range: random(10) === 0 ? range : near, text }]);
  }

  async function ask(uri: string): Promise<void> {
    const document = watched.mirror.get(uri);
    const at = position(document, random);
    const method = pick(EVERY, random);
    const texts = new Map(watched.mirror);
    for (const [each, held] of texts) texts.set(each, TextDocument.create(each, "typescript", 0, held.getText()));
    const params = {
      textDocument: { uri },
      uri,
      position: at,
      ...at,
      range: { start: at, end: position(document, random) },
      context: { includeDeclaration: true, diagnostics: watched.published.get(uri) ?? [] },
      newName: pick(["x", "ids", "1", "", "no name"], random),
      query: "r",
      near: uri,
    };
    const answer = await server.connection.sendRequest(method, params).catch(() => null);
    // Resolving gives back what it was given.
    if (method === "completionItem/resolve") return;
    for (const range of outside(answer, uri, texts)) wrong.push(`${method}: ${range}`);
  }
}, 90_000);

interface Watched {
  readonly server: WiredServer;
  readonly mirror: Map<string, TextDocument>;
  readonly published: Map<string, unknown[]>;
  /** What is published once nothing is left to be checked, by file; call it after a change of the config. */
  settled(): Promise<Readonly<Record<string, unknown>>>;
}

async function start(texts: ReadonlyMap<string, string> = new Map(Object.entries(FILES))): Promise<Watched> {
  const server = await wiredServer(projectFolder({ ...FILES, "package.json": '{"type":"module"}', "tsconfig.json": TSCONFIG }), {
    trusted: false,
  });
  const published = new Map<string, unknown[]>();
  let rested = () => {};
  server.connection.onNotification((method, note: unknown) => {
    const { uri, diagnostics } = note as { uri: string; diagnostics: unknown[] };
    if (method === "textDocument/publishDiagnostics") published.set(uri, diagnostics);
    if (method === "millrace/graphChanged") rested();
  });
  const mirror = new Map(
    [...texts].map(([file, text]) => [server.uri(file), TextDocument.create(server.uri(file), "typescript", 1, text)]),
  );
  for (const [file, text] of texts) server.open(file, text);
  return {
    server,
    mirror,
    published,
    async settled() {
      // Once the request is answered the server has heard of the last change, and rests only when it has checked it.
      await server.connection.sendRequest("millrace/graph", {});
      await new Promise<void>((resolve) => {
        rested = resolve;
      });
      const all = [...published].filter(([, diagnostics]) => diagnostics.length > 0).sort(([a], [b]) => (a < b ? -1 : 1));
      return JSON.parse(JSON.stringify(Object.fromEntries(all)).replaceAll(server.dir, "")) as Record<string, unknown>;
    },
  };
}

/** Every range of an answer that does not lie in its document, in words. */
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

/** Documents outside any project, never opened, and what is no document. */
function strangers(server: WiredServer): string[] {
  return ["file:///nowhere/at/all.ts", server.uri("src/unopened.ts"), "untitled:Untitled-1", "file://host/share/a.ts", "file:///%zz", ""];
}

function malformed(server: WiredServer, random: Random): void {
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

/** Mostly in the document, at times beyond its lines or their ends. */
function position(document: TextDocument | undefined, random: Random): { line: number; character: number } {
  return { line: random((document?.lineCount ?? 5) + 2), character: random(random(10) === 0 ? 2000 : 90) };
}

function pick<T>(all: readonly T[], random: Random): T {
  return all[random(all.length)] as T;
}

/** A linear congruential generator (Numerical Recipes): a seed tells the whole storm. */
function generator(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
