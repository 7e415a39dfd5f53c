// DatabaseInputManager with a real PostgreSQL server and DuckDB files: queries with bound values, tables, partitions.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { PartitionsSpec } from "../../../runtime/contract/partitions.js";
import { DatabaseInputManager, type DatabaseInputManagerOptions } from "../../../runtime/io/inputs/database/manager.js";
import { namesIn, numbered } from "../../../runtime/io/inputs/database/named-parameters.js";
import { asset, Definitions, externalAsset, materialize } from "../../../runtime/sdk/index.js";
import { MissingValueError } from "../../../runtime/sdk/io-manager.js";
import { type ContextOptions, inputContext } from "../../support/manager-contexts.js";
import { PASSWORD, PostgresServer } from "../../support/servers/postgres.js";

let server: PostgresServer;
let dir: string;

const SCHEMA = `create schema shop;
create table shop.orders (id integer, region varchar, placed timestamptz, note varchar);
insert into shop.orders values (1, 'eu', '2026-03-28 22:59:59.999Z', 'a'), (2, 'us', '2026-03-28 23:00:00Z', 'it''s'), (3, 'us', '2026-03-29 21:59:59Z', null), (4, 'a''b', '2026-03-29 22:00:00Z', 'x');`;

beforeAll(async () => {
  server = await PostgresServer.start();
  await server.freshDatabase("test");
  await server.query(SCHEMA, "test");
  dir = await mkdtemp(join(tmpdir(), "millrace-database-input-"));
  const instance = await DuckDBInstance.fromCache(join(dir, "t.duckdb"));
  const connection = await instance.connect();
  await connection.run(SCHEMA.replace("timestamptz", "timestamp").replaceAll("Z'", "'"));
  connection.closeSync();
  instance.closeSync();
});

