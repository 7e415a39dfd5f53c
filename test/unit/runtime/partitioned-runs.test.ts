// Runs over partitions: the input of each call, what is stored and recorded, and what a parameter loads.
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, expectTypeOf, it } from "vitest";
import {
  type AssetContext,
  asset,
  DailyPartitionsDefinition,
  Definitions,
  DuckDBIOManager,
  DynamicPartitionsDefinition,
  FilesystemIOManager,
  InMemoryIOManager,
  loadAssetValue,
  MonthlyPartitionsDefinition,
  MultiPartitionsDefinition,
  materialize,
  materializeToMemory,
  StaticPartitionsDefinition,
  TimeWindowPartitionMapping,
} from "../../../runtime/sdk/index.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const days = new DailyPartitionsDefinition({ startDate: "2026-01-01", endDate: "2026-01-06" });
const allDays = [...days.getPartitionKeys()];
const colors = new StaticPartitionsDefinition(["red", "green"]);

describe("a call for a partition", () => {
  it("knows its key, range and time", async () => {
    const seen: unknown[] = [];
    const sales = asset({ partitions: days }, (context) => {
      expectTypeOf(context).toEqualTypeOf<AssetContext<{ partitioned: true }>>();
      expectTypeOf(context.hasPartitionKey).toEqualTypeOf<true>();
      seen.push([context.partitionKey, context.partitionKeyRange, context.partitionTimeWindow, [...context.partitionKeys]]);
      return context.partitionKey;
    });
    const result = await materializeToMemory({ sales }, { partitions: "2026-01-02" });
    expect(seen).toEqual([
      [
        "2026-01-02",
        { start: "2026-01-02", end: "2026-01-02" },
        { start: new Date("2026-01-02"), end: new Date("2026-01-03") },
        ["2026-01-02"],
      ],
    ]);
    expect(result.outputForNode(sales, "2026-01-02")).toBe("2026-01-02");
    expect(result.materializations).toMatchObject([{ assetKey: "sales", partitionKey: "2026-01-02" }]);
    expect(result.events.filter(({ type }) => type === "STEP_START")).toMatchObject([{ partitionKey: "2026-01-02" }]);
  });

  it("knows the key of each dimension", async () => {
    const partitions = new MultiPartitionsDefinition({ date: days, color: colors });
    const sales = asset({ partitions }, (context) => [context.partitionKeysByDimension, context.partitionTimeWindow.start]);
    const key = partitions.partitionKey({ color: "red", date: "2026-01-03" });
    const result = await materializeToMemory({ sales }, { partitions: key });
    expect(result.outputForNode(sales, key)).toEqual([{ color: "red", date: "2026-01-03" }, new Date("2026-01-03")]);
  });

  it("says what it is not", async () => {
    const plain = asset((context: AssetContext) => context.partitionKey);
    await expect(materializeToMemory({ plain })).rejects.toThrow("plain has no partitions, so partitionKey is not available");
    const colored = asset({ partitions: colors }, (context) => context.partitionTimeWindow);
    await expect(materializeToMemory({ colored }, { partitions: "red" })).rejects.toThrow("its partitions are not time windows");
    const sales = asset({ partitions: days }, () => 1);
    await expect(materializeToMemory({ sales })).rejects.toThrow("sales has partitions. Name the ones to materialize");
    await expect(materializeToMemory({ sales }, { partitions: "2027-01-01" })).rejects.toThrow(
      '"2027-01-01" is not a partition. They go from 2026-01-01 to 2026-01-05.',
    );
  });

  it("is made for some, for a range, for all, each stored and recorded apart", async () => {
    const projectDir = await temporaryFolder();
    const sales = asset({ partitions: days }, (context) => ({ day: context.partitionKey }));
    const resources = { io_manager: new FilesystemIOManager({ baseDir: "data" }) };
    await materialize({ sales }, { projectDir, resources, partitions: ["2026-01-04", "2026-01-02"] });
    expect((await readdir(join(projectDir, "data/sales"))).sort()).toEqual(["date=2026-01-02.json", "date=2026-01-04.json"]);
    await materialize({ sales }, { projectDir, resources, partitions: { start: "2026-01-01", end: "2026-01-03" } });
    expect(await readdir(join(projectDir, "data/sales"))).toHaveLength(4);
    const definitions = new Definitions({ assets: { sales }, resources });
    const loaded = await loadAssetValue(definitions, sales, { projectDir, partitions: { start: "2026-01-01", end: "2026-01-04" } });
    expectTypeOf(loaded).toEqualTypeOf<ReadonlyMap<string, { day: string }>>();
    expect([...loaded]).toEqual(allDays.slice(0, 4).map((day) => [day, { day }]));
    const one = await loadAssetValue(definitions, sales, { projectDir, partitionKey: "2026-01-02" });
    expectTypeOf(one).toEqualTypeOf<{ day: string }>();
    expect(one).toEqual({ day: "2026-01-02" });
    await expect(loadAssetValue(definitions, sales, { projectDir, partitions: "all" })).rejects.toThrow(
      /2026-01-05 of sales has no stored value/,
    );
    const there = await loadAssetValue(definitions, sales, { projectDir, partitions: "all", allowMissing: true });
    expect([...there.keys()]).toEqual(allDays.slice(0, 4));
    // In a fresh clone there are no records, so the stored data counts.
    const rows = asset({ partitions: colors, ioManagerKey: "db", metadata: { partitionExpr: "color" } }, (context) => [
      { color: context.partitionKey },
    ]);
    const both = { io_manager: resources.io_manager, db: new DuckDBIOManager({ database: "a.duckdb" }) };
    await materialize({ rows }, { projectDir, resources: both, partitions: ["red"] });
    await rm(join(projectDir, ".millrace"), { recursive: true });
    const cloned = new Definitions({ assets: { sales, rows }, resources: { ...both, db: new DuckDBIOManager({ database: "a.duckdb" }) } });
    const lying = await loadAssetValue(cloned, rows, { projectDir, partitions: "all", allowMissing: true });
    expect([...lying.keys()]).toContain("red");
    expect([...(await loadAssetValue(cloned, sales, { projectDir, partitions: "all", allowMissing: true })).keys()]).toEqual(
      allDays.slice(0, 4),
    );
    await expect(loadAssetValue(definitions, sales, { projectDir })).rejects.toThrow("Pass a partitionKey");
    await expect(loadAssetValue(definitions, sales, { projectDir, partitionKey: "x" })).rejects.toThrow('sales has no partition "x"');
  });
});

