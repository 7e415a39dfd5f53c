// What is special to PostgreSQL: types, hostile values, schema policies, forms, partitions.
import { tableFromArrays } from "apache-arrow";
import { describe, expect, it } from "vitest";
import type { DeclaredColumn, DeclaredType } from "../../../runtime/contract/asset.js";
import type { PartitionsSpec } from "../../../runtime/contract/partitions.js";
import { PostgresIOManager, type PostgresIOManagerOptions } from "../../../runtime/io/postgres/manager.js";
import { type ContextOptions, inputContext, outputContext } from "../../support/manager-contexts.js";
import { fc } from "../../support/properties.js";
import { eachDatabase } from "../../support/servers/each-database.js";
import { trials } from "../../support/trials.js";

const database = eachDatabase("test");

const managerWith = (options: Partial<PostgresIOManagerOptions> = {}) =>
  new PostgresIOManager({ connection: database.connection, ...options });
const query = <Row = Record<string, unknown>>(text: string) => database.server.query<Row>(text, "test");

async function store(value: unknown, options: ContextOptions = {}, manager = managerWith()) {
  return manager.handleOutput(outputContext("t", options), value);
}

async function load(options: ContextOptions = {}, manager = managerWith()): Promise<unknown> {
  return manager.loadInput(inputContext("t", null, options));
}

const typesOf = async (table = "t") =>
  Object.fromEntries(
    (
      await query<{ name: string; type: string }>(
        `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute where attrelid = '"${table}"'::regclass and attnum > 0 and not attisdropped order by attnum`,
      )
    ).map(({ name, type }) => [name, type]),
  );

const declared = (...columns: [string, DeclaredColumn["kind"]][]): DeclaredType => ({
  form: "value",
  columns: columns.map(([name, kind]) => ({ name, kind, nullable: true })),
});

describe("column types", () => {
  it("come from the values", async () => {
    const rows = [
      {
        whole: 1,
        part: 1.5,
        text: "a",
        yes: true,
        at: new Date(0),
        bytes: new Uint8Array([0, 255]),
        big: 2n ** 62n,
        huge: 2n ** 100n,
        list: ["a"],
        object: { a: [null] },
        mixed: 1,
        never: null,
      },
      { mixed: "a" },
    ];
    await store(rows);
    expect(await typesOf()).toEqual({
      whole: "bigint",
      part: "double precision",
      text: "text",
      yes: "boolean",
      at: "timestamp with time zone",
      bytes: "bytea",
      big: "bigint",
      huge: "numeric",
      list: "jsonb",
      object: "jsonb",
      mixed: "jsonb",
      never: "jsonb",
    });
    const empty = Object.fromEntries(Object.keys(rows[0] as object).map((name) => [name, null]));
    const [first, second] = (await load()) as Record<string, unknown>[];
    expect(first).toEqual(rows[0]);
    expect(second).toEqual({ ...empty, mixed: "a" });
  });

  it("come from the declaration where no value speaks", async () => {
    await store([], {
      declared: declared(["n", "number"], ["s", "string"], ["d", "date"], ["b", "bytes"], ["y", "boolean"], ["l", "list"]),
    });
    expect(await typesOf()).toEqual({ n: "bigint", s: "text", d: "timestamp with time zone", b: "bytea", y: "boolean", l: "jsonb" });
    expect(await load()).toEqual([]);
  });

  it("load as the declaration says", async () => {
    await store([
      { n: 2n ** 53n + 1n, i: 7 },
      { n: 5n, i: null },
    ]);
    expect(await load({ declared: declared(["n", "bigint"], ["i", "bigint"]) })).toEqual([
      { n: 2n ** 53n + 1n, i: 7n },
      { n: 5n, i: null },
    ]);
    await expect(load({ declared: declared(["n", "number"]) })).rejects.toThrow(
      "the column n contains 9007199254740993, which a number cannot represent exactly",
    );
    const optional: DeclaredType = { form: "value", columns: [{ name: "i", kind: "number", nullable: true, nullIsUndefined: true }] };
    expect(await load({ declared: optional, columns: ["i"] })).toEqual([{ i: 7 }, {}]);
  });

  it("of a table others made load as what they are", async () => {
    await query(`create table t (i int, r real, n numeric(10,2), d date, ts timestamp, tz timestamptz, u uuid, a int[], names text[], j json, iv interval, c varchar(5));
      insert into t values (1, 0.5, 12.50, '2026-01-02', '2026-01-02 03:04:05.678', '2026-01-02 03:04:05.678+05:30', '00000000-0000-0000-0000-000000000001', '{1,2}', '{"a b",null}', '{"x": 1}', '1 day', 'abc')`);
    expect(await load()).toEqual([
      {
        i: 1,
        r: 0.5,
        n: 12.5,
        d: new Date("2026-01-02T00:00:00Z"),
        ts: new Date("2026-01-02T03:04:05.678Z"),
        tz: new Date("2026-01-01T21:34:05.678Z"),
        u: "00000000-0000-0000-0000-000000000001",
        a: [1, 2],
        names: ["a b", null],
        j: { x: 1 },
        iv: "P1D",
        c: "abc",
      },
    ]);
  });
});

