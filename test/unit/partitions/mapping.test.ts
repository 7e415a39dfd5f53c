// Which upstream partitions a partition loads, and whether its parameter is the value or a map of values.
import { describe, expect, it } from "vitest";
import type { PartitionMappingSpec, PartitionsSpec } from "../../../runtime/contract/partitions.js";
import {
  calendarSpec,
  dynamicSpec,
  isMistake,
  keySpace,
  keysAmong,
  keysOfRanges,
  mappingBetween,
  momentOf,
  multiSpec,
  rangesOf,
  sliceOf,
  staticSpec,
} from "../../../runtime/partitions/index.js";

const moment = momentOf(Date.parse("2026-03-15T00:00:00Z"));
const hourly = calendarSpec("hourly", { startDate: "2026-03-01" });
const daily = calendarSpec("daily", { startDate: "2026-03-01" });
const monthly = calendarSpec("monthly", { startDate: "2026-01-01" });
const colors = staticSpec(["red", "green"]);
const dayColor = multiSpec({ date: daily, color: colors });

function map(up: PartitionsSpec, down: PartitionsSpec | null, key: string | null, given: PartitionMappingSpec | null = null) {
  const mapping = mappingBetween(given, up, down);
  if (mapping === null || isMistake(mapping)) return mapping?.mistake ?? null;
  const { keys, nonexistent } = mapping.upstreamKeys(key, moment);
  const all = [...keys];
  const listed = all.length > 4 ? [all[0], "…", all.at(-1), `(${all.length})`] : all;
  return [mapping.shape, ...listed, ...nonexistent.map((each) => `no ${each}`)].join(" ");
}

describe("default mappings", () => {
  it.each<[string, PartitionsSpec, PartitionsSpec | null, string | null, string]>([
    ["a consumer without partitions loads all", colors, null, null, "many red green"],
    ["the same windows", daily, daily, "2026-03-03", "one 2026-03-03"],
    ["the hours of a day", hourly, daily, "2026-03-03", "many 2026-03-03-00:00 … 2026-03-03-23:00 (24)"],
    ["the day of an hour", daily, hourly, "2026-03-03-05:00", "one 2026-03-03"],
    [
      "the days of a month",
      calendarSpec("daily", { startDate: "2026-02-26" }),
      monthly,
      "2026-02-01",
      "many 2026-02-26 2026-02-27 2026-02-28 no 2026-02-01",
    ],
    ["the same keys", colors, colors, "red", "one red"],
    ["dynamic keys onto static ones", dynamicSpec("d"), colors, "red", "one no red"],
    ["one dimension of several, for a single", dayColor, daily, "2026-03-03", "many red|2026-03-03 green|2026-03-03"],
    ["a single, for several dimensions", daily, dayColor, "red|2026-03-03", "one 2026-03-03"],
    ["hours by the time dimension", hourly, dayColor, "red|2026-03-03", "many 2026-03-03-00:00 … 2026-03-03-23:00 (24)"],
    ["the same combinations", dayColor, dayColor, "red|2026-03-03", "one red|2026-03-03"],
  ])("%s", (_name, up, down, key, expected) => {
    const found = map(up, down, key);
    if (_name === "the days of a month") expect(found).toMatch(/^many 2026-02-26 2026-02-27 2026-02-28 no 2026-02-01/);
    else expect(found).toBe(expected);
  });

  it("no mapping where the upstream asset has no partitions", () => {
    expect(mappingBetween(null, null, daily)).toBeNull();
  });
});