afterAll(async () => {
  await server?.stop();
  await rm(dir, { recursive: true, force: true });
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
const REGIONS: PartitionsSpec = { kind: "static", keys: ["eu", "us", "a'b"] };
const BOTH: PartitionsSpec = {
  kind: "multi",
  dimensions: [
    { name: "date", partitions: DAYS },
    { name: "region", partitions: REGIONS },
  ],
};

describe.each(["postgres", "duckdb"] as const)("from %s", (kind) => {
  let base: DatabaseInputManagerOptions;

  beforeEach(() => {
    base = kind === "postgres" ? { postgres: server.url("test") } : { duckdb: "t.duckdb" };
  });

  const load = (
    context: ContextOptions = {},
    options: { query?: string; schema?: string; parameters?: Record<string, unknown> } = {},
    key = "shop/orders",
  ) => new DatabaseInputManager({ ...base, ...options }).loadInput(inputContext(key, null, { projectDir: dir, ...context }));
  const ids = async (...args: Parameters<typeof load>) => ((await load(...args)) as { id: number }[]).map(({ id }) => id).sort();

  it("the table of the asset, some of its columns", async () => {
    expect(await load({ columns: ["note", "id"] })).toEqual([
      { note: "a", id: 1 },
      { note: "it's", id: 2 },
      { note: null, id: 3 },
      { note: "x", id: 4 },
    ]);
    expect(await ids({ insMetadata: { schema: "shop", table: "orders" } }, {}, "anything")).toEqual([1, 2, 3, 4]);
    expect(await ids({}, { schema: "shop" }, "x/orders")).toEqual([1, 2, 3, 4]);
  });

  it("a query: of the input, of the asset, of the manager", async () => {
    const query = (n: number) => `select ${n} as id -- no :parameter;`;
    expect(await load({ insMetadata: { query: query(1) }, metadata: { query: query(2) } }, { query: query(3) })).toEqual([{ id: 1 }]);
    expect(await load({ metadata: { query: query(2) } }, { query: query(3) })).toEqual([{ id: 2 }]);
    expect(await load({}, { query: `${query(3)}\n;` })).toEqual([{ id: 3 }]);
  });

  it("values are bound, however hostile", async () => {
    const query = "select id from shop.orders where note = :note or region = :region order by id";
    for (const note of ["it's", "'; drop table shop.orders; --", "$1", ":region", "\\"])
      expect(await load({ insMetadata: { query, parameters: { note, region: "a'b" } } })).toEqual(
        note === "it's" ? [{ id: 2 }, { id: 4 }] : [{ id: 4 }],
      );
    expect(
      await ids(
        {},
        {
          query: "select id from shop.orders where id = any(:list) and placed >= :since",
          parameters: { list: [1, 2, 3], since: new Date("2026-03-28T23:00:00Z") },
        },
      ),
    ).toEqual([2, 3]);
  });

  it("a parameter without a value names the known ones", async () => {
    await expect(load({}, { query: "select :nme", parameters: { name: 1 } })).rejects.toThrow(
      "[database] the query of shop/orders has a parameter :nme without a value. Known: :name.",
    );
  });

  it("partitions as parameters: key, keys, window, dimensions", async () => {
    const of = (spec: PartitionsSpec, ...keys: string[]) => ({ partitions: [spec, keys] }) as const;
    expect(await ids(of(REGIONS, "a'b"), { query: "select id from shop.orders where region = :partition_key" })).toEqual([4]);
    expect(await ids(of(REGIONS, "a'b", "eu"), { query: "select id from shop.orders where region = any(:partition_keys)" })).toEqual([
      1, 4,
    ]);
    const window = "select id from shop.orders where placed >= :window_start and placed < :window_end";
    expect(await ids(of(DAYS, "2026-03-29"), { query: window })).toEqual([2, 3]);
    expect(await ids(of(DAYS, "2026-03-28", "2026-03-29"), { query: window })).toEqual([1, 2, 3]);
    await expect(load(of(DAYS, "2026-03-27", "2026-03-29"), { query: window })).rejects.toThrow("not a contiguous range");
    await expect(load(of(REGIONS, "eu"), { query: window })).rejects.toThrow("use :partition_key instead of :window_start");
    await expect(load(of(REGIONS, "eu", "us"), { query: "select :partition_key" })).rejects.toThrow(
      "2 partitions are materialized or loaded together, not one",
    );
    const both = "select id from shop.orders where region = :partition_region and placed >= :window_start and placed < :window_end";
    expect(await ids(of(BOTH, "2026-03-29|us"), { query: both })).toEqual([2, 3]);
  });

  it("partitions of a table by its partitionExpr; a query that ignores them is refused", async () => {
    const metadata = { partitionExpr: { date: "placed", region: "region" } };
    expect(await ids({ metadata, partitions: [BOTH, ["2026-03-28|eu", "2026-03-29|us"]] })).toEqual([1, 2, 3]);
    await expect(load({ partitions: [REGIONS, ["eu"]] }, { query: "select 1" })).rejects.toThrow(
      "has partitions, but its query selects all rows. Use one of :partition_key",
    );
  });

  it("batches, which may be left, and Arrow tables", async () => {
    const query = kind === "postgres" ? "select generate_series(0, :last - 1) as id" : "select range::int as id from range(:last::bigint)";
    const options = { query: query.replace(":last -", ":last::int -"), parameters: { last: 20_000 } };
    const batches = (await load({ declared: { form: "batches" } }, options)) as AsyncIterable<{ id: number }[]>;
    let seen = 0;
    for await (const batch of batches) {
      expect(batch[0]?.id).toBe(seen);
      seen += batch.length;
      if (seen > 10_000) break;
    }
    expect(seen).toBeLessThan(20_000);
    const table = (await load({ declared: { form: "table" } })) as import("apache-arrow").Table;
    expect([...(table.getChild("id") ?? [])]).toEqual([1, 2, 3, 4]);
  });

  it("what is not there is a missing value; what is wrong with a query is told", async () => {
    await expect(load({}, {}, "shop/nothing")).rejects.toBeInstanceOf(MissingValueError);
    await expect(load({}, { query: "selec 1" })).rejects.toThrow(/^\[database\] cannot load shop\/orders: .*syntax error/i);
    await expect(load({}, { query: "select * from shop.nothing" })).rejects.toThrow(/^\[database\] cannot load shop\/orders: .*nothing/);
    expect(
      await new DatabaseInputManager(base).preview(inputContext("shop/orders", null, { projectDir: dir, columns: ["id"] }), 2),
    ).toEqual({
      kind: "rows",
      rows: [{ id: 1 }, { id: 2 }],
    });
  });
});

it("changes nothing: a query runs in a transaction that only reads", async () => {
  const manager = new DatabaseInputManager({
    postgres: server.url("test"),
    query: "with gone as (delete from shop.orders returning id) select * from gone",
  });
  await expect(manager.loadInput(inputContext("x", null))).rejects.toThrow("[database] cannot load x");
  expect(await server.query("select count(*)::int as n from shop.orders", "test")).toEqual([{ n: 4 }]);
});

it("shows no password", async () => {
  const manager = new DatabaseInputManager({ postgres: server.url("nope") });
  const error = (await manager.loadInput(inputContext("x", null)).catch((thrown: unknown) => thrown)) as Error;
  expect(error.message).toMatch(/^\[database\] cannot connect to .*the database does not exist/);
  expect(error.message).not.toContain(PASSWORD);
});

it("needs exactly one database", () => {
  expect(() => new DatabaseInputManager({} as never)).toThrow("DatabaseInputManager needs one database");
});

it("is used by inputManagerKey", async () => {
  const orders = externalAsset({ key: "shop/orders", ioManagerKey: "shop_db" });
  const eu = asset(
    {
      key: "eu",
      ins: {
        orders: {
          key: "shop/orders",
          inputManagerKey: "shop_db",
          metadata: { query: "select id from shop.orders where region = :r", parameters: { r: "eu" } },
        },
      },
    },
    (orders: { id: number }[]) => orders.length,
  );
  const shop_db = new DatabaseInputManager({ postgres: server.url("test") });
  expect(new Definitions({ assets: [orders, eu], resources: { shop_db } }).resolve().problems).toEqual([]);
  const result = await materialize([orders, eu], { resources: { shop_db }, selection: ["eu"], projectDir: dir });
  expect(result.outputForNode("eu")).toBe(1);
});

describe("named parameters", () => {
  it("stand nowhere but in the query's own text", () => {
    const query = `select ':a', ":b", E'\\':c', $$:d$$, $x$ :e $$ $x$, f::int, e':g', n /* :h */ -- :i
      where x=:yes and y = :Yes_2 and z=:yes and s = E'it''s \\' :k'`;
    expect(namesIn(query)).toEqual(["yes", "Yes_2"]);
    expect(numbered("a = :x and b = :y::text and c=:x", { x: () => 1, y: () => null }, "t")).toEqual({
      text: "a = $1 and b = $2::text and c=$1",
      values: [1, null],
    });
  });
});