describe("values", () => {
  it("keep every character COPY treats specially", async () => {
    const rows = ["\\N", "\\.", "\\", "a\tb\nc\r\nd", "\\t", "", "\b\f\v", "'\"", "🎈", "null", "\u2028"].map((text, at) => ({
      at,
      text,
      in: { text },
    }));
    await store(rows);
    expect(await load()).toEqual(rows);
  });

  it("keep dates from the first one PostgreSQL knows to the last one JavaScript knows", async () => {
    const rows = [-210_866_803_200_000, -62_198_755_200_001, -62_135_596_800_001, -1, 253_402_300_800_000, 8.64e15].map((time) => ({
      at: new Date(time),
    }));
    await store(rows);
    expect(await load()).toEqual(rows);
    await expect(store([{ at: new Date(-8.64e15) }])).rejects.toThrow(
      "$[0].at is the date -271821-04-20T00:00:00.000Z; PostgreSQL's begin with 4714-11-24 BC",
    );
  });

  it.each([
    ["U+0000", [{ a: "x" }, { a: "x\0" }], "$[1].a is text with U+0000"],
    ["U+0000 within JSON", [{ a: { b: ["x\0"] } }], "$[0].a.b[0] is text with U+0000"],
    ["U+0000 in a key", [{ a: { "\0": 1 } }], "is text with U+0000"],
    ["a Date within JSON", [{ a: { when: new Date(0) } }], "$[0].a.when is a Date"],
    ["half a surrogate pair", [{ a: "\ud800" }], "$[0].a is text with half a surrogate pair"],
    ["a name that would be cut off", [{ ["ü".repeat(32)]: 1 }], "has a name of 64 bytes; the server allows 63"],
    ["U+0000 in a column's name", [{ "a\0": 1 }], "has U+0000 in its name"],
    [
      "a bigint no number holds, among numbers",
      [{ a: 2n ** 60n + 1n }, { a: 1.5 }],
      "$[0].a is the bigint 1152921504606846977 in a column of numbers",
    ],
    ["rows without keys", [{}], "t returned rows without any key"],
    ["a scalar", 5, "[postgres] t returned a number. A table needs an array of objects as rows."],
    ["a class instance", [{ a: new Map() }], "$[0].a is a Map"],
  ])("refuses %s, and keeps the old value", async (_, value, message) => {
    await store([{ a: "old" }]);
    await expect(store(value, {}, managerWith({ schemaPolicy: "replace" }))).rejects.toThrow(message);
    expect(await load()).toEqual([{ a: "old" }]);
  });

  it("of any kind round-trip", async () => {
    const text = fc.string({ unit: "grapheme" }).filter((value) => !value.includes("\0"));
    const cell = fc.record({
      s: fc.option(text, { nil: null }),
      n: fc.option(fc.double(), { nil: null }),
      i: fc.option(fc.maxSafeInteger(), { nil: null }),
      b: fc.option(fc.boolean(), { nil: null }),
      d: fc.option(fc.date({ min: new Date(-2e14), noInvalidDate: true }), { nil: null }),
      u: fc.option(fc.uint8Array(), { nil: null }),
      j: fc.option(fc.record({ a: fc.array(text), b: fc.option(fc.boolean(), { nil: null }) }, { noNullPrototype: true }), { nil: null }),
    });
    const manager = managerWith({ schemaPolicy: "replace" });
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { minLength: 1, maxLength: 30 }), async (cells) => {
        const rows = cells.map((values, at) => ({ at, ...values }));
        await store(rows, {}, manager);
        const loaded = (await load({}, manager)) as { at: number }[];
        expect(loaded.sort((a, b) => a.at - b.at)).toEqual(rows);
      }),
      { numRuns: trials(240), interruptAfterTimeLimit: 60_000 },
    );
  });
});

