// Failures around PostgreSQL: either the old or the new value is complete, and messages name a remedy but no password.
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import type { PartitionsSpec } from "../../../runtime/contract/partitions.js";
import { PostgresIOManager } from "../../../runtime/io/postgres/manager.js";
import { envVar } from "../../../runtime/sdk/env-var.js";
import { createLog } from "../../../runtime/sdk/log.js";
import { type ContextOptions, inputContext, outputContext } from "../../support/manager-contexts.js";
import { eachDatabase } from "../../support/servers/each-database.js";
import { PASSWORD } from "../../support/servers/postgres.js";

const database = eachDatabase("test");

type Versioned = { readonly at: number; readonly version: number };
const versionOf = (version: number, count = 3000) => Array.from({ length: count }, (_, at) => ({ at, version, text: "x".repeat(100) }));
const manager = (to: ConstructorParameters<typeof PostgresIOManager>[0]["connection"] = database.connection) =>
  new PostgresIOManager({ connection: to });
const store = (value: unknown, options: ContextOptions = {}, key = "t") => manager().handleOutput(outputContext(key, options), value);
const load = async (key = "t") => (await manager().loadInput(inputContext(key, null))) as Versioned[];

/** The single version of all rows. Checks that no row is missing or duplicated. */
async function wholeVersion(count = 3000): Promise<number | undefined> {
  const rows = await load();
  expect(new Set(rows.map(({ at }) => at)).size).toBe(count);
  expect(rows).toHaveLength(count);
  expect(new Set(rows.map(({ version }) => version)).size).toBe(1);
  return rows[0]?.version;
}

async function failure(promise: Promise<unknown>): Promise<Error> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Error);
  return error as Error;
}

describe("a server that cannot be reached", () => {
  it.each([
    [
      "a wrong password",
      (url: string) => url.replace(encodeURIComponent(PASSWORD), "wr0ng"),
      /cannot connect to 127\.0\.0\.1:\d+\/test as millrace: the password is wrong\. Correct it\./,
    ],
    ["no such database", (url: string) => url.replace(/test$/, "nope"), /\/nope as millrace: the database does not exist/],
    ["no such user", (url: string) => url.replace("millrace:", "nobody:"), /as nobody: the password is wrong/],
    ["no password", (url: string) => url.replace(/:[^:@]*@/, "@"), /as millrace: the server requires a password/],
  ])("%s: says so, and shows no password", async (_, change, message) => {
    const error = await failure(manager(change(database.connection)).loadInput(inputContext("t", null)));
    expect(error.message).toMatch(message);
    for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), "wr0ng"]) expect(inspect(error, { depth: 9 })).not.toContain(secret);
  });

  it("takes the connection in parts, or from a variable", async () => {
    process.env.MILLRACE_TEST_DATABASE = database.connection;
    process.env.MILLRACE_TEST_PASSWORD = PASSWORD;
    const inParts = {
      host: "127.0.0.1",
      port: database.server.port,
      database: "test",
      user: "millrace",
      password: envVar("MILLRACE_TEST_PASSWORD"),
    };
    await manager(envVar("MILLRACE_TEST_DATABASE")).handleOutput(outputContext("t"), [{ a: 1 }]);
    const stored = await manager(inParts).handleOutput(outputContext("t"), [{ a: 2 }]);
    expect(await load()).toEqual([{ a: 2 }]);
    expect(stored.storedAt).toBe(`postgresql://127.0.0.1:${database.server.port}/test#public.t`);
    expect(inspect(manager(database.connection), { depth: 9, showHidden: true })).not.toContain(PASSWORD);
  });

  it("waits for one that restarts, and tells", async () => {
    await store(versionOf(1));
    await database.server.down();
    const told: string[] = [];
    let back: Promise<void> | undefined;
    const log = createLog((_, message) => {
      told.push(message);
      back ??= database.server.up();
    });
    await store(versionOf(2), { log });
    await back;
    expect(told[0]).toMatch(/^\[postgres\] waiting for 127\.0\.0\.1:\d+\/test as millrace: the connection is refused\. Start the server/);
    expect(await wholeVersion()).toBe(2);
  });
});

