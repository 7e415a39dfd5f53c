// The facts of files are cached for the next server in the cache folder of the project's state, so that it need not parse them again.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { ReadFile } from "../../../server/analysis/index.js";
import { keepFacts, readFacts } from "../../../server/lsp/kept-facts.js";
import { projectFolder, type WiredServer, wiredServer } from "../../support/wired-server.js";

const CONFIG = `import { Definitions } from "millrace";
import * as assets from "./src/assets.js";
export default new Definitions({ assets });
`;
const ASSETS = `import { asset } from "millrace";
/** As it is written. */
export const orders = asset((): number[] => [1]);
`;
const HOVERED = { line: 2, character: 15 };

let stop: (() => Promise<void>) | null = null;
afterEach(async () => {
  await stop?.();
  stop = null;
});

function project(): string {
  return projectFolder({
    "millrace.config.ts": CONFIG,
    "package.json": '{ "type": "module" }',
    "tsconfig.json": '{ "compilerOptions": { "strict": true, "module": "NodeNext", "types": [] }, "include": ["**/*.ts"] }',
    "src/assets.ts": ASSETS,
  });
}

const cache = (dir: string) => join(dir, ".millrace/cache/facts.v8");

async function opened(dir: string, options?: unknown): Promise<WiredServer> {
  const server = await wiredServer(dir, options);
  stop = server.stop;
  return server;
}

/** Opens the project, runs `act`, and closes the project. The folder stays. */
async function session<T>(dir: string, act: (server: WiredServer) => T | Promise<T>, options?: unknown): Promise<T> {
  const server = await opened(dir, options);
  const given = await act(server);
  await server.connection.sendRequest("shutdown");
  return given;
}

async function hovered(server: WiredServer): Promise<string> {
  server.open("src/assets.ts", readFileSync(join(server.dir, "src/assets.ts"), "utf8"));
  return JSON.stringify(
    await server.connection.sendRequest("textDocument/hover", { textDocument: { uri: server.uri("src/assets.ts") }, position: HOVERED }),
  );
}

/** Changes the cache so that its facts about the assets differ from the text. */
function forge(dir: string): void {
  const forged = new Map([...readFacts(dir)].map(([path, { text, facts }]): [string, ReadFile] => [path, { text, facts: told(facts) }]));
  keepFacts(dir, { readFiles: () => forged }, new Map());
}

function told(facts: ReadFile["facts"]): ReadFile["facts"] {
  const bindings = [...facts.bindings].map(([name, binding]) => [name, { ...binding, description: "As it is kept." }] as const);
  return { ...facts, bindings: new Map(bindings) };
}

test("once all is checked, what files said is kept; the next server takes it, and reads anew what was edited meanwhile", async () => {
  const dir = project();
  await session(dir, async (server) => {
    expect(await hovered(server)).toContain("As it is written.");
    await expect.poll(() => existsSync(cache(dir))).toBe(true);
  });
  expect([...readFacts(dir).keys()]).toEqual(expect.arrayContaining([join(dir, "millrace.config.ts"), join(dir, "src/assets.ts")]));
  forge(dir);
  expect(await session(dir, hovered)).toContain("As it is kept.");
  writeFileSync(join(dir, "src/assets.ts"), ASSETS.replace("As it is written.", "As it was edited."));
  expect(await session(dir, hovered)).toContain("As it was edited.");
  expect(readFacts(dir).get(join(dir, "src/assets.ts"))?.text).toContain("As it was edited.");
});

test("a config that cannot be read counts as it last could, also where that was kept; what is kept is what a text says", async () => {
  const dir = project();
  await session(dir, hovered);
  const broken = CONFIG.replace('{ Definitions } from "', "{ Definitions } from ");
  await session(dir, async (server) => {
    server.open("millrace.config.ts", CONFIG);
    await hovered(server);
    server.change("millrace.config.ts", 2, broken);
    expect(await hovered(server)).toContain("As it is written.");
  });
  // Earlier facts of a file do not count as facts of its unreadable text.
  for (const { facts } of readFacts(dir).values()) expect(facts.outdated).toBeUndefined();
});

test("a file that is damaged, cut off, of another project or of another build is as if it were not there", async () => {
  const dir = project();
  await session(dir, hovered);
  forge(dir);
  const whole = readFileSync(cache(dir));
  const flipped = Buffer.from(whole);
  flipped.writeUInt8(flipped.readUInt8(whole.length >> 1) ^ 1, whole.length >> 1);
  for (const damaged of [flipped, whole.subarray(0, whole.length - 1), Buffer.alloc(0), Buffer.from("{}"), Buffer.alloc(100, 0xff)]) {
    writeFileSync(cache(dir), damaged);
    expect(readFacts(dir).size).toBe(0);
    expect(await session(dir, hovered)).toContain("As it is written.");
    expect(readFacts(dir).size).toBeGreaterThan(1);
  }
  const elsewhere = project();
  await session(elsewhere, hovered);
  writeFileSync(cache(elsewhere), whole);
  expect(await session(elsewhere, hovered)).toContain("As it is written.");
  stop = (await opened(dir)).stop;
});

test("in a folder that is not trusted nothing is taken from there, and nothing is kept", async () => {
  const dir = project();
  await session(dir, hovered, { trusted: false });
  expect(existsSync(cache(dir))).toBe(false);
  await session(dir, hovered);
  forge(dir);
  const before = readFileSync(cache(dir));
  for (const trusted of [false, undefined]) expect(await session(dir, hovered, { trusted })).toContain("As it is written.");
  expect(readFileSync(cache(dir)).equals(before)).toBe(true);
});
