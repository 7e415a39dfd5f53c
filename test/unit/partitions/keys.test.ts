// The keys of every definition: ordered, searchable, lazy, and exact around clock changes.
import { Cron } from "croner";
import { describe, expect, it } from "vitest";
import type { PartitionsSpec } from "../../../runtime/contract/partitions.js";
import {
  calendarSpec,
  dynamicSpec,
  keySpace,
  momentOf,
  multiKey,
  multiSpec,
  partitionSegments,
  partsOfMultiKey,
  staticSpec,
  timeWindowSpec,
} from "../../../runtime/partitions/index.js";
import { fc } from "../../support/properties.js";
import { soon } from "../../support/soon.js";
import { trials } from "../../support/trials.js";

const at = (iso: string) => momentOf(Date.parse(iso));
const keys = (spec: PartitionsSpec, now: string) => [...keySpace(spec, at(now))];

describe("time windows", () => {
  it("are those that have ended", () => {
    const daily = calendarSpec("daily", { startDate: "2026-01-01" });
    expect(keys(daily, "2026-01-01T23:59:59Z")).toEqual([]);
    expect(keys(daily, "2026-01-02T00:00:00Z")).toEqual(["2026-01-01"]);
    expect(keys(daily, "2026-01-03T12:00:00Z")).toEqual(["2026-01-01", "2026-01-02"]);
    expect(keys(daily, "2020-01-01T00:00:00Z")).toEqual([]);
  });

  it("reach beyond or stop short by endOffset, and end at endDate", () => {
    const now = "2026-01-04T12:00:00Z";
    expect(keys(calendarSpec("daily", { startDate: "2026-01-02", endOffset: 1 }), now)).toEqual(["2026-01-02", "2026-01-03", "2026-01-04"]);
    expect(keys(calendarSpec("daily", { startDate: "2026-01-02", endOffset: -1 }), now)).toEqual(["2026-01-02"]);
    expect(keys(calendarSpec("daily", { startDate: "2026-01-01", endDate: "2026-01-03" }), now)).toEqual(["2026-01-01", "2026-01-02"]);
  });

  it("begin at the first tick at or after the start", () => {
    expect(keys(calendarSpec("weekly", { startDate: "2026-01-01" }), "2026-01-20T00:00:00Z")).toEqual(["2026-01-04", "2026-01-11"]);
    expect(keys(calendarSpec("monthly", { startDate: "2026-01-02", dayOffset: 15 }), "2026-04-01T00:00:00Z")).toEqual([
      "2026-01-15",
      "2026-02-15",
    ]);
    expect(keys(calendarSpec("hourly", { startDate: "2026-01-01T00:30", minuteOffset: 15 }), "2026-01-01T03:20:00Z")).toEqual([
      "2026-01-01-01:15",
      "2026-01-01-02:15",
    ]);
  });

  it("take any cron", () => {
    const weekdays = timeWindowSpec({ cronSchedule: "0 9 * * 1-5", startDate: "2026-01-01" });
    expect(keys(weekdays, "2026-01-06T10:00:00Z")).toEqual(["2026-01-01-09:00", "2026-01-02-09:00", "2026-01-05-09:00"]);
    const window = keySpace(weekdays, at("2026-01-06T10:00:00Z")).windowOf("2026-01-02-09:00");
    expect(new Date(window?.end ?? 0).toISOString()).toBe("2026-01-05T09:00:00.000Z");
    const quarters = timeWindowSpec({ cronSchedule: "*/15 * * * *", startDate: "2026-01-01" });
    expect(keys(quarters, "2026-01-01T00:46:00Z")).toEqual(["2026-01-01-00:00", "2026-01-01-00:15", "2026-01-01-00:30"]);
  });

  it("have 23 and 25 hours a day when clocks change, each hour with a key of its own", () => {
    const hourly = calendarSpec("hourly", { startDate: "2025-03-30", timezone: "Europe/Oslo" });
    const space = keySpace(hourly, at("2025-10-27T00:00:00Z"));
    const ofDay = (day: string) => [...space].filter((key) => key.startsWith(day));
    expect(ofDay("2025-03-30")).toHaveLength(23);
    expect(ofDay("2025-03-30")).not.toContain("2025-03-30-02:00");
    expect(ofDay("2025-10-26")).toHaveLength(25);
    expect(ofDay("2025-10-26").slice(2, 4)).toEqual(["2025-10-26-02:00", "2025-10-26-02:00+0100"]);
    const instant = (key: string) => new Date(space.windowOf(key)?.start ?? 0).toISOString();
    expect(instant("2025-10-26-02:00")).toBe("2025-10-26T00:00:00.000Z");
    expect(instant("2025-10-26-02:00+0100")).toBe("2025-10-26T01:00:00.000Z");
    expect(space.indexOf("2025-03-30-02:00")).toBe(-1);
    expect(space.indexOf("2025-10-26-02:00+0200")).toBe(-1);
  });

  it("days start at local midnight, also where clocks skip it", () => {
    const oslo = keySpace(calendarSpec("daily", { startDate: "2025-10-25", timezone: "Europe/Oslo" }), at("2025-10-28T00:00:00Z"));
    const hours = [...oslo].map((key) => {
      const window = oslo.windowOf(key) ?? { start: 0, end: 0 };
      return (window.end - window.start) / 3_600_000;
    });
    expect(hours).toEqual([24, 25, 24]);
    const beirut = keySpace(calendarSpec("daily", { startDate: "2025-03-29", timezone: "Asia/Beirut" }), at("2025-04-01T00:00:00Z"));
    expect([...beirut]).toEqual(["2025-03-29", "2025-03-30", "2025-03-31"]);
    expect(new Date(beirut.windowOf("2025-03-30")?.start ?? 0).toISOString()).toBe("2025-03-29T22:00:00.000Z");
  });

  it("tick rightly where clocks move by half an hour", () => {
    const space = keySpace(
      calendarSpec("hourly", { startDate: "2025-04-05T12:00:00Z", endDate: "2025-04-05T18:00:00Z", timezone: "Australia/Lord_Howe" }),
      at("2025-04-07T00:00:00Z"),
    );
    expect(new Set(space).size).toBe(space.length);
    for (const key of space) expect(space.at(space.indexOf(key))).toBe(key);
  });

  it("a daily key names no hour, and still means its own window", () => {
    const space = keySpace(calendarSpec("daily", { startDate: "2026-01-01", hourOffset: 6 }), at("2026-01-04T00:00:00Z"));
    expect([...space]).toEqual(["2026-01-01", "2026-01-02"]);
    expect(new Date(space.windowOf("2026-01-02")?.start ?? 0).toISOString()).toBe("2026-01-02T06:00:00.000Z");
  });

  it.each(["UTC", "Europe/Oslo", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "America/Sao_Paulo"])(
    "are found by their key again, in %s",
    (timezone) => {
      fc.assert(
        fc.property(
          fc.constantFrom("hourly", "daily", "weekly", "monthly" as const),
          fc.date({ min: new Date("2005-01-01"), max: new Date("2026-01-01"), noInvalidDate: true }),
          fc.integer({ min: 0, max: 2000 }),
          (cadence, startDate, index) => {
            const space = keySpace(calendarSpec(cadence as "daily", { startDate, timezone }), at("2026-11-01T00:00:00Z"));
            const place = index % Math.max(1, space.length);
            const key = space.at(place);
            if (key === undefined) return;
            expect(space.indexOf(key)).toBe(place);
            const window = space.windowOf(key);
            const next = space.at(place + 1);
            if (next !== undefined) expect(space.windowOf(next)?.start).toBe(window?.end);
          },
        ),
        { numRuns: trials(240) },
      );
    },
  );

  it("a million are counted, found and cut without making them", () => {
    soon(() => {
      const space = keySpace(calendarSpec("hourly", { startDate: "1900-01-01" }), at("2026-01-01T00:00:00Z"));
      expect(space.length).toBe((Date.UTC(2026, 0) - Date.UTC(1900, 0)) / 3_600_000);
      const key = space.at(1_000_000) as string;
      expect(space.windowOf(key)?.start).toBe(Date.UTC(1900, 0) + 1_000_000 * 3_600_000);
      expect(space.indexOf(key)).toBe(1_000_000);
    });
  });

  it("of some hours are readings of the wall clock, whatever it is set to; of all hours they are hours that pass", () => {
    const ticks = (cronSchedule: string, timezone: string, startDate: string, now: string) => {
      const space = keySpace(timeWindowSpec({ cronSchedule, timezone, startDate }), at(now));
      return [...space].map((key) => new Date(space.windowOf(key)?.start ?? 0).toISOString().slice(5, 16));
    };
    // 02:00 does not exist on this day: it becomes the moment of the clock change, 07:00Z.
    const spring = ["2026-03-08T00:00", "2026-03-08T13:00Z"] as const;
    for (const hours of ["*/2", "0-23/2", "0,2,4,6,8"])
      expect(ticks(`0 ${hours} * * *`, "America/New_York", ...spring).slice(0, 4), hours).toEqual([
        "03-08T05:00",
        "03-08T07:00",
        "03-08T08:00",
        "03-08T10:00",
      ]);
    for (const hours of ["*", "*/1", "0-23", "0-11,12-23"]) {
      expect(ticks(`0 ${hours} * * *`, "America/New_York", ...spring).slice(0, 3), hours).toEqual([
        "03-08T05:00",
        "03-08T06:00",
        "03-08T07:00",
      ]);
      expect(ticks(`0 ${hours} * * *`, "America/New_York", "2026-11-01T00:00", "2026-11-01T10:00Z").slice(0, 4), hours).toEqual([
        "11-01T04:00",
        "11-01T05:00",
        "11-01T06:00",
        "11-01T07:00",
      ]);
    }
    // 02:00 exists twice on this day in Berlin, and the first one counts.
    expect(ticks("0 */2 * * *", "Europe/Berlin", "2026-10-25T00:00", "2026-10-25T06:00Z")).toEqual([
      "10-24T22:00",
      "10-25T00:00",
      "10-25T03:00",
    ]);
  });

  it("of an irregular cron tick as the cron does, in any zone", () => {
    for (const timezone of ["Europe/Oslo", "America/New_York"]) {
      for (const cronSchedule of ["*/15 9-17 * * 1-5", "30 2 * * 0", "*/7 * * * *", "0 6,14,22 * * *"]) {
        const spec = timeWindowSpec({ cronSchedule, timezone, startDate: "2025-10-20" });
        const space = keySpace(spec, at("2025-11-10T00:00:00Z"));
        const cron = new Cron(cronSchedule, { timezone });
        let tick = cron.nextRun(new Date(Date.parse("2025-10-19T20:00:00Z")));
        const first = space.windowOf(space.at(0) as string)?.start ?? 0;
        while (tick !== null && tick.getTime() < first) tick = cron.nextRun(tick);
        for (const key of space) {
          expect(new Date(space.windowOf(key)?.start ?? 0).toISOString(), `${cronSchedule} ${timezone} ${key}`).toBe(tick?.toISOString());
          tick = tick && cron.nextRun(tick);
        }
      }
    }
  });

  it("of every minute are counted too", () => {
    soon(() => {
      const space = keySpace(timeWindowSpec({ cronSchedule: "* * * * *", startDate: "2020-01-01" }), at("2026-01-01T00:00:00Z"));
      expect(space.length).toBe((Date.UTC(2026, 0) - Date.UTC(2020, 0)) / 60_000);
      expect(space.at(-1)).toBe("2025-12-31-23:59");
    });
  });

  it.each([
    [{ startDate: "yesterday" }, '"yesterday" is not a date'],
    [{ startDate: "2026-01-02", endDate: "2026-01-01" }, "is before startDate"],
    [{ startDate: "2026-01-01", timezone: "Mars/Olympus" }, '"Mars/Olympus" is not a time zone'],
    [{ startDate: "2026-01-01", hourOffset: 24 }, "hourOffset is 24"],
    [{ startDate: "2026-01-01", endOffset: 0.5 }, "endOffset is 0.5"],
  ])("refuses %o", (options, message) => {
    expect(() => calendarSpec("daily", options)).toThrow(message);
  });
});

