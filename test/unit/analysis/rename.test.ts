// Renaming an asset in all places, or only a parameter. Every asset still loads the same.
import { describe, expect, it } from "vitest";
import { renameAt } from "../../support/check-rename.js";

describe("renaming an asset", () => {
  it("renames the export, the parameters that load it, and their uses", () => {
    expect(
      renameAt(
        `
import { asset } from "millrace";
export const $0orders = asset(() => [1, 2]);
export const total = asset((orders: number[]) => ({ orders, sum: orders.length }));
export const last = asset((context, orders: number[]) => [orders].map((orders) => orders[0]));
`,
        "sales",
      ),
    ).toBe(`import { asset } from "millrace";
export const sales = asset(() => [1, 2]);
export const total = asset((sales: number[]) => ({ orders: sales, sum: sales.length }));
export const last = asset((context, sales: number[]) => [sales].map((orders) => orders[0]));
`);
  });

  it("renames the key by which scripts load its value", () => {
    const text = (key: string, name: string) => `//- /src/assets.ts
import { asset } from "millrace";
export const ${name} = asset({ keyPrefix: "raw" }, () => [1]);
//- /scripts/report.ts
import { loadAssetValue } from "millrace";
import definitions from "../millrace.config.js";
console.log(await loadAssetValue(definitions, "${key}"), "raw/orders");
`;
    expect(renameAt(text("raw/orders", "$0orders"), "sales")).toBe(text("raw/sales", "sales"));
    expect(renameAt(text("raw/$0orders", "orders"), "raw/sales")).toBe(text("raw/sales", "sales"));
  });

  it("renames keys in deps, ins and selections, in the config too", () => {
    expect(
      renameAt(
        `
//- /src/assets.ts
import { asset } from "millrace";
export const orders = asset({ keyPrefix: "raw" }, () => [1]);
export const total = asset({ ins: { rows: { key: "raw/$0orders" } } }, (rows: number[]) => rows.length);
export const after = asset({ deps: ["raw/orders", ["raw", "orders"]] }, () => 1);
//- /millrace.config.ts
import { AssetSelection, Definitions, defineAssetJob } from "millrace";
import * as assets from "./src/assets.js";
export default new Definitions({
  assets,
  jobs: [
    defineAssetJob("a", { selection: '+key:"raw/orders"+ or raw/orders' }),
    defineAssetJob("b", { selection: AssetSelection.keys("raw/orders", ["raw", "orders"]).upstream() }),
    defineAssetJob("c", { selection: AssetSelection.assets(assets.orders) }),
  ],
});
`,
        "raw/sales",
      ),
    ).toBe(`//- /src/assets.ts
import { asset } from "millrace";
export const sales = asset({ keyPrefix: "raw" }, () => [1]);
export const total = asset({ ins: { rows: { key: "raw/sales" } } }, (rows: number[]) => rows.length);
export const after = asset({ deps: ["raw/sales", ["raw", "sales"]] }, () => 1);
//- /millrace.config.ts
import { AssetSelection, Definitions, defineAssetJob } from "millrace";
import * as assets from "./src/assets.js";
export default new Definitions({
  assets,
  jobs: [
    defineAssetJob("a", { selection: '+key:"raw/sales"+ or raw/sales' }),
    defineAssetJob("b", { selection: AssetSelection.keys("raw/sales", ["raw", "sales"]).upstream() }),
    defineAssetJob("c", { selection: AssetSelection.assets(assets.sales) }),
  ],
});
`);
  });

  it("follows imports, re-exports and tests that tsconfig includes, from any of them", () => {
    const files = `
//- /src/assets.ts
import { asset } from "millrace";
export const orders = asset(() => [1]);
export { total } from "./total.js";
//- /src/total.ts
import { asset } from "millrace";
import { orders as all } from "./assets.js";
export const total = asset({ deps: [all] }, (orders: number[]) => orders.length);
//- /test/orders.test.ts
import { $0orders } from "../src/assets.js";
export const tested = { orders, result: orders() };
`;
    expect(renameAt(files, "sales")).toBe(`//- /src/assets.ts
import { asset } from "millrace";
export const sales = asset(() => [1]);
export { total } from "./total.js";
//- /src/total.ts
import { asset } from "millrace";
import { sales as all } from "./assets.js";
export const total = asset({ deps: [all] }, (sales: number[]) => sales.length);
//- /test/orders.test.ts
import { sales } from "../src/assets.js";
export const tested = { orders: sales, result: sales() };
`);
  });

  it("renames properties that are the key in what tests materialize, and no others", () => {
    const files = (test: string) => `//- /src/assets.ts
import { asset } from "millrace";
export const ${test === "" ? "sales" : "$0orders"} = asset(() => [1]);
export const total = asset((${test === "" ? "sales" : "orders"}: number[]) => 1);
export const other = asset(() => 1);
//- /test/orders.test.ts
${test}`;
    const before = `import { asset, materialize, materializeToMemory as run } from "millrace";
import { orders, other, total } from "../src/assets.js";
import * as all from "../src/assets.js";
const given = { orders: orders, total };
export const tested = { orders, orderBook: { orders: 1 } };
const first = await run({ orders, total }, { selection: ["orders", total] });
await materialize([given, { orders, other }]);
await run({ total, orders: asset(() => [2]) });
await run({ ...all, "orders": asset(() => [2]) });
first.outputForNode("orders");
console.log("orders");
`;
    const after = `import { asset, materialize, materializeToMemory as run } from "millrace";
import { sales, other, total } from "../src/assets.js";
import * as all from "../src/assets.js";
const given = { sales: sales, total };
export const tested = { orders: sales, orderBook: { orders: 1 } };
const first = await run({ sales, total }, { selection: ["sales", total] });
await materialize([given, { sales, other }]);
await run({ total, sales: asset(() => [2]) });
await run({ ...all, "sales": asset(() => [2]) });
first.outputForNode("sales");
console.log("orders");
`;
    expect(renameAt(files(before), "sales")).toBe(files("") + after);
  });

  it("leaves records of a test's own assets as they are", () => {
    const test = `//- /test/own.test.ts
import { asset, materialize } from "millrace";
const orders = asset(() => [1]);
const total = asset((orders: number[]) => orders.length);
(await materialize({ orders, total })).outputForNode("orders");
`;
    const text = `//- /src/assets.ts\nimport { asset } from "millrace";\nexport const $0orders = asset(() => [1]);\n${test}`;
    expect(renameAt(text, "sales")).toBe('import { asset } from "millrace";\nexport const sales = asset(() => [1]);\n');
  });

  it("renames the key in the Definitions of a config, and a stand-in of the name that scripts gave it", () => {
    const files = (config: string, name: string, test: string) => `//- /src/assets.ts
import { asset } from "millrace";
export const ${name} = asset(() => [1]);
export const total = asset((${name.replace("$0", "")}: number[]) => 1);
//- /test/orders.test.ts
import { asset, materializeToMemory } from "millrace";
import { total } from "../src/assets.js";
const orders = asset(() => [3]);
await materializeToMemory({ ${test}, total });
//- /millrace.config.ts
import { Definitions } from "millrace";
import { ${name.replace("$0", "")}, total } from "./src/assets.js";
export default new Definitions({ assets: ${config} });
`;
    expect(renameAt(files("{ orders, total }", "$0orders", "orders"), "sales")).toBe(files("{ sales, total }", "sales", "sales: orders"));
  });

  it("changes a key of its own, with or without a prefix", () => {
    const files = `
import { asset } from "millrace";
export const first = asset({ key: "raw/$0orders" }, () => 1);
export const second = asset({ keyPrefix: "raw" }, (orders: number) => orders);
export const third = asset({ ins: { orders: { key: ["raw", "orders"] } } }, (orders: number) => orders);
`;
    expect(renameAt(files, "raw/sales")).toBe(`import { asset } from "millrace";
export const first = asset({ key: "raw/sales" }, () => 1);
export const second = asset({ keyPrefix: "raw" }, (sales: number) => sales);
export const third = asset({ ins: { orders: { key: ["raw", "sales"] } } }, (orders: number) => orders);
`);
    expect(renameAt(files, "web/sales")).toContain('asset({ keyPrefix: "raw", ins: { orders: { key: "web/sales" } } }, (orders: number)');
    expect(renameAt(files, "sales")).toMatch(/written in parts that do not fit "sales"/);
  });

  it("says the key in ins where the new name is taken, or would mean another asset", () => {
    expect(
      renameAt(
        `
import { asset } from "millrace";
export const $0orders = asset(() => 1);
export const total = asset((orders: number) => { const sales = orders; return sales; });
export const other = asset({ keyPrefix: "shop", key: "shop/other" }, (sales: number, orders: number) => sales + orders);
export const shop_sales = asset({ key: "shop/sales" }, () => 1);
`,
        "sales",
      ),
    ).toBe(`import { asset } from "millrace";
export const sales = asset(() => 1);
export const total = asset({ ins: { orders: { key: "sales" } } }, (orders: number) => { const sales = orders; return sales; });
export const other = asset({ keyPrefix: "shop", key: "shop/other", ins: { orders: { key: "sales" } } }, (sales: number, orders: number) => sales + orders);
export const shop_sales = asset({ key: "shop/sales" }, () => 1);
`);
  });

  it("keeps other assets from loading it by its new name", () => {
    expect(
      renameAt(
        `
import { asset } from "millrace";
export const all = asset({ key: "sales" }, () => 1);
export const orders = asset({ keyPrefix: "shop" }, () => 2);
export const total = asset({ keyPrefix: "shop", deps: ["shop/$0orders"] }, (sales: number) => sales);
`,
        "shop/sales",
      ),
    ).toContain('asset({ keyPrefix: "shop", deps: ["shop/sales"], ins: { sales: { key: "sales" } } }, (sales: number) => sales)');
  });

  it("refuses names that cannot be", () => {
    const files = `
import { asset } from "millrace";
export const $0orders = asset({ keyPrefix: "raw" }, () => 1);
export const total = asset({ keyPrefix: "raw" }, () => 1);
`;
    expect(renameAt(files, "total")).toBe('There is an asset "raw/total" already. Choose another name.');
    expect(renameAt(`${files}const local = 1;`, "local")).toBe('src/assets.ts has something named "local" already. Choose another name.');
    expect(renameAt(files, "a-b")).toBe('"raw/a-b" can be a `key`, but not the name of an export. Give "raw/orders" a `key` first.');
    expect(renameAt(files, "a b")).toMatch(/"a b" cannot be part of an asset key/);
    expect(renameAt(files.replace(', { keyPrefix: "raw" }', "").replaceAll('{ keyPrefix: "raw" }, ', ""), "web/orders")).toBe(
      '"orders" is named by its export, which has no prefix. Give it a `key` or a `keyPrefix` first; here only its name can change.',
    );
    expect(renameAt(files, "context")).toMatch(/reserved/);
    expect(renameAt(files, "2")).toMatch(/cannot be the name of an export/);
    expect(
      renameAt(
        files.replace("$0", "").replace("() => 1);\n", '() => 1);\nexport const x = asset({ deps: ["raw/$0orders"] }, () => 1);\n'),
        "web/orders",
      ),
    ).toMatch(/prefix of "raw\/orders" comes from its `keyPrefix`/);
  });

  it("renames an external asset, whose data others keep", () => {
    expect(
      renameAt(
        `
//- /src/assets.ts
import { asset, externalAsset } from "millrace";
export const feed = externalAsset({ key: "$0feed" });
export const rows = asset((feed: string[]) => feed.length);
`,
        "vendor_feed",
      ),
    ).toContain('externalAsset({ key: "vendor_feed" });\nexport const rows = asset((vendor_feed: string[]) => vendor_feed.length)');
  });
});

