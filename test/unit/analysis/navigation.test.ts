// References, highlights, hierarchies and symbols: text in, text out.
import { expect, test } from "vitest";
import { definitionAt } from "../../support/check.js";
import { calleesOf, callersOf, highlightsAt, referencesAt, searchIn, symbolsOf } from "../../support/check-navigation.js";

const CODE = `
//- /millrace.config.ts
import { Definitions, DuckDBIOManager, defineAssetJob, externalAsset, FilesystemIOManager, inputManager, ScheduleDefinition } from "millrace";
import * as assets from "./src/assets.js";
const daily = defineAssetJob("daily", { selection: "+report" });
export default new Definitions({
  assets: [assets, externalAsset({ key: "raw/feed" })],
  resources: {
    io_manager: new FilesystemIOManager({ baseDir: "data" }),
    "warehouse": new DuckDBIOManager({ database: "data/w.duckdb" }),
    api: inputManager({ requiredResourceKeys: ["warehouse"], loadInput: () => 1 }),
  },
  jobs: [daily],
  schedules: [new ScheduleDefinition({ job: daily, cronSchedule: "0 * * * *" })],
});
//- /src/assets.ts
import { asset } from "millrace";
export const orders = asset({ group: "sales", ioManagerKey: "warehouse" }, (): { id: number }[] => []);
export const feed = asset({ keyPrefix: "sales", deps: ["raw/feed"] }, (): number[] => []);
export const totals = asset({ ins: { all: { key: "orders", inputManagerKey: "warehouse" } } }, (all: { id: number }[]) => all.length);
export const report = asset({ deps: ["totals", orders], requiredResourceKeys: ["warehouse"] }, (orders: { id: number }[]) => orders.length);
`;

/** Puts the cursor before a part of the text. */
const at = (needle: string): string => {
  if (!CODE.includes(needle)) throw new Error(needle);
  return CODE.replace(needle, () => `$0${needle}`);
};

test("references of an asset: the same from its name, a parameter, a key, an asset in deps", () => {
  const found = referencesAt(at("orders = asset"));
  expect(found).toMatchInlineSnapshot(`
    [
      "src/assets.ts: export const «orders» = asset({ group: "sales", ioManagerKey: "warehouse" }, (): { id: number }[] => []);",
      "src/assets.ts: export const report = asset({ deps: ["totals", orders], requiredResourceKeys: ["warehouse"] }, («orders»: { id: number }[]) => orders.length);",
      "src/assets.ts: export const report = asset({ deps: ["totals", «orders»], requiredResourceKeys: ["warehouse"] }, (orders: { id: number }[]) => orders.length);",
      "src/assets.ts: export const totals = asset({ ins: { all: { key: "orders", inputManagerKey: "warehouse" } } }, («all»: { id: number }[]) => all.length);",
      "src/assets.ts: export const totals = asset({ ins: { all: { key: "«orders»", inputManagerKey: "warehouse" } } }, (all: { id: number }[]) => all.length);",
    ]
  `);
  for (const needle of ["all: { id: number }[])", 'orders", inputManagerKey', "orders], required", "orders: { id: number }[]) => orders"]) {
    expect(referencesAt(at(needle))).toEqual(found);
  }
  expect(referencesAt(at("orders = asset"), false)).toEqual(found.slice(1));
});

const SCRIPT = `
//- /scripts/report.ts
import * as millrace from "millrace";
import { Definitions, loadAssetValue as load, loadAssetValues } from "millrace";
import definitions from "../millrace.config.js";
import elsewhere from "../other/millrace.config.js";
async function main(): Promise<void> {
  console.log(await load(definitions, "orders"), await millrace.loadAssetValue(definitions, \`raw/feed\`));
  await loadAssetValues(definitions, ["orders" as never, "totals"]);
  await load(elsewhere, "orders");
  await load(new Definitions({ assets: [] }), "orders");
  console.log("orders");
}
//- /scripts/own.ts
import definitions from "../millrace.config.js";
const loadAssetValue = (of: unknown, key: string) => key;
loadAssetValue(definitions, "orders");
`;