describe("shapes of rows", () => {
  const partitions: PartitionsSpec = { kind: "static", keys: ["red", "green"] };
  const of = (key: string): ContextOptions => ({ partitions: [partitions, [key]], metadata: { partitionExpr: "color" } });

  it("an object's optional key comes and goes, and null is null", async () => {
    const values = [
      [{ user: { name: "a" } }],
      [{ user: { email: null, name: "b" } }, { user: { name: "c" } }],
      [{ user: { name: "d", email: "d@x" } }],
    ];
    for (const rows of values) {
      await store(rows);
      expect(await load()).toStrictEqual(rows);
    }
    async function* batches() {
      yield* values;
    }
    await store(batches());
    expect(await load()).toStrictEqual(values.flat());
  });

  it("no rows that nobody declares are no rows, and partitions come later", async () => {
    await store([]);
    expect(await load()).toEqual([]);
    await query("drop table t");
    await store([], of("red"));
    expect(await load(of("red"))).toEqual([]);
    await store([{ color: "green", n: 1 }], of("green"));
    expect(await load(of("red"))).toEqual([]);
    expect(await load(of("green"))).toEqual([{ color: "green", n: 1 }]);
  });

  it("names that differ in case alone are two columns", async () => {
    const rows = [
      { id: 1, ID: 2 },
      { id: 3, ID: null },
    ];
    await store(rows);
    expect(await load()).toEqual(rows);
    async function* batches() {
      yield [{ id: 1, ID: null }];
      yield [{ id: null, ID: 2 }];
    }
    await store(batches());
    expect(await load()).toEqual([
      { id: 1, ID: null },
      { id: null, ID: 2 },
    ]);
    await query("drop table t");
    await store([{ color: "red", id: 1 }], of("red"));
    await expect(store([{ color: "green", ID: 2 }], of("green"))).rejects.toThrow("id is missing; ID is new");
    await store([{ color: "green", ID: 2 }], of("green"), managerWith({ schemaPolicy: "addColumns" }));
    expect(await load(of("green"))).toEqual([{ color: "green", id: null, ID: 2 }]);
    expect(await load(of("red"))).toEqual([{ color: "red", id: 1, ID: null }]);
  });
});

