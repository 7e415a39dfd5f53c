// Pages of rows from databases: every row is on exactly one page, and filters match the same rows as in memory.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RowFilter, RowPage, RowQuestion, RowTest } from "../../../runtime/contract/value.js";
import { DuckDBIOManager } from "../../../runtime/io/duckdb/manager.js";
import { DatabaseInputManager } from "../../../runtime/io/inputs/database/manager.js";
import { PostgresIOManager } from "../../../runtime/io/postgres/manager.js";
import { stepOf } from "../../../runtime/io/tables/filter-text.js";
import { memoryRows } from "../../../runtime/worker/look/memory-rows.js";
import { inputContext } from "../../support/manager-contexts.js";
import { PostgresServer } from "../../support/servers/postgres.js";
import { sampleOf } from "../../support/trials.js";

const ROWS = 20_000;
const MANY = {
  duckdb: `create table many as select range as id, ['a', 'b', 'c'][(range % 3)::int + 1] as cat from range(${ROWS});
    create view seen as select * from many`,
  postgres: `create table many as select g as id, (array['a', 'b', 'c'])[g % 3 + 1] as cat from generate_series(0, ${ROWS - 1}) as g;
    create view seen as select * from many`,
};
const NUMBERED = `with cells (nth, whole, price, ratio, single, day, stamp, zoned, name) as (values
  (1, 2, 12.55, 0.1, 0.1, date '2026-01-31', timestamp '2026-01-31 12:00:00', timestamptz '2026-01-31 12:00:00+00', 'ab'),
  (2, 3, 12.56, 3.0, 3.0, date '2026-02-01', timestamp '2026-01-31 12:00:00.000123', timestamptz '2026-01-31 12:00:00.5+02', 'ABC'),
  (3, -3, -12.50, -2.5, 2.5, date '1969-12-31', timestamp '1969-12-31 23:59:59', timestamptz '2026-02-01 00:00:00+00', '2.5'),
  (4, 2147483647, 100.00, 1e3, 1.5, date '2026-12-31', timestamp '2026-02-01 00:00:00', timestamptz '1999-01-01 00:00:00+00', ''),
  (5, null, null, null, null, null, null, null, null))`;
const CELLS = (double: string) => `create table cells as ${NUMBERED}
  select cast(nth as integer) as nth, cast(whole as integer) as whole, cast(price as decimal(18, 2)) as price, cast(ratio as ${double}) as ratio,
    cast(single as real) as single, day, stamp, zoned, cast(name as varchar) as name from cells`;

let dir: string;
let server: PostgresServer;
let url: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "millrace-pages-"));
  const instance = await DuckDBInstance.create(join(dir, "a.duckdb"));
  const connection = await instance.connect();
  await connection.run("set timezone = 'UTC'");
  for (const text of [...MANY.duckdb.split(";"), CELLS("double")]) await connection.run(text);
  connection.closeSync();
  instance.closeSync();
  server = await PostgresServer.start();
  url = server.url();
  await server.query("set timezone = 'UTC'");
  for (const text of [MANY.postgres, CELLS("double precision")]) await server.query(text);
  // Enables parallel scans of a small table.
  await server.query("alter table many set (parallel_workers = 4)");
  await server.query("alter system set max_parallel_workers_per_gather = 4");
  for (const [name, value] of Object.entries({ parallel_setup_cost: 0, parallel_tuple_cost: 0, min_parallel_table_scan_size: 0 }))
    await server.query(`alter system set ${name} = ${value}`);
  await server.query("select pg_reload_conf()");
});

