// Partitions of DuckDB tables: what is refused, how columns grow, slices as relations, tables and batches, times exact to the millisecond.
import { tableFromArrays } from "apache-arrow";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Form } from "../../../runtime/contract/asset.js";
import { DuckDBIOManager } from "../../../runtime/io/duckdb/manager.js";
import {
  DailyPartitionsDefinition,
  HourlyPartitionsDefinition,
  type PartitionsDefinition,
  type Relation,
  StaticPartitionsDefinition,
  sql,
  type Table,
} from "../../../runtime/sdk/index.js";
import { Bench } from "../../support/io-manager-suite.js";

const days = new DailyPartitionsDefinition({ startDate: "2026-01-01", endDate: "2026-01-04" });
const [first, second, third] = [...days.getPartitionKeys()] as [string, string, string];
const colors = new StaticPartitionsDefinition(["red", "green"]);
const byColor = { partitions: colors as PartitionsDefinition, metadata: { partitionExpr: "color" } };

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open(() => new DuckDBIOManager({ database: "t.duckdb" }));
});
afterEach(() => bench.close());

const store = (
  key: string,
  rows: unknown,
  options: { partitions: PartitionsDefinition; metadata: Record<string, string> } = byColor,
  form = "value",
) => bench.store("t", () => rows, { form } as never, { ...options, keys: [key] });
const load = (key: string, options: { partitions: PartitionsDefinition; metadata: Record<string, string> } = byColor, form = "value") =>
  bench.load("t", { form } as never, { ...options, consumer: { partitions: options.partitions, key } });

describe("keys that are equal as numbers", () => {
  const numbers = new StaticPartitionsDefinition(["1", "01"]);
  const by = { partitions: numbers as PartitionsDefinition, metadata: { partitionExpr: "n" } };

  it("are one key in a column of numbers: storing the other is refused, and changes nothing", async () => {
    await store("1", [{ n: 1, text: "kept" }], by);
    await expect(store("01", [{ n: 1, text: "lost" }], by)).rejects.toThrow("1 row of t is outside the partition");
    expect(await load("1", by)).toEqual([{ n: 1, text: "kept" }]);
  });

  it("are two keys in a column of text", async () => {
    await store("1", [{ n: "1" }], by);
    await store("01", [{ n: "01" }], by);
    expect(await load("1", by)).toEqual([{ n: "1" }]);
    expect(await load("01", by)).toEqual([{ n: "01" }]);
  });
});

describe("a partition of a table that is not there yet, where it may be missing", () => {
  const columns = [
    { name: "color", kind: "string", nullable: false },
    { name: "n", kind: "number", nullable: false },
    { name: "tags", kind: "list", nullable: false },
  ] as const;
  const missing = (form: Form) =>
    bench.load("t", { form, columns }, { ...byColor, consumer: { partitions: colors, key: "red" }, allowMissing: true });

  it.each(["value", "batches"] as const)("is no rows as %s", async (form) => {
    expect(await missing(form)).toEqual([]);
  });

  it("is an empty Arrow table", async () => {
    expect(((await missing("table")) as Table).numRows).toBe(0);
  });

  it("is an empty relation with the declared columns, alone and within a query", async () => {
    const relation = (await missing("relation")) as Relation;
    expect(await relation.toRows()).toEqual([]);
    expect(await sql`select count(*) as n, sum(r.n) as s from ${relation} r`.toRows()).toEqual([{ n: 0, s: null }]);
    await store("green", [{ color: "green", n: 1, tags: [] }]);
    const green = (await load("green", byColor, "relation")) as Relation;
    expect(await sql`select color from ${green} union all select color from ${relation}`.toRows()).toEqual([{ color: "green" }]);
    await bench.store("copy", sql`select r.color, r.n from ${relation} r`, { form: "relation", columns: columns.slice(0, 2) });
    expect(await bench.load("copy")).toEqual([]);
  });

  it("is told without allowMissing, and null without partitions", async () => {
    await expect(load("red", byColor, "relation")).rejects.toThrow(/has no stored value/);
    for (const form of ["value", "relation", "table"] as const)
      expect(await bench.load("other", { form }, { allowMissing: true })).toBeNull();
    await expect(bench.load("other")).rejects.toThrow(/has no stored value/);
  });
});