test("references of an asset that scripts load, from there too; not of other Definitions, nor of a function that is named alike", () => {
  const found = referencesAt(at("orders = asset") + SCRIPT);
  expect(found.filter((each) => each.startsWith("scripts"))).toEqual([
    'scripts/report.ts: console.log(await load(definitions, "«orders»"), await millrace.loadAssetValue(definitions, `raw/feed`));',
  ]);
  const here = SCRIPT.replace('"orders")', '"$0orders")');
  expect(referencesAt(CODE + here)).toEqual(found);
  expect(definitionAt(CODE + here)).toBe("src/assets.ts: orders");
  expect(callersOf(CODE + here)).toEqual(callersOf(at("orders = asset")));
  expect(referencesAt(CODE + SCRIPT.replace("`raw", "`$0raw")).filter((each) => each.startsWith("scripts"))).toHaveLength(1);
  expect(referencesAt(CODE + SCRIPT.replace('"totals"', '"$0totals"')).filter((each) => each.startsWith("scripts"))).toHaveLength(1);
});

test("references of what others produce, and of an asset a job selects", () => {
  expect(referencesAt(at('raw/feed" })'))).toMatchInlineSnapshot(`
    [
      "millrace.config.ts: assets: [assets, externalAsset({ key: "«raw/feed»" })],",
      "src/assets.ts: export const feed = asset({ keyPrefix: "sales", deps: ["«raw/feed»"] }, (): number[] => []);",
    ]
  `);
  expect(referencesAt(at('report" });'))).toMatchInlineSnapshot(`
    [
      "src/assets.ts: export const «report» = asset({ deps: ["totals", orders], requiredResourceKeys: ["warehouse"] }, (orders: { id: number }[]) => orders.length);",
      "millrace.config.ts: const daily = defineAssetJob("daily", { selection: "+«report»" });",
    ]
  `);
});

test("references of a resource: from a key and from the Definitions", () => {
  const found = referencesAt(at('warehouse" }, ()'));
  expect(found).toMatchInlineSnapshot(`
    [
      "millrace.config.ts: "«warehouse»": new DuckDBIOManager({ database: "data/w.duckdb" }),",
      "src/assets.ts: export const orders = asset({ group: "sales", ioManagerKey: "«warehouse»" }, (): { id: number }[] => []);",
      "src/assets.ts: export const report = asset({ deps: ["totals", orders], requiredResourceKeys: ["«warehouse»"] }, (orders: { id: number }[]) => orders.length);",
      "src/assets.ts: export const totals = asset({ ins: { all: { key: "orders", inputManagerKey: "«warehouse»" } } }, (all: { id: number }[]) => all.length);",
      "millrace.config.ts: api: inputManager({ requiredResourceKeys: ["«warehouse»"], loadInput: () => 1 }),",
    ]
  `);
  expect(referencesAt(at('warehouse": new'))).toEqual(found);
  expect(referencesAt(at('warehouse": new'), false)).toEqual(found.slice(1));
});

test("no references of ordinary code", () => {
  for (const needle of ["orders.length", "=> all.length", '"millrace"', "group:", '"sales"', "export const feed"]) {
    expect([needle, referencesAt(at(needle))]).toEqual([needle, []]);
  }
});

test("highlights at strings only; on an identifier TypeScript's hold its uses", () => {
  expect(highlightsAt(at('orders", inputManagerKey'))).toMatchInlineSnapshot(`
    [
      "declares src/assets.ts: export const «orders» = asset({ group: "sales", ioManagerKey: "warehouse" }, (): { id: number }[] => []);",
      "names src/assets.ts: export const report = asset({ deps: ["totals", orders], requiredResourceKeys: ["warehouse"] }, («orders»: { id: number }[]) => orders.length);",
      "names src/assets.ts: export const report = asset({ deps: ["totals", «orders»], requiredResourceKeys: ["warehouse"] }, (orders: { id: number }[]) => orders.length);",
      "names src/assets.ts: export const totals = asset({ ins: { all: { key: "orders", inputManagerKey: "warehouse" } } }, («all»: { id: number }[]) => all.length);",
      "names src/assets.ts: export const totals = asset({ ins: { all: { key: "«orders»", inputManagerKey: "warehouse" } } }, (all: { id: number }[]) => all.length);",
    ]
  `);
  expect(highlightsAt(at('warehouse" }, ()'))).toMatchInlineSnapshot(`
    [
      "names src/assets.ts: export const orders = asset({ group: "sales", ioManagerKey: "«warehouse»" }, (): { id: number }[] => []);",
      "names src/assets.ts: export const report = asset({ deps: ["totals", orders], requiredResourceKeys: ["«warehouse»"] }, (orders: { id: number }[]) => orders.length);",
      "names src/assets.ts: export const totals = asset({ ins: { all: { key: "orders", inputManagerKey: "«warehouse»" } } }, (all: { id: number }[]) => all.length);",
    ]
  `);
  expect(highlightsAt(at("orders = asset"))).toBeNull();
  expect(highlightsAt(at("orders: { id"))).toBeNull();
  expect(highlightsAt(at("io_manager:"))).toBeNull();
});

