// A stored number loads exactly or is refused: decimals, integers with many digits, JSON numbers, and times.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import type { ColumnKind, DeclaredColumn } from "../../../runtime/contract/asset.js";
import { rowBatches } from "../../../runtime/io/duckdb/read.js";
import { parquetBatches } from "../../../runtime/io/parquet/read.js";
import { parseJson } from "../../../runtime/io/values/exact-json.js";
import { decimalAs, holdsDecimal, scaled } from "../../../runtime/io/values/exact-numbers.js";
import { fc } from "../../support/properties.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const declared = (kind: ColumnKind): DeclaredColumn[] => [{ name: "x", kind, nullable: true }];

test("a number holds a decimal exactly when it is written with the same digits", () => {
  for (const text of ["0", "1.10", "-0.5", "123456789012345.6", "9007199254740993.0", "1e23", "100000000000000000000000"])
    expect([text, holdsDecimal(text)]).toEqual([text, text !== "9007199254740993.0"]);
  for (const text of ["12345678901234567.89", "0.12345678901234567891", "1e400"]) expect([text, holdsDecimal(text)]).toEqual([text, false]);
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
      expect(holdsDecimal(String(number))).toBe(true);
    }),
  );
});

test("a decimal is a number, a bigint or its digits, as declared, or refused", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }), fc.integer({ min: 0, max: 38 }), (unscaled, scale) => {
      const text = scaled(unscaled, scale);
      expect(decimalAs(text, "string", "x")).toBe(text);
      // The result has the same digits as the input, without the point.
      const same = (given: string) => {
        const [, sign = "", whole = "", fraction = ""] = /^(-?)(\d+)\.?(\d*)$/.exec(given) ?? [];
        return BigInt(`${sign}${whole}${fraction.padEnd(scale, "0")}`);
      };
      expect(same(text)).toBe(unscaled);
      for (const kind of ["number", "bigint"] as const) {
        let value: unknown;
        try {
          value = decimalAs(text, kind, "x");
        } catch (error) {
          expect((error as Error).message).toMatch(/^the column x contains .*eclare it as/);
          continue;
        }
        const plain = typeof value === "bigint" ? String(value) : plainText(value as number);
        expect(same(plain)).toBe(unscaled);
      }
    }),
  );
});

