// Shapes of rows in DuckDB: objects with varying keys, tables without rows, names that differ only in case.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { describing } from "../../../runtime/io/derived-context.js";
import { DuckDBIOManager } from "../../../runtime/io/duckdb/manager.js";
import { type PartitionsDefinition, type Relation, StaticPartitionsDefinition, sql } from "../../../runtime/sdk/index.js";
import { createLog } from "../../../runtime/sdk/log.js";
import { buildOutputContext } from "../../../runtime/testing/index.js";
import { Bench } from "../../support/io-manager-suite.js";
import { fc } from "../../support/properties.js";

const colors: PartitionsDefinition = new StaticPartitionsDefinition(["red", "green"]);
const byColor = { partitions: colors, metadata: { partitionExpr: "color" } };

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open(() => new DuckDBIOManager({ database: "t.duckdb" }));
});
afterEach(() => bench.close());

type Rows = readonly Readonly<Record<string, unknown>>[];
const storeColor = (color: string, rows: Rows) =>
  bench.store(
    "t",
    rows.map((row) => ({ color, ...row })),
    undefined,
    { ...byColor, keys: [color] },
  );
const loadColor = async (color: string) => {
  const rows = (await bench.load("t", undefined, { ...byColor, consumer: { partitions: colors, key: color } })) as Rows;
  return rows.map(({ color: _, ...row }) => row);
};

/** Stores one value after another and expects each back: as a whole table, as partitions and as batches. */
async function expectEach(...values: readonly Rows[]): Promise<void> {
  for (const rows of values) {
    await bench.store("whole", rows);
    expect(await bench.load("whole")).toStrictEqual(rows);
  }
  for (const [first, second] of values.flatMap((rows, at) => (at === 0 ? [] : [[values[at - 1] as Rows, rows] as const]))) {
    await storeColor("red", first);
    await storeColor("green", second);
    expect(await loadColor("red")).toStrictEqual(first);
    expect(await loadColor("green")).toStrictEqual(second);
  }
  async function* batches() {
    yield* values;
  }
  await bench.store("batches", batches());
  expect(await bench.load("batches")).toStrictEqual(values.flat());
}

const without = { user: { name: "a" } };
const withEmail = { user: { name: "b", email: "b@x" } };
const withNull = { user: { name: "c", email: null } };

describe("an object's optional key", () => {
  it("comes later", () => expectEach([without], [withEmail]));
  it("goes later", () => expectEach([withEmail], [without]));
  it("is there in some rows", () => expectEach([without, withEmail], [without], [withEmail, without], [withEmail]));
  it("is absent here and null there", () =>
    expectEach([without, withEmail], [withNull, without], [withNull], [without], [withNull, withEmail]));
  it("stands beside dates, bytes and large numbers", () => {
    const user = { at: new Date(0), raw: new Uint8Array([1]), id: 2n ** 60n };
    return expectEach([{ user }], [{ user: { ...user, size: 1.5 } }, { user }], [{ user: null }]);
  });
  it("lies in lists and in other objects", () =>
    expectEach(
      [{ posts: [{ by: { name: "a" } }, null] }],
      [{ posts: [{ by: { name: "a", "it's": [[{ x: 1 }, { y: "2" }]] } }, { by: null, tags: ["t"] }] }],
      [{ posts: [] }, { posts: null }],
    ));
  it("leaves nothing at all", () => expectEach([{ user: {} }, { user: { a: 1 } }], [{ user: { a: 1 } }], [{ user: {} }]));
  it("differs from another in case alone", () => expectEach([{ user: { id: 1 } }], [{ user: { ID: 2 } }], [{ user: { id: 1, ID: 2 } }]));
  it("is one of a dictionary's hundred", () =>
    expectEach(
      [{ counts: { a: 1 } }],
      [{ counts: Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`k${at}`, at])) }, { counts: { a: 1 } }],
    ));

  it("comes back whatever rows there were before", async () => {
    const user = fc.record(
      { name: fc.string(), email: fc.option(fc.string()), at: fc.record({ x: fc.integer() }, { requiredKeys: [] }) },
      { requiredKeys: ["name"] },
    );
    const rows = fc.array(fc.record({ user: fc.option(user, { freq: 8 }), list: fc.array(user, { maxLength: 2 }) }), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(rows, rows, rows, async (first, second, third) => {
        const plain = (value: Rows): Rows => JSON.parse(JSON.stringify(value)) as Rows;
        for (const [color, value] of [
          ["red", first],
          ["green", second],
          ["red", third],
        ] as const)
          await storeColor(color, plain(value));
        expect(await loadColor("red")).toEqual(plain(third));
        expect(await loadColor("green")).toEqual(plain(second));
      }),
      { numRuns: 12 },
    );
  });

  it("may become null, or go, in a partition that is made again, beside a date", async () => {
    const at = new Date(0);
    const [absent, empty] = [
      [{ user: { at } }, { user: { at, email: "x" } }],
      [{ user: { at, email: null } }, { user: { at, email: "x" } }],
    ];
    for (const rows of [absent, empty, absent, empty]) {
      await storeColor("red", rows);
      expect(await loadColor("red")).toStrictEqual(rows);
    }
  });

  it("keeps its field in the table's type, so that queries go on", async () => {
    await bench.store("t", [withEmail]);
    await bench.store("t", [without]);
    const table = (await bench.load("t", { form: "relation" })) as Relation;
    expect(await sql`select t.user.name as name, t.user.email as email from ${table} t`.toRows()).toEqual([{ name: "a", email: null }]);
  });

  it("is left out in a preview, a page, batches and a copy too", async () => {
    const rows = [without, withEmail];
    await bench.store("t", rows);
    const context = await bench.context("t");
    expect(await bench.manager.preview?.(context, 2)).toEqual({ kind: "rows", rows });
    const question = { offset: 0, limit: 2, sort: [], filters: [], counted: false };
    expect((await bench.manager.page?.(context, question))?.rows).toEqual(rows);
    expect(await bench.load("t", { form: "batches" })).toEqual(rows);
    const to = describing(buildOutputContext({ assetKey: "copy", projectDir: bench.projectDir }).context);
    await bench.manager.copy?.(context, to);
    expect(await bench.load("copy", undefined, { external: true })).toEqual(rows);
  });

  it("changes its kind: refused still", async () => {
    await bench.store("t", [withEmail]);
    await expect(bench.store("t", [{ user: { name: 1 } }])).rejects.toThrow("the columns of main.t changed: user was STRUCT");
    await expect(bench.store("t", [{ user: "text" }])).rejects.toThrow("the columns of main.t changed: user was STRUCT");
  });

  it("is null in some and absent in others beside a date: refused in words", async () => {
    const at = new Date(0);
    await expect(bench.store("t", [{ user: { at } }, { user: { at, email: null } }])).rejects.toThrow(
      "in some objects a key is missing and in others it is null",
    );
  });
});