describe("storing a slice", () => {
  it("refuses rows of other partitions, and rows nobody can place, and keeps what was there", async () => {
    await store("red", [{ color: "red", n: 1 }]);
    await expect(
      store("red", [
        { color: "red", n: 2 },
        { color: "green", n: 3 },
      ]),
    ).rejects.toThrow(/1 row of t is outside the partition that is stored \(red\)/);
    await expect(store("red", [{ color: null, n: 2 }])).rejects.toThrow("1 row of t is outside");
    expect(await load("red")).toEqual([{ color: "red", n: 1 }]);
  });

  it("names a missing or wrong partitionExpr", async () => {
    const without = { partitions: colors, metadata: {} };
    await expect(store("red", [{ color: "red" }], without)).rejects.toThrow(
      /has no partitionExpr.*metadata: \{ partitionExpr: "partition" \}/,
    );
    await expect(store("red", [{ color: "red" }], { partitions: colors, metadata: { partitionExpr: "colour" } })).rejects.toThrow(
      /its partitionExpr does not fit its rows.*colour/s,
    );
  });

  it("keeps the columns of the others: new ones are refused, or added", async () => {
    await store("red", [{ color: "red", n: 1 }]);
    await expect(store("green", [{ color: "green", n: 1, extra: true }])).rejects.toThrow("extra is new");
    expect(await load("red")).toEqual([{ color: "red", n: 1 }]);
    await bench.manager.close?.();
    const adding = new Bench(bench.projectDir, new DuckDBIOManager({ database: "t.duckdb", schemaPolicy: "replace" }));
    await adding.store("t", () => [{ color: "green", n: 1.5, extra: true }], undefined, { ...byColor, keys: ["green"] });
    expect(await adding.load("t", undefined, byColor)).toEqual([
      { color: "red", n: 1, extra: null },
      { color: "green", n: 1.5, extra: true },
    ]);
  });

  it("gives a column its type with the first partition that has values in it", async () => {
    await store("red", [{ color: "red", note: null }]);
    await store("green", [{ color: "green", note: "hello" }]);
    await store("red", [{ color: "red", note: "there" }]);
    expect(await load("green")).toEqual([{ color: "green", note: "hello" }]);
  });

  it("an empty slice removes its rows alone", async () => {
    await store("red", [{ color: "red", n: 1 }]);
    await store("green", [{ color: "green", n: 2 }]);
    await store("red", []);
    expect(await load("red")).toEqual([]);
    expect(await load("green")).toEqual([{ color: "green", n: 2 }]);
  });

  it("takes Arrow tables, batches and relations", async () => {
    await store("red", tableFromArrays({ color: ["red", "red"], n: Int32Array.from([1, 2]) }), byColor, "table");
    async function* batches() {
      yield [{ color: "green", n: 3 }];
      yield [{ color: "green", n: 4 }];
    }
    await store("green", batches(), byColor, "batches");
    expect(((await load("red", byColor, "table")) as Table).numRows).toBe(2);
    expect(await load("green", byColor, "batches")).toEqual([
      { color: "green", n: 3 },
      { color: "green", n: 4 },
    ]);
    const green = (await load("green", byColor, "relation")) as Relation;
    await store("red", sql`select 'red' as color, n * 10 as n from ${green}`, byColor, "relation");
    expect(await load("red")).toEqual([
      { color: "red", n: 30 },
      { color: "red", n: 40 },
    ]);
  });
});

describe("loading a slice", () => {
  it("a relation of one partition holds no other, and its values are bound", async () => {
    await store("red", [{ color: "red", n: 1 }]);
    await store("green", [{ color: "green", n: 2 }]);
    const red = (await load("red", byColor, "relation")) as Relation<{ n: number }>;
    expect(await red.toRows()).toEqual([{ color: "red", n: 1 }]);
    expect(await sql`select sum(r.n) + ${5} as s from ${red} r where r.n < ${100}`.toRows()).toEqual([{ s: 6 }]);
  });

  it.each(["UTC", "Asia/Kolkata", "America/New_York"])("compares instants as UTC, whatever the machine's zone: %s", async (zone) => {
    const before = process.env.TZ;
    process.env.TZ = zone;
    try {
      const byDay = { partitions: days as PartitionsDefinition, metadata: { partitionExpr: "made_at" } };
      const edge = (key: string) => [{ made_at: new Date(key) }, { made_at: new Date(Date.parse(key) + 86_399_999) }];
      for (const key of [first, second, third]) await store(key, edge(key), byDay);
      for (const key of [first, second, third]) expect(await load(key, byDay)).toEqual(edge(key));
      const asDate = { partitions: days as PartitionsDefinition, metadata: { partitionExpr: "cast(made_at as timestamptz)" } };
      expect(await load(second, asDate)).toEqual(edge(second));
    } finally {
      if (before === undefined) delete process.env.TZ;
      else process.env.TZ = before;
    }
  });

  it("takes text columns of dates and hours", async () => {
    const hours = new HourlyPartitionsDefinition({ startDate: "2026-01-01", endDate: "2026-01-01T03:00" });
    const options = {
      partitions: hours as PartitionsDefinition,
      metadata: { partitionExpr: "cast(day || ' ' || hour || ':00' as timestamp)" },
    };
    const rows = [{ day: "2026-01-01", hour: "01", n: 1 }];
    await store("2026-01-01-01:00", rows, options);
    expect(await load("2026-01-01-01:00", options)).toEqual(rows);
  });
});

describe("verify", () => {
  it("says when something else has changed the rows", async () => {
    await store("red", [{ color: "red", n: 1 }]);
    await store("green", [{ color: "green", n: 1 }]);
    const at = (partitionKey: string) => bench.context("t", { ...byColor, partitionKey });
    expect(await bench.manager.verify?.(await at("red"))).toMatchObject({ ok: true });
    await bench.manager.remove?.(await at("red"));
    expect(await bench.manager.verify?.(await at("red"))).toMatchObject({
      ok: false,
      reason: expect.stringContaining("it holds 0 rows, but its record says 1"),
    });
    expect(await bench.manager.verify?.(await at("green"))).toMatchObject({ ok: true });
  });
});

it("a table of the same name in another case is the same table, for all that reads and stores it", async () => {
  const options = { ...byColor, keys: ["red"] };
  await bench.store("Thing", () => [{ color: "red", n: 1, object: { a: 1 } }], { form: "value" }, options);
  await bench.store("thing", () => [{ color: "green", n: 2, object: { a: 1, b: 2 } }], { form: "value" }, { ...byColor, keys: ["green"] });
  expect(await bench.load("thing", { form: "value" }, byColor)).toEqual([
    { color: "red", n: 1, object: { a: 1 } },
    { color: "green", n: 2, object: { a: 1, b: 2 } },
  ]);
});
