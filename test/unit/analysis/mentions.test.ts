// Every place that names an asset, with exact positions. References and renaming use them.
import { expect, test } from "vitest";
import { mentionsIn } from "../../support/check-navigation.js";

const CONFIG = (jobs: string) => `
//- /millrace.config.ts
import { AssetSelection, Definitions, defineAssetJob, externalAsset, ScheduleDefinition } from "millrace";
import * as assets from "./src/assets.js";
import { orders } from "./src/assets.js";
${jobs}
export default new Definitions({ assets: [assets, externalAsset({ key: "outside/feed" })], jobs: [job] });
//- /src/assets.ts
import { asset } from "millrace";
`;

test("a declaration, parameters, and keys in ins and deps", () => {
  const text = `${CONFIG('const job = defineAssetJob("job", { selection: "*" });')}
export const orders = asset((): number[] => []);
const NAME = "orders";
export const a = asset((orders: number[]) => 1);
export const b = asset({ ins: { all: { key: "orders" } } }, (all: number[]) => 1);
export const c = asset({ ins: { all: { key: ["orders"] } }, deps: ["orders", ["orders"], orders] }, (all: number[]) => 1);
export const d = asset({ deps: [NAME, "outside/feed"] }, () => 1);
export const e = asset({ deps: [("orders" as const), \`orders\`, "\\u006frders"] }, () => 1);
`;
  expect(mentionsIn(text, "orders")).toMatchInlineSnapshot(`
    [
      "declaration identifier name in orders: export const «orders» = asset((): number[] => []);",
      "parameter identifier name in a: export const a = asset((«orders»: number[]) => 1);",
      "parameter identifier alias in b: export const b = asset({ ins: { all: { key: "orders" } } }, («all»: number[]) => 1);",
      "ins-key string key in b: export const b = asset({ ins: { all: { key: "«orders»" } } }, (all: number[]) => 1);",
      "parameter identifier alias in c: export const c = asset({ ins: { all: { key: ["orders"] } }, deps: ["orders", ["orders"], orders] }, («all»: number[]) => 1);",
      "ins-key array key in c: export const c = asset({ ins: { all: { key: ["«orders»"] } }, deps: ["orders", ["orders"], orders] }, (all: number[]) => 1);",
      "dep string key in c: export const c = asset({ ins: { all: { key: ["orders"] } }, deps: ["«orders»", ["orders"], orders] }, (all: number[]) => 1);",
      "dep array key in c: export const c = asset({ ins: { all: { key: ["orders"] } }, deps: ["orders", ["«orders»"], orders] }, (all: number[]) => 1);",
      "dep identifier alias in c: export const c = asset({ ins: { all: { key: ["orders"] } }, deps: ["orders", ["orders"], «orders»] }, (all: number[]) => 1);",
      "dep string key in d: const NAME = "«orders»";",
      "dep string key in e: export const e = asset({ deps: [("«orders»" as const), \`orders\`, "\\u006frders"] }, () => 1);",
      "dep string key in e: export const e = asset({ deps: [("orders" as const), \`«orders»\`, "\\u006frders"] }, () => 1);",
      "dep string key in e: export const e = asset({ deps: [("orders" as const), \`orders\`, "«\\u006frders»"] }, () => 1);",
    ]
  `);
  expect(mentionsIn(text, "outside/feed")).toMatchInlineSnapshot(`
    [
      "declaration string key in outside/feed: export default new Definitions({ assets: [assets, externalAsset({ key: "«outside/feed»" })], jobs: [job] });",
      "dep string key in d: export const d = asset({ deps: [NAME, "«outside/feed»"] }, () => 1);",
    ]
  `);
});

test("a key that is given: its strings and parts; the names beside it are others", () => {
  const text = `${CONFIG('const job = defineAssetJob("job", { selection: AssetSelection.assets(orders) });')}
const RAW = "raw";
export const orders = asset({ key: [RAW, "orders"] }, (): number[] => []);
export const a = asset({ key: "raw/a" }, (orders: number[]) => 1);
export const b = asset({ keyPrefix: "raw", deps: [["raw", "orders"]] }, (orders: number[]) => 1);
`;
  expect(mentionsIn(text, "raw/orders")).toMatchInlineSnapshot(`
    [
      "declaration identifier alias in raw/orders: export const «orders» = asset({ key: [RAW, "orders"] }, (): number[] => []);",
      "declaration array key in raw/orders: export const orders = asset({ key: [RAW, "«orders»"] }, (): number[] => []);",
      "parameter identifier name in raw/a: export const a = asset({ key: "raw/a" }, («orders»: number[]) => 1);",
      "parameter identifier name in raw/b: export const b = asset({ keyPrefix: "raw", deps: [["raw", "orders"]] }, («orders»: number[]) => 1);",
      "dep array key in raw/b: export const b = asset({ keyPrefix: "raw", deps: [["«raw»", "«orders»"]] }, (orders: number[]) => 1);",
      "selection identifier alias: const job = defineAssetJob("job", { selection: AssetSelection.assets(«orders») });",
    ]
  `);
});

