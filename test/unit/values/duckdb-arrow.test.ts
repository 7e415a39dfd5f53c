// Arrow tables and DuckDB: the column types stay the same, in both directions and after any number of round trips.
import { join } from "node:path";
import {
  type DataType,
  DateDay,
  DurationMillisecond,
  Field,
  FixedSizeList,
  Float64,
  Int64,
  List,
  Map_,
  Schema,
  Struct,
  Table,
  TimeMicrosecond,
  TimestampMicrosecond,
  TimestampMillisecond,
  tableFromArrays,
  Uint8,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import { afterEach, beforeEach, expect, it } from "vitest";
import { DuckDBIOManager } from "../../../runtime/io/duckdb/manager.js";
import { Bench } from "../../support/io-manager-suite.js";
import { fc } from "../../support/properties.js";
import { queryFile } from "../../support/query-file.js";
import { trials } from "../../support/trials.js";

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.open(() => new DuckDBIOManager({ database: "t.duckdb", schema: "main" }));
});

afterEach(() => bench.close());

const query = (text: string) => queryFile(join(bench.projectDir, "t.duckdb"), text);

const typesOf = async (table: string) =>
  Object.fromEntries(
    (await query(`select column_name, data_type from duckdb_columns() where table_name = '${table}' order by column_index`)) as [
      string,
      string,
    ][],
  );
const loadTable = async (key: string, external = false) => (await bench.load(key, { form: "table" }, { external })) as Table;
const arrowTypes = (table: Table) => Object.fromEntries(table.schema.fields.map((field) => [field.name, String(field.type)]));

const EVERY_TYPE = `create table every_type as
  select true as yes, 1::tinyint as i8, 2::smallint as i16, 3::integer as i32, 9007199254740993::bigint as i64,
    4::utinyint as u8, 5::usmallint as u16, 6::uinteger as u32, 18446744073709551615::ubigint as u64,
    1.5::float as f32, 0.1::double as f64, 12345.67::decimal(9,2) as money, -1.5::decimal(38,1) as negative, 'é' as text, 'ab'::blob as bytes,
    date '1969-12-30' as day, timestamp '2026-01-02 03:04:05.123456' as at, timestamp_s '2026-01-02 03:04:05' as at_s,
    timestamp_ms '2026-01-02 03:04:05.123' as at_ms, timestamp_ns '2026-01-02 03:04:05.123456789' as at_ns,
    timestamptz '2026-01-02 03:04:05.123456+00' as at_tz,
    ['a', null, 'c'] as list, {'a': 1::integer, 'b': [{'c': 0.5::double}]} as nested
  union all select null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null
  union all select false, (-1)::tinyint, (-2)::smallint, -3, -4, 0::utinyint, 0::usmallint, 0::uinteger, 0::ubigint, -0.5, 1e300, 0, 1, '', ''::blob, date '2026-01-02', timestamp '1900-01-01', null, null, null, null, [], {'a': null, 'b': null}`;

it("a loaded table has the columns' own types, and keeps them when it is stored again", async () => {
  await query(EVERY_TYPE);
  const table = await loadTable("every_type", true);
  expect(arrowTypes(table)).toMatchInlineSnapshot(`
    {
      "at": "Timestamp<MICROSECOND>",
      "at_ms": "Timestamp<MILLISECOND>",
      "at_ns": "Timestamp<NANOSECOND>",
      "at_s": "Timestamp<SECOND>",
      "at_tz": "Timestamp<MICROSECOND, UTC>",
      "bytes": "Binary",
      "day": "Date32<DAY>",
      "f32": "Float32",
      "f64": "Float64",
      "i16": "Int16",
      "i32": "Int32",
      "i64": "Int64",
      "i8": "Int8",
      "list": "List<Utf8>",
      "money": "Decimal[12e+2]",
      "negative": "Decimal[38e+1]",
      "nested": "Struct<{a:Int32, b:List<Struct<{c:Float64}>>}>",
      "text": "Utf8",
      "u16": "Uint16",
      "u32": "Uint32",
      "u64": "Uint64",
      "u8": "Uint8",
      "yes": "Bool",
    }
  `);
  await bench.store("again", table);
  expect(await typesOf("again")).toEqual(await typesOf("every_type"));
  const differing = "(select * from {a} except select * from {b})";
  expect(await query(differing.replace("{a}", "every_type").replace("{b}", "again"))).toEqual([]);
  expect(await query(differing.replace("{a}", "again").replace("{b}", "every_type"))).toEqual([]);
  await bench.store("once_more", await loadTable("again"));
  expect(await typesOf("once_more")).toEqual(await typesOf("every_type"));
  expect(await query(differing.replace("{a}", "once_more").replace("{b}", "every_type"))).toEqual([]);
});

