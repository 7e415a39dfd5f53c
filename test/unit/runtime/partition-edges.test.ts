// Edge cases of partitions: an empty mapping, two runs of one partition, columns whose names are SQL keywords.
import { describe, expect, it } from "vitest";
import {
  asset,
  DailyPartitionsDefinition,
  Definitions,
  DuckDBIOManager,
  DynamicPartitionsDefinition,
  FilesystemIOManager,
  LastPartitionMapping,
  loadAssetValue,
  MultiPartitionMapping,
  MultiPartitionsDefinition,
  materialize,
  StaticPartitionMapping,
  StaticPartitionsDefinition,
  TimeWindowPartitionMapping,
} from "../../../runtime/sdk/index.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const days = new DailyPartitionsDefinition({ startDate: "2026-01-01", endDate: "2026-01-06" });

describe("a mapping that gives no partition", () => {
  const letters = new StaticPartitionsDefinition(["a", "b"]);
  const others = new StaticPartitionsDefinition(["x", "y"]);

  it("is an error, unless the value may be missing", async () => {
    const projectDir = await temporaryFolder();
    const source = asset({ key: "source", partitions: letters }, () => 1);
    await materialize([source], { projectDir, partitions: "all" });
    const mapped = (allowMissing: boolean) =>
      asset(
        {
          key: "mapped",
          partitions: others,
          ins: { source: { partitionMapping: new StaticPartitionMapping({ a: "x" }), allowMissing } },
        },
        (source: number | undefined) => String(source),
      );
    const run = (allowMissing: boolean) =>
      materialize([source, mapped(allowMissing)], { projectDir, selection: ["mapped"], partitions: "y" });
    await expect(run(false)).rejects.toThrow(
      "mapped cannot load its input source: the partitionMapping leads to no partition of source. Change the partitionMapping, add the partition, or set allowMissing on the parameter.",
    );
    expect((await run(true)).outputForNode("mapped")).toBe("undefined");
  });

  it("is an error where the last of none is meant", async () => {
    const projectDir = await temporaryFolder();
    const customers = asset({ key: "customers", partitions: new DynamicPartitionsDefinition({ name: "nobody" }) }, () => 1);
    const last = asset({ key: "last", ins: { customers: { partitionMapping: new LastPartitionMapping() } } }, (customers) => customers);
    await expect(materialize([customers, last], { projectDir, partitions: "all" })).rejects.toThrow("leads to no partition of customers");
  });

  it("gives undefined where the mapping of a dimension leaves out what is not there", async () => {
    const projectDir = await temporaryFolder();
    const both = new MultiPartitionsDefinition({ date: days, letter: letters });
    const same = { dimensionName: "letter", partitionMapping: new StaticPartitionMapping({ a: "a", b: "b" }) };
    const before = new TimeWindowPartitionMapping({ startOffset: -1, endOffset: -1, allowNonexistentUpstreamPartitions: true });
    const partitionMapping = new MultiPartitionMapping({ date: { dimensionName: "date", partitionMapping: before }, letter: same });
    const source = asset({ key: "source", partitions: both }, (context) => context.partitionKey);
    const next = asset({ key: "next", partitions: both, ins: { source: { partitionMapping } } }, (source) => source ?? "none");
    const made = await materialize([source, next], { projectDir, partitions: ["2026-01-01|a", "2026-01-02|a"] });
    expect(made.outputForNode("next", "2026-01-01|a")).toBe("none");
    expect(made.outputForNode("next", "2026-01-02|a")).toBe("2026-01-01|a");
  });
});

describe("two runs of one asset", () => {
  it.each([[undefined], ["2026-01-02"]])("that end in another order than they began lose nothing (partition %s)", async (partition) => {
    const projectDir = await temporaryFolder();
    const resources = { io_manager: new FilesystemIOManager({ baseDir: "data" }) };
    const options = partition === undefined ? { key: "sales" } : { key: "sales", partitions: days };
    const run = (returned: () => unknown) =>
      materialize([asset(options, returned)], { projectDir, resources, ...(partition === undefined ? {} : { partitions: partition }) });
    let began = () => {};
    let goOn = () => {};
    const hasBegun = new Promise<void>((resolve) => (began = resolve));
    const mayEnd = new Promise<void>((resolve) => (goOn = resolve));
    const first = run(async () => {
      began();
      await mayEnd;
      return ["as JSON"];
    });
    await hasBegun;
    await run(() => new Map([["not", "as JSON"]]));
    goOn();
    await first;
    const load = () =>
      loadAssetValue(new Definitions({ assets: [asset(options, () => 0)], resources }), "sales", {
        projectDir,
        ...(partition === undefined ? {} : { partitionKey: partition }),
      });
    expect(await load()).toEqual(["as JSON"]);
    await run(() => ["later"]);
    expect(await load()).toEqual(["later"]);
  });
});

describe("partitionExpr", () => {
  it("may be a column whose name is a word of SQL", async () => {
    const projectDir = await temporaryFolder();
    const resources = { io_manager: new DuckDBIOManager({ database: "words.duckdb" }) };
    const orders = asset({ key: "orders", partitions: days, metadata: { partitionExpr: "at" } }, (context) => [
      { at: context.partitionTimeWindow.start, order: context.partitionKey },
    ]);
    await materialize([orders], { projectDir, resources, partitions: "all" });
    await materialize([orders], { projectDir, resources, partitions: "2026-01-03" });
    const loaded = await loadAssetValue(new Definitions({ assets: [orders], resources }), orders, {
      projectDir,
      partitionKey: "2026-01-03",
    });
    expect(loaded).toEqual([{ at: new Date("2026-01-03"), order: "2026-01-03" }]);
  });
});