describe("a store that is broken off", () => {
  const kick = () => database.server.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'millrace'");

  it("by the server, while batches come: the old value stays", async () => {
    await store(versionOf(1));
    async function* batches() {
      yield versionOf(2, 1000);
      await kick();
      yield versionOf(2, 1000);
    }
    const error = await failure(store(batches()));
    expect(error.message).toMatch(/^\[postgres\] cannot store public\.t: the connection broke \(.+\)\. The old value is still stored/);
    expect(await wholeVersion()).toBe(1);
  });

  it("by a crash of the server: the old value stays, and rows are stored again by themselves", async () => {
    await store(versionOf(1));
    async function* batches() {
      yield versionOf(2, 1000);
      await database.server.down();
      await database.server.up();
      yield versionOf(2, 1000);
    }
    await failure(store(batches()));
    expect(await wholeVersion()).toBe(1);
    // The server blocks the writer until its connection is cut during the transaction.
    const blocker = database.server.query("begin; lock table t in share mode; select pg_sleep(20)", "test").catch(() => undefined);
    await expect
      .poll(() => database.server.query("select 1 from pg_locks where mode = 'ShareLock' and granted and relation is not null"))
      .not.toEqual([]);
    const storing = store(versionOf(2));
    await expect
      .poll(() => database.server.query("select 1 from pg_locks where mode = 'ShareRowExclusiveLock' and not granted"))
      .not.toEqual([]);
    await database.server.down();
    await database.server.up();
    await Promise.all([storing, blocker]);
    expect(await wholeVersion()).toBe(2);
  });

  it("by its source, or by a cancel: the old value stays, and no connection", async () => {
    await store(versionOf(1));
    async function* breaks() {
      yield versionOf(2, 1000);
      throw new Error("the source broke off");
    }
    await expect(store(breaks())).rejects.toThrow("the source broke off");
    const controller = new AbortController();
    async function* canceled() {
      yield versionOf(2, 1000);
      controller.abort(new Error("canceled"));
      yield versionOf(2, 1000);
    }
    await expect(store(canceled(), { signal: controller.signal })).rejects.toThrow("canceled");
    expect(await wholeVersion()).toBe(1);
    await expect.poll(() => database.server.query("select 1 from pg_stat_activity where application_name = 'millrace'")).toEqual([]);
  });

  it("by a deadlock or a serialization failure: it is tried again", async () => {
    await store([{ a: 0 }]);
    await database.server.query(
      `create sequence tries; create function trouble() returns trigger language plpgsql as $$ declare n int = nextval('tries'); begin
        if n = 1 then raise exception 'deadlock detected' using errcode = '40P01'; end if;
        if n = 2 then raise exception 'could not serialize access' using errcode = '40001'; end if;
        return null; end $$; create trigger t after insert on t for each statement execute function trouble()`,
      "test",
    );
    await store([{ a: 1 }, { a: 2 }]);
    expect(await load()).toEqual([{ a: 1 }, { a: 2 }]);
    expect(await database.server.query("select last_value as n from tries", "test")).toEqual([{ n: "3" }]);
  });
});

describe("writers at once", () => {
  it("making one table, by rows and by batches: one whole value remains", async () => {
    async function* batches(version: number) {
      yield versionOf(version, 3000);
    }
    await Promise.all(Array.from({ length: 8 }, (_, at) => store(at % 2 === 0 ? versionOf(at) : batches(at), {}, "deep/er/t")));
    const rows = await load("deep/er/t");
    expect(rows).toHaveLength(3000);
    expect(new Set(rows.map(({ version }) => version)).size).toBe(1);
  });

  it("of different partitions: all of them", async () => {
    const keys = Array.from({ length: 12 }, (_, at) => `k${at}`);
    const spec: PartitionsSpec = { kind: "static", keys };
    const of = (key: string) => ({ metadata: { partitionExpr: "k" }, partitions: [spec, [key]] }) as const;
    for (const n of [1, 2]) await Promise.all(keys.map((key) => store([{ k: key, n }], of(key))));
    const rows = (await load()) as unknown as { k: string; n: number }[];
    expect(rows.map(({ k }) => k).sort()).toEqual([...keys].sort());
    expect(rows.every(({ n }) => n === 2)).toBe(true);
  });

  it("readers see one whole value at every moment", async () => {
    await store(versionOf(0));
    let writing = true;
    const writer = (async () => {
      for (let version = 1; version <= 8; version++) await store(versionOf(version));
      writing = false;
    })();
    let reads = 0;
    for (; writing; reads++) await wholeVersion();
    await writer;
    expect(reads).toBeGreaterThan(2);
  });
});
