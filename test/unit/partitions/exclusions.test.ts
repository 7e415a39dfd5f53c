// Windows that a definition excludes: they have no key, are not counted, and no mapping returns them.
import { describe, expect, it } from "vitest";
import type { PartitionMappingSpec, PartitionsSpec } from "../../../runtime/contract/partitions.js";
import {
  calendarSpec,
  describePartitions,
  isMistake,
  keyAtMoment,
  keySpace,
  keysOfRanges,
  mappingBetween,
  momentOf,
  multiSpec,
  rangesOf,
  sliceOf,
  staticSpec,
  type TimeWindowOptions,
  timeWindowSpec,
} from "../../../runtime/partitions/index.js";
import { DailyPartitionsDefinition, MonthlyPartitionsDefinition } from "../../../runtime/sdk/index.js";
import { fc } from "../../support/properties.js";
import { soon } from "../../support/soon.js";
import { trials } from "../../support/trials.js";

const at = (iso: string) => momentOf(Date.parse(iso));
const NOW = at("2026-01-13T12:00:00Z");
const WEEKEND = ["0 0 * * 0", "0 0 * * 6"];
const working = calendarSpec("daily", { startDate: "2026-01-01", exclusions: [...WEEKEND, "2026-01-06"] });
const WORKING_DAYS = ["01", "02", "05", "07", "08", "09", "12"].map((day) => `2026-01-${day}`);

const upstreamKeys = (given: PartitionMappingSpec | null, up: PartitionsSpec, down: PartitionsSpec, key: string) => {
  const mapping = mappingBetween(given, up, down);
  if (mapping === null || isMistake(mapping)) throw new Error(mapping?.mistake ?? "no mapping");
  const { keys, nonexistent } = mapping.upstreamKeys(key, NOW);
  return { keys: [...keys], nonexistent: [...nonexistent] };
};
const offset = (startOffset: number, endOffset = startOffset, allowNonexistent = false): PartitionMappingSpec => ({
  ...{ kind: "time-window", startOffset, endOffset, allowNonexistent },
});

