// Completions at our names, also in half-typed code, and no completions elsewhere.
import { expect, test } from "vitest";
import { completionsAt } from "../../support/check.js";

const CODE = `
//- /millrace.config.ts
import { Definitions, defineAssetJob, AssetSelection, DuckDBIOManager, externalAsset, FilesystemIOManager, inputManager, ioManager, MultiToSingleDimensionPartitionMapping, resource } from "millrace";
import * as assets from "./src/assets.js";
const job = defineAssetJob("job", { selection: "*" });
export default new Definitions({
  assets: [assets, externalAsset({ key: "raw/feed", group: "outside" })],
  resources: {
    io_manager: new FilesystemIOManager({ baseDir: "data" }),
    warehouse: new DuckDBIOManager({ database: "data/w.duckdb" }),
    api: inputManager({ loadInput: () => 1 }),
    client: resource({ create: () => 1 }),
  },
  jobs: [job],
});
//- /src/assets.ts
import { asset, externalAsset, ioManager, MultiPartitionsDefinition, StaticPartitionsDefinition, type AssetContext } from "millrace";
interface Order { id: number; region: string; at: Date }
export const orders = asset({ group: "sales", kinds: ["duckdb"], tags: { tier: "gold" }, owners: ["team:sales"] }, (): Order[] => []);
export const stock = asset({ keyPrefix: "raw" }, (): number[] => []);
export const report = asset((orders: Order[]) => orders.length);
`;

const written = (rest: string) => completionsAt(`${CODE}${rest}`);
const labels = (rest: string) => written(rest).map((each) => each.split(" → ")[0]);

test("manager keys and required resources, in strings, without them, and while the string is open", () => {
  const stores = ["io_manager", "warehouse"];
  for (const half of [
    'export const a = asset({ ioManagerKey: "$0" }, () => 1);',
    'export const a = asset({ ioManagerKey: "wa$0',
    "export const a = asset({ group: 'g', ioManagerKey: '$0 }, () => 1);",
    "export const a = asset({ ioManagerKey: $0 }, () => 1);",
    'const b = asset({ deps: ["x\nexport const a = asset({ ioManagerKey: "$0',
  ]) {
    expect([half, labels(half)]).toEqual([half, stores]);
  }
  const loading = 'export const a = asset({ ins: { orders: { inputManagerKey: "$0" } } }, (orders: Order[]) => 1);';
  expect(labels(loading)).toEqual([...stores, "api"]);
  expect(labels('export const a = asset({ requiredResourceKeys: ["$0"] }, () => 1);')).toEqual([...stores, "api", "client"]);
  expect(labels('const m = ioManager({ requiredResourceKeys: ["warehouse", "$0')).toEqual([...stores, "api", "client"]);
  expect(written("export const a = asset({ ioManagerKey: $0 }, () => 1);")[1]).toBe('warehouse → "warehouse"');
});

test("keys in deps: each once, none that would make a circle, replacing the whole name", () => {
  expect(written('export const a = asset({ deps: ["$0"] }, () => 1);')).toEqual([
    "orders → orders",
    "raw/feed → raw/feed",
    "raw/stock → raw/stock",
    "report → report",
  ]);
  expect(labels('export const a = asset({ deps: ["orders", "$0"] }, () => 1);')).toEqual(["raw/feed", "raw/stock", "report"]);
  expect(written('export const a = asset({ deps: ["orders", $0] }, () => 1);')[0]).toBe('raw/feed → "raw/feed"');
  expect(written('export const a = asset({ deps: ["orders", r$0')[1]).toBe('raw/stock → "raw/stock"');
  expect(completionsAt(CODE.replace("asset({ group", 'asset({ deps: ["$0"], group')).map((each) => each.split(" ")[0])).toEqual([
    "raw/feed",
    "raw/stock",
  ]);
  expect(labels('export const a = asset({ deps: ["raw/$0')).toContain("raw/stock");
});

test("a constant that is used as a key is completed where it is written", () => {
  expect(labels('const NAME = "ord$0";\nexport const a = asset({ deps: [NAME] }, () => 1);')).toContain("orders");
  expect(labels('const STORE = "w$0";\nexport const a = asset({ ioManagerKey: STORE }, () => 1);')).toEqual(["io_manager", "warehouse"]);
  expect(labels('const NAME = "ord$0";')).toEqual([]);
});

test("ins: parameters that have no entry yet, keys, columns of what is loaded", () => {
  const asset = (ins: string) =>
    `export const a = asset({ ins: { ${ins} } }, (context: AssetContext, orders: Order[], all: number[]) => 1);`;
  expect(written(asset("$0"))).toEqual(["orders → orders", "all → all"]);
  expect(labels(asset("orders: {}, $0"))).toEqual(["all"]);
  expect(labels(asset('all: { key: "$0" }'))).toContain("raw/stock");
  expect(labels(asset('orders: { columns: ["$0"] }'))).toEqual(["id", "region", "at"]);
  expect(labels(asset('orders: { columns: ["id", $0] }'))).toEqual(["id", "region", "at"]);
  expect(labels('export const a = asset({ ins: { orders: { columns: ["$0')).toEqual(["id", "region", "at"]);
  expect(labels(asset('orders: { loadAs: "$0" }'))).toEqual([]);
});

test("groups, kinds, owners, tags", () => {
  expect(labels('export const a = asset({ group: "$0" }, () => 1);')).toEqual(["default", "outside", "sales"]);
  expect(labels('export const a = asset({ kinds: ["$0"] }, () => 1);')).toEqual(["duckdb"]);
  expect(labels('export const a = asset({ owners: ["$0"] }, () => 1);')).toEqual(["team:sales"]);
  expect(labels("export const a = asset({ tags: { $0 } }, () => 1);")).toEqual(["tier"]);
});