describe("texts of JSON", () => {
  it("load as what they were in the first partition too", async () => {
    await storeColor("red", [{ mixed: 1 }, { mixed: "a" }, { mixed: [1, "a"] }]);
    expect(await loadColor("red")).toEqual([{ mixed: 1 }, { mixed: "a" }, { mixed: [1, "a"] }]);
    await storeColor("green", [{ mixed: 1 }, { mixed: "a" }]);
    expect(await loadColor("green")).toEqual([{ mixed: 1 }, { mixed: "a" }]);
  });
});

describe("no rows", () => {
  const columns = [
    { name: "color", kind: "string", nullable: false },
    { name: "n", kind: "number", nullable: false },
  ] as const;
  const red = { ...byColor, consumer: { partitions: colors, key: "red" } };

  it("have the declared columns, in a table and in a partition", async () => {
    await bench.store("t", [], { form: "value", columns });
    expect(await ((await bench.load("t", { form: "relation" })) as Relation).toRows()).toEqual([]);
    await bench.store("parts", [], { form: "value", columns }, { ...byColor, keys: ["red"] });
    for (const key of ["t", "parts"]) {
      const table = (await bench.load(key, { form: "relation" })) as Relation;
      expect(await sql`select max(t.n) as most from ${table} t where t.color = 'red'`.toRows()).toEqual([{ most: null }]);
    }
  });

  it("that nobody declares are no rows in each form, and partitions come later", async () => {
    await bench.store("t", [], undefined, { ...byColor, keys: ["red"] });
    for (const form of ["value", "batches"] as const) expect(await bench.load("t", { form }, red)).toEqual([]);
    expect(await ((await bench.load("t", { form: "relation" }, red)) as Relation).toRows()).toEqual([]);
    expect(await bench.manager.exists?.(await bench.context("t", { ...byColor, partitionKey: "red" }))).toBe(false);
    expect(await bench.manager.verify?.(await bench.context("t", { ...byColor, partitionKey: "red" }))).toMatchObject({ ok: true });
    await bench.manager.remove?.(await bench.context("t", { ...byColor, partitionKey: "red" }));
    await storeColor("green", [{ n: 1 }]);
    expect(await loadColor("red")).toEqual([]);
    expect(await loadColor("green")).toEqual([{ n: 1 }]);
    await bench.store("t", [], undefined, { ...byColor, keys: ["green"] });
    expect(await loadColor("green")).toEqual([]);
  });

  it.each(["rows", "batches"])("as %s, of a table whose columns nobody knows, are told", async (form) => {
    const warnings: string[] = [];
    const log = createLog((level, message) => level === "warning" && warnings.push(message));
    async function* none() {}
    const { context } = buildOutputContext({ assetKey: "t", projectDir: bench.projectDir, log });
    await bench.manager.handleOutput(context, form === "rows" ? [] : none());
    expect(warnings).toEqual([
      "[duckdb] t returned no rows, and no type says which columns they would have, so main.t has none yet. Declare the rows' type, as in (): Promise<Row[]>, and empty tables have its columns.",
    ]);
  });
});