it("no rows keep their columns, both ways", async () => {
  await query(`${EVERY_TYPE} limit 0`);
  const table = await loadTable("every_type", true);
  expect(table.numRows).toBe(0);
  expect(table.schema.fields).toHaveLength(23);
  await bench.store("again", table);
  expect(await typesOf("again")).toEqual(await typesOf("every_type"));
});

it("rows come back from a table as they were stored", async () => {
  const rows = [
    { o: 2n ** 60n + 1n, s: "x", b: new Uint8Array([1, 2]) },
    { o: 1n, s: null, b: new Uint8Array() },
  ];
  await bench.store("t", rows);
  await bench.store("u", await loadTable("t"));
  expect(await typesOf("u")).toEqual({ o: "BIGINT", s: "VARCHAR", b: "BLOB" });
  const columns = [{ name: "o", kind: "bigint", nullable: false }] as const;
  expect(await bench.load("u", { form: "value", columns })).toEqual(rows);
});

it("a column that Arrow has no type for is text as DuckDB writes it; a big integer a decimal without a fraction", async () => {
  await query(
    `create table odd as select uuid '00000000-0000-0000-0000-000000000001' as id, '{"a":1}'::json as j, time '01:02:03' as t, 'b'::enum('a','b') as e, interval 1 day as i, sum(x) as total, [[1,2]::integer[2]] as pairs from range(3) r(x)`,
  );
  const table = await loadTable("odd", true);
  expect(arrowTypes(table)).toEqual({
    id: "Utf8",
    j: "Utf8",
    t: "Utf8",
    e: "Utf8",
    i: "Utf8",
    total: "Decimal[38e0]",
    pairs: "List<List<Int32>>",
  });
  expect(["id", "j", "t", "e", "i"].map((name) => table.getChild(name)?.get(0))).toEqual([
    "00000000-0000-0000-0000-000000000001",
    '{"a":1}',
    "01:02:03",
    "b",
    "1 day",
  ]);
  await bench.store("again", table);
  expect(await query("select total from again")).toEqual([["3"]]);
  expect(await typesOf("again")).toMatchObject({ id: "VARCHAR", j: "JSON", total: "DECIMAL(38,0)" });
  await query("create table too_big as select 170141183460469231731687303715884105727::hugeint as huge");
  await expect(loadTable("too_big", true)).rejects.toThrow(
    /the column huge holds 170141183460469231731687303715884105727, which has more than the 38 digits of an Arrow decimal\. Cast it/,
  );
});

it("a table of the user's own has DuckDB's types for its Arrow types, chunk by chunk and slice by slice", async () => {
  const table = new Table({
    id: vectorFromArray([1n, null, 3n], new Int64()),
    small: vectorFromArray([1, 2, null], new Uint8()),
    whole: vectorFromArray([1, 2, 3], new Float64()),
    day: vectorFromArray([new Date("2026-01-02"), null, new Date("1960-05-06")], new DateDay()),
    at: vectorFromArray([new Date(1), new Date(-1), null], new TimestampMicrosecond()),
    text: vectorFromArray(["a", "b", null], new Utf8()),
    category: vectorFromArray(["x", "y", "x"]),
  });
  const types = { id: "BIGINT", small: "UTINYINT", whole: "DOUBLE", day: "DATE", at: "TIMESTAMP", text: "VARCHAR", category: "VARCHAR" };
  await bench.store("t", table);
  expect(await typesOf("t")).toEqual(types);
  const rows = [
    { id: 1, small: 1, whole: 1, day: new Date("2026-01-02"), at: new Date(1), text: "a", category: "x" },
    { id: null, small: 2, whole: 2, day: null, at: new Date(-1), text: "b", category: "y" },
    { id: 3, small: null, whole: 3, day: new Date("1960-05-06"), at: null, text: null, category: "x" },
  ];
  expect(await bench.load("t")).toEqual(rows);
  await bench.store("sliced", table.slice(1, 3).concat(table.slice(0, 1)));
  expect(await typesOf("sliced")).toEqual(types);
  expect(await bench.load("sliced")).toEqual([rows[1], rows[2], rows[0]]);
});

