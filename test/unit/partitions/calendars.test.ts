// Windows in unusual calendars and clocks: skipped days, offsets in keys, equivalent cron expressions, and the time it takes.
import { describe, expect, it } from "vitest";
import type { TimeWindowPartitionsSpec } from "../../../runtime/contract/partitions.js";
import { calendarSpec, keySpace, momentOf, reasonAgainstCron, timeWindowSpec } from "../../../runtime/partitions/index.js";
import { windowsOf } from "../../../runtime/partitions/time-windows.js";
import { zone } from "../../../runtime/partitions/zone.js";
import { fc } from "../../support/properties.js";
import { soon } from "../../support/soon.js";
import { trials } from "../../support/trials.js";

const NOW = momentOf(Date.parse("2026-11-29T00:00:00Z"));
const keys = (spec: TimeWindowPartitionsSpec, moment = NOW) => [...keySpace(spec, moment)];
const cron = (cronSchedule: string, timezone: string, startDate: string, endDate?: string) =>
  timeWindowSpec({ cronSchedule, timezone, startDate, ...(endDate === undefined ? {} : { endDate }) });
const ZONES = [
  "UTC",
  "Europe/Oslo",
  "America/New_York",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "America/St_Johns",
  "Africa/Casablanca",
  "America/Nuuk",
  "America/Havana",
];

describe("a day that a zone skipped", () => {
  it.each([
    ["Pacific/Apia", "2011-12-29", "2012-01-02", ["2011-12-29", "2011-12-31", "2012-01-01"]],
    ["Pacific/Kwajalein", "1993-08-19", "1993-08-23", ["1993-08-19", "1993-08-20", "1993-08-22"]],
  ])("is no partition in %s", (timezone, startDate, endDate, expected) => {
    expect(keys(calendarSpec("daily", { startDate, endDate, timezone }))).toEqual(expected);
  });

  it("leaves windows with length and keys of their own, whatever the hour", () => {
    for (const timezone of ["Pacific/Apia", "Pacific/Kwajalein", "America/Nuuk", "America/St_Johns"])
      for (const hourOffset of [0, 6, 23])
        for (const startDate of ["1993-08-15", "2011-12-15", "2026-03-20", "2026-10-20"]) {
          const spec = calendarSpec("daily", { startDate, timezone, hourOffset, minuteOffset: 30 });
          const space = keySpace({ ...spec, end: null }, momentOf(Date.parse(startDate) + 30 * 86_400_000));
          expect(new Set(space).size).toBe(space.length);
          for (const [at, key] of [...space].entries()) {
            expect(space.indexOf(key), `${timezone} ${hourOffset} ${key}`).toBe(at);
            const window = space.windowOf(key) ?? { start: 0, end: 0 };
            expect(window.end).toBeGreaterThan(window.start);
          }
        }
  });
});

describe("windows that are yet to come", () => {
  it("are made by endOffset only as far beyond now as it says", () => {
    const daily = (startDate: string, endOffset: number) => keys(calendarSpec("daily", { startDate, endOffset }));
    expect(daily("2030-01-01", 3)).toEqual([]);
    expect(daily("2026-11-29", 3)).toEqual(["2026-11-29", "2026-11-30", "2026-12-01"]);
    expect(daily("2026-11-30", 3)).toEqual(["2026-11-30", "2026-12-01"]);
    expect(daily("2026-12-01", 3)).toEqual(["2026-12-01"]);
    expect(daily("2026-12-02", 3)).toEqual([]);
  });
});

