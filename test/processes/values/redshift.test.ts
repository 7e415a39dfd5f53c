// RedshiftIOManager: every statement follows Redshift's grammar. The flow uses a real PostgreSQL and a real S3 server.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { PartitionsSpec } from "../../../runtime/contract/partitions.js";
import type { RowFilter } from "../../../runtime/contract/value.js";
import type { ObjectStore } from "../../../runtime/io/object-store/object-store.js";
import { openObjectStore } from "../../../runtime/io/object-store/open-store.js";
import { RedshiftIOManager, type RedshiftIOManagerOptions } from "../../../runtime/io/redshift/manager.js";
import { openStage, removeLeftovers } from "../../../runtime/io/redshift/stage-files.js";
import { statements as sql } from "../../../runtime/io/redshift/statements.js";
import { sampledManagerSuite } from "../../support/io-manager-suite.js";
import { type ContextOptions, inputContext, outputContext } from "../../support/manager-contexts.js";
import { PRELUDE, redshiftDouble } from "../../support/redshift-double.js";
import { recognise } from "../../support/redshift-grammar.js";
import { PostgresServer } from "../../support/servers/postgres.js";
import { startS3 } from "../../support/servers/s3.js";
import type { StoreServer } from "../../support/servers/store-server.js";

const ROLE = "arn:aws:iam::123456789012:role/Loader";
let server: PostgresServer;
let s3: StoreServer;
let bucket: ObjectStore;
let connection: string;
let statements: string[];
let before: (text: string) => Promise<void> | void;

beforeAll(async () => {
  [server, s3] = await Promise.all([PostgresServer.start(), startS3()]);
  bucket = await openObjectStore(s3.uri.replace(/^(s3:\/\/[^/]+).*$/, "$1"), s3.options);
});

afterAll(async () => {
  await bucket?.close();
  await Promise.all([server?.stop(), s3?.stop()]);
});

beforeEach(async () => {
  connection = await server.freshDatabase("test");
  await server.query(PRELUDE, "test");
  statements = [];
  before = () => undefined;
});

const managerWith = (options: Partial<RedshiftIOManagerOptions> = {}) =>
  new RedshiftIOManager({
    connection,
    staging: s3.uri,
    iamRole: ROLE,
    store: s3.options,
    connect: redshiftDouble({ connection, bucket, statements, before: (text) => before(text) }),
    ...options,
  });
const store = (value: unknown, options: ContextOptions = {}, manager = managerWith()) =>
  manager.handleOutput(outputContext("t", options), value);
const load = (options: ContextOptions = {}, manager = managerWith()) => manager.loadInput(inputContext("t", null, options));

async function staged(): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of bucket.list()) names.push(name);
  return names;
}

sampledManagerSuite({
  name: "RedshiftIOManager (PostgreSQL standing in)",
  make: () => managerWith(),
  exceptions: {
    "any value": "a table holds rows; the manager's own tests check that everything else is refused",
    copies: "a table keeps its distribution and sort keys only where it is renamed, so the manager refuses in words",
  },
});

describe("pages", () => {
  it("have an order even where nothing is sorted, and compare with a fraction as it is", async () => {
    await store([
      { n: 2, tags: ["a"] },
      { n: 3, tags: ["b"] },
    ]);
    const page = (filters: RowFilter[], column?: string) =>
      managerWith().page(inputContext("t", null), {
        offset: 0,
        limit: 10,
        sort: column === undefined ? [] : [{ column, descending: true }],
        filters,
        counted: false,
      });
    expect((await page([])).rows.map(({ n }) => n)).toEqual([2, 3]);
    expect(statements.at(-1)).toContain('order by "n", JSON_SERIALIZE("tags") limit');
    await page([], "n");
    expect(statements.at(-1)).toContain('order by "n" desc nulls last, "n", JSON_SERIALIZE("tags") limit');
    expect((await page([{ column: "n", test: "equals", value: "2.5" }])).rows).toEqual([]);
    expect((await page([{ column: "n", test: "atMost", value: "2.5" }])).rows.map(({ n }) => n)).toEqual([2]);
  });
});