describe("what a parameter loads", () => {
  const sales = asset({ partitions: days }, (context) => context.partitionKey);

  it("is the value of the same partition", async () => {
    const copy = asset({ partitions: days }, (sales: string) => `copy of ${sales}`);
    const result = await materializeToMemory({ sales, copy }, { partitions: "all" });
    expect(allDays.map((day) => result.outputForNode(copy, day))).toEqual(allDays.map((day) => `copy of ${day}`));
  });

  it("is a map where the mapping is to many, also when it is one", async () => {
    const months = new MonthlyPartitionsDefinition({ startDate: "2026-01-01", endDate: "2026-02-01" });
    const monthly = asset({ partitions: months, ins: { sales: { allowMissing: true } } }, (sales: ReadonlyMap<string, string>) => [
      ...sales,
    ]);
    const manager = new InMemoryIOManager();
    const projectDir = await temporaryFolder();
    const resources = { io_manager: manager };
    await materialize({ sales }, { projectDir, resources, partitions: "2026-01-02" });
    const result = await materialize({ sales, monthly }, { projectDir, resources, selection: [monthly], partitions: "2026-01-01" });
    expect(result.outputForNode(monthly, "2026-01-01")).toEqual([["2026-01-02", "2026-01-02"]]);
  });

  it("is the window before, and undefined before the first where that is allowed", async () => {
    const partitionMapping = new TimeWindowPartitionMapping({ startOffset: -1, endOffset: -1, allowNonexistentUpstreamPartitions: true });
    const change = asset(
      { partitions: days, ins: { before: { key: "sales", partitionMapping } } },
      (sales: string, before: string | undefined) => [sales, before],
    );
    const result = await materializeToMemory({ sales, change }, { partitions: "all" });
    expect(result.outputForNode(change, "2026-01-01")).toEqual(["2026-01-01", undefined]);
    expect(result.outputForNode(change, "2026-01-05")).toEqual(["2026-01-05", "2026-01-04"]);
  });

  it("may be the asset's own earlier partition, made before", async () => {
    const partitionMapping = new TimeWindowPartitionMapping({ startOffset: -1, endOffset: -1, allowNonexistentUpstreamPartitions: true });
    const running = asset(
      { partitions: days, ins: { before: { key: "running", partitionMapping } } },
      (before: number | undefined) => (before ?? 0) + 1,
    );
    const result = await materializeToMemory({ running }, { partitions: "all" });
    expect(allDays.map((day) => result.outputForNode(running, day))).toEqual([1, 2, 3, 4, 5]);
  });

  it("is refused where the definitions do not fit", async () => {
    const copy = asset({ partitions: colors }, (sales: string) => sales);
    await expect(materializeToMemory({ sales, copy }, { partitions: "red" })).rejects.toThrow(/"red" is not a partition/);
    const result = await materializeToMemory({ sales, copy }, { partitions: "red", selection: ["copy"], raiseOnError: false });
    expect(String(result.error)).toContain("the partitions of sales do not fit those of copy");
  });

  it("is skipped with what failed before it, and nothing else is", async () => {
    const flaky = asset({ partitions: days }, (context) => {
      if (context.partitionKey === "2026-01-03") throw new Error("unlucky");
      return 1;
    });
    const after = asset({ partitions: days }, (flaky: number) => flaky);
    const total = asset((after: ReadonlyMap<string, number>) => after.size);
    const result = await materializeToMemory({ flaky, after, total }, { partitions: "all", raiseOnError: false });
    const skipped = result.events
      .filter(({ type }) => type === "STEP_SKIPPED")
      .map(({ assetKey, partitionKey }) => [assetKey, partitionKey]);
    expect(skipped).toEqual([
      ["after", "2026-01-03"],
      ["total", undefined],
    ]);
    expect(result.materializations.filter(({ assetKey }) => assetKey === "after")).toHaveLength(4);
  });
});