afterAll(async () => {
  await server?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const managers = {
  DuckDB: () => new DuckDBIOManager({ database: "a.duckdb", schema: "main" }),
  PostgreSQL: () => new PostgresIOManager({ connection: url, schema: "public" }),
};
const inputs = {
  DuckDB: () => new DatabaseInputManager({ duckdb: "a.duckdb", query: "select cat, id from many" }),
  PostgreSQL: () => new DatabaseInputManager({ postgres: url, query: "select cat, id from many" }),
};
const databases = ["DuckDB", "PostgreSQL"] as const;
const plain: RowQuestion = { offset: 0, limit: 1_000, sort: [], filters: [], counted: false };

async function pagedThrough(page: (question: RowQuestion) => Promise<RowPage>, wanted: Partial<RowQuestion>): Promise<number[]> {
  const ids: number[] = [];
  for (let offset = 0; offset < ROWS; offset += plain.limit)
    for (const { id } of (await page({ ...plain, ...wanted, offset })).rows) ids.push(Number(id));
  return ids;
}

describe.each(databases)("%s", (database) => {
  const context = (key: string) => inputContext(key, null, { projectDir: dir });
  const sort = [{ column: "cat", descending: true }];
  const every = Array.from({ length: ROWS }, (_, id) => id);

  it.each(["many", "seen"])("gives every row of %s on one page of those sorted by a column that does not tell them apart", async (key) => {
    const manager = managers[database]();
    const ids = await pagedThrough((question) => manager.page(context(key), question), { sort });
    expect(ids.toSorted((a, b) => a - b)).toEqual(every);
    if (key === "many") expect(ids.slice(0, 3)).toEqual([2, 5, 8]);
  });

  it("gives every row of a query on one page", async () => {
    const manager = inputs[database]();
    const ids = await pagedThrough((question) => manager.page(context("q"), question), { sort });
    expect(ids.toSorted((a, b) => a - b)).toEqual(every);
  });

  it("gives the rows of a table in its order when nothing is sorted", async () => {
    const manager = managers[database]();
    expect(await pagedThrough((question) => manager.page(context("many"), question), {})).toEqual(every);
    const filters: RowFilter[] = [{ column: "cat", test: "differs", value: "b" }];
    const ids = await pagedThrough((question) => manager.page(context("many"), question), { filters });
    expect(ids).toEqual(every.filter((id) => id % 3 !== 1));
  });

  it("finds with a filter what the rows in memory give", async () => {
    const manager = managers[database]();
    const loaded = memoryRows(await manager.loadInput(context("cells")));
    const compare: RowTest[] = ["equals", "differs", "less", "atMost", "greater", "atLeast"];
    const text: RowTest[] = ["contains", "lacks"];
    const wanted: readonly (readonly [columns: string[], tests: RowTest[], values: string[]])[] = [
      [
        ["nth", "whole"],
        [...compare, ...text],
        ["2", "2.5", "-2.5", "-3", "3e0", "99999999999", "-99999999999999999999", "2147483647", "0.0"],
      ],
      [["price"], [...compare, ...text], ["12.555", "12.55", "12.56", "-12.5", "-12.505", "1e2", "100", "99999999999999999999", "0"]],
      [
        ["ratio", "single"],
        [...compare, ...text],
        ["0.1", "3", "2.5", "-2.5", "1000", "1e2", "1.5"],
      ],
      [["day", "stamp", "zoned"], compare, ["2026-01-31", "2026-01-31T12:00:00.000Z", "2026-01-31 12:00:00", "1969-12-31T23:59:59Z"]],
      [["day", "stamp", "zoned"], text, ["31T12", "T00:00", "2026-01-31 12", "00.000Z", "1969"]],
      [["name"], [...compare, ...text], ["ab", "2.5", "b"]],
    ];
    const filters = wanted.flatMap(([columns, tests, values]) =>
      columns.flatMap((column) => tests.flatMap((test) => values.map((value): RowFilter => ({ column, test, value })))),
    );
    for (const filter of sampleOf(filters, 30)) {
      const question: RowQuestion = { ...plain, filters: [filter], counted: true };
      const [stored, held] = [await manager.page(context("cells"), question), loaded?.page(question)];
      const found = (page: RowPage | undefined) => ({ ...filter, rows: page?.rows.map(({ nth }) => nth), total: page?.total });
      expect(found(stored)).toEqual(found(held));
    }
  });

  it("says what is no number and what is no date as rows in memory do", async () => {
    const page = (column: string) =>
      managers[database]().page(context("cells"), { ...plain, filters: [{ column, test: "less", value: "old" }] });
    await expect(page("whole")).rejects.toThrow(database === "DuckDB" ? '"old" is not a number' : /"old"/);
    await expect(page("stamp")).rejects.toThrow('"old" is not a date');
  });
});

describe("DuckDB", () => {
  it("looks for a text in lists, structures and JSON as they are shown", async () => {
    const instance = await DuckDBInstance.create(join(dir, "nested.duckdb"));
    const connection = await instance.connect();
    await connection.run(
      `create table nested as select [1, 2] as list, {'sku': 'A2'} as part, cast('{"a": [1]}' as json) as free, ['b', 'c'] as names`,
    );
    connection.closeSync();
    instance.closeSync();
    const manager = new DuckDBIOManager({ database: "nested.duckdb", schema: "main" });
    for (const [column, value] of Object.entries({ list: "[1,2]", part: '{"sku":"A2"}', free: '{"a":[1]}', names: '["b","c"]' }))
      for (const test of ["contains", "equals"] as const) {
        const question: RowQuestion = { ...plain, filters: [{ column, test, value }], counted: true };
        const { total } = await manager.page(inputContext("nested", null, { projectDir: dir }), question);
        expect({ column, test, total }).toEqual({ column, test, total: 1 });
      }
  });
});

describe("PostgreSQL", () => {
  it("compares texts and bits of a fixed length whole", async () => {
    await server.query("create table fixed as select cast('ab' as char(5)) as name, cast('101' as bit(3)) as bits");
    const page = (column: string, value: string) =>
      managers.PostgreSQL().page(inputContext("fixed", null, { projectDir: dir }), {
        ...plain,
        filters: [{ column, test: "equals", value }],
        counted: true,
      });
    expect((await page("name", "ab")).total).toBe(1);
    expect((await page("name", "a")).total).toBe(0);
    expect((await page("bits", "101")).total).toBe(1);
    expect((await page("bits", "101")).columns.map(({ type }) => type)).toEqual(["character", "bit"]);
  });
});

describe("a number beside the steps of a column", () => {
  const steps = { scale: 2, least: -999n, most: 999n };
  it.each([
    ["1.25", "1.25", true],
    ["1.255", "1.25", false],
    ["-1.255", "-1.26", false],
    [" 1e0 ", "1.00", true],
    ["0x5", "5.00", true],
    ["-0.001", "-0.01", false],
    ["0e999999999", "0.00", true],
    ["1e-999999999", "0.00", false],
    ["-1e-999999999", "-0.01", false],
    ["1e999999999", "9.99", false],
    ["10", "9.99", false],
    ["-10", null, false],
    ["-Infinity", null, false],
    [".5", "0.50", true],
  ])("%s", (text, atMost, isSame) => {
    expect(stepOf(text, steps)).toEqual({ atMost, isSame });
  });
});
