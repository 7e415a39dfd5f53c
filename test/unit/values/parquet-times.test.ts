// Dates and instants of Arrow tables keep their unit, zone and precision in Parquet files, and other programs can read them.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import * as arrow from "apache-arrow";
import { expect, test } from "vitest";
import { collect } from "../../../runtime/io/object-store/object-store.js";
import { parquetBatches } from "../../../runtime/io/parquet/read.js";
import { decodeParquetTable, encodeParquet } from "../../../runtime/io/parquet/table.js";
import type { Table } from "../../../runtime/sdk/relation.js";
import { gathered } from "../../support/gathered.js";
import { fc } from "../../support/properties.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const { SECOND, MILLISECOND, MICROSECOND, NANOSECOND } = arrow.TimeUnit;
const TYPES: Readonly<Record<string, arrow.DataType>> = {
  seconds: new arrow.TimestampSecond(),
  milliseconds: new arrow.TimestampMillisecond(),
  microseconds: new arrow.TimestampMicrosecond(),
  nanoseconds: new arrow.TimestampNanosecond(),
  seconds_utc: new arrow.Timestamp(SECOND, "UTC"),
  milliseconds_berlin: new arrow.Timestamp(MILLISECOND, "Europe/Berlin"),
  microseconds_utc: new arrow.Timestamp(MICROSECOND, "UTC"),
  nanoseconds_utc: new arrow.Timestamp(NANOSECOND, "UTC"),
  days: new arrow.DateDay(),
  date64: new arrow.DateMillisecond(),
};

function vectorOf(type: arrow.DataType, counts: readonly (bigint | null)[]): arrow.Vector {
  const isDay = type instanceof arrow.DateDay;
  const data = isDay ? Int32Array.from(counts, (count) => Number(count ?? 0n)) : BigInt64Array.from(counts, (count) => count ?? 0n);
  const nullBitmap = new Uint8Array((counts.length + 7) >> 3);
  counts.forEach((count, at) => {
    if (count !== null) nullBitmap[at >> 3] = (nullBitmap[at >> 3] as number) | (1 << (at & 7));
  });
  const nullCount = counts.filter((count) => count === null).length;
  return arrow.makeVector(arrow.makeData({ type, length: counts.length, nullCount, nullBitmap, data } as never));
}

const countsIn = (column: arrow.Vector) =>
  column.data.flatMap((chunk) => Array.from({ length: chunk.length }, (_, at) => (chunk.getValid(at) ? BigInt(chunk.values[at]) : null)));

test("every unit and zone comes back with its counts", async () => {
  const count = fc.oneof(fc.bigInt({ min: -(2n ** 31n), max: 2n ** 31n - 1n }), fc.constant(null));
  await fc.assert(
    fc.asyncProperty(fc.array(count, { minLength: 1, maxLength: 20 }), async (counts) => {
      const table = new arrow.Table(Object.fromEntries(Object.entries(TYPES).map(([name, type]) => [name, vectorOf(type, counts)])));
      const { chunks, details } = encodeParquet(table as unknown as Table);
      const loaded = (await decodeParquetTable(await collect(chunks), details, undefined)) as unknown as arrow.Table;
      for (const [name, type] of Object.entries(TYPES)) {
        expect(String(loaded.schema.fields.find((field) => field.name === name)?.type)).toBe(String(type));
        expect([name, countsIn(loaded.getChild(name) as arrow.Vector)]).toEqual([name, counts]);
      }
    }),
    { numRuns: 25 },
  );
});

test("a damaged file is told as a table, too, before room is made for it", async () => {
  const { chunks, details } = encodeParquet(new arrow.Table({ at: vectorOf(TYPES.days as arrow.DataType, [1n]) }) as unknown as Table);
  const bytes = await collect(chunks);
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(bytes.length - 8, 2 ** 31, true);
  await expect(decodeParquetTable(bytes, details, undefined)).rejects.toThrow("the Parquet file is damaged: its footer should have");
});

test("DuckDB reads them as they are, and writes them for us", async () => {
  const folder = await temporaryFolder();
  const counts = [1_767_225_600_123_456_789n, -1n, null];
  const table = new arrow.Table({
    ns: vectorOf(TYPES.nanoseconds as arrow.DataType, counts),
    day: vectorOf(TYPES.days as arrow.DataType, [2n, -1n, null]),
  });
  const ours = join(folder, "ours.parquet");
  writeFileSync(ours, await collect(encodeParquet(table as unknown as Table).chunks));
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const read = async (text: string) => (await connection.runAndReadAll(text)).getRowsJson();
  expect(await read(`select ns::varchar, typeof(ns), day::varchar, typeof(day) from '${ours}'`)).toEqual([
    ["2026-01-01 00:00:00.123456789", "TIMESTAMP_NS", "1970-01-03", "DATE"],
    ["1969-12-31 23:59:59.999999999", "TIMESTAMP_NS", "1969-12-31", "DATE"],
    [null, "TIMESTAMP_NS", null, "DATE"],
  ]);
  const theirs = join(folder, "theirs.parquet");
  await connection.run(
    `copy (select '2026-01-01 00:00:00.123456'::timestamp as us, '2026-01-01 00:00:00.123456+00'::timestamptz as utc) to '${theirs}' (format parquet)`,
  );
  const bytes = new Uint8Array(readFileSync(theirs));
  const loaded = (await decodeParquetTable(bytes, {}, undefined)) as unknown as arrow.Table;
  expect(loaded.schema.fields.map((field) => String(field.type))).toEqual(["Timestamp<MICROSECOND>", "Timestamp<MICROSECOND, UTC>"]);
  expect(countsIn(loaded.getChild("us") as arrow.Vector)).toEqual([1_767_225_600_123_456n]);
  expect((await gathered(parquetBatches(bytes, [], undefined))).flat()).toEqual([
    { us: new Date("2026-01-01T00:00:00.123Z"), utc: new Date("2026-01-01T00:00:00.123Z") },
  ]);
  connection.closeSync();
  instance.closeSync();
});