describe("schema policies", () => {
  it("error: refuses other columns and kinds, and says how they differ", async () => {
    await store([{ a: 1, b: "x" }]);
    await expect(store([{ a: "1", c: true }])).rejects.toThrow(
      '[postgres] the columns of public.t changed: a was bigint and is text; b is missing; c is new. The old table stays. Return the old columns, set schemaPolicy to "replace", or drop the table.',
    );
    await expect(store([{ a: 1, c: true }])).rejects.toThrow('Return the old columns, set schemaPolicy to "addColumns" or "replace"');
    expect(await load()).toEqual([{ a: 1, b: "x" }]);
  });

  it("error: lets numbers grow wider, and a column that was all null become anything", async () => {
    await store([{ a: 1, b: null }]);
    await store([{ a: 1.5, b: "x" }]);
    expect(await typesOf()).toEqual({ a: "double precision", b: "text" });
    await store([{ a: null, b: null }]);
    expect(await typesOf()).toEqual({ a: "double precision", b: "text" });
    expect(await load()).toEqual([{ a: null, b: null }]);
  });

  it("addColumns: adds, keeps what is missing as null", async () => {
    await store([{ a: 1, b: "x" }]);
    await store([{ c: true, a: 2 }], {}, managerWith({ schemaPolicy: "addColumns" }));
    expect(await load()).toEqual([{ a: 2, b: null, c: true }]);
  });

  it("replace: the new columns alone, and what hangs on the table stays", async () => {
    await store([{ a: 1, b: "x" }]);
    await query("create view v as select a from t; grant select on t to public");
    await store([{ a: 2, c: true }], {}, managerWith({ schemaPolicy: "replace" }));
    expect(await load()).toEqual([{ a: 2, c: true }]);
    expect(await query("select * from v")).toEqual([{ a: "2" }]);
  });
});