describe("other definitions", () => {
  it("static keys are what was given, checked", () => {
    expect(keys(staticSpec(["b", "a"]), "2026-01-01T00:00:00Z")).toEqual(["b", "a"]);
    expect(() => staticSpec(["a", "a"])).toThrow('"a" occurs twice');
    expect(() => staticSpec(["a...b"])).toThrow("means a range");
    expect(() => staticSpec([""])).toThrow("is empty");
    expect(() => staticSpec(["\ud83c"])).toThrow("half of a character");
  });

  it("dynamic keys are asked for", () => {
    const moment = { now: 0, dynamicKeys: (name: string) => (name === "customers" ? ["x", "y"] : []) };
    expect([...keySpace(dynamicSpec("customers"), moment)]).toEqual(["x", "y"]);
  });

  it("several dimensions are every combination, by name of the dimension", () => {
    const spec = multiSpec({
      region: staticSpec(["eu", "us"]),
      date: calendarSpec("daily", { startDate: "2026-01-01", endDate: "2026-01-03" }),
    });
    expect(keys(spec, "2026-02-01T00:00:00Z")).toEqual(["2026-01-01|eu", "2026-01-01|us", "2026-01-02|eu", "2026-01-02|us"]);
    const space = keySpace(spec, at("2026-02-01T00:00:00Z"));
    for (const [index, key] of [...space].entries()) expect(space.indexOf(key)).toBe(index);
  });

  it("combined keys read back, whatever they hold", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 2, maxLength: 4 }), (parts) => {
        expect(partsOfMultiKey(multiKey(parts))).toEqual(parts);
      }),
    );
  });
});