describe("UNLOAD", () => {
  it("gives whole tables as the cursor does, and leaves no file", async () => {
    const rows = Array.from({ length: 3001 }, (_, at) => ({
      at,
      part: at / 3,
      'te"xt': `'${at}'`,
      yes: at % 2 === 0,
      when: new Date(at * 1e9 + 1),
      bytes: new Uint8Array([at % 256]),
      huge: 10n ** 37n + BigInt(at),
      list: ["a", at],
      none: null,
      some: at % 2 === 0 ? null : "",
    }));
    await store(rows);
    const manager = managerWith({ unload: true });
    const sorted = (loaded: unknown) => (loaded as { at: number }[]).sort((a, b) => a.at - b.at);
    expect(sorted(await load({}, manager))).toEqual(rows);
    expect(sorted(await load())).toEqual(rows);
    expect(await load({ columns: ["none", "part"] }, manager)).toEqual(rows.map(({ none, part }) => ({ none, part })));
    expect(statements.filter((text) => text.startsWith("UNLOAD"))).toHaveLength(2);
    const special = [Number.NaN, Number.POSITIVE_INFINITY, -0, 5e-324].map((x, n) => ({ n, x }));
    await store(special, {}, managerWith({ schemaPolicy: "replace" }));
    expect(await load({}, manager)).toEqual(special);
    expect(await staged()).toEqual([]);
  });

  it("leaves no file when the consumer stops, or when it fails", async () => {
    await store(Array.from({ length: 5000 }, (_, at) => ({ at })));
    const manager = managerWith({ unload: true });
    for await (const batch of (await load({ declared: { form: "batches" } }, manager)) as AsyncIterable<unknown[]>) {
      expect(batch).toHaveLength(1000);
      expect(await staged()).not.toEqual([]);
      break;
    }
    expect(await staged()).toEqual([]);
    before = (text) => {
      if (text.startsWith("UNLOAD")) throw Object.assign(new Error("S3ServiceException: Access Denied"), { code: "XX000" });
    };
    await expect(load({}, manager)).rejects.toThrow(/^\[redshift\] cannot load .*#public\.t: S3ServiceException: Access Denied/);
  });
});

describe("values and types", () => {
  it("lie in columns of their own types, not in text", async () => {
    const row = {
      whole: 1,
      part: 1.5,
      text: "a",
      yes: true,
      at: new Date(5),
      bytes: new Uint8Array([0, 255]),
      big: 2n ** 62n,
      huge: 10n ** 37n,
      list: ["a"],
      mixed: { a: null },
    };
    await store([row]);
    expect(statements.find((text) => text.startsWith("CREATE TABLE"))).toBe(
      'CREATE TABLE "public"."t" ("whole" BIGINT, "part" DOUBLE PRECISION, "text" VARCHAR(65535), "yes" BOOLEAN, "at" TIMESTAMPTZ, "bytes" VARBYTE(64000), "big" BIGINT, "huge" DECIMAL(38,0), "list" SUPER, "mixed" SUPER)',
    );
    expect(await load()).toEqual([row]);
  });

  it.each([
    ["text", { a: "ü".repeat(32_768) }, "$[0].a takes 65536 bytes as text; a column of Redshift allows 65535"],
    ["bytes", { a: new Uint8Array(32_768) }, "$[0].a takes 65536 bytes as text"],
    ["JSON", { a: ["x".repeat(70_000)] }, "$[0].a takes 70004 bytes as text"],
    ["a bigint", { a: 10n ** 38n }, "$[0].a is a bigint of more than 38 digits"],
    ["U+0000", { a: "\0" }, "$[0].a is text with U+0000"],
    ["a name", { ["x".repeat(128)]: 1 }, "has a name of 128 bytes; the server allows 127"],
  ])("refuses %s Redshift cannot hold, keeps the old value and leaves no file", async (_, row, message) => {
    await store([{ a: "old" }]);
    await expect(store([row], {}, managerWith({ schemaPolicy: "replace" }))).rejects.toThrow(message);
    expect(await load()).toEqual([{ a: "old" }]);
    expect(await staged()).toEqual([]);
  });

  it("batches whose columns widen become files of their own", async () => {
    async function* batches() {
      yield [{ a: 1, n: null }];
      yield [{ a: 2, n: null }];
      yield [{ a: 2.5, b: "new" }];
      yield [{ n: new Date(5) }];
    }
    expect((await store(batches())).rows).toBe(4);
    expect(statements.filter((text) => text.startsWith("COPY"))).toHaveLength(3);
    expect(await load()).toEqual([
      { a: 1, n: null, b: null },
      { a: 2, n: null, b: null },
      { a: 2.5, n: null, b: "new" },
      { a: null, n: new Date(5), b: null },
    ]);
  });

  it.each([
    ["a bigint no number holds, before a number", 2n ** 60n + 1n, 1.5],
    ["a Date, before text", new Date(0), "x"],
    ["bytes, before text", new Uint8Array(2), "x"],
  ])("%s in a later batch is refused, and the old value stays", async (_, first, later) => {
    async function* batches() {
      yield [{ a: first }];
      yield [{ a: later }];
    }
    await store([{ a: "old" }]);
    await expect(store(batches(), {}, managerWith({ schemaPolicy: "replace" }))).rejects.toThrow(/column a .* another kind of value/);
    expect(await load()).toEqual([{ a: "old" }]);
    expect(await staged()).toEqual([]);
  });

  it("schema policies: a column changes its type without ALTER COLUMN, which no transaction allows", async () => {
    await store([{ a: 1, b: null }]);
    await store([{ a: 1.5, b: "x" }]);
    expect(await load()).toEqual([{ a: 1.5, b: "x" }]);
    await expect(store([{ a: "1" }])).rejects.toThrow(
      "[redshift] the columns of public.t changed: a was double precision and is VARCHAR(65535); b is missing",
    );
    await store([{ c: true }], {}, managerWith({ schemaPolicy: "replace" }));
    expect(await load()).toEqual([{ c: true }]);
  });
});

describe("files", () => {
  it("are about as large as they should be, loaded by one COPY, and gone afterwards", async () => {
    const sizes: number[] = [];
    const most = { objects: 0 };
    before = async (text) => {
      if (!text.startsWith("COPY")) return;
      for await (const { size, name } of bucket.list()) if (name.endsWith(".parquet")) sizes.push(size);
      most.objects = (await staged()).length;
    };
    async function* batches() {
      for (let at = 0; at < 10; at++)
        yield Array.from({ length: 20_000 }, (_, n) => ({ at: at * 20_000 + n, text: Math.sin(n).toString(36) }));
    }
    await store(batches(), {}, managerWith({ fileBytes: 1_000_000 }));
    expect(sizes.length).toBeGreaterThan(2);
    expect(Math.max(...sizes)).toBeLessThan(2_000_000);
    expect(most.objects).toBe(sizes.length + 1);
    expect(statements.filter((text) => text.startsWith("COPY"))).toHaveLength(1);
    expect(await staged()).toEqual([]);
    let seen = 0;
    for await (const batch of (await load({ declared: { form: "batches" } })) as AsyncIterable<unknown[]>) {
      seen += batch.length;
      if (seen > 5000) break;
    }
    expect(seen).toBe(6000);
    expect(statements.filter((text) => text.startsWith("FETCH"))).toHaveLength(6);
  });

  it("that a killed store left behind go with a later one; others stay", async () => {
    const base = await openObjectStore(s3.uri, s3.options);
    const stage = openStage({ store: base, assetKey: "t", fileBytes: 1, signal: new AbortController().signal });
    await stage.write([{ a: 1 }], new Map([["a", { kind: "scalar", name: "BIGINT" }]]));
    await base.put("t/mine.txt", Buffer.from("x"));
    expect(await staged()).toHaveLength(2);
    expect(await removeLeftovers(base, "t")).toBe(0);
    expect(await removeLeftovers(base, "t", Date.now() + 25 * 60 * 60 * 1000)).toBe(1);
    expect(await staged()).toEqual(["base/t/mine.txt"]);
    await base.delete("t/mine.txt");
    await base.close();
  });
});

const DAYS: PartitionsSpec = {
  kind: "time-window",
  cron: "0 0 * * *",
  timezone: "Europe/Berlin",
  start: "2026-03-01",
  end: null,
  format: "yyyy-MM-dd",
  endOffset: 0,
};
const ofDays = (...days: string[]) => ({ metadata: { partitionExpr: '"at"' }, partitions: [DAYS, days] }) as const;
const noon = (day: string) => new Date(`2026-03-${day}T12:00:00Z`);

describe("partitions and key ranges", () => {
  it("stored again are not doubled; others stay", async () => {
    await store(
      [
        { at: noon("10"), v: 1 },
        { at: noon("11"), v: 1 },
      ],
      ofDays("2026-03-10", "2026-03-11"),
    );
    for (const _ of [1, 2]) await store([{ at: noon("11"), v: 2.5 }], ofDays("2026-03-11"));
    expect(await load()).toEqual(
      expect.arrayContaining([
        { at: noon("10"), v: 1 },
        { at: noon("11"), v: 2.5 },
      ]),
    );
    expect(await load()).toHaveLength(2);
    expect(await load(ofDays("2026-03-11"))).toEqual([{ at: noon("11"), v: 2.5 }]);
    await expect(store([{ at: noon("12"), v: 3 }], ofDays("2026-03-11"))).rejects.toThrow(
      "[redshift] 1 of the 1 rows of t are outside the partitions",
    );
    await store([], ofDays("2026-03-10", "2026-03-11"));
    expect(await load()).toEqual([]);
  });

  it("the DELETE and the COPY are of one transaction, which begins with the lock", async () => {
    await store([{ at: noon("10") }], ofDays("2026-03-10"));
    statements.length = 0;
    await store([{ at: noon("10") }], ofDays("2026-03-10"));
    const kinds = statements.map((text) => recognise(text).kind);
    expect(kinds).toEqual(["SELECT", "BEGIN", "LOCK", "SELECT", "DELETE", "CREATE", "COPY", "INSERT", "DROP", "SELECT", "COMMIT"]);
    expect(statements.find((text) => text.startsWith("DELETE"))).toBe(
      'DELETE FROM "public"."t" WHERE ((("at") >= CAST($1 AS TIMESTAMPTZ) and ("at") < CAST($2 AS TIMESTAMPTZ)))',
    );
  });
});

describe("trouble", () => {
  it("at any statement: the old value stays, and no file", async () => {
    await store([{ a: 1 }, { a: 2 }]);
    statements.length = 0;
    await store([{ a: 1 }, { a: 2 }]);
    const all = statements.length;
    for (let at = 1; at <= all; at++) {
      let count = 0;
      before = (text) => {
        if (++count === at) throw Object.assign(new Error(`broken at ${text}`), { code: "XX000" });
      };
      await expect(store([{ a: 9.5 }])).rejects.toThrow("[redshift] cannot store public.t: broken at");
      before = () => undefined;
      expect(await load(), `broken at statement ${at}`).toEqual([{ a: 1 }, { a: 2 }]);
      expect(await staged()).toEqual([]);
    }
  });

  it("a serializable isolation violation, or a second maker of the table: tried again", async () => {
    let times = 0;
    before = (text) => {
      if (text === "COMMIT" && ++times === 1)
        throw Object.assign(new Error("ERROR: 1023 DETAIL: Serializable isolation violation on table - 100"), { code: "XX000" });
    };
    await store([{ a: 1 }]);
    expect(await load()).toEqual([{ a: 1 }]);
    before = () => undefined;
    const writers = Array.from({ length: 4 }, (_, v) => managerWith().handleOutput(outputContext("x/both"), [{ v }, { v }]));
    await Promise.all(writers);
    const rows = (await managerWith().loadInput(inputContext("x/both", null))) as { v: number }[];
    expect(rows).toHaveLength(2);
    expect(rows[0]).toEqual(rows[1]);
  });

  it.each([
    ["42P07", 'relation "t" already exists'],
    ["42710", 'type "t" already exists'],
    ["23505", 'duplicate key value violates unique constraint "pg_type_typname_nsp_index"'],
  ])("a second maker of the table that the server calls %s: tried again", async (code, message) => {
    let times = 0;
    before = (text) => {
      if (text.startsWith("CREATE TABLE") && ++times === 1) throw Object.assign(new Error(message), { code });
    };
    await store([{ a: 1 }]);
    expect(times).toBeGreaterThan(1);
    expect(await load()).toEqual([{ a: 1 }]);
  });

  it("a connection that breaks: what is staged is loaded again, batches too", async () => {
    let kicked = false;
    before = async (text) => {
      if (!text.startsWith("INSERT") || kicked) return;
      kicked = true;
      await server.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'millrace'");
    };
    async function* batches() {
      yield [{ a: 1 }];
      yield [{ a: 2 }];
    }
    await store(batches());
    expect(kicked).toBe(true);
    expect(await load()).toEqual([{ a: 1 }, { a: 2 }]);
    expect(await staged()).toEqual([]);
  });

  it("a source that breaks off, a cancel, a bucket that is not there: the old value stays, and no file", async () => {
    await store([{ a: 1 }]);
    const controller = new AbortController();
    async function* breaks() {
      yield [{ a: 2 }];
      throw new Error("the source broke off");
    }
    async function* canceled() {
      yield [{ a: 2 }];
      controller.abort(new Error("canceled"));
      yield [{ a: 3 }];
    }
    await expect(store(breaks(), {}, managerWith({ fileBytes: 1 }))).rejects.toThrow("the source broke off");
    await expect(store(canceled(), { signal: controller.signal }, managerWith({ fileBytes: 1 }))).rejects.toThrow("canceled");
    await expect(store([{ a: 2 }], {}, managerWith({ staging: "s3://nope/x" }))).rejects.toThrow(/s3:\/\/nope/);
    expect(await load()).toEqual([{ a: 1 }]);
    expect(await staged()).toEqual([]);
  });
});

describe("what is sent", () => {
  it("is refused where a COPY statement could be broken out of", () => {
    expect(sql.copy("s", "s3://b/it's/m.json", "default")).toBe(
      `COPY "s" FROM 's3://b/it''s/m.json' IAM_ROLE default FORMAT AS PARQUET MANIFEST`,
    );
    expect(() => sql.copy("s", "s3://b/\\'/m.json", ROLE)).toThrow("cannot be part of a COPY or UNLOAD statement");
  });

  it.each([
    'ALTER TABLE "t" ALTER COLUMN "a" TYPE BIGINT',
    `COPY "t" FROM 's3://bucket/m' IAM_ROLE '${ROLE}' FORMAT AS PARQUET MANIFEST GZIP`,
    `COPY "t" ("a") FROM 's3://bucket/m' IAM_ROLE '${ROLE}' FORMAT AS PARQUET MANIFEST`,
    `COPY "t" FROM 's3://bucket/m' IAM_ROLE 'me' FORMAT AS PARQUET MANIFEST`,
    'CREATE TABLE "t" ("a" TEXT)',
    'CREATE TABLE "t" ("a" VARCHAR(65536))',
    "SELECT '\\'' FROM \"t\"",
    'DELETE "t"',
  ])("would be refused by the recogniser: %s", (text) => {
    expect(() => recognise(text)).toThrow();
  });

  it("needs a staging address in S3", () => {
    expect(() => new RedshiftIOManager({ connection: "postgresql://h/d", staging: "gs://b", iamRole: "default" })).toThrow(
      "Redshift reads only from S3",
    );
    expect(() => new RedshiftIOManager({} as never)).toThrow("RedshiftIOManager needs connection");
  });
});

it("verify: the rows are those that were stored", async () => {
  const manager = managerWith();
  const stored = await store([{ a: 1 }, { a: 2 }]);
  expect(await manager.verify(inputContext("t", stored))).toMatchObject({ ok: true });
  await server.query("delete from t where a = 1", "test");
  expect(await manager.verify(inputContext("t", stored))).toEqual({ ok: false, reason: "the table has 1 rows, but 2 were stored" });
  await server.query("drop table t", "test");
  expect(await manager.verify(inputContext("t", stored))).toMatchObject({
    ok: false,
    reason: expect.stringContaining("t has no stored value"),
  });
});