describe("names that differ in case alone", () => {
  const both = 'the columns "id" and "ID" differ only in case, which a table does not allow. Rename one.';
  const other = '"id" is now "ID", and names in a table do not depend on case';
  async function* batches() {
    yield [{ id: 1 }];
    yield [{ ID: 2 }];
  }

  it("are refused in rows, batches and partitions of one value", async () => {
    await expect(bench.store("t", [{ id: 1, ID: 2 }])).rejects.toThrow(both);
    await expect(bench.store("t", [{ id: 1 }, { ID: 2 }])).rejects.toThrow(both);
    await expect(bench.store("t", batches())).rejects.toThrow(both);
    await expect(storeColor("red", [{ id: 1 }, { ID: 2 }])).rejects.toThrow(both);
  });

  it("are refused where the table has the one and a value the other", async () => {
    await bench.store("t", [{ id: 1 }]);
    await expect(bench.store("t", [{ ID: 2 }])).rejects.toThrow(
      `${other}. The old table stays. Return the old columns, set schemaPolicy to "replace", or drop`,
    );
    await expect(bench.store("t", sql`select 2 as "ID"`, { form: "relation" })).rejects.toThrow(other);
    const adding = new Bench(bench.projectDir, new DuckDBIOManager({ database: "t.duckdb", schemaPolicy: "addColumns" }));
    await expect(adding.store("t", [{ ID: 2 }])).rejects.toThrow(other);
    expect(await bench.load("t")).toEqual([{ id: 1 }]);
    const replacing = new Bench(bench.projectDir, new DuckDBIOManager({ database: "t.duckdb", schemaPolicy: "replace" }));
    await replacing.store("t", [{ ID: 2 }]);
    expect(await replacing.load("t")).toEqual([{ ID: 2 }]);
  });

  it("are refused in a partition, under every policy", async () => {
    await storeColor("red", [{ id: 1 }]);
    const remedy = `${other}. The old table stays. Return the old columns, or drop the table and materialize all partitions again.`;
    for (const schemaPolicy of ["error", "addColumns", "replace"] as const) {
      const manager = new DuckDBIOManager({ database: "t.duckdb", schemaPolicy });
      const store = new Bench(bench.projectDir, manager).store("t", [{ color: "green", ID: 2 }], undefined, {
        ...byColor,
        keys: ["green"],
      });
      await expect(store).rejects.toThrow(remedy);
    }
    expect(await loadColor("red")).toEqual([{ id: 1 }]);
  });
});

describe("what a column cannot hold", () => {
  it("keeps keys that no field can have: an empty one, and __proto__", async () => {
    const odd = JSON.parse('[{ "cell": { "__proto__": 1, "b": 2 } }, { "cell": { "": 3 } }]') as Rows;
    await bench.store("odd", odd);
    const loaded = (await bench.load("odd")) as Rows;
    expect(JSON.stringify(loaded)).toBe(JSON.stringify(odd));
    expect(Object.keys(loaded[0]?.cell as object)).toEqual(["__proto__", "b"]);
  });

  it("refuses a byte order mark, which its library takes away", async () => {
    for (const cell of ["\ufeffx", { text: "\ufeffx" }, ["\ufeffx"]])
      await expect(bench.store("marked", [{ cell }])).rejects.toThrow("begins with a byte order mark");
  });

  it.each([
    ["a number", 0.5, 2n ** 100n],
    ["a number in an object", { n: 2.75 }, { n: 2n ** 100n }],
    ["numbers in a list", [2.75, 1], [2n ** 100n]],
    ["-0", -0, 2n ** 100n],
  ])("keeps the fraction of %s when another partition brings whole numbers beyond 64 bits", async (_, fraction, whole) => {
    await storeColor("red", [{ n: fraction }]);
    await expect(storeColor("green", [{ n: whole }])).rejects.toThrow(/fraction|exactly|mixes kinds/);
    expect(await loadColor("red")).toStrictEqual([{ n: fraction }]);
  });

  it("keeps the table when an asset gets a key that differs in case alone", async () => {
    await bench.store("Orders", [{ id: 1 }]);
    const from = await bench.context("Orders");
    const copied = await bench.manager.copy?.(
      from,
      describing(buildOutputContext({ assetKey: "orders", projectDir: bench.projectDir }).context),
    );
    expect(copied?.storedAt).toBe((await bench.records.latest("Orders"))?.stored?.storedAt);
  });
});