describe("formats", () => {
  const daily = (fmt: string, startDate = "2020-01-01") => calendarSpec("daily", { startDate, fmt });

  it("that read back are taken", () => {
    for (const fmt of ["dd.MM.yyyy", "yyyyMMdd", "yyyy/MM/dd", "d MMM yyyy"])
      expect(keys(daily(fmt), "2020-01-04T00:00:00Z")).toHaveLength(3);
    const utc = calendarSpec("hourly", { startDate: "2026-10-25", timezone: "Europe/Oslo", fmt: "yyyyMMddHH" });
    expect(keys(utc, "2026-10-25T02:00:00Z")).toEqual(["2026102500", "2026102501", "2026102502", "2026102502+0100"]);
  });

  it("that write windows alike are refused, since one would overwrite the other", () => {
    for (const fmt of ["yyyy-MM", "MM-dd", "HH:mm"]) expect(() => daily(fmt), fmt).toThrow("does not distinguish windows");
    expect(() => daily("yyyy-MM")).toThrow(
      'fmt "yyyy-MM" does not distinguish windows: the one from 2020-01-02T00:00:00.000Z would be "2020-01". Use Luxon\'s tokens, such as "yyyy-MM-dd" or "yyyy-MM-dd-HH:mm".',
    );
    expect(() => calendarSpec("hourly", { startDate: "2020-01-01", fmt: "yyyy-MM-dd" })).toThrow("does not distinguish windows");
  });
});

