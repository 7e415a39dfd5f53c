// Partitions in the editor: problems with their places, shapes in types, hovers, lenses, and what a run would materialize.
import { describe, expect, test } from "vitest";
import { rangeText } from "../../../runtime/contract/run-start.js";
import { planIn } from "../../../server/analysis/index.js";
import { checkFix, checkProblems, hoverAt, lensesOf } from "../../support/check.js";
import { fixture } from "../../support/fixture.js";

const IMPORT = `import { asset, BackfillPolicy, DailyPartitionsDefinition, externalAsset, HourlyPartitionsDefinition, MonthlyPartitionsDefinition, MultiPartitionsDefinition, StaticPartitionsDefinition, TimeWindowPartitionMapping } from "millrace";
const daily = new DailyPartitionsDefinition({ startDate: "2026-01-01" });
const colors = new StaticPartitionsDefinition(["red", "green"]);
interface Row { at: Date; color: string }`;

test("missing-partition-expr: at the definition, for every dimension, of tables alone", () => {
  checkProblems(`
${IMPORT}
export const a = asset({ ioManagerKey: "warehouse", partitions: daily }, (): Row[] => []);
                                                                ^^^^^ missing-partition-expr: "a" is stored in a table, but no option says which rows belong to a partition. Add \`metadata: { partitionExpr: "date" }\`, the column that contains the partition.
export const b = asset({ ioManagerKey: "warehouse", partitions: daily, metadata: { partitionExpr: "at" } }, (): Row[] => []);
export const c = asset({ partitions: daily }, (): Row[] => []);
const both = new MultiPartitionsDefinition({ date: daily, color: colors });
export const d = asset({ ioManagerKey: "warehouse", partitions: both, metadata: { partitionExpr: { date: "at" } } }, (): Row[] => []);
                                                                                                 ^^^^^^^^^^^^^^ missing-partition-expr: "d" is stored in a table, but no option says which rows belong to a partition of color. Add \`metadata: { partitionExpr: { color: "color", date: "date" } }\`, the column that contains the partition.
export const e = asset({ ioManagerKey: "warehouse", partitions: both, metadata: { partitionExpr: { date: "at", color: "color" } } }, (): Row[] => []);
export const f = asset({ ioManagerKey: "warehouse", partitions: daily, deps: ["a"] }, (): void => {});
`);
});

test("missing-partition-expr has a fix that looks for the column", () => {
  checkFix(
    `
${IMPORT}
export const a = asset({ ioManagerKey: "warehouse", partitions: daily }, (): Row[] => []);
`,
    'Add partitionExpr: "at" to the metadata',
    `
${IMPORT}
export const a = asset({ ioManagerKey: "warehouse", partitions: daily, metadata: { partitionExpr: "at" } }, (): Row[] => []);
`,
  );
});

test("allowMissing without partitions gives null, in every form", () => {
  checkProblems(`
import { asset, DuckDBIOManager, type Relation } from "millrace";
const ioManager = new DuckDBIOManager({ database: "a.duckdb" });
export const a = asset(() => 1);
export const rows = asset({ ioManager }, (): { id: number }[] => []);
const ins = { a: { allowMissing: true }, rows: { allowMissing: true } };
export const b = asset({ ins: { a: { allowMissing: true } } }, (a: number) => a);
                                                                ^ type-mismatch: The value of "a" does not fit the parameter "a". It loads as null while it has no value, because allowMissing is set.
export const c = asset({ ins }, (a: number | null, rows: { id: number }[] | null) => [a, rows]);
export const d = asset({ ins: { rows: { allowMissing: true } } }, (rows: Relation<{ id: number }> | null) => rows?.toRows());
export const e = asset({ ins: { rows: { allowMissing: true } } }, (rows: Relation<{ id: string }> | null) => rows?.toRows());
                                                                   ^^^^ type-mismatch: The value of "rows" does not fit the parameter "rows": [].id is number in the value, but string in the parameter. It loads as null while it has no value, because allowMissing is set.
`);
});