describe("a format", () => {
  it("with an offset writes the one that clocks have, and keys read back", () => {
    const spec = (fmt: string) =>
      calendarSpec("hourly", { startDate: "2026-10-25T01:00", endDate: "2026-10-25T03:00", timezone: "Europe/Oslo", fmt });
    expect(keys(spec("yyyy-MM-dd-HH:mmZZZ"))).toEqual(["2026-10-25-01:00+0200", "2026-10-25-02:00+0200", "2026-10-25-02:00+0100"]);
    expect(keys(spec("yyyy-MM-dd HHZZ"))).toEqual(["2026-10-25 01+02:00", "2026-10-25 02+02:00", "2026-10-25 02+01:00"]);
    for (const fmt of ["yyyy-MM-dd-HH:mmZZZ", "yyyy-MM-dd HHZZ", "yyyy-MM-dd'T'HH:mm:ssZZZ"]) {
      const space = keySpace(spec(fmt), NOW);
      for (const [at, key] of [...space].entries()) expect(space.indexOf(key)).toBe(at);
    }
  });

  it.each([
    ["YYYY-MM-DD", 'holds "YYYY", which does not mean what it looks like. Use yyyy.'],
    ["yyyy-DD", 'holds "DD", which does not mean what it looks like. Use dd (day of the month) or ooo (day of the year).'],
    ["D", 'holds "D", which does not mean what it looks like. Use d (day of the month) or o (day of the year).'],
    ["yyyy-MM-ddTHH:mm", "holds \"T\", which does not mean what it looks like. Use 'T' in quotes, or HH:mm."],
    ["yyyy-MM-dd ZZZZ", 'holds "ZZZZ", which does not mean what it looks like. Use ZZ or ZZZ.'],
    ["%Y-%m-%d", 'holds "%Y" of strftime. Write it in Luxon\'s tokens: yyyy-MM-dd.'],
  ])("%s is refused, naming the right tokens", (fmt, message) => {
    expect(() => calendarSpec("daily", { startDate: "2026-01-01", fmt })).toThrow(message);
  });

  it("takes letters in quotes as they are", () => {
    expect(keys(calendarSpec("daily", { startDate: "2026-11-27", fmt: "'Day' yyyy-MM-dd" }))).toEqual(["Day 2026-11-27", "Day 2026-11-28"]);
  });
});

describe("crons that mean the same", () => {
  const starts = (expression: string, timezone: string, from: string) => {
    const windows = windowsOf({ cron: expression, timezone, start: from });
    return Array.from({ length: 200 }, (_, at) => windows.startOf(at));
  };

  it.each([
    ["0 * * * *", ["0 0-23 * * *", "0 */1 * * *", "0 0-11,12-23 * * *", "@hourly", "0 * 1-31 * *", "0 * * * 0-6"]],
    ["0 */2 * * *", ["0 0-23/2 * * *", "0 0/2 * * *"]],
    ["5,20,35,50 * * * *", ["5/15 * * * *", "5-59/15 * * * *"]],
    ["0 22,23,0,1,2 * * *", ["0 22-2 * * *"]],
    ["0 0 * * 6,0,1", ["0 0 * * 6-1", "0 0 * * SAT-MON", "0 0 * * 0,1,6"]],
    ["0 0 * * 0", ["0 0 * * 7", "0 0 ? * SUN", "@weekly"]],
    ["0 0 1 1 *", ["@yearly", "0 0 1 JAN ?"]],
  ])("as %s have the same windows", (expression, others) => {
    for (const timezone of ZONES)
      for (const from of ["2026-03-06T12:00", "2026-10-24T12:00"])
        for (const other of others)
          expect(starts(other, timezone, from), `${other} ${timezone}`).toEqual(starts(expression, timezone, from));
  });

  it("are refused in words when they never tick", () => {
    for (const never of ["0 0 30 2 *", "0 0 31 2,4,6 *"])
      expect(() => cron(never, "UTC", "2026-01-01")).toThrow(`"${never}" never ticks: no month it names has such a day.`);
    for (const rare of ["0 0 29 2 *", "0 0 31 * *", "0 0 L 2 *", "0 0 30 2 1"]) expect(reasonAgainstCron(rare), rare).toBeNull();
  });
});

