// Paths in a project that are not regular files or are far too large: nothing hangs or runs out of memory, and refusals are reported.
import { execFileSync } from "node:child_process";
import { closeSync, existsSync, ftruncateSync, mkdirSync, openSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { RunEvent } from "../../../runtime/contract/events.js";
import { materializeRequest, runEventsRequest, runsRequest, stateNotification } from "../../../runtime/contract/protocol.js";
import type { RunList } from "../../../runtime/contract/run-record.js";
import { openState } from "../../../runtime/state/index.js";
import { nodeFiles } from "../../../server/lsp/node-files.js";
import { run, temporaryProject } from "../../support/terminal.js";
import { projectFolder, type WiredServer, wiredServer } from "../../support/wired-server.js";

const FILES = {
  "millrace.config.ts": `import { Definitions } from "millrace";
import * as assets from "./src/assets.js";
export default new Definitions({ assets });
`,
  "tsconfig.json": '{ "compilerOptions": { "strict": true, "module": "NodeNext", "types": [] }, "include": ["src"] }',
  "package.json": '{"type":"module"}',
  "src/assets.ts": `import { asset, DynamicPartitionsDefinition } from "millrace";
export const numbers = asset((): number[] => [1, 2, 3]);
export const invoices = asset({ partitions: new DynamicPartitionsDefinition({ name: "customers" }) }, (context): string => context.partitionKey);
`,
};
const RUN = "20260101T000000000-abcdef";
const KEYS = ".millrace/partitions/customers.jsonl";
const RECORDS = ".millrace/records/numbers/@";

type Kind = "a pipe" | "a device without end" | "a folder" | "a gigabyte";

function place(path: string, kind: Kind): void {
  mkdirSync(dirname(path), { recursive: true });
  if (kind === "a pipe") execFileSync("mkfifo", [path]);
  else if (kind === "a device without end") symlinkSync("/dev/zero", path);
  else if (kind === "a folder") mkdirSync(path);
  else {
    const file = openSync(path, "w");
    ftruncateSync(file, 2 ** 30);
    closeSync(file);
  }
}

const record = (assetKey: string, runId: string) =>
  JSON.stringify({
    ...{ assetKey, runId, timestamp: "2026-01-01T00:00:01.000Z", durationMs: 5, ioManagerKey: null, manager: null, stored: null },
    metadata: {},
  });

let server: WiredServer | null = null;
afterEach(async () => {
  await server?.stop();
  server = null;
});

const KINDS: readonly Kind[] = ["a pipe", "a device without end", "a folder", "a gigabyte"];

describe.skipIf(process.platform === "win32").each(KINDS)("%s", (kind) => {
  test("as keys of dynamic partitions: told by the command, by a run and by the SDK, and never overwritten", async () => {
    const dir = temporaryProject(FILES);
    place(join(dir, KEYS), kind);
    expect(nodeFiles.read(join(dir, KEYS))).toBeUndefined();
    expect(nodeFiles.refusal?.(join(dir, KEYS))).toContain("customers.jsonl is not read: it ");
    for (const args of [
      ["partitions", "customers"],
      ["partitions", "customers", "--add", "ann"],
      ["materialize", "invoices", "--all-partitions", "--dry-run"],
    ]) {
      const { code, out, err } = await run(dir, args);
      expect([code, out], args.join(" ")).toEqual([1, ""]);
      expect(err).toContain("customers.jsonl is not read: it ");
    }
    const { keys } = openState(dir);
    await expect(keys.read("customers")).rejects.toThrow("is not read");
    if (kind !== "a gigabyte") await expect(keys.change("customers", { add: ["ann"] })).rejects.toThrow("is not read");
  });

  test("as the record of a run: listed, and told where its events would be", async () => {
    const dir = temporaryProject(FILES);
    place(join(dir, `.millrace/runs/${RUN}.jsonl`), kind);
    const listed = await run(dir, ["runs"]);
    expect([listed.code, listed.out]).toEqual([0, expect.stringContaining(RUN)]);
    const one = await run(dir, ["runs", RUN]);
    expect([one.code, one.out]).toEqual([
      0,
      expect.stringContaining(kind === "a gigabyte" ? "Only its beginning and its end are shown" : "is not read: it is a"),
    ]);
    expect(await openState(dir).runs.readFrom(RUN, 0)).toEqual({ events: [], next: 0 });
    expect((await run(dir, ["materialize", "numbers"])).code).toBe(0);
  });

  test("as a record: the one before it stands; where there is none, verify tells it", async () => {
    const dir = temporaryProject(FILES);
    place(join(dir, RECORDS, `${RUN}.json`), kind);
    const verified = await run(dir, ["verify"]);
    expect([verified.code, verified.out + verified.err]).toEqual([1, expect.stringContaining("is not read: it ")]);
    const older = "20250101T000000000-abcdef";
    writeFileSync(join(dir, RECORDS, `${older}.json`), record("numbers", older));
    expect((await openState(dir).records.latest("numbers"))?.runId).toBe(older);
  });

  test("as an input of the server: a hover, the list of runs and their events are answered", async () => {
    const dir = projectFolder(FILES);
    place(join(dir, KEYS), kind);
    place(join(dir, `.millrace/runs/${RUN}.jsonl`), kind);
    place(join(dir, RECORDS, `${RUN}.json`), kind);
    server = await wiredServer(dir, { trusted: true });
    const { projects } = await server.notification(stateNotification, (state) => state.projects.length > 0);
    const project = projects[0]?.uri ?? "";
    const hover = (line: number) =>
      server?.connection.sendRequest<{ contents: { value: string } } | null>("textDocument/hover", {
        textDocument: { uri: server.uri("src/assets.ts") },
        position: { line, character: 14 },
      });
    expect((await hover(1))?.contents.value).toContain("Never materialized");
    expect((await hover(2))?.contents.value).toContain("customers.jsonl is not read: it ");
    const list = await server.connection.sendRequest<RunList>(runsRequest.method, { project, limit: 10 });
    expect(list.runs.map(({ runId }) => runId)).toEqual([RUN]);
    const events = await server.connection.sendRequest<RunEvent[]>(runEventsRequest.method, { project, runId: RUN });
    expect(events).toHaveLength(1);
    const asked = { project, selection: ["invoices"], partitions: "all" };
    const answer = await server.connection.sendRequest<{ kind: string; message: string }>(materializeRequest.method, asked);
    expect(answer).toEqual({ kind: "refused", message: expect.stringContaining("customers.jsonl is not read: it ") });
  });

  test("as what the terminal keeps: the project is read anew", async () => {
    const dir = temporaryProject(FILES);
    place(join(dir, ".millrace/cache/manifest.json"), kind);
    place(join(dir, ".millrace/build/kept-bundle.json"), kind);
    const made = await run(dir, ["materialize", "numbers"]);
    expect([made.code, made.err]).toEqual([0, ""]);
    expect(existsSync(join(dir, ".millrace/storage/numbers.json"))).toBe(true);
  });

  test("as `.env` and as a stored value: nothing hangs", async () => {
    const dir = temporaryProject(FILES);
    place(join(dir, ".millrace/storage/numbers.json"), kind);
    mkdirSync(join(dir, RECORDS), { recursive: true });
    writeFileSync(
      join(dir, RECORDS, `${RUN}.json`),
      record("numbers", RUN).replace('"stored":null', '"stored":{"storedAt":".millrace/storage/numbers.json","format":"json"}'),
    );
    expect((await run(dir, ["show", "numbers"])).code).toBe(1);
    place(join(dir, ".env"), kind);
    const made = await run(dir, ["materialize", "numbers"]);
    // A folder with this name is not ours and is ignored.
    if (kind !== "a folder") expect([made.code, made.err]).toEqual([1, expect.stringContaining(".env cannot be read")]);
  });
});
