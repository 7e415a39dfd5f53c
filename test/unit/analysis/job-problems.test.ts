// Problems of jobs, their selections and their schedules, and unused parameters, each with correct counterparts.
import { test } from "vitest";
import { checkFix, checkProblems } from "../../support/check.js";

const CONFIG = (rest: string) => `import { AssetSelection, defineAssetJob, Definitions, ScheduleDefinition } from "millrace";
import * as assets from "./src/assets.js";
${rest}`;
const ASSETS = `//- /src/assets.ts
import { asset } from "millrace";
export const orders = asset({ group: "sales", owners: ["team:data"], tags: { tier: "gold" }, kinds: ["table"] }, () => 1);
export const totals = asset({ keyPrefix: "sums" }, (orders: number) => orders);
`;

test("invalid-selection: at the clause, where the string stands as it is", () => {
  checkProblems(`
//- /millrace.config.ts
${CONFIG(`const all = "order and group:sale";
export default new Definitions({ assets, jobs: [
  defineAssetJob("a", { selection: "orders and group:sale" }),
                                               ^^^^^^^^^^ invalid-selection: No asset matches "group:sale". Did you mean "sales"? Known: "default", "sales".
  defineAssetJob("b", { selection: "+oders or sums/totals" }),
                                     ^^^^^ invalid-selection: No asset matches "oders". Did you mean "orders"? Known: "orders", "sums/totals".
  defineAssetJob("c", { selection: "orders and" }),
                                             ^ invalid-selection: The selection "orders and" cannot be read: the selection is incomplete. Examples: orders, +orders, group:sales, key:"raw/*" and not orders.
  defineAssetJob("d", { selection: "sum:orders" }),
                                    ^^^^^^^^^^ invalid-selection: The selection attribute "sum" is not known. Known: key, group, tag, owner, kind.
  defineAssetJob("e", { selection: AssetSelection.groups("sales", "salse").upstream() }),
                                                                  ^^^^^^^ invalid-selection: No asset matches "group:salse". Known: "default", "sales".
  defineAssetJob("f", { selection: AssetSelection.assets(assets.orders).and(AssetSelection.keys("sums/total")) }),
                                                                                                ^^^^^^^^^^^^ invalid-selection: No asset matches "key:sums/total". Did you mean "sums/totals"? Known: "orders", "sums/totals".
  defineAssetJob("g", { selection: "tag:tier=gold and owner:team* and kind:table and key:sums/* and \\"orders\\"" }),
  defineAssetJob("h", { selection: AssetSelection.tag("tier", "gold").subtract(AssetSelection.keyPrefixes("sums")).downstream(2).roots() }),
  defineAssetJob("i", { selection: "*" }),
  defineAssetJob("j"),
  defineAssetJob("k", { selection: all }),
                                   ^^^ invalid-selection: No asset matches "order". Did you mean "orders"? Known: "orders", "sums/totals".
                                   ^^^ invalid-selection: No asset matches "group:sale". Did you mean "sales"? Known: "default", "sales".
  defineAssetJob("l", { selection: process.env["SELECTION"]! }),
] });`)}
${ASSETS}`);
});

test("invalid-selection: what may be made by running may match, but the syntax is told", () => {
  checkProblems(`
//- /millrace.config.ts
import { asset, defineAssetJob, Definitions } from "millrace";
import * as assets from "./src/assets.js";
const more = ["a"].map((key) => asset({ key }, () => 1));
export default new Definitions({ assets: [assets, ...more], jobs: [
  defineAssetJob("one", { selection: "a" }),
  defineAssetJob("two", { selection: "a or" }),
                                         ^ invalid-selection: The selection "a or" cannot be read: the selection is incomplete. Examples: orders, +orders, group:sales, key:"raw/*" and not orders.
] });
${ASSETS}`);
});

