// The language over the protocol: the server uses the client's locale from `initialize`, and translates everything.
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import {
  materializeRequest,
  partitionsRequest,
  selectRequest,
  serverStatusRequest,
  stateNotification,
} from "../../../runtime/contract/protocol.js";
import type { ServerStatus } from "../../../runtime/contract/server-status.js";
import { repository } from "../../support/repository.js";
import { sampleOf } from "../../support/trials.js";
import { projectFolder, type SpawnedServer, spawnedServer } from "../../support/wired-server.js";
import { markedBundle, markedLocale, unmarkedWords } from "../../unit/l10n/marked.js";

const ASSETS = `import { asset, DailyPartitionsDefinition } from "millrace";
const days = new DailyPartitionsDefinition({ startDate: "2026-01-01" });
export const numbers = asset((): number[] => [1, 2, 3]);
export const daily = asset({ partitions: days, group: "sums" }, (numbers: number[]): number => numbers.length);
export const text = asset((daily: string, nmbers: string): string => daily);
export const last = asset({ deps: ["numbers"] }, () => 1);
`;
const CONFIG = `import { Definitions, defineAssetJob } from "millrace";
import * as assets from "./src/assets.js";
export default new Definitions({ assets, jobs: [defineAssetJob("all", { selection: "numbers or " })] });
`;
const FILES = {
  "millrace.config.ts": CONFIG,
  "tsconfig.json": '{ "compilerOptions": { "strict": true, "module": "NodeNext", "types": [] }, "include": ["src"] }',
  "package.json": '{"type":"module"}',
  "src/assets.ts": ASSETS,
};
/** Words of the API, of the protocol, and of paths. */
const API = `${Object.values(FILES).join("\n")} FilesystemIOManager ReadonlyMap string millrace config src assets json storage group key kind
  owner tag not and roots sinks default partition date next nosuch`;

let server: SpawnedServer | null = null;
/** Stored beside the shipped bundles until the next build. */
const marks = join(repository, `runtime/dist/l10n/bundle.l10n.${markedLocale}.json`);

afterEach(async () => {
  await server?.stop();
  server = null;
  rmSync(marks, { force: true });
});

async function start(locale?: string, options: unknown = {}): Promise<SpawnedServer> {
  server = await spawnedServer(projectFolder(FILES), options, locale === undefined ? {} : { locale });
  server.open("src/assets.ts", ASSETS);
  return server;
}

const LOCALES: readonly (readonly [locale: string | undefined, title: string])[] = [
  ["DE_ch", "▶ Materialisieren"],
  ["de", "▶ Materialisieren"],
  ["de-AT", "▶ Materialisieren"],
  ["fr", "▶ Materialize"],
  ["../de", "▶ Materialize"],
  [undefined, "▶ Materialize"],
];

test.each(sampleOf(LOCALES, 3))("a client whose locale is %s reads %s", async (locale, title) => {
  const { connection, uri } = await start(locale);
  const lenses = await connection.sendRequest<Lens[]>("textDocument/codeLens", { textDocument: { uri: uri("src/assets.ts") } });
  expect(lenses[0]?.command.title).toBe(title);
});

interface Lens {
  readonly command: { readonly title: string; readonly tooltip?: string };
}
interface Item {
  readonly label: string;
  readonly detail?: string;
  readonly labelDetails?: { readonly detail?: string; readonly description?: string };
}

test("whatever the server says is translated", async () => {
  writeFileSync(marks, JSON.stringify(markedBundle()));
  const wired = await start(markedLocale, { clientCommands: true, trusted: false });
  const { connection } = wired;
  const uri = wired.uri("src/assets.ts");
  const ask = <Answer>(method: string, params: object) => connection.sendRequest<Answer>(method, { textDocument: { uri }, ...params });
  const said: string[] = [];
  const say = (...words: (string | undefined)[]) => said.push(...words.filter((each) => each !== undefined));
  const at = (needle: string, into = 1) => {
    const before = ASSETS.slice(0, ASSETS.indexOf(needle) + into).split("\n");
    return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  };

  const diagnostics = await wired.diagnostics("src/assets.ts", (all) => all.some(({ code }) => code === "type-mismatch"));
  expect(diagnostics.map(({ code }) => code)).toEqual(["unknown-upstream", "type-mismatch"]);
  say(...diagnostics.map(({ message }) => message.split("\n")[0]));
  for (const { message } of await wired.diagnostics("millrace.config.ts", (all) => all.length > 0)) say(message);
  for (const { title } of (
    await Promise.all(
      diagnostics.map(({ range }) => ask<{ title: string }[]>("textDocument/codeAction", { range, context: { diagnostics } })),
    )
  ).flat())
    say(title);
  for (const { command } of await ask<Lens[]>("textDocument/codeLens", {})) say(command.title, command.tooltip);
  for (const needle of ["numbers =", "daily =", "daily:", "nmbers", 'numbers"'])
    say((await ask<{ contents: { value: string } } | null>("textDocument/hover", { position: at(needle) }))?.contents.value);

  const half = 'export const next = asset({ deps: ["nu"], group: "s" }, (n) => 1);';
  wired.change("src/assets.ts", 2, `${ASSETS}${half}\n`);
  const line = ASSETS.split("\n").length - 1;
  for (const character of [half.indexOf('nu"') + 2, half.indexOf('s" }') + 1, half.indexOf("(n)") + 2]) {
    const list = await ask<{ items: Item[] } | null>("textDocument/completion", { position: { line, character } });
    for (const { detail, labelDetails } of list?.items ?? []) say(detail, labelDetails?.detail, labelDetails?.description);
  }
  const [item] = await ask<{ detail: string }[]>("textDocument/prepareCallHierarchy", { position: at("numbers =") });
  say(item?.detail);
  const symbols = await connection.sendRequest<{ containerName: string }[]>("workspace/symbol", { query: "" });
  say(...symbols.map(({ containerName }) => containerName));

  const project = wired.uri("").replace(/\/$/, "");
  const refused = await connection.sendRequest<{ message: string }>(materializeRequest.method, { project, selection: ["*"] });
  const nowhere = await connection.sendRequest<{ message: string }>(materializeRequest.method, {
    project: "file:///nowhere",
    selection: ["*"],
  });
  say(refused.message, nowhere.message);
  for (const selection of ["nosuch", "numbers and"])
    say((await connection.sendRequest<{ error: string }>(selectRequest.method, { project, selection })).error);
  say((await connection.sendRequest<{ text: string }>(partitionsRequest.method, { project, selection: ["daily"] })).text);
  const state = await wired.notification(stateNotification, ({ kind }) => kind === "restricted");
  say(state.message, ...state.projects.flatMap(({ notes }) => notes));
  const status = await connection.sendRequest<ServerStatus>(serverStatusRequest.method, {});
  say(status.projects[0]?.described.reason);

  expect(said.length).toBeGreaterThan(40);
  expect(said.filter((words) => unmarkedWords(words.replaceAll(wired.dir, ""), API).length > 0)).toEqual([]);
  expect(said.filter((words) => words.includes("⟦")).length).toBeGreaterThan(35);
});