describe("forms", () => {
  it("batches whose columns grow and widen", async () => {
    async function* batches() {
      yield [{ a: 1, n: null, m: 1 }];
      yield [{ a: 2.5, b: "new" }];
      yield [{ n: new Date(5), m: "text" }];
    }
    const stored = await store(batches());
    expect(stored.rows).toBe(3);
    expect(await load()).toEqual([
      { a: 1, n: null, m: 1, b: null },
      { a: 2.5, n: null, m: null, b: "new" },
      { a: null, n: new Date(5), m: "text", b: null },
    ]);
  });

  it("batches that would change what came before are refused", async () => {
    async function* batches() {
      yield [{ at: new Date(0) }];
      yield [{ at: "text" }];
    }
    await expect(store(batches())).rejects.toThrow("the column at holds a Date in one batch and another kind of value in a later one");
  });

  it("batches load one at a time, and may be left", async () => {
    await store(Array.from({ length: 50_000 }, (_, at) => ({ at, text: "x".repeat(20) })));
    const batches = (await load({ declared: { form: "batches" } })) as AsyncIterable<{ at: number }[]>;
    let seen = 0;
    for await (const batch of batches) {
      expect(batch[0]?.at).toBe(seen);
      seen += batch.length;
      if (seen > 10_000) break;
    }
    expect(seen).toBeLessThan(40_000);
    const busy = "select pid from pg_stat_activity where datname = 'test' and application_name = 'millrace'";
    await expect.poll(() => query(busy)).toEqual([]);
  });

  it("Arrow tables keep their kinds, empty ones too", async () => {
    const table = tableFromArrays({
      i: Int32Array.of(1, 2),
      f: Float64Array.of(1, 2),
      s: ["a", "b"],
      big: BigInt64Array.of(1n, 2n ** 60n),
    });
    await store(table);
    expect(await typesOf()).toEqual({ i: "bigint", f: "double precision", s: "text", big: "bigint" });
    const loaded = (await load({ declared: { form: "table" } })) as typeof table;
    expect(loaded.schema.fields.map((field) => `${field.name} ${field.type}`)).toEqual(["i Int64", "f Float64", "s Utf8", "big Int64"]);
    expect([...(loaded.getChild("big") ?? [])]).toEqual([1n, 2n ** 60n]);
    await store(table.slice(0, 0));
    expect(await load()).toEqual([]);
    expect((await typesOf()).f).toBe("double precision");
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
const HOSTILE = ["a'b", 'say "x"', "100%", "a\\b", "ü/ö", "$1", "; drop table t --"];
const KEYS: PartitionsSpec = { kind: "static", keys: HOSTILE };
const BOTH: PartitionsSpec = {
  kind: "multi",
  dimensions: [
    { name: "date", partitions: DAYS },
    { name: "region", partitions: { kind: "static", keys: ["eu", "us"] } },
  ],
};

describe("partitions", () => {
  const ofDay = (day: string) => ({ metadata: { partitionExpr: "at" }, partitions: [DAYS, [day]] }) as const;

  it("of time: an instant belongs to its local day, also when the clocks change", async () => {
    const days = {
      "2026-03-28": "2026-03-27T23:00:00.000Z",
      "2026-03-29": "2026-03-28T23:00:00.000Z",
      "2026-03-30": "2026-03-29T22:00:00.000Z",
    };
    for (const [day, start] of Object.entries(days)) await store([{ at: new Date(start), day }], ofDay(day));
    await store([{ at: new Date("2026-03-29T21:59:59.999Z"), day: "again" }], ofDay("2026-03-29"));
    expect(((await load()) as { day: string }[]).map(({ day }) => day).sort()).toEqual(["2026-03-28", "2026-03-30", "again"]);
    expect(await load(ofDay("2026-03-29"))).toEqual([{ at: new Date("2026-03-29T21:59:59.999Z"), day: "again" }]);
    const range = { ...ofDay("2026-03-28"), partitions: [DAYS, ["2026-03-28", "2026-03-29"]] } as const;
    expect(await load(range)).toHaveLength(2);
    await store([], range);
    expect(((await load()) as { day: string }[]).map(({ day }) => day)).toEqual(["2026-03-30"]);
  });

  it("refuse rows that lie elsewhere, and say how many", async () => {
    await store([{ at: new Date("2026-03-10T12:00:00Z"), v: 1 }], ofDay("2026-03-10"));
    const strays = [
      { at: new Date("2026-03-10T12:00:00Z"), v: 2 },
      { at: new Date("2026-03-11T12:00:00Z"), v: 2 },
      { at: null, v: 2 },
    ];
    await expect(store(strays, ofDay("2026-03-10"))).rejects.toThrow(
      "[postgres] 2 of the 3 rows of t are outside the partitions that are stored, according to its partitionExpr.",
    );
    expect(await load()).toEqual([{ at: new Date("2026-03-10T12:00:00Z"), v: 1 }]);
  });

  it("with hostile keys", async () => {
    const of = (...keys: string[]) => ({ metadata: { partitionExpr: '"the key"' }, partitions: [KEYS, keys] }) as const;
    for (const key of HOSTILE) await store([{ "the key": key, n: 0 }], of(key));
    for (const key of HOSTILE) await store([{ "the key": key, n: 1 }], of(key));
    for (const key of HOSTILE) expect(await load(of(key))).toEqual([{ "the key": key, n: 1 }]);
    expect(await load(of(...HOSTILE.slice(1)))).toHaveLength(HOSTILE.length - 1);
    expect(await load()).toHaveLength(HOSTILE.length);
  });

  it("of several dimensions, any set of them", async () => {
    const of = (...keys: string[]) =>
      ({ metadata: { partitionExpr: { date: "at", region: "region" } }, partitions: [BOTH, keys] }) as const;
    const at = (day: string) => new Date(`2026-03-${day}T12:00:00Z`);
    await store(
      [
        { at: at("10"), region: "eu" },
        { at: at("11"), region: "us" },
      ],
      of("2026-03-10|eu", "2026-03-11|us"),
    );
    await store([{ at: at("10"), region: "us" }], of("2026-03-10|us"));
    expect(await load(of("2026-03-10|eu", "2026-03-10|us"))).toHaveLength(2);
    await expect(store([{ at: at("10"), region: "us" }], of("2026-03-10|eu", "2026-03-11|us"))).rejects.toThrow("1 of the 1 rows");
    expect(await load()).toHaveLength(3);
  });

  it("an expression over a new column, from batches", async () => {
    async function* batches() {
      yield [{ at: new Date("2026-03-10T12:00:00Z"), v: 1 }];
      yield [{ at: new Date("2026-03-10T13:00:00Z"), v: 2.5 }];
    }
    await store(batches(), { ...ofDay("2026-03-10"), metadata: { partitionExpr: "at + interval '0 hours'" } });
    expect(await load(ofDay("2026-03-10"))).toHaveLength(2);
  });

  it("replace, of a part: the other partitions keep their columns and rows", async () => {
    const manager = managerWith({ schemaPolicy: "replace" });
    await store([{ at: new Date("2026-03-10T12:00:00Z"), a: 1 }], ofDay("2026-03-10"), manager);
    await store([{ at: new Date("2026-03-11T12:00:00Z"), b: "x" }], ofDay("2026-03-11"), manager);
    expect(await load()).toEqual([
      { at: new Date("2026-03-10T12:00:00Z"), a: 1, b: null },
      { at: new Date("2026-03-11T12:00:00Z"), a: null, b: "x" },
    ]);
    await expect(store([{ at: new Date("2026-03-11T12:00:00Z"), a: "x" }], ofDay("2026-03-11"), manager)).rejects.toThrow(
      "a was bigint and is text",
    );
  });

  it("of a great many keys: as many as a statement binds, and an error beyond", async () => {
    const keys = Array.from({ length: 40_000 }, (_, at) => `k${at}`);
    const spec: PartitionsSpec = { kind: "static", keys };
    const of = (count: number) => ({ metadata: { partitionExpr: "k" }, partitions: [spec, keys.slice(0, count)] }) as const;
    await store(
      keys.slice(0, 30_000).map((k) => ({ k })),
      of(30_000),
    );
    expect(await load(of(20_000))).toHaveLength(20_000);
    await expect(load(of(40_000))).rejects.toThrow("the partitions need 40000 bound values, and a statement allows 32767");
    const hours = { ...DAYS, cron: "0 * * * *", timezone: "UTC", format: "yyyy-MM-dd-HH:mm" } as PartitionsSpec;
    const hour = (at: number) => new Date(Date.UTC(2026, 2, 1, at)).toISOString().slice(0, 16).replace("T", "-");
    const range = {
      metadata: { partitionExpr: "at" },
      partitions: [hours, Array.from({ length: 2000 }, (_, at) => hour(at))],
    } as const;
    await database.server.query("drop table t", "test");
    await store([{ at: new Date("2026-03-02T00:00:00Z") }], range);
    expect(await load(range)).toHaveLength(1);
  });

  it("by an expression that fits no column, or no time: the server's words and a remedy", async () => {
    await store([{ at: 1 }]);
    await expect(load({ ...ofDay("2026-03-10"), metadata: { partitionExpr: "nope" } })).rejects.toThrow(
      'column "nope" does not exist. Correct the columns, the query or partitionExpr.',
    );
    await expect(load(ofDay("2026-03-10"))).rejects.toThrow(
      /operator does not exist.*\. Correct the query, or make partitionExpr return text or a time\./,
    );
  });

  it("are asked for when partitionExpr is missing", async () => {
    await expect(store([], { partitions: [DAYS, ["2026-03-10"]] })).rejects.toThrow('Write metadata: { partitionExpr: "date" }');
  });
});

it("verify: the rows are those that were stored", async () => {
  const manager = managerWith();
  const stored = await store([{ a: 1 }, { a: 2 }]);
  expect(await manager.verify(inputContext("t", stored))).toMatchObject({ ok: true });
  await database.server.query("delete from t where a = 1", "test");
  expect(await manager.verify(inputContext("t", stored))).toEqual({ ok: false, reason: "the table has 1 rows, but 2 were stored" });
  await database.server.query("drop table t", "test");
  expect(await manager.verify(inputContext("t", stored))).toMatchObject({
    ok: false,
    reason: expect.stringContaining("t has no stored value"),
  });
});
