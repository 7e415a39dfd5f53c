// 0 and -0 in a DuckDB column: a column with both is refused, because DuckDB treats them as equal.
import { afterEach, beforeEach, expect, it } from "vitest";
import { DuckDBIOManager } from "../../../runtime/io/duckdb/manager.js";
import { Bench } from "../../support/io-manager-suite.js";

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.open(() => new DuckDBIOManager({ database: "t.duckdb", schema: "main" }));
});

afterEach(() => bench.close());

const rowsOf = (all: readonly number[]) => all.map((n) => ({ n }));

async function* batches(...all: readonly (readonly number[])[]) {
  for (const batch of all) yield rowsOf(batch);
}

const REFUSED = 'the column "n" contains both 0 and -0, and DuckDB may store both as the same value';

it.each([
  [[[0, -0]]],
  [[[0, 1.5, -0]]],
  [[[1.5], [-0, 0]]],
  [
    [
      [0, 1],
      [-0, 2],
    ],
  ],
  [[[-0], [0]]],
])("%j is refused", async (all) => {
  await bench.store("t", [{ n: 1 }]);
  if (all.length === 1) await expect(bench.store("t", rowsOf(all[0] ?? []))).rejects.toThrow(REFUSED);
  await expect(bench.store("t", batches(...all))).rejects.toThrow(REFUSED);
  expect(await bench.load("t")).toEqual([{ n: 1 }]);
});

it.each([[[0, 0, 1.5]], [[-0, -0]], [[-0.5, -0, 3]], [[0, 0]]])("%j come back", async (values) => {
  await bench.store("t", rowsOf(values));
  expect(await bench.load("t")).toEqual(rowsOf(values));
  await bench.store("t", batches(values, values));
  expect(await bench.load("t")).toEqual(rowsOf([...values, ...values]));
});