it("a table follows the schema policy: numbers may grow, other changes are told", async () => {
  await bench.store("t", [{ a: 1, b: "x" }]);
  await bench.store("t", tableFromArrays({ b: ["y"], a: Float64Array.from([1.5]) }));
  expect(await typesOf("t")).toEqual({ a: "DOUBLE", b: "VARCHAR" });
  await bench.store("t", tableFromArrays({ a: Int32Array.from([7]), b: ["z"] }));
  expect(await bench.load("t")).toEqual([{ a: 7, b: "z" }]);
  expect(await typesOf("t")).toEqual({ a: "DOUBLE", b: "VARCHAR" });
  await expect(bench.store("t", tableFromArrays({ a: ["text"], b: ["z"] }))).rejects.toThrow(/a was DOUBLE and is VARCHAR/);
  const adding = new Bench(bench.projectDir, new DuckDBIOManager({ database: "t.duckdb", schema: "main", schemaPolicy: "addColumns" }));
  await adding.store("t", tableFromArrays({ a: Float64Array.from([9]), c: Int32Array.from([3]) }));
  expect(await adding.load("t")).toEqual([{ a: 9, b: null, c: 3 }]);
});

it("a table of several record batches is whole", async () => {
  await query("create table big as select x as id, case when x % 3 = 0 then null else x::varchar end as text from range(300000) r(x)");
  const table = await loadTable("big", true);
  expect([table.batches.length, table.numRows]).toEqual([3, 300_000]);
  await bench.store("again", table);
  expect(await query("select count(*) from (select * from big except select * from again)")).toEqual([["0"]]);
  expect(await query("select count(*), count(text) from again")).toEqual([["300000", "200000"]]);
});

it("many rows of any values go through a table unchanged", async () => {
  const cell = {
    n: fc.option(fc.double({ noNaN: true }), { nil: null }),
    i: fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), { nil: null }),
    s: fc.option(fc.string({ unit: "grapheme" }), { nil: null }),
    y: fc.option(fc.boolean(), { nil: null }),
    b: fc.option(fc.uint8Array(), { nil: null }),
    l: fc.option(fc.array(fc.record({ x: fc.option(fc.integer(), { nil: null }) }, { noNullPrototype: true })), { nil: null }),
  };
  const columns = [
    { name: "n", kind: "number", nullable: true },
    { name: "i", kind: "bigint", nullable: true },
    { name: "s", kind: "string", nullable: true },
    { name: "y", kind: "boolean", nullable: true },
    { name: "b", kind: "bytes", nullable: true },
    { name: "l", kind: "list", nullable: true },
  ] as const;
  const declared = { form: "value", columns } as const;
  let at = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.record(cell), { maxLength: 20 }), fc.constantFrom(1, 300), async (some, times) => {
      const rows = Array.from({ length: times }, () => some).flat();
      const key = `t${at++}`;
      await bench.store(key, rows, declared);
      const asRows = await bench.load(key, declared);
      await bench.store(`${key}_again`, await loadTable(key));
      expect(await bench.load(`${key}_again`, declared)).toEqual(asRows);
      expect(await typesOf(`${key}_again`)).toEqual(await typesOf(key));
    }),
    { numRuns: trials(60, 5), endOnFailure: true },
  );
});

const entries = new Struct([new Field("key", new Utf8()), new Field("value", new Int64(), true)]);
it.each<[string, DataType]>([
  ["maps", new Map_(new Field("entries", entries) as never)],
  ["lists of fixed length", new FixedSizeList(2, new Field("item", new Int64(), true))],
  ["times of day", new TimeMicrosecond()],
  ["instants with a zone that are not counted in microseconds", new TimestampMillisecond("Europe/Berlin")],
  ["durations", new DurationMillisecond()],
])("%s, which a column would give back as others, are refused, within lists too", async (what, type) => {
  for (const each of [type, new List(new Field("item", type, true))]) {
    const table = new Table(new Schema([new Field("a", each, true)]));
    await expect(bench.store("t", table)).rejects.toThrow(what);
  }
});