describe("addresses", () => {
  const one = staticSpec(["x"]);

  it("are a level for each dimension, encoded", () => {
    expect(partitionSegments(calendarSpec("daily", { startDate: "2026-01-01" }), "2026-01-01")).toEqual(["date=2026-01-01"]);
    expect(partitionSegments(calendarSpec("hourly", { startDate: "2026-01-01" }), "2026-01-01-05:00")).toEqual(["hour=2026-01-01-05%3A00"]);
    expect(partitionSegments(one, "../a b/ü")).toEqual(["partition=..%2Fa%20b%2F%C3%BC"]);
    const spec = multiSpec({ region: staticSpec(["a|b"]), date: calendarSpec("daily", { startDate: "2026-01-01" }) });
    expect(partitionSegments(spec, multiKey(["2026-01-01", "a|b"]))).toEqual(["date=2026-01-01", "region=a%7Cb"]);
  });

  it("stay short enough for every disk, and apart", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit: "binary", minLength: 1, maxLength: 1000 }), { minLength: 2, maxLength: 5 }), (all) => {
        const paths = all.map((key) => partitionSegments(one, key)[0] as string);
        expect(new Set(paths).size).toBe(all.length);
        for (const path of paths) {
          expect(path.length).toBeLessThan(200);
          expect(path).toMatch(/^partition=[A-Za-z0-9\-_.~%]+(?:\^[0-9a-f]+)?$/);
        }
      }),
    );
  });

  it("a key that looks like a shortened one is another", () => {
    const long = "a".repeat(500);
    const short = (partitionSegments(one, long)[0] as string).slice("partition=".length);
    expect(partitionSegments(one, short)[0]).not.toBe(partitionSegments(one, long)[0]);
  });
});