describe("renaming a parameter", () => {
  const files = (at: string) => `
import { asset } from "millrace";
export const orders = asset(() => [1]);
export const total = asset((${at === "declared" ? "$0" : ""}orders: number[]) => ({ orders, length: ${at === "used" ? "$0" : ""}orders.length }));
`;

  it("renames it alone, and says in ins what it loads", () => {
    const expected = `import { asset } from "millrace";
export const orders = asset(() => [1]);
export const total = asset({ ins: { rows: { key: "orders" } } }, (rows: number[]) => ({ orders: rows, length: rows.length }));
`;
    expect(renameAt(files("declared"), "rows")).toBe(expected);
    expect(renameAt(files("used"), "rows")).toBe(expected);
  });

  it("takes its ins entry along", () => {
    const from = `
import { asset } from "millrace";
export const orders = asset(() => [1]);
export const total = asset({ ins: { $0orders: { columns: [] }, "b": { key: "orders" } } }, (orders: number[], b: number[]) => orders.length + b.length);
`;
    expect(renameAt(from, "rows")).toContain(
      'ins: { rows: { columns: [], key: "orders" }, "b": { key: "orders" } } }, (rows: number[], b: number[]) => rows.length + b.length',
    );
    expect(renameAt(from.replace("$0", "").replace("b: number[]", "$0b: number[]"), "c")).toContain('"c": { key: "orders" }');
  });

  it("works where one function makes two assets, and without parentheses", () => {
    expect(
      renameAt(
        `
import { asset } from "millrace";
export const orders = asset(() => [1]);
const count = (orders: number[]) => $0orders.length;
export const one = asset(count);
export const two = asset({ group: "b" }, count);
`,
        "rows",
      ),
    ).toBe(`import { asset } from "millrace";
export const orders = asset(() => [1]);
const count = (rows: number[]) => rows.length;
export const one = asset({ ins: { rows: { key: "orders" } } }, count);
export const two = asset({ group: "b", ins: { rows: { key: "orders" } } }, count);
`);
    expect(
      renameAt(
        `\nimport { asset } from "millrace";\nexport const orders = asset(() => [1]);\nexport const one = asset($0orders => 1);\n`,
        "rows",
      ),
    ).toContain('asset({ ins: { rows: { key: "orders" } } }, rows => 1)');
  });

  it("refuses a name that means something else, and the context's", () => {
    expect(renameAt(files("declared"), "context")).toMatch(/is the context, which loads no asset/);
    expect(renameAt(files("declared").replace("length: orders", "length: rows, x: orders"), "rows")).toMatch(/already means something/);
    expect(renameAt(files("declared"), "a b")).toMatch(/cannot be a parameter/);
  });
});

