// Measures the language server in a large repository of 2,200 files with expensive types, relative to TypeScript's language service.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { TypeEngine } from "../../runtime/contract/editor.js";
import { serverStatusRequest } from "../../runtime/contract/protocol.js";
import type { ServerStatus } from "../../runtime/contract/server-status.js";
import { type SpawnedServer, spawnedServer } from "../support/wired-server.js";
import { bareLanguageService } from "./bare-language-service.js";
import { type GeneratedRepository, generateRepository } from "./generated-repository.js";
import { type Edit, mismatching, probeOf } from "./repository-edits.js";

const ROUNDS = 6;
const BARE = "BENCH_BARE_REPOSITORY";
const QUIET = 150;

const asked = process.env[BARE];
if (asked !== undefined) serveBare(JSON.parse(asked) as GeneratedRepository);
else
  for (const assets of process.env.ASSETS ? [Number(process.env.ASSETS)] : [15, 300])
    for (const engine of ["typescript6", "native"] as const) {
      const repository = generateRepository(assets);
      try {
        await measure(repository, engine);
      } finally {
        repository.remove();
      }
    }

/** TypeScript alone in a separate process: it answers each edit with the elapsed milliseconds. */
function serveBare(repository: GeneratedRepository): void {
  const service = bareLanguageService(repository.dir, repository.edited, probe(repository));
  process.send?.(service.open);
  process.on("message", (edit: Edit | "memory") => process.send?.(edit === "memory" ? service.memory() : service.edit(edit)));
}

function read({ dir, edited }: GeneratedRepository): string {
  return readFileSync(join(dir, edited), "utf8");
}

function probe(repository: GeneratedRepository): string {
  const name = (file: string) => basename(file, ".ts");
  return probeOf(read(repository)).replaceAll("BEFORE", name(repository.before)).replaceAll("EDITED", name(repository.edited));
}

/** The next number that the process of TypeScript sends. */
async function told(bare: ChildProcess): Promise<number> {
  const [number] = (await once(bare, "message")) as [number];
  return number;
}

async function measure(repository: GeneratedRepository, engine: TypeEngine): Promise<void> {
  const text = read(repository);
  const label = `editor: ${repository.files.toLocaleString("en-US")} files, ${repository.assets} assets${engine === "native" ? ", native engine" : ""}`;
  const say = (what: string, words: string) => console.log(`${label}: ${what}: ${words}`);
  const bare = fork(process.argv[1] ?? "", ["editor"], { env: { ...process.env, [BARE]: JSON.stringify(repository) } });
  const bareOpen = await told(bare);
  const started = performance.now();
  const since = () => performance.now() - started;
  const server = await spawnedServer(repository.dir, { trusted: true, typeEngine: engine });
  try {
    const at = await lensesOf(server, repository.edited, text);
    say("open, to what needs no types", `${since().toFixed(0)} ms (bar: < 1,000 ms)`);
    await server.connection.sendRequest("textDocument/hover", { ...at, position: assetIn(text) });
    say("open, to the first hover", `${since().toFixed(0)} ms (bar: < 12,000 ms), TypeScript alone ${bareOpen.toFixed(0)} ms`);
    await atRest(server);
    say("open, to everything checked", `${since().toFixed(0)} ms (no bar)`);
    let version = 1;
    const change = (to: string) => server.change(repository.edited, ++version, to);
    const [ours, theirs]: [number[], number[]] = [[], []];
    for (const edit of mismatching(text, ROUNDS)) {
      // Alternates, so that a busy moment of the machine affects both.
      bare.send(edit);
      const alone = await told(bare);
      const from = performance.now();
      change(edit.text);
      await answered(server, repository.edited, edit);
      const took = performance.now() - from - QUIET;
      await atRest(server);
      if (edit.fits) continue;
      ours.push(took);
      theirs.push(alone);
    }
    say(
      `keystroke → type problem, less ${QUIET} ms of quiet`,
      `median ${median(ours).toFixed(0)} ms, ${ratio(median(ours), median(theirs))} × TypeScript alone (${median(theirs).toFixed(0)} ms; bar: ${engine === "native" ? "< 250 ms" : "1.5 ×"})`,
    );
    const harmless: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const from = performance.now();
      change(`// ${round}\n${text}`);
      await atRest(server);
      harmless.push(performance.now() - from);
    }
    say("keystroke that changes no type → nothing left to check", `median ${median(harmless).toFixed(0)} ms (bar: < 200 ms)`);
    bare.send("memory");
    const memoryAlone = await told(bare);
    const memory = memoryOf(server.process.pid);
    const native = engine === "native" ? ", the native process aside" : "";
    say("memory", `${memory.toFixed(0)} MB, ${ratio(memory, memoryAlone)} × TypeScript alone (bar: 1.3 ×)${native}`);
  } finally {
    bare.kill();
    await ended(server);
  }
  say("open again, to what needs no types", `${(await openedAgain(repository, engine, text)).toFixed(0)} ms (bar: < 1,000 ms)`);
}

/** The first server's cache is used by the second. */
async function openedAgain({ dir, edited }: GeneratedRepository, typeEngine: TypeEngine, text: string): Promise<number> {
  const started = performance.now();
  const server = await spawnedServer(dir, { trusted: true, typeEngine });
  await lensesOf(server, edited, text);
  const took = performance.now() - started;
  await ended(server);
  return took;
}

/** Ends the server and keeps its project. */
async function ended(server: SpawnedServer): Promise<void> {
  const gone = once(server.process, "exit");
  server.process.kill();
  await gone;
  server.connection.dispose();
}

/** Opens a file and waits for its lenses. Returns the position of the file's start. */
async function lensesOf(server: SpawnedServer, file: string, text: string): Promise<object> {
  server.open(file, text);
  const at = { textDocument: { uri: server.uri(file) }, position: { line: 0, character: 0 } };
  await server.connection.sendRequest("textDocument/codeLens", at);
  return at;
}

async function answered(server: SpawnedServer, file: string, { fits, mark }: Edit): Promise<void> {
  const isAbout = ({ code, message }: { code?: string; message: string }) => code === "type-mismatch" && message.includes(mark);
  await server.diagnostics(file, (all) => (fits ? all.every(({ code }) => code !== "type-mismatch") : all.some(isAbout)));
}

/** Resolves when no checks are left. */
async function atRest(server: SpawnedServer): Promise<void> {
  for (;;) {
    const { state } = await server.connection.sendRequest<ServerStatus>(serverStatusRequest.method, {});
    if (state.projects.length > 0 && state.projects.every(({ checking }) => !checking)) return;
    await new Promise((next) => setTimeout(next, 2));
  }
}

function assetIn(text: string): { line: number; character: number } {
  const line = text.split("\n").findIndex((each) => each.startsWith("export const rows_"));
  return { line, character: "export const r".length };
}

function median(all: readonly number[]): number {
  return [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN;
}

function ratio(ours: number, theirs: number): string {
  return (ours / theirs).toFixed(2);
}

function memoryOf(pid: number | undefined): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1000;
}
