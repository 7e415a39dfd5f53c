// 0 and -0 in one column of a Parquet file, where a dictionary encoding would merge them.
import { expect, it } from "vitest";
import { FilesystemIOManager } from "../../../runtime/io/files/filesystem.js";
import { Bench } from "../../support/io-manager-suite.js";

const FORMAT = { metadata: { format: "parquet" } };

it.each<[string, readonly unknown[]]>([
  ["the negative one first", [-0, 0]],
  ["the positive one first", [0, -0]],
  ["many of both", Array.from({ length: 2_000 }, (_, at) => (at % 3 === 0 ? -0 : 0))],
  ["beside others", [1.5, 0, -0, null, Number.NaN]],
])("%s", async (_, values) => {
  const bench = await Bench.open(() => new FilesystemIOManager({ baseDir: "data" }));
  try {
    const rows = values.map((a) => ({ a }));
    await bench.store("zeros", rows, undefined, FORMAT);
    expect(await bench.load("zeros", undefined, FORMAT)).toStrictEqual(rows);
    const { tableFromArrays } = await import("apache-arrow");
    await bench.store("table", tableFromArrays({ a: Float64Array.from(values.map((value) => value as number)) }));
    const loaded = (await bench.load("table")) as { a: number }[];
    expect(loaded.map(({ a }) => Object.is(a, -0))).toEqual(values.map((value) => Object.is(value, -0)));
  } finally {
    await bench.close();
  }
});
