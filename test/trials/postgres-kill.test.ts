// kill -9 of a process that stores in PostgreSQL, before each of its writes to the server: either the old or the new value is complete.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { PostgresIOManager } from "../../runtime/io/postgres/manager.js";
import { type KilledWriter, killedWriter } from "../support/killed-writer.js";
import { inputContext, outputContext } from "../support/manager-contexts.js";
import { PostgresServer } from "../support/servers/postgres.js";
import { sampleOf } from "../support/trials.js";

const ROWS = 3000;

let server: PostgresServer;
let writer: KilledWriter;
let connection: string;

beforeAll(async () => {
  [server, writer] = await Promise.all([PostgresServer.start(), killedWriter("postgres-writer")]);
});
afterAll(async () => {
  writer?.remove();
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

/** The single version of all rows. Checks that no row is missing or duplicated. */
async function wholeVersion(): Promise<number | undefined> {
  const rows = (await manager().loadInput(inputContext("t", null))) as { at: number; version: number }[];
  expect(new Set(rows.map(({ at }) => at)).size).toBe(ROWS);
  expect(rows).toHaveLength(ROWS);
  expect(new Set(rows.map(({ version }) => version)).size).toBe(1);
  return rows[0]?.version;
}

describe("kill -9", () => {
  it.each(["rows", "batches"] as const)("of a process that stores %s, before any of its writes to the server", async (form) => {
    const env = { CONNECTION: connection, PORT: String(server.port), FORM: form, ROWS: String(ROWS) };
    await storeFirst();
    const { writes } = await writer.write(env, 0);
    expect(writes).toBeGreaterThan(15);
    const seen = new Set<number | undefined>();
    const tried = sampleOf(
      Array.from({ length: writes }, (_, index) => index + 1),
      5,
    );
    for (const at of tried) {
      await storeFirst();
      const { killed } = await writer.write(env, at);
      const version = await wholeVersion();
      expect([1, 2], `killed before write ${at}`).toContain(version);
      if (!killed) expect(version).toBe(2);
      seen.add(version);
    }
    expect(seen).toEqual(new Set([1, 2]));
  });
});
