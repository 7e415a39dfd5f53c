// The common type of two column types holds every value of both. Without a common type, storing a partition is refused and changes nothing.
import { DuckDBInstance, type DuckDBType } from "@duckdb/node-api";
import { beforeAll, describe, expect, it, test } from "vitest";
import { agreedType } from "../../../runtime/io/duckdb/agreement.js";
import { DuckDBIOManager } from "../../../runtime/io/duckdb/manager.js";
import { type PartitionsDefinition, StaticPartitionsDefinition, sql } from "../../../runtime/sdk/index.js";
import { Bench } from "../../support/io-manager-suite.js";

/** DuckDB's types, each with boundary values. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  BOOLEAN: ["true", "false"],
  TINYINT: ["-128", "127"],
  UTINYINT: ["0", "255"],
  SMALLINT: ["-32768", "32767"],
  USMALLINT: ["65535"],
  INTEGER: ["-2147483648", "2147483647"],
  UINTEGER: ["4294967295"],
  BIGINT: ["-9223372036854775808", "9223372036854775807"],
  UBIGINT: ["18446744073709551615"],
  HUGEINT: ["-170141183460469231731687303715884105727", "7"],
  UHUGEINT: ["340282366920938463463374607431768211455"],
  "DECIMAL(4,1)": ["999.9", "-0.1"],
  "DECIMAL(18,3)": ["123456789012345.678"],
  "DECIMAL(38,2)": ["12345678901234567.89", "999999999999999999999999999999999999.99"],
  "DECIMAL(38,3)": ["1.255"],
  FLOAT: ["'16777216'", "'0.1'", "'nan'", "'-inf'"],
  DOUBLE: ["'9007199254740992'", "'0.1'", "'nan'", "'inf'"],
  VARCHAR: ["'a'", "''"],
  UUID: ["'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'"],
  "ENUM('x', 'y')": ["'x'"],
  "ENUM('y', 'z')": ["'z'"],
  BLOB: ["'\\x00\\xFF'"],
  BIT: ["'0101'"],
  DATE: ["'0001-01-01'", "'9999-12-31'"],
  TIME: ["'23:59:59.999999'"],
  INTERVAL: ["'1 month 2 days'"],
  TIMESTAMP_S: ["'2026-01-01 00:00:01'"],
  TIMESTAMP_MS: ["'2026-01-01 00:00:01.001'"],
  TIMESTAMP: ["'2026-01-01 00:00:01.000001'"],
  TIMESTAMP_NS: ["'2026-01-01 00:00:01.000000001'"],
  "TIMESTAMP WITH TIME ZONE": ["'2026-01-01 00:00:01.000001+02'"],
  "INTEGER[]": ["[1, null, 2147483647]"],
  "DECIMAL(10,2)[]": ["['12345678.91'::decimal(10,2)]"],
  "STRUCT(a INTEGER, b VARCHAR)": ["{'a': 1, 'b': 'x'}"],
  "STRUCT(a DECIMAL(5,2), b VARCHAR)": ["{'a': 1.25, 'b': 'x'}"],
  "INTEGER[2]": ["[1, 2]"],
  "MAP(VARCHAR, INTEGER)": ["map {'a': 1}"],
};

const exact = new Map<string, DuckDBType>();
let query: (text: string) => Promise<unknown[][]>;

beforeAll(async () => {
  const connection = await (await DuckDBInstance.create()).connect();
  query = async (text) => (await connection.runAndReadAll(text)).getRowsJson() as unknown[][];
  for (const type of Object.keys(TYPES))
    exact.set(type, (await connection.run(`select null::${type} limit 0`)).columnTypes()[0] as DuckDBType);
});

const names = Object.keys(TYPES);

test.each(names)("%s with every other type: each value stays as it is, or there is none", async (one) => {
  for (const other of names) {
    const agreed = agreedType(exact.get(one) as DuckDBType, exact.get(other) as DuckDBType);
    const back = agreedType(exact.get(other) as DuckDBType, exact.get(one) as DuckDBType);
    expect(back, `${other} with ${one}`).toBe(agreed);
    if (typeof agreed !== "string") continue;
    for (const value of TYPES[one] ?? []) {
      // DuckDB has no cast from TIMESTAMP_MS to TIMESTAMP_S, only through TIMESTAMP.
      const through = one === "TIMESTAMP_S" ? "::TIMESTAMP" : "";
      const text = `select ((${value})::${one})::varchar, (((${value})::${one})::${agreed})${through}::${one}::varchar`;
      const [[before, after] = []] = await query(text);
      expect([before, after], `${one} as ${agreed}, which it has with ${other}`).toEqual([before, before]);
    }
  }
});

test("only types that values of JavaScript take are left to their values", () => {
  const open = names.flatMap((one) =>
    names
      .filter((other) => agreedType(exact.get(one) as DuckDBType, exact.get(other) as DuckDBType) === undefined)
      .map((other) => [one, other].sort().join(" ")),
  );
  const ours = ["BIGINT", "BLOB", "BOOLEAN", "DOUBLE", "HUGEINT", "TIMESTAMP", "VARCHAR"];
  const wide = ["BIGINT", "UBIGINT", "HUGEINT", "UHUGEINT"];
  for (const pair of new Set(open)) {
    const [one = "", other = ""] = pair.split(" ");
    const isWide = wide.includes(one) || wide.includes(other);
    expect([pair, ours.includes(one) && ours.includes(other), isWide && /FLOAT|DOUBLE/.test(pair)]).toEqual([
      pair,
      expect.anything(),
      expect.anything(),
    ]);
    expect((ours.includes(one) && ours.includes(other)) || (isWide && /FLOAT|DOUBLE/.test(pair)), pair).toBe(true);
  }
});

describe("storing a partition", () => {
  const letters = new StaticPartitionsDefinition(["a", "b"]);
  const options = { partitions: letters as PartitionsDefinition, metadata: { partitionExpr: "key" } };
  const bigDecimal = sql`select 'a' as key, 12345678901234567.89::decimal(38,2) as n`;

  it.each([
    [
      "a decimal of more places",
      sql`select 'b' as key, 1.255::decimal(38,3) as n`,
      /the column n of main.t is DECIMAL\(38,2\), and this partition gives DECIMAL\(38,3\)/,
    ],
    ["a whole number", sql`select 'b' as key, 7 as n`, null],
    [
      "a number with fractions",
      sql`select 'b' as key, 1.5::double as n`,
      /is DECIMAL\(38,2\), and this partition gives DOUBLE: no type can contain both/,
    ],
    ["rows of JavaScript with fractions", [{ key: "b", n: 1.5 }], /is DECIMAL\(38,2\), and this partition gives DOUBLE/],
    ["rows of JavaScript", [{ key: "b", n: 7 }], null],
    ["nanoseconds", sql`select 'b' as key, '2026-01-01'::timestamp_ns as n`, /changed|no type can contain both/],
  ])("with %s leaves a decimal of another as it is", async (_, value, refused) => {
    const bench = await Bench.open(() => new DuckDBIOManager({ database: "t.duckdb" }));
    const store = (key: string, rows: unknown) => bench.store("t", () => rows, { form: "value" } as never, { ...options, keys: [key] });
    await store("a", bigDecimal);
    if (refused === null) await store("b", value);
    else await expect(store("b", value)).rejects.toThrow(refused);
    const relation = sql`select n::varchar as text from ${await bench.load("t", { form: "relation" } as never, { ...options, consumer: { partitions: letters, key: "a" } })}`;
    expect(await relation.toRows()).toEqual([{ text: "12345678901234567.89" }]);
    await bench.close();
  });
});