test("partition-mismatch: at the parameter, or at the mapping that is given", () => {
  checkProblems(`
${IMPORT}
export const a = asset({ partitions: daily }, () => 1);
export const b = asset({ partitions: colors }, (a: number) => a);
                                                ^ partition-mismatch: The partitions of "a" do not fit those of "b": its partitions (daily from 2026-01-01) have no keys in common with the consumer's (2 keys: red, green). Give a partitionMapping.
export const c = asset({ partitions: new DailyPartitionsDefinition({ startDate: "2026-01-01", timezone: "Europe/Oslo" }) }, (a: number) => a);
                                                                                                                             ^ partition-mismatch: The partitions of "a" do not fit those of "c": its windows are in UTC, the consumer's in Europe/Oslo. Use one time zone.
export const d = asset({ ins: { a: { partitionMapping: new TimeWindowPartitionMapping() } } }, (a: number) => a);
                                                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ partition-mismatch: The partitions of "a" do not fit those of "d": a time window mapping needs a consumer with partitions. Give the consumer partitions, or use AllPartitionMapping.
`);
});

test("partition-mismatch: a partition whose upstream partition will never be there", () => {
  checkProblems(`
${IMPORT}
export const late = asset({ partitions: new DailyPartitionsDefinition({ startDate: "2026-02-01" }) }, () => 1);
export const a = asset({ partitions: daily }, (late: number) => late);
                                               ^^^^ partition-mismatch: The partition 2026-01-01 of "a" loads the partition 2026-01-01 of "late", which does not exist. Change the definitions or the partitionMapping, or set \`allowMissing\` in \`ins.late\`.
export const b = asset({ partitions: daily, ins: { late: { allowMissing: true } } }, (late: number | undefined) => late ?? 0);
`);
});

test("partition-mismatch: the first partition has none before it, and a table of keys may leave one out", () => {
  checkProblems(`
${IMPORT}
import { StaticPartitionMapping } from "millrace";
export const a = asset({ partitions: daily }, () => 1);
const earlier = { startOffset: -1, endOffset: -1 };
export const gap = asset({ partitions: daily, ins: { a: { partitionMapping: new TimeWindowPartitionMapping(earlier) } } }, (a: number) => a);
                                                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ partition-mismatch: The partition 2026-01-01 of "gap" loads the partition 2025-12-31 of "a", which does not exist. Change the definitions or the partitionMapping, or set \`allowMissing\` in \`ins.a\`.
export const s = asset({ partitions: new StaticPartitionsDefinition(["a", "b"]) }, () => 1);
export const t = asset({ partitions: new StaticPartitionsDefinition(["x", "y"]), ins: { s: { partitionMapping: new StaticPartitionMapping({ a: "x" }) } } }, (s: number) => s);
                                                                                                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ partition-mismatch: The partitionMapping gives the partition y of "t" no partition of "s". Add one to it, or set \`allowMissing\` in \`ins.s\`.
`);
});

test("windows that are left out are read, and a wrong one is told", () => {
  checkProblems(`
${IMPORT}
const working = new DailyPartitionsDefinition({ startDate: "2026-01-01", exclusions: ["0 0 * * 0", "2026-12-25"] });
export const a = asset({ partitions: working }, () => 1);
export const last = asset({ partitions: working }, (a: number) => a);
const wrong = new HourlyPartitionsDefinition({ startDate: "2026-01-01", exclusions: ["christmas"] });
export const b = asset({ partitions: wrong }, () => 1);
                                     ^^^^^ invalid-options: "christmas" in exclusions is neither a key of a window, nor a date, nor a cron expression. Write it as 2026-01-01-00:00, or "0 0 * * 0".
`);
});

