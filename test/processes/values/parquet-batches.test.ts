// Parquet files of batches: written and read one row group at a time. The memory does not depend on the number of rows.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { parquetMetadata } from "hyparquet";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { DeclaredColumn } from "../../../runtime/contract/asset.js";
import { FilesystemIOManager } from "../../../runtime/io/files/filesystem.js";
import { ObjectStoreIOManager } from "../../../runtime/io/object-store/manager.js";
import { ownBuffer, parquetBatches } from "../../../runtime/io/parquet/read.js";
import { gathered } from "../../support/gathered.js";
import { Bench } from "../../support/io-manager-suite.js";
import { memoryInUse } from "../../support/memory.js";
import { trials } from "../../support/trials.js";

type Row = Record<string, unknown>;

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open(() => new FilesystemIOManager({ baseDir: "data" }));
});
afterEach(() => bench.close());

const PARQUET = { metadata: { format: "parquet" } } as never;
const store = (batches: AsyncIterable<Row[]>, columns: DeclaredColumn[] = []) =>
  bench.store("t", batches, { form: "batches", columns }, PARQUET);
const batchesOf = async (of: Bench, external = false) => {
  const context = await of.context("t");
  const upstreamOutput = { ...context.upstreamOutput, external };
  return (await of.manager.loadInput({ ...context, upstreamOutput, declared: { form: "batches" } })) as AsyncIterable<Row[]>;
};
async function* numbered(rows: number, row: (id: number) => Row): AsyncGenerator<Row[]> {
  for (let at = 0; at < rows; at += 1000) yield Array.from({ length: Math.min(1000, rows - at) }, (_, nth) => row(at + nth));
}
const groupsIn = (file: string) => {
  const { buffer, byteOffset, byteLength } = readFileSync(join(bench.projectDir, file));
  return parquetMetadata(buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer).row_groups.map(({ num_rows }) =>
    Number(num_rows),
  );
};

it("hold a row group in memory, however many rows there are", async () => {
  const rows = trials(1_300_000);
  const text = "x".repeat(200);
  let highest = 0;
  const before = memoryInUse();
  const looked = (id: number) => {
    if (id % 100_000 === 0) highest = Math.max(highest, memoryInUse() - before);
  };
  const { stored } = await store(
    numbered(rows, (id) => {
      looked(id);
      return { id, text: `${id} ${text}`, at: new Date(id) };
    }),
  );
  expect(stored).toMatchObject({ rows, format: "parquet" });
  expect(groupsIn("data/t.parquet").slice(0, 2)).toEqual([1000, 99_000]);
  let count = 0;
  for await (const batch of await batchesOf(bench)) {
    expect(batch[0]).toEqual({ id: count, text: `${count} ${text}`, at: new Date(count) });
    count += batch.length;
    looked(count);
  }
  expect(count).toBe(rows);
  expect(highest).toBeLessThan(200_000_000);
  expect(await bench.manager.verify?.(await bench.context("t"))).toEqual({ ok: true, by: "hash" });
});

it("of long texts are written before there are many rows", async () => {
  const text = "x".repeat(1_000_000);
  await store(numbered(150, (id) => ({ id, text: `${id}${text}` })));
  expect(groupsIn("data/t.parquet")).toEqual([68, 68, 14]);
  expect((await bench.load("t", { form: "value" }, { columns: ["id"] })) as Row[]).toEqual(
    Array.from({ length: 150 }, (_, id) => ({ id })),
  );
});

it("give rows back in order, also where a later row group is the first with a value", async () => {
  const declared: DeclaredColumn[] = [
    { name: "id", kind: "number", nullable: false },
    { name: "late", kind: "number", nullable: true },
  ];
  await store(
    numbered(101_000, (id) => ({ id, late: id < 100_500 ? null : id, ["__proto__"]: `${id}`, ...(id > 100_600 && { gone: undefined }) })),
    declared,
  );
  const rows = (await gathered(await batchesOf(bench))).flat();
  expect(rows).toHaveLength(101_000);
  expect([rows[100_499]?.late, rows[100_500]?.late]).toEqual([null, 100_500]);
  expect(Object.entries(rows[7] as Row)).toEqual([
    ["id", 7],
    ["late", null],
    ["__proto__", "7"],
  ]);
});

