// Ranges: in several dimensions they are products. The ranges of any set of keys represent exactly these keys.
import { describe, expect, it } from "vitest";
import { calendarSpec, keySpace, keysOfRanges, momentOf, multiSpec, rangesOf, staticSpec } from "../../../runtime/partitions/index.js";
import { fc } from "../../support/properties.js";

const MOMENT = momentOf(Date.parse("2026-03-01T00:00:00Z"));
const date = calendarSpec("daily", { startDate: "2026-01-01", endDate: "2026-01-05" });
const region = staticSpec(["asia", "eu", "us"]);
const space = keySpace(multiSpec({ date, region, size: staticSpec(["s", "m"]) }), MOMENT);
const two = keySpace(multiSpec({ date, region }), MOMENT);

describe("a range of several dimensions", () => {
  it("is the product of the ranges of each", () => {
    const keys = (start: string, end: string) => [...keysOfRanges(two, [{ start, end }])];
    expect(keys("2026-01-01|eu", "2026-01-03|eu")).toEqual(["2026-01-01|eu", "2026-01-02|eu", "2026-01-03|eu"]);
    expect(keys("2026-01-01|asia", "2026-01-02|eu")).toEqual(["2026-01-01|asia", "2026-01-01|eu", "2026-01-02|asia", "2026-01-02|eu"]);
    expect(keys("2026-01-01|asia", "2026-01-04|us")).toEqual([...two]);
  });

  it("whose ends are exchanged in one dimension is refused, naming it", () => {
    expect(() => keysOfRanges(two, [{ start: "2026-01-01|us", end: "2026-01-02|eu" }])).toThrow(
      "the range 2026-01-01|us...2026-01-02|eu ends before it starts in its dimension region. Exchange its ends there.",
    );
  });
});

describe("ranges of keys", () => {
  it.each([
    ["one dimension", keySpace(date, MOMENT)],
    ["two dimensions", two],
    ["three dimensions", space],
  ])("mean these keys, in %s", (_, of) => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: of.length - 1 })), (places) => {
        const keys = places.map((place) => of.at(place) as string);
        const expected = [...places].sort((a, b) => a - b).map((place) => of.at(place));
        expect([...keysOfRanges(of, rangesOf(of, keys))]).toEqual(expected);
      }),
    );
  });

  it("are few: all keys, or a product, are one", () => {
    expect(rangesOf(space, space)).toEqual([{ start: "2026-01-01|asia|s", end: "2026-01-04|us|m" }]);
    const product = keysOfRanges(space, [{ start: "2026-01-02|asia|m", end: "2026-01-03|eu|m" }]);
    expect(rangesOf(space, product)).toEqual([{ start: "2026-01-02|asia|m", end: "2026-01-03|eu|m" }]);
  });
});