test("lists that are spread or named elsewhere are mentioned where they are written", () => {
  const text = `${CONFIG('const job = defineAssetJob("job", { selection: "*" });')}
export const orders = asset((): number[] => []);
const first = ["orders", orders] as const;
const KEYS = { orders: "orders" } as const;
export const a = asset({ deps: first }, () => 1);
export const b = asset({ deps: [...first, KEYS.orders] }, () => 1);
const same = orders;
export const c = asset({ deps: [same] }, () => 1);
`;
  expect(mentionsIn(text, "orders")).toMatchInlineSnapshot(`
    [
      "declaration identifier name in orders: export const «orders» = asset((): number[] => []);",
      "dep string key in a: const first = ["«orders»", orders] as const;",
      "dep identifier alias in a: const first = ["orders", «orders»] as const;",
      "dep string key in b: const KEYS = { orders: "«orders»" } as const;",
      "dep identifier alias in c: export const c = asset({ deps: [«same»] }, () => 1);",
    ]
  `);
});

test("selections: names in the grammar's text, keys and assets of AssetSelection", () => {
  const jobs = (selection: string) => `${CONFIG(`const job = defineAssetJob("job", { selection: ${selection} });`)}
export const orders = asset({ group: "orders" }, (): number[] => []);
export const sales = asset({ keyPrefix: "raw" }, (): number[] => []);
`;
  const inSelection = (selection: string, key = "orders") =>
    mentionsIn(jobs(selection), key).filter((line) => line.startsWith("selection"));
  const named = (selection: string) => inSelection(selection).map((line) => line.replace(/^.* selection: | \}\);$/g, ""));
  expect(
    [
      '"+orders"',
      '"2+orders+3 and not group:orders"',
      '"roots(orders) or key:orders"',
      "'key:\"orders\"'",
      '"+key:\\"orders\\"+ or tag:orders=orders"',
      '"not orders and orders"',
      'AssetSelection.keys("orders", ["orders"]).upstream(2).and(AssetSelection.assets(orders))',
      '"orders*"',
    ].flatMap(named),
  ).toMatchInlineSnapshot(`
    [
      ""+«orders»"",
      ""2+«orders»+3 and not group:orders"",
      ""roots(«orders») or key:orders"",
      ""roots(orders) or key:«orders»"",
      "'key:"«orders»"'",
      ""+key:\\"«orders»\\"+ or tag:orders=orders"",
      ""not «orders» and orders"",
      ""not orders and «orders»"",
      "AssetSelection.keys("«orders»", ["orders"]).upstream(2).and(AssetSelection.assets(orders))",
      "AssetSelection.keys("orders", ["«orders»"]).upstream(2).and(AssetSelection.assets(orders))",
      "AssetSelection.keys("orders", ["orders"]).upstream(2).and(AssetSelection.assets(«orders»))",
    ]
  `);
  expect(inSelection('"key:raw/sales or key:\\"raw/*\\""', "raw/sales")).toMatchInlineSnapshot(`
    [
      "selection string key: const job = defineAssetJob("job", { selection: "key:«raw/sales» or key:\\"raw/*\\"" });",
    ]
  `);
});

test("one function of two assets, and two assets of one key", () => {
  const text = `${CONFIG('const job = defineAssetJob("job", { selection: "*" });')}
export const orders = asset((): number[] => []);
const total = (orders: number[]) => orders.length;
export const a = asset(total);
export const b = asset(total);
export const again = asset({ key: "orders" }, () => 1);
`;
  expect(mentionsIn(text, "orders")).toMatchInlineSnapshot(`
    [
      "declaration identifier name in orders: export const «orders» = asset((): number[] => []);",
      "declaration identifier alias in orders: export const «again» = asset({ key: "orders" }, () => 1);",
      "declaration string key in orders: export const again = asset({ key: "«orders»" }, () => 1);",
      "parameter identifier name in a: const total = («orders»: number[]) => orders.length;",
    ]
  `);
});