it.each<[string, (id: number) => Row, string]>([
  [
    "a column that comes late",
    (id) => (id < 100_500 ? { id } : { id, late: 1 }),
    "the column \"late\" is not in the first 100000 rows, whose columns are the file's. Give every row the same keys, or declare the rows' type.",
  ],
  [
    "a column that was null, and was written as text",
    (id) => ({ id, late: id < 100_500 ? null : 1 }),
    'the column "late" contains a number, but was written as string because it was null in the first rows. Declare the rows\' type, or give the first batch a value.',
  ],
  [
    "a column of two kinds",
    (id) => ({ id, late: id < 500 ? "a" : 1 }),
    'the column "late" contains strings in the first batches and a number in a later one. Give it one kind of value.',
  ],
  ["rows without keys", () => ({}), "the rows have no keys, so there are no columns. Return rows with keys."],
])("refuse %s, and leave the old file", async (_, row, message) => {
  await store(numbered(10, (id) => ({ id })));
  await expect(store(numbered(101_000, row))).rejects.toThrow(message);
  expect((await gathered(await batchesOf(bench))).flat()).toHaveLength(10);
});

it("of no rows have the declared columns", async () => {
  await store(
    numbered(0, () => ({})),
    [{ name: "id", kind: "bigint", nullable: false }],
  );
  expect(groupsIn("data/t.parquet")).toEqual([]);
  expect(await gathered(await batchesOf(bench))).toEqual([]);
  const table = (await bench.load("t", { form: "table" })) as { schema: { fields: { name: string }[] } };
  expect(table.schema.fields.map(({ name }) => name)).toEqual(["id"]);
});

it("of others come in small batches, whatever their row groups are, and nothing of other columns is read", async () => {
  mkdirSync(join(bench.projectDir, "data"));
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const file = join(bench.projectDir, "data/t.parquet").replaceAll("'", "''");
  await connection.run(
    `copy (select range as id, [range, null] as list, {n: range::varchar} as struct from range(150000)) to '${file}' (format parquet, row_group_size 150000)`,
  );
  connection.closeSync();
  instance.closeSync();
  const sizes: number[] = [];
  let count = 0;
  for await (const batch of await batchesOf(bench, true)) {
    sizes.push(batch.length);
    expect(batch.at(-1)).toEqual({
      id: count + batch.length - 1,
      list: [count + batch.length - 1, null],
      struct: { n: `${count + batch.length - 1}` },
    });
    count += batch.length;
  }
  expect([count, Math.max(...sizes)]).toEqual([150_000, 10_000]);
});

it("stop where another file took the place of the one that is read", async () => {
  await store(numbered(115_000, (id) => ({ id, random: `${Math.random()}${Math.random()}${Math.random()}` })));
  const batches = (await batchesOf(bench))[Symbol.asyncIterator]();
  await batches.next();
  const path = join(bench.projectDir, "data/t.parquet");
  writeFileSync(path, readFileSync(path));
  const rest = { [Symbol.asyncIterator]: () => batches };
  await expect(gathered(rest).then((read) => read.length)).rejects.toThrow(
    "[filesystem] cannot read data/t.parquet: another value was stored there while this one was read. Run again.",
  );
});

it("are fetched by one request for each row group, also of some columns that lie together", async () => {
  await store(numbered(150_000, (id) => ({ id, a: 1, b: `${id}` })));
  const bytes = readFileSync(join(bench.projectDir, "data/t.parquet"));
  let requests = 0;
  const parts = {
    byteLength: bytes.length,
    slice: async (start: number, end = bytes.length) => {
      requests++;
      return ownBuffer(bytes.subarray(start, end));
    },
    unchanged: async () => undefined,
  };
  expect((await gathered(parquetBatches(parts, [], undefined))).flat()).toHaveLength(150_000);
  expect(requests).toBe(1 + 3);
  requests = 0;
  expect((await gathered(parquetBatches(parts, [], ["b", "id"]))).flat()[7]).toEqual({ b: "7", id: 7 });
  expect(requests).toBe(1 + 3);
});

it("come from an object store as from a disk", async () => {
  const remote = await Bench.open(() => new ObjectStoreIOManager({ uri: "memory://parquet-batches" }));
  try {
    await remote.store(
      "t",
      numbered(115_000, (id) => ({ id, a: `${Math.random()}${Math.random()}${Math.random()}` })),
      { form: "batches" },
      PARQUET,
    );
    let count = 0;
    for await (const batch of await batchesOf(remote)) count += batch.length;
    expect(count).toBe(115_000);
  } finally {
    await remote.close();
  }
});
