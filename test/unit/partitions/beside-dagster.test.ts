// Features that Dagster also has: offsets between cadences, last day of a month, window of a time, next ticks, the asset's earlier windows.
import { describe, expect, it } from "vitest";
import type { PartitionMappingSpec, PartitionsSpec } from "../../../runtime/contract/partitions.js";
import {
  calendarSpec,
  dimensionsOf,
  isMistake,
  keySpace,
  mappingBetween,
  momentOf,
  ontoItself,
} from "../../../runtime/partitions/index.js";
import {
  asset,
  DailyPartitionsDefinition,
  HourlyPartitionsDefinition,
  materializeToMemory,
  nextTicks,
  StaticPartitionsDefinition,
  TimeWindowPartitionMapping,
} from "../../../runtime/sdk/index.js";

const MOMENT = momentOf(Date.parse("2026-03-01T00:00:00Z"));
const offsets = (startOffset: number, endOffset: number): PartitionMappingSpec => ({
  kind: "time-window",
  startOffset,
  endOffset,
  allowNonexistent: false,
});
const mapped = (spec: PartitionMappingSpec, upstream: PartitionsSpec, downstream: PartitionsSpec, key: string) => {
  const mapping = mappingBetween(spec, upstream, downstream);
  if (mapping === null || isMistake(mapping)) throw new Error(JSON.stringify(mapping));
  const { keys, nonexistent } = mapping.upstreamKeys(key, MOMENT);
  return { shape: mapping.shape, keys: [...keys], nonexistent };
};

describe("offsets between cadences", () => {
  const hourly = calendarSpec("hourly", { startDate: "2026-01-01" });
  const daily = calendarSpec("daily", { startDate: "2026-01-01" });

  it("shift the consumer's window, by windows of its own", () => {
    const day = mapped(offsets(-1, 0), hourly, daily, "2026-01-02");
    expect(day.shape).toBe("many");
    expect([day.keys[0], day.keys.at(-1), day.keys.length]).toEqual(["2026-01-01-00:00", "2026-01-02-23:00", 48]);
    expect(mapped(offsets(-1, -1), hourly, daily, "2026-01-02").keys).toHaveLength(24);
    expect(mapped(offsets(-1, -1), hourly, daily, "2026-01-01").nonexistent).toHaveLength(24);
    expect(mapped(offsets(-1, -1), daily, hourly, "2026-01-02-05:00")).toEqual({ shape: "one", keys: ["2026-01-02"], nonexistent: [] });
    expect(mapped(offsets(-1, -1), daily, hourly, "2026-01-02-00:00").keys).toEqual(["2026-01-01"]);
  });
});

describe("a month", () => {
  const firsts = (dayOffset: number, startDate = "2027-12-15") => {
    const spec = calendarSpec("monthly", { startDate, dayOffset });
    expect(dimensionsOf(spec)[0]?.name).toBe("month");
    const space = keySpace(spec, momentOf(Date.parse("2028-05-15T00:00:00Z")));
    for (const [at, key] of [...space].entries()) expect(space.indexOf(key)).toBe(at);
    return [...space];
  };

  it("of dayOffset 29 to 31 begins on that day, or the last of a shorter month", () => {
    expect(firsts(31)).toEqual(["2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31"]);
    expect(firsts(30)).toEqual(["2027-12-30", "2028-01-30", "2028-02-29", "2028-03-30"]);
    expect(firsts(29, "2026-12-15").slice(0, 4)).toEqual(["2026-12-29", "2027-01-29", "2027-02-28", "2027-03-29"]);
    expect(() => calendarSpec("monthly", { startDate: "2026-01-01", dayOffset: 32 })).toThrow("a whole number from 1 to 31");
  });
});

describe("the window of a moment", () => {
  it("has a key from the first window to the end", () => {
    const days = new DailyPartitionsDefinition({ startDate: "2026-01-01", endDate: "2026-01-04", timezone: "Europe/Oslo" });
    const at = (iso: string) => days.partitionKeyForTimestamp(new Date(iso));
    expect(at("2025-12-31T22:59:59Z")).toBeUndefined();
    expect(at("2025-12-31T23:00:00Z")).toBe("2026-01-01");
    expect(at("2026-01-03T22:59:59Z")).toBe("2026-01-03");
    expect(at("2026-01-03T23:00:00Z")).toBeUndefined();
    expect(new StaticPartitionsDefinition(["a"]).partitionKeyForTimestamp(new Date())).toBeUndefined();
    const hours = new HourlyPartitionsDefinition({ startDate: "2026-01-01" });
    expect(hours.partitionKeyForTimestamp(new Date("2999-01-01T00:30:00Z"))).toBe("2999-01-01-00:00");
  });

  it("and the next ticks follow the rule of windows", () => {
    const ticks = (cron: string, after: string, count: number) =>
      nextTicks(cron, { timezone: "America/New_York", after: new Date(after), count }).map((tick) => tick.toISOString().slice(5, 16));
    expect(ticks("30 2 * * *", "2026-03-07T12:00:00Z", 2)).toEqual(["03-08T07:00", "03-09T06:30"]);
    expect(ticks("30 1 * * *", "2026-11-01T05:30:00Z", 1)).toEqual(["11-02T06:30"]);
    expect(() => nextTicks("0 0 30 2 *")).toThrow("never ticks");
    expect(() => nextTicks("0 * * * *", { count: -1 })).toThrow("count is -1");
  });
});

describe("an asset that loads its own earlier windows", () => {
  it("has none before the first, without saying that they may be missing", async () => {
    const partitions = new DailyPartitionsDefinition({ startDate: "2026-01-01" });
    const partitionMapping = new TimeWindowPartitionMapping({ startOffset: -1, endOffset: -1 });
    const total = asset(
      { key: "total", partitions, ins: { total: { partitionMapping } } },
      (total: number | undefined): number => (total ?? 0) + 1,
    );
    const result = await materializeToMemory([total], { partitions: ["2026-01-01", "2026-01-02", "2026-01-03"] });
    expect(result.success).toBe(true);
    expect(ontoItself(offsets(-1, -1))).toEqual({ ...offsets(-1, -1), allowNonexistent: true });
    expect(ontoItself(offsets(-1, 0))).toEqual(offsets(-1, 0));
  });
});