describe("excluded windows", () => {
  it("have no key, are not counted and not found", () => {
    const space = keySpace(working, NOW);
    expect([...space]).toEqual(WORKING_DAYS);
    expect([space.length, space.at(-1), space.at(2)]).toEqual([7, "2026-01-12", "2026-01-05"]);
    expect(WORKING_DAYS.map(space.indexOf)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(["2026-01-03", "2026-01-04", "2026-01-06", "2026-01-13"].map(space.indexOf)).toEqual([-1, -1, -1, -1]);
    expect(space.windowOf("2026-01-06")).toBeNull();
    expect(space.windowOf("2026-01-02")).toEqual({ start: Date.parse("2026-01-02"), end: Date.parse("2026-01-03") });
    expect(keyAtMoment(working, Date.parse("2026-01-04T05:00:00Z"))).toBeUndefined();
    expect(keyAtMoment(working, Date.parse("2026-01-05T05:00:00Z"))).toBe("2026-01-05");
  });

  it("are said by key, by date, by instant and by cron, for every definition", () => {
    const keys = (spec: PartitionsSpec, now: string) => [...keySpace(spec, at(now))];
    const from = (exclusions: NonNullable<TimeWindowOptions["exclusions"]>) => ({ startDate: "2026-01-01", exclusions });
    expect(keys(calendarSpec("hourly", from(["2026-01-01-01:00", "2026-01-01T03:00"])), "2026-01-01T05:00Z")).toEqual(
      ["00", "02", "04"].map((hour) => `2026-01-01-${hour}:00`),
    );
    expect(keys(calendarSpec("weekly", from([new Date("2026-01-11")])), "2026-01-26T00:00Z")).toEqual(["2026-01-04", "2026-01-18"]);
    expect(keys(calendarSpec("monthly", from(["0 0 1 2-3 *"])), "2026-05-02T00:00Z")).toEqual(["2026-01-01", "2026-04-01"]);
    const late = timeWindowSpec({ ...from(["2026-01-02", "0 6 3 * *", "0 0 4 * *"]), cronSchedule: "0 6 * * *" });
    expect(keys(late, "2026-01-06T00:00Z")).toEqual(["2026-01-01", "2026-01-04"]);
    expect(new MonthlyPartitionsDefinition(from(["@yearly"])).hasPartitionKey("2026-01-01", { now: new Date("2026-03-01") })).toBe(false);
  });

  it("are counted over by endOffset, and endDate stays where it is", () => {
    const keys = (more: object) => [
      ...keySpace(calendarSpec("daily", { startDate: "2026-01-01", exclusions: WEEKEND, ...more }), at("2026-01-11T12:00Z")),
    ];
    expect(keys({ endOffset: 1 }).at(-1)).toBe("2026-01-12");
    expect(keys({}).at(-1)).toBe("2026-01-09");
    expect(keys({ endOffset: -1 }).at(-1)).toBe("2026-01-08");
    expect(keys({ endDate: "2026-01-05", endOffset: 3 })).toEqual(["2026-01-01", "2026-01-02"]);
  });

  it("leave a gap in what SQL selects, and none in ranges of keys", () => {
    const space = keySpace(working, NOW);
    expect(rangesOf(space, WORKING_DAYS.slice(1, 4))).toEqual([{ start: "2026-01-02", end: "2026-01-07" }]);
    expect([...keysOfRanges(space, [{ start: "2026-01-02", end: "2026-01-07" }])]).toEqual(WORKING_DAYS.slice(1, 4));
    expect(() => keysOfRanges(space, [{ start: "2026-01-03", end: "2026-01-07" }])).toThrow('"2026-01-03" is not a partition');
    expect(sliceOf(working, WORKING_DAYS.slice(0, 3), NOW).clauses).toEqual([
      [{ kind: "window", dimension: "date", start: Date.parse("2026-01-01"), end: Date.parse("2026-01-03") }],
      [{ kind: "window", dimension: "date", start: Date.parse("2026-01-05"), end: Date.parse("2026-01-06") }],
    ]);
    const both = multiSpec({ date: working, region: staticSpec(["eu", "us"]) });
    expect([keySpace(both, NOW).length, keySpace(both, NOW).indexOf("2026-01-06|eu")]).toEqual([14, -1]);
  });

  it("take both hours that clocks show twice, and not the hour that comes in place of one they skip", () => {
    const inOslo = (startDate: string) => calendarSpec("hourly", { startDate, timezone: "Europe/Oslo", exclusions: ["0 2 * * *"] });
    expect(keySpace(inOslo("2026-10-25"), at("2026-10-25T23:00Z")).length).toBe(23);
    expect(keySpace(inOslo("2026-03-29"), at("2026-03-29T22:00Z")).length).toBe(23);
  });
});

describe("mappings", () => {
  const daily = calendarSpec("daily", { startDate: "2026-01-01" });
  const monthly = calendarSpec("monthly", { startDate: "2026-01-01", endOffset: 1 });

  it("leave them out", () => {
    expect(upstreamKeys(null, working, calendarSpec("weekly", { startDate: "2026-01-01" }), "2026-01-04")).toEqual({
      keys: ["2026-01-05", "2026-01-07", "2026-01-08", "2026-01-09"],
      nonexistent: [],
    });
    expect(upstreamKeys(null, working, monthly, "2026-01-01").keys).toEqual(WORKING_DAYS);
    expect(upstreamKeys(null, daily, working, "2026-01-05")).toEqual({ keys: ["2026-01-05"], nonexistent: [] });
  });

  it("name one that alone is asked for", () => {
    expect(upstreamKeys(null, working, daily, "2026-01-04")).toEqual({ keys: [], nonexistent: ["2026-01-04"] });
    expect(upstreamKeys(offset(0, 0, true), working, daily, "2026-01-04")).toEqual({ keys: [], nonexistent: [] });
  });

  it("count over them, also before the start", () => {
    expect(upstreamKeys(offset(-1), working, working, "2026-01-05").keys).toEqual(["2026-01-02"]);
    expect(upstreamKeys(offset(-1), working, working, "2026-01-07").keys).toEqual(["2026-01-05"]);
    expect(upstreamKeys(offset(1), working, working, "2026-01-05").keys).toEqual(["2026-01-07"]);
    expect(upstreamKeys(offset(-1, 0), working, working, "2026-01-05").keys).toEqual(["2026-01-02", "2026-01-05"]);
    expect(upstreamKeys(offset(-4), working, working, "2026-01-01").nonexistent).toEqual(["2025-12-26"]);
  });
});

describe("what cannot be excluded", () => {
  const of =
    (...exclusions: (string | Date)[]) =>
    () =>
      calendarSpec("daily", { startDate: "2026-01-01", exclusions });

  it("is named with the remedy", () => {
    expect(of("christmas")).toThrow(
      '"christmas" in exclusions is neither a key of a window, nor a date, nor a cron expression. Write it as 2026-01-01, or "0 0 * * 0".',
    );
    expect(of("0 0 30 2 *")).toThrow("never ticks");
    expect(of(5 as unknown as string)).toThrow("exclusions");
    expect(() => calendarSpec("daily", { startDate: "2026-01-01", exclusions: "0 0 * * 0" as unknown as string[] })).toThrow(
      'exclusions is not a list. Write it as ["0 0 * * 0"].',
    );
    expect(of("0 * * * *")).toThrow("exclusions leave no window. Remove one.");
    expect(of(new Date(Number.NaN))).toThrow("valid Date");
    expect(of("2025-12-25")).not.toThrow();
  });

  it("may be what other definitions of the same days off leave out", () => {
    const exclusions = ["2025-12-25", "2026-01-02", "2026-01-03T05:00"];
    const keys = (spec: PartitionsSpec, now: string) => [...keySpace(spec, at(now))];
    const from = { startDate: "2026-01-01", exclusions };
    expect(keys(calendarSpec("monthly", from), "2026-03-01T00:00Z")).toEqual(["2026-01-01", "2026-02-01"]);
    expect(keys(calendarSpec("daily", from), "2026-01-04T00:00Z")).toEqual(["2026-01-01", "2026-01-03"]);
  });

  it("is told in words, and says nothing where there is none", () => {
    expect(describePartitions(working)).toBe("daily from 2026-01-01 without 0 0 * * 0, 0 0 * * 6, 2026-01-06");
    expect(calendarSpec("daily", { startDate: "2026-01-01", exclusions: [] })).toEqual(calendarSpec("daily", { startDate: "2026-01-01" }));
  });
});

describe("numbers", () => {
  it("are those of a list that was filtered", () => {
    const exclusion = fc.oneof(
      fc.constantFrom("0 0 * * 0", "0 0 1-7 * *", "0 0 L * *", "0 0 * 3 *"),
      fc.integer({ min: 0, max: 90 }).map((day) => new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10)),
    );
    fc.assert(
      fc.property(fc.array(exclusion, { maxLength: 8 }), fc.integer({ min: 0, max: 120 }), (exclusions, day) => {
        const now = momentOf(Date.UTC(2026, 0, 1 + day));
        const days = new Set(exclusions.filter((each) => each.startsWith("2026")));
        const isOut = (key: string) => {
          const date = new Date(key);
          const isLast = new Date(date.getTime() + 86_400_000).getUTCDate() === 1;
          const by: Record<string, boolean> = {
            "0 0 * * 0": date.getUTCDay() === 0,
            "0 0 1-7 * *": date.getUTCDate() < 8,
            "0 0 L * *": isLast,
            "0 0 * 3 *": date.getUTCMonth() === 2,
          };
          return days.has(key) || exclusions.some((each) => by[each] === true);
        };
        const all = [...keySpace(calendarSpec("daily", { startDate: "2026-01-01" }), now)];
        const kept = all.filter((key) => !isOut(key));
        const space = keySpace(calendarSpec("daily", { startDate: "2026-01-01", exclusions }), now);
        expect([...space]).toEqual(kept);
        expect(all.map(space.indexOf)).toEqual(all.map((key) => kept.indexOf(key)));
      }),
      { numRuns: trials(1000, 100) },
    );
  });

  it("of ten years of hours take milliseconds where keys are excluded", () => {
    const exclusions = Array.from({ length: 200 }, (_, day) => `20${16 + (day % 10)}-0${1 + (day % 9)}-${10 + (day % 18)}-0${day % 10}:00`);
    const spec = calendarSpec("hourly", { startDate: "2016-01-01", exclusions });
    const all = calendarSpec("hourly", { startDate: "2016-01-01" });
    const hours = keySpace(all, NOW).length;
    soon(() => {
      const space = keySpace(spec, NOW);
      expect(space.length).toBe(hours - new Set(exclusions).size);
      expect(space.at(-1)).toBe("2026-01-13-11:00");
      expect(space.indexOf("2026-01-13-11:00")).toBe(space.length - 1);
    });
  });

  it("are found at once before an end that is thousands of years away", () => {
    soon(() => {
      const spec = timeWindowSpec({
        cronSchedule: "* * * * *",
        startDate: "2026-01-13",
        endDate: "9999-01-01",
        exclusions: ["0 * * * *"],
        endOffset: 1,
      });
      expect(keySpace(spec, NOW).at(-1)).toBe("2026-01-13-12:01");
    });
  });

  it("of ten years of hours are searched once where a cron is excluded", () => {
    const definition = new DailyPartitionsDefinition({ startDate: "2016-01-01", exclusions: WEEKEND });
    const spec = calendarSpec("hourly", { startDate: "2016-01-01", exclusions: ["* * * * 0,6"] });
    expect(keySpace(spec, NOW).length).toBe(definition.getPartitionKeys({ now: new Date(NOW.now) }).length * 24 + 12);
    soon(() => {
      for (let times = 0; times < 20; times++) expect(keySpace({ ...spec }, momentOf(NOW.now)).at(-1)).toBe("2026-01-13-11:00");
    });
  });
});