describe("given mappings", () => {
  const offset = (startOffset: number, endOffset: number, allowNonexistent = false) =>
    ({ kind: "time-window", startOffset, endOffset, allowNonexistent }) as const;

  it.each<[string, PartitionsSpec, PartitionsSpec | null, string | null, PartitionMappingSpec, string]>([
    ["the day before", daily, daily, "2026-03-03", offset(-1, -1), "one 2026-03-02"],
    ["a week back", daily, daily, "2026-03-08", offset(-6, 0), "many 2026-03-02 … 2026-03-08 (7)"],
    ["before the first there is none", daily, daily, "2026-03-01", offset(-1, -1), "one no 2026-02-28"],
    ["which may be allowed", daily, daily, "2026-03-01", offset(-1, -1, true), "one"],
    ["the last", daily, null, null, { kind: "last" }, "one 2026-03-14"],
    ["some", daily, null, null, { kind: "specific", keys: ["2026-03-02", "2030-01-01"] }, "many 2026-03-02 no 2030-01-01"],
    ["a table, one each", colors, staticSpec(["r", "g"]), "r", { kind: "static", downstreamKeys: { red: ["r"], green: ["g"] } }, "one red"],
    [
      "a table, several",
      colors,
      staticSpec(["all"]),
      "all",
      { kind: "static", downstreamKeys: { red: ["all"], green: ["all"] } },
      "many red green",
    ],
    [
      "dimension by dimension",
      dayColor,
      dayColor,
      "red|2026-03-03",
      {
        kind: "multi",
        dimensions: { date: { dimension: "date", mapping: offset(-1, -1) }, color: { dimension: "color", mapping: { kind: "identity" } } },
      },
      "one red|2026-03-02",
    ],
    [
      "all of a dimension that is not named",
      dayColor,
      daily,
      "2026-03-03",
      { kind: "multi", dimensions: { date: { dimension: "date", mapping: offset(0, 0) } } },
      "many red|2026-03-03 green|2026-03-03",
    ],
  ])("%s", (_name, up, down, key, given, expected) => {
    expect(map(up, down, key, given)).toBe(expected);
  });

  it.each<[string, PartitionsSpec, PartitionsSpec | null, PartitionMappingSpec | null, RegExp]>([
    ["windows onto keys", daily, colors, null, /no keys in common/],
    ["keys the upstream asset lacks", colors, staticSpec(["red", "blue"]), null, /has no partition "blue"/],
    ["zones that differ", daily, calendarSpec("daily", { startDate: "2026-03-01", timezone: "Europe/Oslo" }), null, /Use one time zone/],
    ["offsets the wrong way round", daily, daily, offset(1, 0), /Exchange them/],
    [
      "a static table with unknown keys",
      colors,
      colors,
      { kind: "static", downstreamKeys: { blue: ["red"] } },
      /"blue" is not an upstream key/,
    ],
    ["specific keys that are none", colors, null, { kind: "specific", keys: ["blue"] }, /"blue" is not among/],
    ["two dimensions that fit", multiSpec({ a: colors, b: colors }), colors, null, /several dimensions fit: a, b/],
    ["identity without partitions", colors, null, { kind: "identity" }, /needs a consumer with partitions/],
    ["a dimension that is none", dayColor, daily, { kind: "multi-to-single", dimension: "size" }, /no dimension size/],
  ])("refuses %s", (_name, up, down, given, message) => {
    expect(map(up, down, null, given)).toMatch(message);
  });

  it("refuses a mapping onto an asset without partitions", () => {
    expect(mappingBetween({ kind: "all" }, null, daily)).toMatchObject({ mistake: expect.stringContaining("has no partitions") });
  });
});

describe("some partitions", () => {
  const space = keySpace(daily, moment);

  it("are ranges, both ends inclusive, joined where they touch", () => {
    const keys = keysOfRanges(space, [
      { start: "2026-03-05", end: "2026-03-06" },
      { start: "2026-03-02", end: "2026-03-04" },
      { start: "2026-03-09", end: "2026-03-09" },
    ]);
    expect([...keys]).toEqual(["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06", "2026-03-09"]);
    expect(keys.at(-1)).toBe("2026-03-09");
    expect(keys.at(2)).toBe("2026-03-04");
    expect(rangesOf(space, keys)).toEqual([
      { start: "2026-03-02", end: "2026-03-06" },
      { start: "2026-03-09", end: "2026-03-09" },
    ]);
  });

  it("name a key that is none", () => {
    expect(() => keysOfRanges(space, [{ start: "2026-03-05", end: "2026-04-06" }])).toThrow(
      '"2026-04-06" is not a partition. They go from 2026-03-01 to 2026-03-14.',
    );
    expect(() => keysOfRanges(space, [{ start: "2026-03-05", end: "2026-03-04" }])).toThrow("ends before it starts");
  });

  it("are as few conditions as they can be", () => {
    const clauses = (spec: PartitionsSpec, keys: string[]) => sliceOf(spec, keysAmong(keySpace(spec, moment), keys).keys, moment).clauses;
    expect(clauses(daily, ["2026-03-02", "2026-03-03", "2026-03-09"])).toEqual([
      [{ kind: "window", dimension: "date", start: Date.UTC(2026, 2, 2), end: Date.UTC(2026, 2, 4) }],
      [{ kind: "window", dimension: "date", start: Date.UTC(2026, 2, 9), end: Date.UTC(2026, 2, 10) }],
    ]);
    expect(clauses(colors, ["red", "green"])).toEqual([[{ kind: "keys", dimension: "partition", keys: ["red", "green"] }]]);
    const window = { kind: "window", dimension: "date", start: Date.UTC(2026, 2, 2), end: Date.UTC(2026, 2, 4) };
    expect(clauses(dayColor, ["red|2026-03-02", "red|2026-03-03", "green|2026-03-02", "green|2026-03-03"])).toEqual([
      [{ kind: "keys", dimension: "color", keys: ["red", "green"] }, window],
    ]);
    expect(clauses(dayColor, ["red|2026-03-02", "green|2026-03-03"])).toHaveLength(2);
    expect(clauses(daily, [])).toEqual([]);
  });
});