test("invalid-cron: five fields, names and nicknames; the zone too", () => {
  checkProblems(`
//- /millrace.config.ts
${CONFIG(`const job = defineAssetJob("nightly");
const HOUR = "0 25 * * *";
export default new Definitions({ assets, jobs: [job], schedules: [
  new ScheduleDefinition({ job, name: "a", cronSchedule: "*/5 9-17 * jan-mar MON-FRI", executionTimezone: "Europe/Oslo" }),
  new ScheduleDefinition({ job, name: "b", cronSchedule: "@daily" }),
  new ScheduleDefinition({ job, name: "c", cronSchedule: process.env["CRON"]! }),
  new ScheduleDefinition({ job, name: "d", cronSchedule: "0 0 3 * * *" }),
                                                         ^^^^^^^^^^^^^ invalid-cron: "0 0 3 * * *" is not a cron expression with five fields. Seconds are not supported. Write minute hour day month weekday, such as "0 * * * *".
  new ScheduleDefinition({ job, name: "e", cronSchedule: HOUR, executionTimezone: "Europe/Osloo" }),
                                                         ^^^^ invalid-cron: "0 25 * * *" is not a cron expression: Invalid value for hour: 25. Write minute hour day month weekday, such as "0 * * * *".
                                                                                  ^^^^^^^^^^^^^^ invalid-cron: "Europe/Osloo" is not a time zone. Use an IANA name, such as "Europe/Oslo". Did you mean "Europe/Oslo"?
  new ScheduleDefinition({ job, name: "f", cronSchedule: "@reboot" }),
                                                         ^^^^^^^^^ invalid-cron: "@reboot" is not a cron expression with five fields. Write minute hour day month weekday, or one of @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly.
  new ScheduleDefinition({ job: "nightly" as never, name: "g", cronSchedule: "@daily" }),
                                ^^^^^^^^^^^^^^^^^^ invalid-options: "nightly" is a string, but a schedule needs the job that defineAssetJob returned. Pass the job.
] });`)}
${ASSETS}`);
});

test("unused-input: any mention counts as use; what is wrong otherwise is told alone", () => {
  checkProblems(`
import { asset, type AssetContext } from "millrace";
export const rows = asset((): number[] => [1]);
export const nothing = asset((): void => {});
export const a = asset((context: AssetContext, rows: number[]) => 1);
                                               ~~~~ unused-input: "rows" is loaded, but "rows" is never used. To run after it without loading it, name it in \`deps\`.
export const b = asset({ ins: { other: { key: "rows" } } }, (other: number[]) => { const rows = { other: 1 }; return rows.other; });
                                                             ~~~~~ unused-input: "rows" is loaded, but "other" is never used. To run after it without loading it, name it in \`deps\`.
export const c = asset((rows: number[]) => { void rows; return 1; });
export const d = asset((rows: number[]) => { const later = () => ({ rows }); return later().rows.length; });
export const e = asset(function (rows: number[]) { return arguments.length; });
export const f = asset((rows: number[]): typeof rows => []);
export const g = asset((rows: string[]) => 1);
                        ~~~~ unused-input: "rows" is loaded, but "rows" is never used. To run after it without loading it, name it in \`deps\`.
                        ^^^^ type-mismatch: The value of "rows" does not fit the parameter "rows": [] is number in the value, but string in the parameter.
export const h = asset((nothing: string) => 1);
                        ^^^^^^^ void-upstream: "nothing" returns nothing, so there is nothing to load. To run after it, name it in \`deps\`.
export const i = asset((row: number[]) => 1);
                        ^^^ unknown-upstream: No asset has the key "row". Did you mean "rows"?
`);
});

test("fixes: the nearest clause, the cron without seconds, the parameter to deps", () => {
  const config = `import { defineAssetJob, Definitions, ScheduleDefinition } from "millrace";
import * as assets from "./src/assets.js";
const job = defineAssetJob("a", { selection: "+oders" });
export default new Definitions({ assets, jobs: [job], schedules: [new ScheduleDefinition({ job, cronSchedule: "0 0 3 * * *" })] });
`;
  const whole = `//- /millrace.config.ts\n${config}${ASSETS}`;
  checkFix(whole, "Change to orders", `//- /millrace.config.ts\n${config.replace("+oders", "+orders")}`);
  checkFix(whole, 'Change to "0 3 * * *"', `//- /millrace.config.ts\n${config.replace("0 0 3 * * *", "0 3 * * *")}`);
  const unused = `import { asset } from "millrace";
export const rows = asset((): number[] => [1]);
export const a = asset((rows: number[]) => 1);
`;
  checkFix(unused, 'Move "rows" to deps', unused.replace("asset((rows: number[])", 'asset({ deps: ["rows"] }, ()'));
});
