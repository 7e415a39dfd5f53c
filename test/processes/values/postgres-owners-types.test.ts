// Columns of a PostgreSQL table whose type the table's owner chose: they keep the type, and store a value exactly or refuse it.
import { expect, it } from "vitest";
import type { DeclaredColumn, DeclaredType } from "../../../runtime/contract/asset.js";
import type { PartitionsSpec } from "../../../runtime/contract/partitions.js";
import { PostgresIOManager } from "../../../runtime/io/postgres/manager.js";
import { type ContextOptions, inputContext, outputContext } from "../../support/manager-contexts.js";
import { eachDatabase } from "../../support/servers/each-database.js";

const database = eachDatabase("test");

const query = <Row = Record<string, unknown>>(text: string) => database.server.query<Row>(text, "test");
const store = (value: unknown, options: ContextOptions = {}) =>
  new PostgresIOManager({ connection: database.connection }).handleOutput(outputContext("t", options), value);
const load = (options: ContextOptions = {}) =>
  new PostgresIOManager({ connection: database.connection }).loadInput(inputContext("t", null, options));
const typeOf = () =>
  query("select format_type(atttypid, atttypmod) as type from pg_attribute where attrelid = 't'::regclass and attnum = 1");
const declared = (...columns: [string, DeclaredColumn["kind"]][]): DeclaredType => ({
  form: "value",
  columns: columns.map(([name, kind]) => ({ name, kind, nullable: true })),
});

const id = "00000000-0000-0000-0000-00000000000a";
const OWNERS: readonly (readonly [type: string, held: unknown, refused: unknown])[] = [
  ["numeric(10,2)", 1.25, 1.005],
  ["numeric(38,20)", 12_345.678_901_234_567, -0],
  ["numeric", 0.1 + 0.2, -0],
  ["numeric(10,2)", 7, 2 ** 40],
  ["integer", 12, 2 ** 31],
  ["double precision", 2 ** 53, 2n ** 64n + 1n],
  ["varchar(3)", "abc", "ab  "],
  ["uuid", id, id.toUpperCase()],
  ["timestamp without time zone", new Date(1_999), undefined],
  ["json", { a: [1, null] }, undefined],
];
const ways = { rows: (rows: object[]) => rows, batches: (rows: object[]) => oneByOne(rows) };
async function* oneByOne(rows: object[]) {
  for (const row of rows) yield [row];
}

it.each(Object.entries(ways))("hold a value as it is, or it is refused: %s", async (_, given) => {
  for (const [type, held, refused] of OWNERS) {
    await query(`drop table if exists t; create table t (x ${type})`);
    const before = await typeOf();
    await store(given([{ x: held }, { x: null }]));
    const rows = (await load()) as { x: unknown }[];
    expect([type, rows]).toEqual([type, [{ x: held }, { x: null }]]);
    if (refused !== undefined) {
      await expect(store(given([{ x: refused }])), `${type} ${refused}`).rejects.toThrow();
      expect([type, await load()]).toEqual([type, rows]);
    }
    expect(await typeOf()).toEqual(before);
  }
});

it("a partition with numbers changes no decimal of another", async () => {
  await query("create table t (day text, price numeric(38,20))");
  await query("insert into t values ('mon', 123456789012345678.90123456789012345678)");
  const spec: PartitionsSpec = { kind: "static", keys: ["mon", "tue"] };
  const of = (key: string) => ({ metadata: { partitionExpr: "day" }, partitions: [spec, [key]] }) as const;
  const decimals = () => query("select day, price::text from t order by day");
  const [monday] = await decimals();
  await store([{ day: "tue", price: 0.1 }], of("tue"));
  expect(await decimals()).toEqual([monday, { day: "tue", price: "0.10000000000000000000" }]);
  expect(await load({ ...of("tue"), declared: declared(["price", "number"]) })).toEqual([{ day: "tue", price: 0.1 }]);
  await expect(load({ ...of("mon"), declared: declared(["price", "number"]) })).rejects.toThrow(
    "the column price contains 123456789012345678.90123456789012345678, which a number cannot represent exactly. For the exact digits, declare it as string",
  );
  expect(await load({ ...of("mon"), declared: declared(["price", "string"]) })).toEqual([monday]);
  await expect(store([{ day: "tue", price: "0.1" }], of("tue"))).rejects.toThrow(
    "price was numeric(38,20) and is text. The old table stays. Only a part of the table is stored",
  );
});

it("arrays come with their elements as they are, or are refused", async () => {
  const read = async (array: string) => {
    await query(`drop table if exists t; create table t as select ${array} as x`);
    return ((await load()) as { x: unknown }[])[0]?.x;
  };
  expect(await read("array[1.10, null, 0.3]::numeric[]")).toEqual([1.1, null, 0.3]);
  expect(await read("array[array[1, 2], array[3, 4]]::bigint[]")).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(await read("array[9007199254740993]::bigint[]")).toEqual([9007199254740993n]);
  expect(await read("array['a', null]::text[]")).toEqual(["a", null]);
  expect(await read("array['2026-01-02']::date[]")).toEqual([new Date("2026-01-02")]);
  expect(await read(`array['{"a": 1}']::jsonb[]`)).toEqual([{ a: 1 }]);
  await expect(read("array[12345678901234567.89]::numeric[]")).rejects.toThrow(
    "the column x contains 12345678901234567.89, which a number",
  );
  await expect(read(`'{"id": 9007199254740993}'::jsonb`)).rejects.toThrow("the column x: the JSON value at id is 9007199254740993");
  await expect(read("'infinity'::timestamptz")).rejects.toThrow(
    'the column x holds the time "infinity", which a JavaScript Date cannot represent',
  );
});

it("a preview shows what no JavaScript value holds", async () => {
  const stored = await store([{ x: 1 }]);
  await query("drop table t; create table t as select 12345678901234567.89::numeric as x, 'infinity'::date as at");
  const shown = await new PostgresIOManager({ connection: database.connection }).preview(inputContext("t", stored), 10);
  expect(shown).toEqual({ kind: "rows", rows: [{ x: "12345678901234567.89", at: "infinity" }] });
});

it("keep their type, beside a column the server computes", async () => {
  await query("create table t (a integer primary key, b varchar(3), twice integer generated always as (a * 2) stored)");
  await store([{ a: 1, b: "abc" }]);
  expect(await query("select * from t")).toEqual([{ a: 1, b: "abc", twice: 2 }]);
  await expect(store([{ a: 1, b: "abcd" }])).rejects.toThrow(
    '[postgres] the column b of public.t is character varying(3), which cannot store abcd unchanged. The old table stays. Return values that fit the type, or alter the column: alter table "public"."t" alter column "b" type text.',
  );
  await expect(
    store([
      { a: 1, b: "a" },
      { a: 1, b: "b" },
    ]),
  ).rejects.toThrow(/cannot store public.t: duplicate key value/);
  expect(await query("select a, b from t")).toEqual([{ a: 1, b: "abc" }]);
});
