// Parquet files from DuckDB with lists, structs and maps, loaded as rows and as Arrow tables.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, it } from "vitest";
import { FilesystemIOManager } from "../../../runtime/io/files/filesystem.js";
import type { Table } from "../../../runtime/sdk/index.js";
import { Bench } from "../../support/io-manager-suite.js";

async function loadedFrom<T>(query: string, form: "value" | "table" | "batches"): Promise<T> {
  const bench = await Bench.open(() => new FilesystemIOManager({ baseDir: "data" }));
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    mkdirSync(join(bench.projectDir, "data"));
    await connection.run(`copy (${query}) to '${join(bench.projectDir, "data", "thing.parquet").replaceAll("'", "''")}' (format parquet)`);
    return (await bench.load("thing", { form }, { external: true })) as T;
  } finally {
    connection.closeSync();
    instance.closeSync();
    await bench.close();
  }
}

const day = new Date("2026-01-02T00:00:00Z");

it.each<[string, string, readonly unknown[]]>([
  ["a struct", "values ({a: 1, b: 'x'}), (null), ({a: null, b: null})", [{ a: 1, b: "x" }, null, { a: null, b: null }]],
  ["a list", "values ([1, null]), ([]), (null)", [[1, null], [], null]],
  ["lists of lists", "values ([[1], [], null, [null]]), ([[]])", [[[1], [], null, [null]], [[]]]],
  [
    "a list of structs",
    "values ([{a: 1, t: ['x']}, null, {a: null, t: null}]), ([])",
    [[{ a: 1, t: ["x"] }, null, { a: null, t: null }], []],
  ],
  ["a struct of structs", "values ({k: {l: [{m: 'x'}, {m: null}]}}), ({k: null})", [{ k: { l: [{ m: "x" }, { m: null }] } }, { k: null }]],
  ["dates and bytes", "values ({d: [date '2026-01-02'], b: '\\x00\\xff'::blob})", [{ d: [day], b: new Uint8Array([0, 255]) }]],
  ["decimals", "values ({p: [1.25::decimal(10, 2), null]})", [{ p: [1.25, null] }]],
  ["names the format uses itself", "values ({list: [2], element: 3, key_value: 'k'})", [{ list: [2], element: 3, key_value: "k" }]],
  ["a list of fixed length", "values ([1, 2, 3]::int[3])", [[1, 2, 3]]],
])("%s", async (_, values, expected) => {
  const query = `select * from (${values}) as t(it)`;
  const rows = expected.map((it) => ({ it }));
  expect(await loadedFrom(query, "value")).toEqual(rows);
  expect(await loadedFrom(query, "batches")).toEqual(rows);
  const table = await loadedFrom<Table>(query, "table");
  expect(table.schema.fields.map(({ name }) => name)).toEqual(["it"]);
  expect(table.numRows).toBe(rows.length);
});

it("a map is an object", async () => {
  const query = "select * from (values (map {'a': {x: 1.5::decimal(4, 2)}, 'b': null}), (map {}), (null)) as t(it)";
  const rows = await loadedFrom(query, "value");
  expect(rows).toEqual([{ it: { a: { x: 1.5 }, b: null } }, { it: {} }, { it: null }]);
  expect((await loadedFrom<Table>(query, "table")).numRows).toBe(3);
});

it("whole numbers of 64 bits are numbers where those are exact, in rows, and stay what they are in an Arrow table", async () => {
  const query = "select {small: 1::bigint, list: [2::bigint, null], large: 9007199254740993} as it, 7 as after";
  expect(await loadedFrom(query, "value")).toEqual([{ it: { small: 1, list: [2, null], large: 9007199254740993n }, after: 7 }]);
  const table = await loadedFrom<Table & { schema: unknown }>(query, "table");
  expect(String(table.schema)).toBe("Schema<{ 0: it: Struct<{small:Int64, list:List<Int64>, large:Int64}>, 1: after: Float64 }>");
});