test("the type a parameter needs depends on the mapping and the manager", () => {
  checkProblems(`
${IMPORT}
const monthly = new MonthlyPartitionsDefinition({ startDate: "2026-01-01" });
export const a = asset({ partitions: daily }, () => 1);
export const same = asset({ partitions: daily }, (a: number) => a);
export const month = asset({ partitions: monthly }, (a: ReadonlyMap<string, number>) => a.size);
export const map = asset({ partitions: monthly }, (a: Map<string, number>) => a.size);
export const wrong = asset({ partitions: monthly }, (a: number) => a);
                                                     ^ type-mismatch: The value of "a" does not fit the parameter "a". Several partitions are loaded: a ReadonlyMap of values by partition key.
export const all = asset((a: ReadonlyMap<string, string>) => a.size);
                          ^ type-mismatch: The value of "a" does not fit the parameter "a": .get(key) is number in the value, but string in the parameter. Several partitions are loaded: a ReadonlyMap of values by partition key.
export const maybe = asset({ partitions: daily, ins: { a: { allowMissing: true } } }, (a: number) => a);
                                                                                       ^ type-mismatch: The value of "a" does not fit the parameter "a". A partition that is missing loads as undefined.
export const record = asset((a: Record<string, number>) => a);
                             ^ type-mismatch: The value of "a" does not fit the parameter "a". Several partitions are loaded: a ReadonlyMap of values by partition key.
export const once = asset({ partitions: daily, backfillPolicy: BackfillPolicy.singleRun() }, (a: ReadonlyMap<string, number>) => a);
export const pairs = asset({ partitions: daily, backfillPolicy: BackfillPolicy.multiRun(2) }, (a: ReadonlyMap<string, number>) => a);
export const ones = asset({ partitions: daily, backfillPolicy: BackfillPolicy.multiRun(1) }, (a: number) => a);
export const open = asset({ partitions: daily, backfillPolicy: BackfillPolicy.multiRun(Number(process.env["N"])) }, (a: string) => a);
export const apart = asset({ partitions: daily, backfillPolicy: BackfillPolicy.multiRun(3) }, (a: number) => new Map([["", a]]));
                                                                                               ^ type-mismatch: The value of "a" does not fit the parameter "a". Several partitions are loaded: a ReadonlyMap of values by partition key.
export const t = asset({ ioManagerKey: "warehouse", partitions: daily, metadata: { partitionExpr: "at" } }, (): Row[] => []);
export const rows = asset({ partitions: monthly }, (t: Row[]) => t.length);
export const any = asset((a: unknown) => 1);
`);
});

test("a call makes a whole number of partitions, from one", () => {
  const wrong =
    "is not a number of partitions for one call. Write a whole number from 1, or BackfillPolicy.singleRun() for all in one call.";
  checkProblems(`
${IMPORT}
export const none = asset({ partitions: daily, backfillPolicy: BackfillPolicy.multiRun(0) }, () => 1);
                                                                                       ^ invalid-options: 0 ${wrong}
export const half = asset({ partitions: daily, backfillPolicy: BackfillPolicy.multiRun(2.5) }, () => 1);
                                                                                       ^^^ invalid-options: 2.5 ${wrong}
export const usual = asset({ partitions: daily, backfillPolicy: BackfillPolicy.multiRun() }, () => 1);
`);
});

test("a type that should be a map is mended to one", () => {
  checkFix(
    `
${IMPORT}
export const a = asset({ partitions: daily }, () => 1);
export const all = asset((a: number) => 1);
`,
    "Change the type to ReadonlyMap<string, number>",
    `
${IMPORT}
export const a = asset({ partitions: daily }, () => 1);
export const all = asset((a: ReadonlyMap<string, number>) => 1);
`,
  );
});

test("an asset may load its own earlier partitions, and nothing else of itself", () => {
  checkProblems(`
${IMPORT}
const before = new TimeWindowPartitionMapping({ startOffset: -1, endOffset: -1, allowNonexistentUpstreamPartitions: true });
export const a = asset({ partitions: daily, ins: { a: { partitionMapping: before } } }, (a: number | undefined): number => (a ?? 0) + 1);
export const b = asset({ partitions: daily }, (b: number): number => b);
                                               ^ self-dependency: "b" can load only earlier partitions of itself. Give the parameter a TimeWindowPartitionMapping with startOffset and endOffset below 0.
`);
});

