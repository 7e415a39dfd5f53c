// Parquet files that we write, in other readers: DuckDB, and pyarrow and polars if Python has them.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { DuckDBBlobValue, DuckDBDateValue, DuckDBInstance, type DuckDBValue } from "@duckdb/node-api";
import * as arrow from "apache-arrow";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FilesystemIOManager } from "../../../runtime/io/files/filesystem.js";
import type { Table } from "../../../runtime/sdk/relation.js";
import { Bench } from "../../support/io-manager-suite.js";
import { fc } from "../../support/properties.js";
import { repository } from "../../support/repository.js";
import { trials } from "../../support/trials.js";

/** Each column's cells as text, with one exact text for each value. */
type Columns = readonly (readonly [name: string, cells: readonly (string | null)[]])[];
type Read = (file: string) => Promise<Columns>;

const python = process.env.PYTHON ?? "python3";
const script = join(repository, "test/support/read-parquet.py");
const inPython =
  (library: string): Read =>
  async (file) =>
    JSON.parse(execFileSync(python, [script, library, file], { encoding: "utf8", maxBuffer: 2 ** 28 }));

const READERS: readonly (readonly [name: string, isThere: boolean, read: Read])[] = [
  ["DuckDB", true, inDuckDB],
  ["pyarrow", hasModule("pyarrow"), inPython("pyarrow")],
  ["polars", hasModule("polars"), inPython("polars")],
];

function hasModule(name: string): boolean {
  try {
    execFileSync(python, ["-c", `import ${name}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

async function inDuckDB(file: string): Promise<Columns> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    await connection.run("set TimeZone = 'UTC'");
    const path = file.replaceAll("'", "''");
    const shape = await connection.runAndReadAll(`select * from '${path}' limit 0`);
    const isTime = shape.columnTypes().map((type) => String(type).startsWith("TIMESTAMP"));
    const isWhole = shape.columnTypes().map((type) => /INT$|^INTEGER/.test(String(type)));
    const cells = shape.columnNames().map((name, at) => {
      const column = `"${name.replaceAll('"', '""')}"`;
      return isTime[at] ? `epoch_ns(${column})` : column;
    });
    const read = await connection.runAndReadAll(`select ${cells.join(", ")} from '${path}'`);
    const rows = read.getRows();
    return shape
      .columnNames()
      .map((name, at) => [name, rows.map((row) => duckdbText(row[at] ?? null, isTime[at] === true, isWhole[at] === true))]);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function duckdbText(value: DuckDBValue, isTime: boolean, isWhole: boolean): string | null {
  if (typeof value === "number" && isWhole) return `i${value}`;
  if (value instanceof DuckDBDateValue) return `d${value.days}`;
  if (value instanceof DuckDBBlobValue) return text(value.bytes);
  return typeof value === "bigint" && isTime ? `t${value}` : text(value);
}

function text(value: unknown): string | null {
  switch (typeof value) {
    case "boolean":
      return String(value);
    case "bigint":
      return `i${value}`;
    case "number":
      return Number.isNaN(value) ? "nan" : `f${hexOf(value)}`;
    case "string":
      return `s${Buffer.from(value).toString("hex")}`;
    default:
      if (value === null || value === undefined) return null;
      if (value instanceof Date) return `t${BigInt(value.getTime()) * 1_000_000n}`;
      if (value instanceof Uint8Array) return `b${Buffer.from(value).toString("hex")}`;
      return text(JSON.stringify(value));
  }
}

function hexOf(value: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes.toString("hex");
}

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.open(() => new FilesystemIOManager({ baseDir: "data" }));
});
afterAll(() => bench.close());

async function fileOf(value: unknown): Promise<string> {
  const { stored } = await bench.store("thing", value, { form: "value" }, { metadata: { format: "parquet" } });
  return join(bench.projectDir, stored?.storedAt ?? "");
}

const CELLS = {
  number: fc.double(),
  bigint: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  string: fc.string({ unit: "grapheme" }).filter((each) => !each.startsWith("\ufeff")),
  boolean: fc.boolean(),
  date: fc.date({ min: new Date("1680-01-01"), max: new Date("2260-01-01"), noInvalidDate: true }),
  bytes: fc.uint8Array(),
  json: fc.oneof(fc.array(fc.integer()), fc.record({ a: fc.string(), b: fc.option(fc.boolean()) }, { noNullPrototype: true })),
} as const;
const row = fc.record(Object.fromEntries(Object.entries(CELLS).map(([name, cell]) => [name, fc.option(cell as fc.Arbitrary<unknown>)])), {
  noNullPrototype: true,
});