test("the hierarchy: who loads an asset and what it loads, with the places that say so", () => {
  expect(callersOf(at("orders = asset"))).toEqual(["report: orders, orders", "totals: all"]);
  expect(calleesOf(at("report = asset"))).toEqual(["orders: orders, orders", "totals: totals"]);
  expect(callersOf(at('raw/feed" })'))).toEqual(["sales/feed: raw/feed"]);
  expect(calleesOf(at("totals = asset"))).toEqual(["orders: all"]);
  expect(callersOf(at("all.length"))).toEqual([]);
  const shared = `
import { asset } from "millrace";
const load = (orders: number[]) => orders.length;
const NAMES = ["orders"];
export const orders = asset((): number[] => []);
export const a = asset(load);
export const b = asset({ deps: NAMES }, () => 1);
`;
  expect(callersOf(shared.replace("orders = ", "$0orders = "))).toEqual(["a: orders", "b: orders"]);
  expect(calleesOf(shared.replace("orders: number", "$0orders: number"))).toEqual([]);
});

test("definition of a key in a selection, and of a resource that is required", () => {
  expect(definitionAt(at('report" });'))).toBe("src/assets.ts: report");
  expect(definitionAt(at('warehouse"] }, (orders'))).toBe('millrace.config.ts: "warehouse"');
  expect(definitionAt(at('warehouse"], loadInput'))).toBe('millrace.config.ts: "warehouse"');
  expect(definitionAt(at('"daily"'))).toBeNull();
});

test("symbols of a file: assets with their group and annotated type; in the config all it names", () => {
  expect(symbolsOf(CODE)).toMatchInlineSnapshot(`
    [
      "asset orders (sales · { id: number }[]): orders = asset({ group: "sales", ioManagerKey: "warehouse" }, (): { id: number }[] => [])",
      "asset sales/feed (default · number[]): feed = asset({ keyPrefix: "sales", deps: ["raw/feed"] }, (): number[] => [])",
      "asset totals (default): totals = asset({ ins: { all: { key: "orders", inputManagerKey: "warehouse" } } }, (all: { id: number }[]) => all.length)",
      "asset report (default): report = asset({ deps: ["totals", orders], requiredResourceKeys: ["warehouse"] }, (orders: { id: number }[]) => orders.length)",
    ]
  `);
  expect(symbolsOf(CODE, "/project/millrace.config.ts")).toMatchInlineSnapshot(`
    [
      "job daily (+report): "daily"",
      "external raw/feed (default): externalAsset({ key: "raw/feed" })",
      "resource io_manager (FilesystemIOManager): io_manager",
      "resource warehouse (DuckDBIOManager): "warehouse"",
      "resource api (resource): api",
      "schedule daily_schedule (): new ScheduleDefinition({ job: daily, cronSchedule: "0 * * * *" })",
    ]
  `);
});

test("search: the name itself first, then beginnings, then anything that has the characters in order", () => {
  const text = `
import { asset } from "millrace";
export const orders = asset(() => 1);
export const all_orders = asset(() => 1);
export const order = asset({ keyPrefix: "raw" }, () => 1);
export const old_rows = asset(() => 1);
export const sales = asset(() => 1);
`;
  expect(searchIn(text, "order")).toEqual(["asset raw/order", "asset orders", "asset all_orders"]);
  expect(searchIn(text, "ors")).toEqual(["asset all_orders", "asset old_rows", "asset orders"]);
  expect(searchIn(text, "RAW/")).toEqual(["asset raw/order"]);
  expect(searchIn(text, "").length).toBe(7);
  expect(searchIn(text, "", 2).length).toBe(2);
});