describe("ticks", () => {
  const field = (most: number) =>
    fc.oneof(
      fc.constant("*"),
      fc.uniqueArray(fc.integer({ min: 0, max: most }), { minLength: 1, maxLength: 4 }).map((all) => all.join(",")),
      fc.tuple(fc.integer({ min: 0, max: most }), fc.integer({ min: 1, max: 7 })).map(([from, step]) => `${from}/${step}`),
    );
  const arbitrary = fc.record({
    timezone: fc.constantFrom(...ZONES),
    minute: field(59),
    hour: field(23),
    weekday: fc.constantFrom("*", "1-5", "0,6"),
    start: fc.constantFrom("2011-12-28", "2026-03-06", "2026-03-27", "2026-10-02", "2026-10-23", "2026-10-30", "2026-02-13"),
  });

  /** Checks each minute: an hour field with all hours matches every instant with this local time, other fields the first at or after it. */
  const slowly = (
    minutes: ReadonlySet<number>,
    hours: ReadonlySet<number>,
    weekdays: ReadonlySet<number>,
    timezone: string,
    from: number,
  ) => {
    const place = zone(timezone);
    const isOn = (local: number) => {
      const date = new Date(local);
      return minutes.has(date.getUTCMinutes()) && hours.has(date.getUTCHours()) && weekdays.has(date.getUTCDay());
    };
    const found: number[] = [];
    let highest = place.toLocal(from - 2 * 86_400_000);
    for (let at = from - 2 * 86_400_000; at < from + 6 * 86_400_000; at += 60_000) {
      const local = place.toLocal(at);
      let ticks = hours.size === 24 && isOn(local);
      while (hours.size < 24 && highest < local) {
        highest += 60_000;
        if (isOn(highest)) ticks = true;
      }
      if (ticks && at >= from) found.push(at);
    }
    return found;
  };
  const setOf = (text: string, most: number) =>
    new Set(
      text.split(",").flatMap((part) => {
        const [range = "", step = "1"] = part.split("/");
        const [from = "0", to = part.includes("/") ? String(most) : from] = range === "*" ? ["0", String(most)] : range.split("-");
        return Array.from({ length: 60 }, (_, at) => Number(from) + at * Number(step)).filter((each) => each <= Number(to));
      }),
    );

  it("are those a search minute by minute finds, numbered in both directions", () => {
    fc.assert(
      fc.property(arbitrary, ({ timezone, minute, hour, weekday, start }) => {
        const from = zone(timezone).toInstant(Date.parse(start));
        const windows = windowsOf({ cron: `${minute} ${hour} * * ${weekday}`, timezone, start });
        const expected = slowly(setOf(minute, 59), setOf(hour, 23), setOf(weekday, 6), timezone, from);
        expect(expected.map((_, at) => windows.startOf(at))).toEqual(expected);
        expect(windows.startOf(-1)).toBeLessThan(from);
        for (const [at, tick] of expected.entries()) {
          expect(windows.numberAt(tick)).toBe(at);
          expect(windows.numberAt(tick - 1)).toBe(at - 1);
        }
      }),
      { numRuns: trials(240) },
    );
  });
});

describe("how long it takes", () => {
  it.each(["Australia/Lord_Howe", "Europe/Oslo", "Africa/Casablanca", "Asia/Tehran"])("of ten years in %s is a moment", (timezone) => {
    for (const expression of ["0 * * * *", "*/7 * * * 1-5", "10 9-17 * * *"]) {
      const spec = cron(expression, timezone, "2016-01-01", "2026-01-01");
      const space = keySpace(spec, momentOf(NOW.now));
      expect(soon(() => space.length)).toBeGreaterThan(30_000);
      const last = soon(() => space.at(-1)) as string;
      expect(soon(() => space.windowOf(last))?.end).toBeLessThanOrEqual(zone(timezone).toInstant(Date.UTC(2026, 0)));
      expect(soon(() => space.indexOf(last))).toBe(space.length - 1);
    }
  });
});