describe.each(READERS)("%s reads", (reader, isThere, read) => {
  // Polars has no JSON type and returns its bytes.
  const told = (name: string, value: unknown) =>
    name === "json" && reader === "polars" ? (text(value)?.replace("s", "b") ?? null) : text(value);

  it.skipIf(!isThere)("rows of every kind of cell, with null in every place", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 30 }), async (rows) => {
        const names = Object.keys(CELLS);
        const file = await fileOf([...rows, Object.fromEntries(names.map((name) => [name, null]))]);
        expect(await read(file)).toEqual(names.map((name) => [name, [...rows.map((each) => told(name, each[name])), null]]));
      }),
      { numRuns: trials(120, 3) },
    );
  });

  it.skipIf(!isThere)("batches of several row groups", async () => {
    const at = (id: number) => ({ id, name: id % 3 === 0 ? null : `${id}`, when: new Date(id * 1000) });
    async function* batches() {
      for (let from = 0; from < 110_000; from += 10_000) yield Array.from({ length: 10_000 }, (_, nth) => at(from + nth));
    }
    const [id, name, when] = await read(await fileOf(batches()));
    expect([id?.[1].length, id?.[1][109_999], name?.[1][109_998], name?.[1][109_999], when?.[1][105_000]]).toEqual([
      110_000,
      text(109_999),
      null,
      text("109999"),
      text(new Date(105_000_000)),
    ]);
  });

  it.skipIf(!isThere)("the columns of an Arrow table", async () => {
    const day = 20_454;
    const [seconds, millis, micros, nanos] = [1_767_225_600n, 1_767_225_600_123n, -1n, 1_767_225_600_123_456_789n];
    const columns: Readonly<Record<string, readonly [type: arrow.DataType, values: readonly unknown[], told: readonly (string | null)[]]>> =
      {
        bool: [new arrow.Bool(), [true, null, false], ["true", null, "false"]],
        int8: [new arrow.Int8(), [-128, null, 127], ["i-128", null, "i127"]],
        int16: [new arrow.Int16(), [-32768, null, 32767], ["i-32768", null, "i32767"]],
        int32: [new arrow.Int32(), [-(2 ** 31), null, 2 ** 31 - 1], ["i-2147483648", null, "i2147483647"]],
        int64: [new arrow.Int64(), [-(2n ** 63n), null, 2n ** 63n - 1n], [`i${-(2n ** 63n)}`, null, `i${2n ** 63n - 1n}`]],
        uint8: [new arrow.Uint8(), [0, null, 255], ["i0", null, "i255"]],
        uint16: [new arrow.Uint16(), [0, null, 65535], ["i0", null, "i65535"]],
        uint32: [new arrow.Uint32(), [0, null, 2 ** 32 - 1], ["i0", null, "i4294967295"]],
        float32: [new arrow.Float32(), [1.5, null, -0], [text(1.5), null, text(-0)]],
        float64: [new arrow.Float64(), [Number.NaN, null, Number.MIN_VALUE], ["nan", null, text(Number.MIN_VALUE)]],
        utf8: [new arrow.Utf8(), ["ü🎈", null, ""], [text("ü🎈"), null, text("")]],
        binary: [new arrow.Binary(), [new Uint8Array([0, 255]), null, new Uint8Array()], ["b00ff", null, "b"]],
      };
    const times: Readonly<Record<string, readonly [type: arrow.DataType, count: bigint | number, told: string]>> = {
      day: [new arrow.DateDay(), day, `d${day}`],
      seconds: [new arrow.TimestampSecond(), seconds, `t${seconds * 1_000_000_000n}`],
      millis: [new arrow.TimestampMillisecond("UTC"), millis, `t${millis * 1_000_000n}`],
      micros: [new arrow.TimestampMicrosecond("UTC"), micros, `t${micros * 1000n}`],
      nanos: [new arrow.TimestampNanosecond(), nanos, `t${nanos}`],
    };
    const timeVector = (type: arrow.DataType, count: bigint | number) =>
      arrow.makeVector(
        arrow.makeData({
          type,
          length: 3,
          nullCount: 1,
          nullBitmap: new Uint8Array([0b101]),
          data: typeof count === "bigint" ? new BigInt64Array([count, 0n, count]) : new Int32Array([count, 0, count]),
        } as never),
      );
    const table = new arrow.Table({
      ...Object.fromEntries(Object.entries(columns).map(([name, [type, values]]) => [name, arrow.vectorFromArray(values as never, type)])),
      ...Object.fromEntries(Object.entries(times).map(([name, [type, count]]) => [name, timeVector(type, count)])),
    } as never) as unknown as Table;
    expect(await read(await fileOf(table))).toEqual([
      ...Object.entries(columns).map(([name, [, , told]]) => [name, told]),
      ...Object.entries(times).map(([name, [, , told]]) => [name, [told, null, told]]),
    ]);
  });
});