describe("dynamic partitions", () => {
  it("are added and removed, and two writers lose nothing", async () => {
    const projectDir = await temporaryFolder();
    const customers = new DynamicPartitionsDefinition({ name: "customers" });
    expect([...customers.getPartitionKeys({ projectDir })]).toEqual([]);
    await Promise.all([customers.addPartitions(["a", "b"], { projectDir }), customers.addPartitions(["c"], { projectDir })]);
    expect([...customers.getPartitionKeys({ projectDir })].sort()).toEqual(["a", "b", "c"]);
    await customers.removePartitions(["b"], { projectDir });
    expect(customers.hasPartitionKey("b", { projectDir })).toBe(false);
    const invoices = asset({ key: "invoices", partitions: customers }, (context) => `for ${context.partitionKey}`);
    const resources = { io_manager: new FilesystemIOManager({ baseDir: "data" }) };
    const result = await materialize([invoices], { projectDir, resources, partitions: "all" });
    expect(result.materializations.map(({ partitionKey }) => partitionKey).sort()).toEqual(["a", "c"]);
    await expect(customers.addPartitions(["x...y"], { projectDir })).rejects.toThrow("means a range");
  });
});

describe("a store that fails", () => {
  it("is tried again with the value that was computed", async () => {
    let computed = 0;
    let stores = 0;
    const inner = new InMemoryIOManager();
    const flaky = {
      handleOutput: (context: Parameters<InMemoryIOManager["handleOutput"]>[0], value: unknown) => {
        stores++;
        if (stores % 2 === 1) throw new Error("the store is busy");
        return inner.handleOutput(context, value);
      },
      loadInput: (context: Parameters<InMemoryIOManager["loadInput"]>[0]) => inner.loadInput(context),
    };
    const sales = asset({ key: "sales", partitions: days, retry: { maxRetries: 1 }, ioManager: flaky }, () => ++computed);
    const projectDir = await temporaryFolder();
    const result = await materialize([sales], { projectDir, partitions: { start: "2026-01-01", end: "2026-01-01" } });
    expect(result.success).toBe(true);
    expect([computed, stores]).toEqual([1, 2]);
  });
});

