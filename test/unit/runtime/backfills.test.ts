// Several partitions in one call: its input, its result, and its failures.

import { describe, expect, it } from "vitest";
import {
  asset,
  BackfillPolicy,
  DailyPartitionsDefinition,
  Definitions,
  DuckDBIOManager,
  loadAssetValue,
  materialize,
  materializeToMemory,
} from "../../../runtime/sdk/index.js";
import { ofType } from "../../support/events.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const days = new DailyPartitionsDefinition({ startDate: "2026-01-01", endDate: "2026-01-06" });
const allDays = [...days.getPartitionKeys()];

describe("several partitions in one call", () => {
  const backfillPolicy = BackfillPolicy.singleRun();

  it("give a map for managers that keep them apart", async () => {
    const calls: number[] = [];
    const sales = asset({ partitions: days, backfillPolicy }, (context) => {
      calls.push(context.partitionKeys.length);
      return new Map([...context.partitionKeys].map((key) => [key, key.length]));
    });
    const after = asset({ partitions: days, backfillPolicy }, (context, sales: ReadonlyMap<string, number>) => {
      expect([...sales.keys()]).toEqual([...context.partitionKeys]);
      return sales;
    });
    const result = await materializeToMemory({ sales, after }, { partitions: { start: "2026-01-02", end: "2026-01-04" } });
    expect(calls).toEqual([3]);
    expect(result.materializations.map(({ partitionKey }) => partitionKey)).toEqual([
      ...["2026-01-02", "2026-01-03", "2026-01-04"],
      ...["2026-01-02", "2026-01-03", "2026-01-04"],
    ]);
    const lacking = asset({ key: "lacking", partitions: days, backfillPolicy }, () => new Map([["2026-01-01", 1]]));
    await expect(materializeToMemory([lacking], { partitions: "all" })).rejects.toThrow("returned a Map without the partition 2026-01-02");
    const single = asset({ key: "single", partitions: days, backfillPolicy }, () => 1);
    await expect(materializeToMemory([single], { partitions: "all" })).rejects.toThrow("Return a Map of values by partition key");
  });

  it("are as many as the policy says, in order, and an upstream partition for each", async () => {
    const calls: string[][] = [];
    const windows: unknown[] = [];
    const some = BackfillPolicy.multiRun(2);
    const sales = asset({ partitions: days }, (context) => context.partitionKey);
    const after = asset({ partitions: days, backfillPolicy: some }, (context, sales: ReadonlyMap<string, string>) => {
      calls.push([...context.partitionKeys]);
      windows.push(context.partitionTimeWindow);
      expect([...sales.keys()]).toEqual([...context.partitionKeys]);
      return sales;
    });
    const result = await materializeToMemory({ sales, after }, { partitions: "all" });
    const byFirst = (a: string[], b: string[]) => String(a[0]).localeCompare(String(b[0]));
    expect(calls.sort(byFirst)).toEqual([["2026-01-01", "2026-01-02"], ["2026-01-03", "2026-01-04"], ["2026-01-05"]]);
    expect(windows).toContainEqual({ start: new Date("2026-01-03"), end: new Date("2026-01-05") });
    expect(allDays.map((day) => result.outputForNode(after, day))).toEqual(allDays);
    const ended = result.events.filter(({ type, assetKey }) => type === "STEP_SUCCESS" && assetKey === "after");
    expect(ended.map(({ partitionKey }) => partitionKey).sort()).toEqual(allDays);
  });

  it("fail as the call that makes them, alone", async () => {
    const sales = asset({ partitions: days, backfillPolicy: BackfillPolicy.multiRun(2) }, (context) => {
      if (context.partitionKeys.at(0) === "2026-01-03") throw new Error("no data");
      return new Map([...context.partitionKeys].map((key) => [key, key]));
    });
    const after = asset({ partitions: days }, (sales: string) => sales);
    const result = await materializeToMemory({ sales, after }, { partitions: "all", raiseOnError: false });
    const failed = ofType(result.events, "STEP_FAILURE");
    expect(failed.map(({ partitionKey, error }) => [partitionKey, error.message])).toEqual([
      ["2026-01-03", "no data"],
      ["2026-01-04", "no data"],
    ]);
    expect(failed.map(({ error }) => error.stack !== undefined)).toEqual([true, false]);
    const made = (key: string) => result.materializations.flatMap((each) => (each.assetKey === key ? [each.partitionKey] : []));
    expect(made("sales").sort()).toEqual(["2026-01-01", "2026-01-02", "2026-01-05"]);
    expect(made("after").sort()).toEqual(["2026-01-01", "2026-01-02", "2026-01-05"]);
  });

  it("are one where the policy says nothing else, and a wrong number is named", async () => {
    const sales = asset({ partitions: days, backfillPolicy: BackfillPolicy.multiRun() }, (context) => context.partitionKey);
    const result = await materializeToMemory({ sales }, { partitions: "all" });
    expect(allDays.map((day) => result.outputForNode(sales, day))).toEqual(allDays);
    for (const wrong of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "2" as unknown as number])
      expect(() => BackfillPolicy.multiRun(wrong)).toThrow(
        new TypeError(
          `maxPartitionsPerRun is ${wrong}; it must be a whole number from 1. Change it, or use BackfillPolicy.singleRun() for all in one call.`,
        ),
      );
  });

  it("give all rows for tables, replaced together", async () => {
    const projectDir = await temporaryFolder();
    const resources = { io_manager: new DuckDBIOManager({ database: "t.duckdb" }) };
    const rows = asset({ key: "rows", partitions: days, backfillPolicy, metadata: { partitionExpr: "day" } }, (context) => {
      const { start, end } = context.partitionTimeWindow;
      const out: { day: Date; n: number }[] = [];
      for (let at = start.getTime(); at < end.getTime(); at += 86_400_000) out.push({ day: new Date(at), n: context.partitionKeys.length });
      return out;
    });
    const definitions = new Definitions({ assets: [rows], resources });
    const made = await materialize([rows], { projectDir, resources, partitions: "all" });
    expect(made.materializations).toHaveLength(5);
    await materialize([rows], { projectDir, resources, partitions: { start: "2026-01-02", end: "2026-01-03" } });
    const loaded = await loadAssetValue(definitions, rows, { projectDir, partitions: "all" });
    expect([...loaded].map(([key, [row]]) => [key, (row as { n: number }).n])).toEqual([
      ["2026-01-01", 5],
      ["2026-01-02", 2],
      ["2026-01-03", 2],
      ["2026-01-04", 5],
      ["2026-01-05", 5],
    ]);
    const other = asset({ key: "other", partitions: days, metadata: { partitionExpr: "day" } }, () => [{ day: new Date("2026-01-02") }]);
    await materialize([other], { projectDir, resources, partitions: "2026-01-02" });
    const there = await loadAssetValue(new Definitions({ assets: [other], resources }), other, {
      projectDir,
      partitions: "all",
      allowMissing: true,
    });
    expect([...there.keys()]).toEqual(["2026-01-02"]);
  });
});
