// The value determines the manager; when a value is loaded, the record does.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { tableFromArrays } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { DuckDBIOManager } from "../../../runtime/io/duckdb/manager.js";
import { FilesystemIOManager } from "../../../runtime/io/files/filesystem.js";
import { TypedIOManager } from "../../../runtime/io/wrappers/typed-manager.js";
import { Bench, sampledManagerSuite } from "../../support/io-manager-suite.js";

const files = (baseDir: string) => new FilesystemIOManager({ baseDir });

sampledManagerSuite({
  name: "TypedIOManager",
  make: () =>
    new TypedIOManager({
      routes: { rows: files("rows"), batches: files("rows"), dates: { when: (value) => value instanceof Date, manager: files("dates") } },
      otherwise: files("rest"),
    }),
});

async function withBench(manager: () => TypedIOManager, work: (bench: Bench) => Promise<void>): Promise<void> {
  const bench = await Bench.open(manager);
  try {
    await work(bench);
  } finally {
    await bench.close();
  }
}

const mixed = () =>
  new TypedIOManager({
    routes: {
      rows: new DuckDBIOManager({ database: "data/w.duckdb", schema: "main" }),
      bytes: files("bytes"),
      text: files("text"),
      array: files("arrays"),
      table: files("tables"),
      big: { when: (value) => typeof value === "bigint", manager: files("big") },
    },
    otherwise: files("rest"),
  });

describe("the route", () => {
  it("follows the value, is recorded, and leads back", async () => {
    await withBench(mixed, async (bench) => {
      for (const [value, route, storedAt] of [
        [[{ id: 1 }], "rows", "data/w.duckdb#main.thing"],
        [[], "rows", "data/w.duckdb#main.thing"],
        [new Uint8Array([1]), "bytes", "bytes/thing.bin"],
        ["hello", "text", "text/thing.json"],
        [new Float64Array([1]), "array", "arrays/thing.npy"],
        [{ data: new Int32Array([1, 2]), shape: [2, 1] }, "array", "arrays/thing.npy"],
        [7n, "big", "big/thing.v8"],
        [[1, 2], "otherwise", "rest/thing.json"],
        [null, "otherwise", "rest/thing.json"],
      ] as const) {
        const { stored } = await bench.store("thing", value);
        expect(stored).toMatchObject({ storedAt, details: { route } });
        expect(await bench.load("thing")).toEqual(value);
      }
      const table = tableFromArrays({ id: [1, 2] });
      expect((await bench.store("thing", table)).stored).toMatchObject({ storedAt: "tables/thing.parquet", details: { route: "table" } });
      expect(await bench.load("thing")).toEqual([{ id: 1 }, { id: 2 }]);
      expect(await bench.manager.verify?.(await bench.context("thing"))).toMatchObject({ ok: true });
    });
  });

  it("keeps what was stored by another route, and cleans up within one", async () => {
    await withBench(mixed, async (bench) => {
      await bench.store("thing", { a: 1 });
      await bench.store("thing", { a: new Date(0) });
      expect(existsSync(join(bench.projectDir, "rest/thing.json"))).toBe(false);
      await bench.store("thing", "text");
      expect(existsSync(join(bench.projectDir, "rest/thing.v8"))).toBe(true);
      expect(await bench.load("thing")).toBe("text");
    });
  });

  it("of another day is explained when it is gone", async () => {
    await withBench(mixed, async (bench) => {
      await bench.store("thing", "text");
      const fewer = new TypedIOManager({ routes: { bytes: files("bytes") }, otherwise: files("rest") });
      await expect(new Bench(bench.projectDir, fewer).load("thing")).rejects.toThrow(
        'TypedIOManager cannot load thing: it was stored by the route "text", which is not among bytes, otherwise. Add it again, or run millrace materialize thing',
      );
    });
  });

  it("of a value from before there were routes is the only manager of its kind", async () => {
    await withBench(mixed, async (bench) => {
      await new Bench(bench.projectDir, files("old")).store("thing", { before: true });
      const one = new TypedIOManager({ routes: {}, otherwise: files("rest") });
      expect(await new Bench(bench.projectDir, one).load("thing")).toEqual({ before: true });
      await expect(bench.load("thing")).rejects.toThrow("it was stored by FilesystemIOManager");
    });
  });

  it("refuses a form its manager does not take", async () => {
    await withBench(
      () => new TypedIOManager({ routes: { table: files("tables") }, otherwise: new DuckDBIOManager({ database: "w.duckdb" }) }),
      async (bench) => {
        await bench.store("thing", tableFromArrays({ id: [1] }));
        await expect(bench.load("thing", { form: "relation" })).rejects.toThrow(
          "FilesystemIOManager cannot load thing as a relation; it can load a plain value, an Arrow table, batches.",
        );
      },
    );
  });
});

describe("its options", () => {
  it.each([
    [{ routes: {} }, "TypedIOManager needs a manager for everything else."],
    [
      { routes: { prices: files("x") }, otherwise: files("y") },
      'TypedIOManager has the route "prices", which is not a kind of value. The kinds are rows,',
    ],
    [{ routes: { rows: {} }, otherwise: files("y") }, 'TypedIOManager cannot use the route "rows". Give a manager, or'],
    [{ routes: { otherwise: files("x") }, otherwise: files("y") }, 'a route called "otherwise"'],
  ])("%o are refused", (options, message) => {
    expect(() => new TypedIOManager(options as never)).toThrow(message);
  });
});