test("a definition that cannot be is told where it is given", () => {
  checkProblems(`
${IMPORT}
export const a = asset({ partitions: new StaticPartitionsDefinition(["x", "x"]) }, () => 1);
                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ invalid-options: The partition key "x" occurs twice. Keep one.
export const b = asset({ partitions: new DailyPartitionsDefinition({ startDate: "tomorrow" }) }, () => 1);
                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ invalid-options: "tomorrow" is not a date. Write it as 2026-01-31 or 2026-01-31T06:00.
`);
});

test("what only running can tell is never a problem", () => {
  checkProblems(`
${IMPORT}
declare function keysOfToday(): string[];
declare const mapping: TimeWindowPartitionMapping;
const open = new StaticPartitionsDefinition(keysOfToday());
export const a = asset({ ioManagerKey: "warehouse", partitions: open }, (): Row[] => []);
export const b = asset({ partitions: daily }, (a: Row[]) => a);
export const c = asset({ partitions: daily }, () => 1);
export const d = asset({ partitions: colors, ins: { c: { partitionMapping: mapping } } }, (c: number) => c);
`);
});

const CODE = `
${IMPORT}
const hourly = new HourlyPartitionsDefinition({ startDate: "2020-01-01", endDate: "2020-01-03" });
const day = new DailyPartitionsDefinition({ startDate: "2020-01-01", endDate: "2020-01-03" });
export const clicks = asset({ partitions: hourly }, () => 1);
export const visits = asset({ partitions: day }, (clicks: ReadonlyMap<string, number>) => clicks.size);
export const plain = asset(() => 1);
`;
const at = (needle: string): string => CODE.replace(needle, `$0${needle}`);

test("hover prints the definition, where a partition lies, and a sample of the mapping", () => {
  const asset = hoverAt(at("visits = asset"));
  expect(asset).toContain("Partitions: daily from 2020-01-01 to 2020-01-03: `2020-01-01` … `2020-01-02` (2)");
  expect(asset).toContain("Stored at [data/visits/date=<date>.json]");
  expect(hoverAt(at("clicks: ReadonlyMap"))).toContain(
    "Partitions: the windows it overlaps, as a `ReadonlyMap` by partition key. `2020-01-02` ← `2020-01-02-00:00` … `2020-01-02-23:00` (24)",
  );
});

test("the lens of an asset with partitions asks", () => {
  expect(lensesOf(CODE).filter((lens) => String(lens).includes("Materialize"))).toHaveLength(3);
  expect(JSON.stringify(lensesOf(CODE))).toContain("▶ Materialize…");
});