test("partition expressions: columns of the rows, dimensions of the definition", () => {
  const multi = (expression: string) =>
    `export const a = asset({ partitions: new MultiPartitionsDefinition({ region: new StaticPartitionsDefinition(["eu"]), id: new StaticPartitionsDefinition(["1"]) }), metadata: { partitionExpr: ${expression} } }, (): Order[] => []);`;
  expect(labels(multi('"$0"'))).toEqual(["id", "region", "at"]);
  expect(labels(multi("{ $0 }"))).toEqual(["id", "region"]);
  expect(labels(multi('{ id: "id", $0 }'))).toEqual(["region"]);
  expect(labels(multi('{ id: "$0" }'))).toEqual(["id", "region", "at"]);
});

test("selections: keys, attributes, their values, and the words between clauses", () => {
  const job = (text: string) =>
    completionsAt(CODE.replace('selection: "*"', `selection: ${text}`))
      .map((each) => each.split(" → ")[0])
      .join(" ");
  expect(job('"$0"')).toBe("orders raw/feed raw/stock report group: key: kind: owner: tag: not roots() sinks()");
  expect(job('"+or$0"')).toContain("orders");
  expect(job('"group:$0"')).toBe("sales outside default");
  expect(job('"orders $0"')).toBe("and or");
  expect(job('"+orders+2 $0"')).toBe("and or");
  expect(job('"orders and $0"')).toContain("report group:");
  expect(job('"not $0"')).toContain("report group:");
  expect(job('"kind:$0"')).toBe("duckdb");
  expect(job('"tag:$0"')).toBe("tier");
  expect(job('"tag:tier=$0"')).toBe("gold");
  expect(job("'key:\"$0\"'")).toBe("orders raw/feed raw/stock report");
  expect(completionsAt(CODE.replace('selection: "*"', 'selection: "owner:$0"'))).toEqual(['team:sales → \\"team:sales\\"']);
  expect(completionsAt(CODE.replace('selection: "*"', "selection: 'owner:$0'"))).toEqual(['team:sales → "team:sales"']);
  expect(job('AssetSelection.groups("$0")')).toBe("default outside sales");
  expect(job('AssetSelection.keys("orders", "$0")')).toBe("orders raw/feed raw/stock report");
  expect(job('AssetSelection.keyPrefixes("$0").downstream()')).toBe("raw");
  expect(job('AssetSelection.all().and(AssetSelection.tag("$0"))')).toBe("tier");
});

test("parameters: not inside a type, not in a string, not in a comment", () => {
  expect(labels("export const a = asset((o$0")).toContain("orders");
  expect(labels("export const a = asset((a: Map<string, $0")).toEqual([]);
  expect(labels("export const a = asset((a: Map<string, number>, $0")).toContain("orders");
  expect(labels("export const a = asset(async (context, orders, $0")).not.toContain("orders");
  expect(labels("export const a = asset((/* $0 */) => 1);")).toEqual([]);
});

test("a new asset, at the top of a module", () => {
  expect(written("ass$0")).toEqual([
    "asset → export const name = asset(() => {\n\n});",
    'asset with options → export const name = asset({ group: "default" }, async (context) => {\n\n});',
  ]);
  expect(
    completionsAt(
      '//- /millrace.config.ts\nimport * as assets from "./src/assets.js";\nimport { Definitions } from "millrace";\nexport default new Definitions({ assets });\n//- /src/assets.ts\nas$0\n',
    )[0],
  ).toBe('asset → export const name = asset(() => {\n\n}); + import { asset } from "millrace";');
  for (const other of [
    "const a = ass$0",
    "function f() {\n  ass$0\n}",
    "export const a = asset(() => {\n  ass$0\n});",
    "a.\nass$0",
    "a$0",
    "x = [\nas$0",
    "export ass$0",
    "const x = 1 +\nass$0",
  ]) {
    expect([other, labels(other)]).toEqual([other, []]);
  }
});

test("silence where TypeScript alone should answer", () => {
  for (const elsewhere of [
    "export const a = asset((orders: Order[]) => { $0 });",
    "export const a = asset((orders: Order[]) => orders.$0);",
    'export const a = asset((orders: Order[]) => { const deps = ["$0"]; });',
    'export const a = asset((orders: Order[]) => { return { deps: ["$0"], ioManagerKey: "" }; });',
    'export const a = asset(() => other({ deps: ["$0"] }));',
    'export const a = asset({ description: "$0" }, () => 1);',
    'export const a = asset({ key: "$0" }, () => 1);',
    "export const a = asset({ $0 }, () => 1);",
    'export const a = asset({ deps: ["a" + "$0"] }, () => 1);',
    "export const a = asset({ deps: [orders.$0] }, () => 1);",
    "export const a = asset({ deps: [f($0)] }, () => 1);",
    'export const a = asset({ metadata: { note: "$0" } }, () => 1);',
    'export const a = asset({ metadata: { group: "$0" } }, () => 1);',
    `export const a = asset({ ioManagerKey: \`x\${$0}\` }, () => 1);`,
    `export const a = asset({ ioManagerKey: \`\${1}$0\` }, () => 1);`,
    "export const a = asset({ group: /sal$0/ }, () => 1);",
    'export const a = asset({ /* group: "$0" */ }, () => 1);',
    '// asset({ group: "$0"',
    'const a = other({ group: "$0" });',
    'const a = { ioManagerKey: "$0" };',
    'import { x } from "$0";',
    'import { $0 } from "millrace";',
    'type A = { group: "$0" };',
    "const a: $0 = 1;",
    'externalAsset("$0")',
    'f("$0")',
    "$0",
  ]) {
    expect([elsewhere, labels(elsewhere)]).toEqual([elsewhere, []]);
  }
});