describe("what may be missing", () => {
  it("is told in the record of what was made without it, apart and in a table", async () => {
    const projectDir = await temporaryFolder();
    const up = asset({ partitions: days }, (context) => {
      if (context.partitionKey === "2026-01-02") throw new Error("not yet");
      return context.partitionKey;
    });
    const table = asset({ ioManagerKey: "db", partitions: days, metadata: { partitionExpr: "at" } }, (context) => [
      { at: context.partitionTimeWindow.start },
    ]);
    const all = asset(
      { ins: { up: { allowMissing: true }, table: { allowMissing: true } } },
      (up: ReadonlyMap<string, string>, table: unknown[]) => [up.size, table.length],
    );
    const resources = { db: new DuckDBIOManager({ database: "t.duckdb" }) };
    const options = { projectDir, resources, raiseOnError: false };
    await materialize({ up, table }, { ...options, partitions: "all", selection: ["up"] });
    await materialize({ up, table }, { ...options, partitions: "2026-01-01", selection: ["table"] });
    const { materializations, outputForNode } = await materialize({ up, table, all }, { ...options, selection: ["all"] });
    expect(outputForNode("all")).toEqual([4, 1]);
    expect(materializations).toMatchObject([{ assetKey: "all", without: { up: ["2026-01-02"], table: allDays.slice(1) } }]);
  });
});

describe("dynamic keys that a run adds", () => {
  const customers = new DynamicPartitionsDefinition({ name: "customers" });
  const assetsOf = (projectDir: string) => {
    const found = asset(async () => {
      await customers.addPartitions(["ada", "bob"], { projectDir });
    });
    const invoices = asset({ partitions: customers, deps: ["found"] }, (context) => context.partitionKey);
    const total = asset((invoices: ReadonlyMap<string, string>) => [...invoices.keys()]);
    return { found, invoices, total };
  };

  it("are made by what comes after and is asked for as a whole, and loaded by all below", async () => {
    const projectDir = await temporaryFolder();
    await customers.addPartitions(["eve"], { projectDir });
    const result = await materialize(assetsOf(projectDir), { projectDir, partitions: "all" });
    expect(result.outputForNode("total")).toEqual(["eve", "ada", "bob"]);
    expect(result.events.filter(({ type }) => type === "LOG")).toEqual([]);
  });

  it("are told where others were asked for", async () => {
    const projectDir = await temporaryFolder();
    await customers.addPartitions(["eve"], { projectDir });
    const { found, invoices } = assetsOf(projectDir);
    const result = await materialize({ found, invoices }, { projectDir, partitions: "eve" });
    expect(result.materializations.flatMap(({ partitionKey = [] }) => partitionKey)).toEqual(["eve"]);
    expect(result.events.find(({ type }) => type === "LOG")).toMatchObject({
      level: "warning",
      message:
        "partitions of invoices were added during the run, which materializes only those that existed at its start: ada, bob. Materialize them: millrace materialize invoices --missing-partitions",
    });
  });
});