describe("what is TypeScript's to rename", () => {
  it.each([
    ["an ordinary variable", "const $0x = 1; export const orders = asset(() => x);"],
    ["a local of the same name", "export const orders = asset(() => 1); export const f = () => { const $0orders = 1; return orders; };"],
    ["the name of an asset with a key", 'export const $0orders = asset({ key: "raw" }, () => 1);'],
    ["the context", "export const orders = asset(($0context) => context.runId);"],
    ["a property of the same name", "export const orders = asset(() => 1); export const o = { $0orders: 1 };"],
    ["a type", "interface $0Row { id: number } export const orders = asset((): Row[] => []);"],
    ["the SDK's own", "export const orders = $0asset(() => 1);"],
  ])("%s", (_, code) => {
    expect(renameAt(`\nimport { asset } from "millrace";\n${code}\n`, "other")).toBe(null);
  });
});

it("a key that code works out is not renamed, and it is said why", () => {
  const files = `//- /src/assets.ts
import { asset } from "millrace";
const layer = "raw";
export const orders = asset({ key: \`\${layer}/orders\` }, (): number[] => [1]);
export const total = asset({ ins: { orders: { key: "raw/or$0ders" } } }, (orders: number[]) => orders.length);
`;
  expect(renameAt(files, "raw/sales")).toMatch(/The key of "raw\/orders" is computed by code/);
});