test("DuckDB's types: every value is exact as it is declared, or the column says what would be", async () => {
  const read = async (sql: string, kind: ColumnKind = "number") => {
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    try {
      const rows: Record<string, unknown>[] = [];
      for await (const batch of rowBatches(await connection.stream(`select ${sql} as x`), declared(kind))) rows.push(...batch);
      return rows[0]?.x;
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  };
  expect(await read("1.10::decimal(10,2)")).toBe(1.1);
  expect(await read("12345678901234567.89::decimal(38,2)", "string")).toBe("12345678901234567.89");
  expect(await read("7.00::decimal(10,2)", "bigint")).toBe(7n);
  expect(await read("9007199254740993::bigint", "string")).toBe("9007199254740993");
  expect(await read("1.5::double", "string")).toBe("1.5");
  await expect(read("12345678901234567.89::decimal(38,2)")).rejects.toThrow(
    "the column x contains 12345678901234567.89, which a number cannot represent exactly. For the exact digits, declare it as string",
  );
  await expect(read("{ 'price': 0.12345678901234567891::decimal(38,20) }", "struct")).rejects.toThrow("the column x.price contains 0.123");
  for (const nested of ["[{}]::decimal(38,2)[]", "array_value({})", "map {'a': {}}", "union_value(d := {})"]) {
    const held = (text: string) => read(nested.replace("{}", `${text}::decimal(38,2)`), "list");
    expect(JSON.stringify(await held("1.10"))).toContain("1.1");
    await expect(held("12345678901234567.89")).rejects.toThrow("the column x contains 12345678901234567.89");
  }
  expect(await read("[time '12:30:00.000001', null]", "list")).toEqual(["12:30:00.000001", null]);
  expect(await read("'0101'::bit", "string")).toBe("0101");
  await expect(read("1.5::double", "bigint")).rejects.toThrow("the column x contains 1.5, which is not a bigint");
  await expect(read(`'{"id": 9007199254740993}'::json`, "struct")).rejects.toThrow(
    "the column x: the JSON value at id is 9007199254740993",
  );
});

test("times are cut off towards the past, whatever their unit, and what is no Date is refused", async () => {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const read = async (sql: string) => {
    const rows: Record<string, unknown>[] = [];
    for await (const batch of rowBatches(await connection.stream(`select ${sql} as x`), declared("date"))) rows.push(...batch);
    return rows[0]?.x;
  };
  const before = new Date("1969-12-31T23:59:59.998Z");
  for (const type of ["timestamp", "timestamptz", "timestamp_ns"])
    expect([type, await read(`'1969-12-31 23:59:59.998500+00'::${type}`)]).toEqual([type, before]);
  for (const type of ["timestamp_ms", "timestamp_s", "date"]) expect(await read(`'2026-01-02'::${type}`)).toEqual(new Date("2026-01-02"));
  expect(await read("'200000-01-01'::timestamp")).toEqual(new Date("+200000-01-01"));
  for (const sql of ["'infinity'::timestamp", "'-infinity'::timestamptz", "'infinity'::date"])
    await expect(read(sql)).rejects.toThrow(/the column x holds the time .*, which a JavaScript Date cannot represent/);
  const shown: unknown[] = [];
  const rows = rowBatches(await connection.stream("select 'infinity'::timestamp as x"), declared("date"), { isShown: true });
  for await (const batch of rows) shown.push(...batch);
  expect(shown).toEqual([{ x: "infinity" }]);
  connection.closeSync();
  instance.closeSync();
});

test("Parquet's decimals and times, of whatever width, in lists and structs, too", async () => {
  const file = join(await temporaryFolder(), "t.parquet");
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const read = async (sql: string, kind: ColumnKind = "number", limit?: number) => {
    await connection.run(`copy (select ${sql} as x) to '${file}' (format parquet)`);
    return (await parquetBatches(readFileSync(file), declared(kind), undefined, limit).next()).value?.[0]?.x;
  };
  for (const type of ["decimal(4,2)", "decimal(9,2)", "decimal(18,2)", "decimal(38,2)"]) {
    expect(await read(`1.10::${type}`)).toBe(1.1);
    expect(await read(`(-1.15)::${type}`, "string")).toBe("-1.15");
  }
  expect(await read("[{ 'price': 0.30::decimal(10,2) }, null]", "list")).toEqual([{ price: 0.3 }, null]);
  expect(await read("map { 'a': [0.70::decimal(20,2)] }", "struct")).toEqual({ a: [0.7] });
  await expect(read("12345678901234567.89::decimal(38,2)")).rejects.toThrow("the column x contains 12345678901234567.89, which a number");
  expect(await read("12345678901234567.89::decimal(38,2)", "number", 1)).toBe("12345678901234567.89");
  expect(await read("12345678901234567.89::decimal(38,2)", "string")).toBe("12345678901234567.89");
  expect(await read("'1969-12-31 23:59:59.998500'::timestamp", "date")).toEqual(new Date("1969-12-31T23:59:59.998Z"));
  connection.closeSync();
  instance.closeSync();
});

test("a number in JSON comes as it is written, or is refused with its place", () => {
  const exact = ["[1.10, 1e5, 1152921504606846976, 0.10000000000000001]", '{"a":"12345678901234567890"}', "123456789012345680000"];
  for (const text of exact) expect(parseJson(text)).toEqual(JSON.parse(text));
  for (const text of ['{"a":[{"id":9007199254740993}]}', "12345678901234567.89", "[1e999]"])
    expect(() => parseJson(text)).toThrow("which a number cannot represent exactly");
  expect(() => parseJson('{"a":[{"id":9007199254740993}]}')).toThrow("the JSON value at a[0].id is 9007199254740993");
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.double({ min: -1e24, max: 1e24, noNaN: true })), (value) => {
      expect(parseJson(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

/** The number without an exponent. */
function plainText(number: number): string {
  const [, sign = "", whole = "", fraction = "", power = "0"] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(number)) ?? [];
  const digits = `${whole}${fraction}`;
  const point = whole.length + Number(power);
  const padded = digits.padStart(digits.length + Math.max(0, 1 - point), "0").padEnd(point, "0");
  const at = Math.max(point, 1);
  return `${sign}${padded.slice(0, at)}${padded.length > at ? `.${padded.slice(at)}` : ""}`;
}
