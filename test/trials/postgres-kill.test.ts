// kill -9 of a process that stores in PostgreSQL, before any of its writes to the server: the old value or the new one stays, whole.
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { PostgresIOManager } from "../../runtime/io/postgres/manager.js";
import { inputContext, outputContext } from "../support/manager-contexts.js";
import { repository } from "../support/repository.js";
import { PostgresServer } from "../support/servers/postgres.js";
import { sampleOf } from "../support/trials.js";

const ROWS = 3000;
const folder = join(repository, "node_modules/.cache/millrace-tests");
const script = join(folder, `postgres-writer-${process.pid}.mjs`);

let server: PostgresServer;
let connection: string;

beforeAll(async () => {
  server = await PostgresServer.start();
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [join(repository, "test/support/postgres-writer.ts")],
    outfile: script,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
  });
});
afterAll(async () => {
  rmSync(script, { force: true });
  await server?.stop();
});
beforeEach(async () => {
  connection = await server.freshDatabase("test");
});

const manager = () => new PostgresIOManager({ connection });

async function storeFirst(): Promise<void> {
  const rows = Array.from({ length: ROWS }, (_, at) => ({ at, version: 1, text: "x".repeat(100) }));
  await manager().handleOutput(outputContext("t"), rows);
}

/** All rows are of one version, and none is missing or twice. */
async function wholeVersion(): Promise<number | undefined> {
  const rows = (await manager().loadInput(inputContext("t", null))) as { at: number; version: number }[];
  expect(new Set(rows.map(({ at }) => at)).size).toBe(ROWS);
  expect(rows).toHaveLength(ROWS);
  expect(new Set(rows.map(({ version }) => version)).size).toBe(1);
  return rows[0]?.version;
}

async function write(form: "rows" | "batches", killAt: number): Promise<{ killed: boolean; writes: number }> {
  const env = {
    ...process.env,
    CONNECTION: connection,
    PORT: String(server.port),
    KILL_AT: String(killAt),
    FORM: form,
    ROWS: String(ROWS),
  };
  const child = fork(script, { env });
  let writes = 0;
  child.on("message", (count) => {
    writes = Number(count);
  });
  const [, signal] = (await once(child, "exit")) as [number | null, string | null];
  return { killed: signal === "SIGKILL", writes };
}

describe("kill -9", () => {
  it.each(["rows", "batches"] as const)("of a process that stores %s, before any of its writes to the server", async (form) => {
    await storeFirst();
    const { writes } = await write(form, 0);
    expect(writes).toBeGreaterThan(15);
    const seen = new Set<number | undefined>();
    const tried = sampleOf(
      Array.from({ length: writes }, (_, index) => index + 1),
      5,
    );
    for (const at of tried) {
      await storeFirst();
      const { killed } = await write(form, at);
      const version = await wholeVersion();
      expect([1, 2], `killed before write ${at}`).toContain(version);
      if (!killed) expect(version).toBe(2);
      seen.add(version);
    }
    expect(seen).toEqual(new Set([1, 2]));
  });
});