describe("a plan", () => {
  const plan = (selection: string[], partitions: string[] | "all") => {
    const planned = planIn(fixture(CODE).project, { runId: "r", jobName: null, selection, partitions });
    if (planned.kind === "bad-selection") return planned.message;
    if (planned.kind !== "plan") throw new Error(JSON.stringify(planned));
    return planned.plan.steps.map((step) => [
      step.assetKey,
      step.partitions?.map(({ start, end }) => (start === end ? start : `${start}...${end}`)).join(","),
    ]);
  };

  test("makes the partitions that were asked for, and upstream what they load", () => {
    expect(plan(["visits"], ["2020-01-02"])).toEqual([["visits", "2020-01-02"]]);
    expect(plan(["visits"], ["2020-01-01...2020-01-02"])).toEqual([["visits", "2020-01-01...2020-01-02"]]);
    expect(plan(["+visits"], ["2020-01-02"])).toEqual([
      ["clicks", "2020-01-02-00:00...2020-01-02-23:00"],
      ["visits", "2020-01-02"],
    ]);
    expect(plan(["*"], "all")).toEqual([
      ["clicks", "2020-01-01-00:00...2020-01-02-23:00"],
      ["plain", undefined],
      ["visits", "2020-01-01...2020-01-02"],
    ]);
  });

  test("says what is missing or wrong", () => {
    expect(plan(["visits"], [])).toContain('"visits" has partitions (daily from 2020-01-01 to 2020-01-03). Name the ones to materialize');
    expect(plan(["visits"], ["2020-01-03"])).toBe(
      '"visits" has no partition "2020-01-03". Did you mean "2020-01-01" or "2020-01-02"? They are 2020-01-01, 2020-01-02.',
    );
    expect(plan(["visits"], ["2020-01-02...2020-01-01"])).toContain("ends before it starts");
    expect(plan(["plain"], "all")).toEqual([["plain", undefined]]);
    expect(plan(["plain"], ["x"])).toBe("None of the selected assets has partitions. Leave --partition out.");
  });

  test("takes one dimension of several, with all keys of the others", () => {
    const grid = (partitions: string[], selection = ["grid"]) => {
      const code = `
${IMPORT}
const day = new DailyPartitionsDefinition({ startDate: "2020-01-01", endDate: "2020-01-03" });
const region = new StaticPartitionsDefinition(["eu", "us"]);
export const grid = asset({ partitions: new MultiPartitionsDefinition({ date: day, region }) }, () => 1);
export const days = asset({ partitions: day }, () => 1);
export const plain = asset(() => 1);`;
      const planned = planIn(fixture(code).project, { runId: "r", jobName: null, selection, partitions });
      if (planned.kind === "bad-selection") return planned.message;
      if (planned.kind !== "plan") throw new Error(JSON.stringify(planned));
      return planned.plan.steps.map(({ assetKey, partitions }) => `${assetKey} ${partitions?.map(rangeText).join() ?? ""}`);
    };
    expect(grid(["region=us"])).toEqual(["grid 2020-01-01|us...2020-01-02|us"]);
    expect(grid(["date=2020-01-02"])).toEqual(["grid 2020-01-02|eu...2020-01-02|us"]);
    expect(grid(["date=2020-01-01...2020-01-02|region=eu"])).toEqual(["grid 2020-01-01|eu...2020-01-02|eu"]);
    expect(grid(["date=2020-01-02"], ["grid", "days", "plain"])).toEqual([
      "days 2020-01-02",
      "grid 2020-01-02|eu...2020-01-02|us",
      "plain ",
    ]);
    expect(grid(["regoin=eu"])).toBe('"grid" has no dimension "regoin". Did you mean "region"? Its dimensions are date, region.');
    expect(grid(["region=uk"])).toContain('Of the dimension "region": "grid" has no partition "uk".');
    expect(grid(["region=eu"], ["days"])).toBe('"days" has no dimension "region". Its dimensions are date.');
  });

  test("above an asset without partitions makes all that it loads, in order", () => {
    const code = `
${IMPORT}
const day = new DailyPartitionsDefinition({ startDate: "2020-01-01", endDate: "2020-01-06" });
export const regions = asset({ partitions: new StaticPartitionsDefinition(["eu", "us"]) }, () => 1);
export const days = asset({ partitions: day }, () => 1);
export const whole = asset({ deps: ["regions", "days"] }, () => 1);
export const report = asset({ partitions: day, deps: ["whole"] }, () => 1);`;
    const steps = (selection: string[], partitions: string[] | "missing") => {
      const planned = planIn(fixture(code).project, { runId: "r", jobName: null, selection, partitions });
      if (planned.kind !== "plan") throw new Error(JSON.stringify(planned));
      return planned.plan.steps.map(({ assetKey, partitions }) => `${assetKey} ${partitions?.map(rangeText).join() ?? ""}`);
    };
    const all = ["days 2020-01-01...2020-01-05", "regions eu...us", "whole "];
    expect(steps(["+report"], ["2020-01-03"])).toEqual([...all, "report 2020-01-03"]);
    expect(steps(["+report"], "missing")).toEqual([...all, "report 2020-01-01...2020-01-05"]);
    // No downstream asset is partitioned, so the requested day is materialized. For `regions` the day is not a key, so all its keys are.
    expect(steps(["+whole"], ["2020-01-03"])).toEqual(["days 2020-01-03", "regions eu...us", "whole "]);
    // The days are selected directly: the third was requested, and no other day is materialized again.
    expect(steps(["*"], ["2020-01-03"])).toEqual(["days 2020-01-03", "regions eu...us", "whole ", "report 2020-01-03"]);
  });

  const CHAIN = `
${IMPORT}
const day = new DailyPartitionsDefinition({ startDate: "2020-01-01", endDate: "2020-01-06" });
const before = new TimeWindowPartitionMapping({ startOffset: -1, endOffset: -1, allowNonexistentUpstreamPartitions: true });
export const up = asset({ partitions: day }, () => 1);
export const down = asset({ group: "g", partitions: day, ins: { up: { partitionMapping: before } } }, (up: number | undefined) => up);
`;
  const chain = (selection: string[], partitions: string[] | "missing", files = "") => {
    const planned = planIn(fixture(`//- /src/assets.ts\n${CHAIN}${files}`).project, { runId: "r", jobName: null, selection, partitions });
    if (planned.kind !== "plan") throw new Error(JSON.stringify(planned));
    return planned.plan.steps.map(({ partitions }) => partitions?.map(({ start, end }) => `${start.slice(-2)}-${end.slice(-2)}`).join());
  };

  test("of an asset that is selected itself, what was asked for is made, also where others load another partition", () => {
    for (const selection of [["up", "down"], ["up or down"], ["*"], [], ["up+"], ["+down", "up"]])
      expect(chain(selection, ["2020-01-03"]), selection.join(" ")).toEqual(["02-03", "03-03"]);
    for (const selection of [["+down"], ["+group:g"]])
      expect(chain(selection, ["2020-01-03"]), selection.join(" ")).toEqual(["02-02", "03-03"]);
  });

  test("what was made without a partition that has a value now is made again", () => {
    const code = `
//- /src/assets.ts
${IMPORT}
const day = new DailyPartitionsDefinition({ startDate: "2020-01-01", endDate: "2020-01-06" });
export const up = asset({ partitions: day }, () => 1);
export const down = asset({ partitions: day, ins: { up: { allowMissing: true } } }, (up: number | undefined) => up);
`;
    const whole = { runId: "r", timestamp: "2020-02-01T00:00:00.000Z", durationMs: 1, ioManagerKey: null, manager: null, stored: null };
    const record = (key: string, day: number, content: object) =>
      `//- /.millrace/records/${key}/@/date=2020-01-0${day}/20200201T000000000-abc.json\n${JSON.stringify({ assetKey: key, metadata: {}, ...whole, ...content })}\n`;
    const without = (...days: number[]) => ({ without: { up: days.map((day) => `2020-01-0${day}`) } });
    const made =
      record("down", 1, {}) + record("down", 2, without(2)) + record("down", 3, without(3)) + record("up", 1, {}) + record("up", 2, {});
    const missing = (selection: string[]) => {
      const planned = planIn(fixture(code + made).project, { runId: "r", jobName: null, selection, partitions: "missing" });
      if (planned.kind !== "plan") throw new Error(JSON.stringify(planned));
      return planned.plan.steps.map(
        ({ assetKey, partitions }) => `${assetKey} ${partitions?.map(({ start, end }) => `${start.slice(-2)}-${end.slice(-2)}`)}`,
      );
    };
    expect(missing(["down"])).toEqual(["down 02-02,04-05"]);
    expect(missing(["up", "down"])).toEqual(["up 03-05", "down 02-05"]);
  });

  test("of an asset that is selected itself, all is made that has no value, whatever others have", () => {
    const has = (key: string, ...days: number[]) =>
      days.map((day) => `//- /.millrace/records/${key}/@/date=2020-01-0${day}/20200201T000000000-abc.json\n{}\n`).join("");
    const made = has("down", 1, 2, 3, 4, 5) + has("up", 2);
    expect(chain(["up", "down"], "missing", made)).toEqual(["01-01,03-05", ""]);
    expect(chain([], "missing", made)).toEqual(["01-01,03-05", ""]);
    expect(chain(["+down"], "missing", made)).toEqual(["", ""]);
    // `down` does not need the fifth partition of `up`.
    expect(chain(["+down"], "missing", has("down", 1))).toEqual(["01-04", "02-05"]);
  });
});
