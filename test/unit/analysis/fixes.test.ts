// Quick fixes: the resulting code parses and compiles, and the problem is gone.
import { expect, test } from "vitest";
import { checkFix, fixTitles } from "../../support/check.js";

const IMPORT = 'import { asset } from "millrace";\n';

test("fix: the nearest name, in the parameter and all its uses", () => {
  checkFix(
    `${IMPORT}export const orders = asset((): number[] => [1]);
export const total = asset((order: number[]) => { const { length } = order; return order.map((order) => order).length + length; });
`,
    'Change to "orders"',
    `${IMPORT}export const orders = asset((): number[] => [1]);
export const total = asset((orders: number[]) => { const { length } = orders; return orders.map((order) => order).length + length; });
`,
  );
});

test("fix: name it in ins, under another prefix", () => {
  checkFix(
    `${IMPORT}export const orders = asset({ keyPrefix: "raw" }, (): number[] => [1]);
export const total = asset((orders: number[]) => orders.length);
`,
    'Load "raw/orders" into orders',
    `${IMPORT}export const orders = asset({ keyPrefix: "raw" }, (): number[] => [1]);
export const total = asset({ ins: { orders: { key: "raw/orders" } } }, (orders: number[]) => orders.length);
`,
  );
});

test("fix: create the asset that is missing", () => {
  checkFix(
    `${IMPORT}export const total = asset((orders: number[]) => orders.length);
`,
    'Create the asset "orders"',
    `${IMPORT}export const orders = asset((): number[] => {
  throw new Error("orders is not written yet");
});

export const total = asset((orders: number[]) => orders.length);
`,
  );
});

test("fix: move a void upstream to deps", () => {
  checkFix(
    `${IMPORT}export const migrate = asset((): void => {});
export const orders = asset({ group: "g" }, (migrate: unknown) => 1);
`,
    'Move "migrate" to deps',
    `${IMPORT}export const migrate = asset((): void => {});
export const orders = asset({ group: "g", deps: ["migrate"] }, () => 1);
`,
  );
});

test("fix: the annotation that fits", () => {
  checkFix(
    `${IMPORT}export const orders = asset((): { id: number }[] => []);
export const total = asset((orders: string[]) => orders.length);
`,
    "Change the type to { id: number; }[]",
    `${IMPORT}export const orders = asset((): { id: number }[] => []);
export const total = asset((orders: { id: number; }[]) => orders.length);
`,
  );
});

test("fix: add the resource, and the asset, to the Definitions", () => {
  checkFix(
    `//- /millrace.config.ts
import { Definitions } from "millrace";
import * as assets from "./src/assets.js";
export default new Definitions({ assets });
//- /src/assets.ts
${IMPORT}export const a = asset({ ioManagerKey: "lake" }, () => 1);
`,
    'Add the resource "lake" to the Definitions',
    `//- /millrace.config.ts
import { Definitions, FilesystemIOManager } from "millrace";
import * as assets from "./src/assets.js";
export default new Definitions({ assets, resources: { lake: new FilesystemIOManager({ baseDir: "data" }) } });
`,
  );
  checkFix(
    `//- /millrace.config.ts
import { Definitions } from "millrace";
import { used } from "./src/assets.js";
export default new Definitions({ assets: [used] });
//- /src/assets.ts
${IMPORT}export const used = asset(() => 1);
export const unused = asset(() => 1);
`,
    'Add "unused" to the Definitions',
    `//- /millrace.config.ts
import { Definitions } from "millrace";
import { used, unused } from "./src/assets.js";
export default new Definitions({ assets: [used, unused] });
`,
  );
});

const CONFIG = (head: string, assets: string) => `//- /millrace.config.ts
import { Definitions } from "millrace";
${head}
export default new Definitions({ ${assets} });
`;

test("the Definitions' `assets` under a shorthand becomes a list of it and the new one", () => {
  const code = `//- /src/assets.ts
${IMPORT}export const used = asset(() => 1);
//- /src/more.ts
${IMPORT}export const unused = asset(() => 1);
`;
  checkFix(
    CONFIG('import * as assets from "./src/assets.js";', "assets,") + code,
    'Add "unused" to the Definitions',
    CONFIG('import * as assets from "./src/assets.js";\nimport { unused } from "./src/more.js";', "assets: [assets, unused],"),
  );
  const dep = `//- /src/assets.ts\n${IMPORT}export const used = asset({ deps: ["lake"] }, () => 1);\n`;
  checkFix(
    CONFIG('import * as assets from "./src/assets.js";', "assets") + dep,
    'Declare "lake" as an external asset',
    CONFIG('import * as assets from "./src/assets.js";', 'assets: [assets, externalAsset({ key: "lake" })]').replace(
      "{ Definitions }",
      "{ Definitions, externalAsset }",
    ),
  );
});

test("the asset is imported by the name its module exports, under another where that is taken", () => {
  const code = `//- /src/assets.ts
${IMPORT}export const used = asset(() => 1);
const inner = asset({ key: "sales/unused" }, () => 1);
export { inner as outer };
`;
  checkFix(
    CONFIG('import { used } from "./src/assets.js";\nconst outer = 1;\nexport { outer };', "assets: [used]") + code,
    'Add "unused" to the Definitions',
    CONFIG('import { used, outer as outer2 } from "./src/assets.js";\nconst outer = 1;\nexport { outer };', "assets: [used, outer2]"),
  );
  checkFix(
    CONFIG('import * as all from "./src/assets.js";', "assets: [all.used]") + code,
    'Add "unused" to the Definitions',
    CONFIG('import * as all from "./src/assets.js";', "assets: [all.used, all.outer]"),
  );
  checkFix(
    `${CONFIG('import type { Row } from "./src/assets.js";\nexport const row: Row = 1;', "assets: []")}//- /src/assets.ts
${IMPORT}export type Row = number;
const inner = asset({ key: "sales/unused" }, () => 1);
export { inner as default };
`,
    'Add "unused" to the Definitions',
    CONFIG(
      'import type { Row } from "./src/assets.js";\nimport unused from "./src/assets.js";\nexport const row: Row = 1;',
      "assets: [unused]",
    ),
  );
});

test.each([
  ["./src/assets.js", "more.mts", "./src/more.mjs"],
  ["./src/assets.js", "more.ts", "./src/more.js"],
  ["./src/assets", "more.ts", "./src/more"],
  ["./src/assets", "more.mts", "./src/more.mjs"],
  ["./src/assets.ts", "more.mts", "./src/more.mts"],
  ["./src/assets.ts", "more.cts", "./src/more.cts"],
])("imports end as the project's do: beside %s, %s is %s", (beside, file, specifier) => {
  const tsconfig = `//- /tsconfig.json
{ "compilerOptions": { "strict": true, "target": "ES2023", "lib": ["ES2023"], "module": "ESNext", "moduleResolution": "bundler", "allowImportingTsExtensions": true, "types": [] }, "include": ["**/*.ts", "**/*.mts", "**/*.cts"] }
`;
  const code = `//- /src/assets.ts
${IMPORT}export const used = asset(() => 1);
//- /src/${file}
${IMPORT}export const unused = asset(() => 1);
`;
  checkFix(
    tsconfig + CONFIG(`import * as assets from "${beside}";`, "assets: [assets]") + code,
    'Add "unused" to the Definitions',
    CONFIG(`import * as assets from "${beside}";\nimport { unused } from "${specifier}";`, "assets: [assets, unused]"),
  );
});

/** An upstream asset in another file, and a consumer that takes it as a string. */
const TYPED = (types: string, returns: string, head = "", file = "other.ts") => `//- /millrace.config.ts
import { Definitions } from "millrace";
import * as a from "./src/assets.js";
import * as b from "./src/${file.replace("ts", "js")}";
export default new Definitions({ assets: [a, b] });
//- /src/${file}
${IMPORT}${types}
export const orders = asset((): ${returns} => []);
//- /src/assets.ts
${IMPORT}${head}export const total = asset((orders: string) => orders.length);
`;

const TOTAL = (imports: string, type: string, head = "") =>
  `${IMPORT}${imports}${head}export const total = asset((orders: ${type}) => orders.length);\n`;

test("the annotation imports the type it names, also a default export", () => {
  checkFix(
    TYPED("export interface Row { id: number }", "Row[]"),
    "Change the type to Row[]",
    TOTAL('import type { Row } from "./other.js";\n', "Row[]"),
  );
  checkFix(
    TYPED("export default interface Row { id: number }", "Row[]"),
    "Change the type to Row[]",
    TOTAL('import type Row from "./other.js";\n', "Row[]"),
  );
  checkFix(
    TYPED(
      "export interface Row { id: number }\nexport interface Col { id: number }",
      "(Row | Col)[]",
      'import { orders as up } from "./other.js";\nexport const seen = typeof up;\n',
    ),
    "Change the type to (Row | Col)[]",
    TOTAL("", "(Row | Col)[]", 'import { orders as up, type Row, type Col } from "./other.js";\nexport const seen = typeof up;\n'),
  );
});

test("a type that no import reaches is written out when it is short, else there is no fix", () => {
  checkFix(
    TYPED('interface Row { id: number; kind?: "a" | "b" }', "Row[]"),
    'Change the type to { id: number; kind?: "a" | "b" }[]',
    TOTAL("", '{ id: number; kind?: "a" | "b" }[]'),
  );
  checkFix(
    TYPED("interface Cell { at: Date }\nexport interface Row { id: number }", "Map<string, Row | Cell>[]"),
    "Change the type to Map<string, Row | { at: Date }>[]",
    TOTAL('import type { Row } from "./other.js";\n', "Map<string, Row | { at: Date }>[]"),
  );
  const many = Array.from({ length: 30 }, (_, index) => `column${index}: number`).join("; ");
  const titles = fixTitles(TYPED(`interface Row { ${many} }`, "Row[]"));
  expect(titles.filter((title) => title.startsWith("Change the type"))).toEqual([]);
  expect(fixTitles(TYPED("class Row { private id = 1; also() { return this.id; } }", "Row[]"))).toEqual([]);
  expect(fixTitles(TYPED("interface Row { next: Row | null }", "Row[]"))).toEqual([]);
});

test("a type whose name the file has already comes under a free name", () => {
  checkFix(
    TYPED("export interface Row { id: number }", "Row[]", "export type Row = string;\n"),
    "Change the type to Row2[]",
    TOTAL('import type { Row as Row2 } from "./other.js";\n', "Row2[]", "export type Row = string;\n"),
  );
  checkFix(
    TYPED("export default interface Row { id: number }", "Row[]", "export interface Row { b: 1 }\n"),
    "Change the type to Row2[]",
    TOTAL('import type Row2 from "./other.js";\n', "Row2[]", "export interface Row { b: 1 }\n"),
  );
  checkFix(
    TYPED("export interface Row { id: number }", "Row[]", 'import type { Row as Mine } from "./other.js";\nexport type It = Mine;\n'),
    "Change the type to Mine[]",
    TOTAL("", "Mine[]", 'import type { Row as Mine } from "./other.js";\nexport type It = Mine;\n'),
  );
});

test("a type of a file with another module format", () => {
  checkFix(
    TYPED("export interface Row { id: number }", "Row[]", "", "other.mts"),
    "Change the type to Row[]",
    TOTAL('import type { Row } from "./other.mjs";\n', "Row[]"),
  );
  checkFix(
    `//- /tsconfig.json
{ "compilerOptions": { "strict": true, "target": "ES2023", "lib": ["ES2023"], "module": "Node16", "types": [] }, "include": ["src", "*.ts"] }
${TYPED("export interface Row { id: number }", "Row[]", "", "other.mts").trimStart()}`,
    "Change the type to { id: number }[]",
    TOTAL("", "{ id: number }[]"),
  );
});

test("a type of a package is imported from the package", () => {
  checkFix(
    TYPED('import type { RunEvent as Happening } from "millrace";', "Happening[]"),
    "Change the type to RunEvent[]",
    'import { asset, type RunEvent } from "millrace";\nexport const total = asset((orders: RunEvent[]) => orders.length);\n',
  );
  checkFix(
    TYPED('import { sql, type Relation } from "millrace";', "Relation<{ id: number }>", "", "other.ts").replace(
      "=> [])",
      "=> sql`select 1`)",
    ),
    "Change the type to Relation<{ id: number; }>",
    'import { asset, type Relation } from "millrace";\nexport const total = asset((orders: Relation<{ id: number; }>) => orders.length);\n',
    { mends: false },
  );
});

const TWO = `${IMPORT}export const orders = asset((): number[] => [1]);\n`;

test("a renamed parameter keeps the names of properties made of it", () => {
  checkFix(
    `${TWO}export const total = asset((order: number[]) => { const all = { order, n: order.length }; return all.order.length; });\n`,
    'Change to "orders"',
    `${TWO}export const total = asset((orders: number[]) => { const all = { order: orders, n: orders.length }; return all.order.length; });\n`,
  );
  checkFix(
    `${TWO}export const total = asset((order: number[]) => ({ orders: order }).orders.length);\n`,
    'Change to "orders"',
    `${TWO}export const total = asset((orders: number[]) => ({ orders: orders }).orders.length);\n`,
  );
});

test("a name that already means something in the function is said in ins", () => {
  for (const body of ["{ const orders = order.length; return orders; }", "order.map((orders) => orders)", "[order, orders].length"]) {
    checkFix(
      `${TWO}export const total = asset((order: number[]) => ${body});\n`,
      'Load "orders" into order',
      `${TWO}export const total = asset({ ins: { order: { key: "orders" } } }, (order: number[]) => ${body});\n`,
    );
  }
  checkFix(
    `${TWO}export const total = asset({ ins: { order: { inputManagerKey: "warehouse" } } }, (order: number[]) => order.length);\n`,
    'Load "orders" into order',
    `${TWO}export const total = asset({ ins: { order: { inputManagerKey: "warehouse", key: "orders" } } }, (order: number[]) => order.length);\n`,
  );
  const shared = `const count = (order: number[]) => order.length;\nexport const a = asset({ ins: { order: { key: "orders" } } }, count);\n`;
  checkFix(
    `${TWO}${shared}export const b = asset(count);\n`,
    'Load "orders" into order',
    `${TWO}${shared}export const b = asset({ ins: { order: { key: "orders" } } }, count);\n`,
  );
});

test("a misspelt key or name in ins and deps is replaced as it is written there", () => {
  checkFix(
    `${TWO}export const total = asset({ ins: { a: { key: ["order"] } } }, (a: number[]) => a.length);\n`,
    'Change to "orders"',
    `${TWO}export const total = asset({ ins: { a: { key: "orders" } } }, (a: number[]) => a.length);\n`,
  );
  checkFix(
    `${TWO}const key = "order";\nexport const total = asset({ ins: { a: { key } } }, (a: number[]) => a.length);\n`,
    'Change to "orders"',
    `${TWO}const key = "order";\nexport const total = asset({ ins: { a: { key: "orders" } } }, (a: number[]) => a.length);\n`,
  );
  checkFix(
    `${TWO}const ordrs = { key: "orders" };\nexport const total = asset({ ins: { ordrs } }, (orders: number[]) => orders.length);\n`,
    'Change to "orders"',
    `${TWO}const ordrs = { key: "orders" };\nexport const total = asset({ ins: { orders: ordrs } }, (orders: number[]) => orders.length);\n`,
  );
  checkFix(
    `${TWO}export const total = asset({ deps: ["order"] }, () => 1);\n`,
    'Change to "orders"',
    `${TWO}export const total = asset({ deps: ["orders"] }, () => 1);\n`,
  );
  const lifted = `${TWO}const options = { ioManagerKey: "warehose" };\nexport const total = asset(options, () => 1);\n`;
  expect(fixTitles(lifted)).toEqual(['Add the resource "warehose" to the Definitions']);
});

const MIGRATE = `${IMPORT}export const migrate = asset((): void => {});\nexport const o = asset(() => 1);\n`;

test.each([
  ["one line", '["o"]', '["o", "migrate"]'],
  ["empty", "[]", '["migrate"]'],
  ["a trailing comma", '["o",]', '["o", "migrate",]'],
  ["a comment at the end", '["o" /* why */]', '["o", "migrate" /* why */]'],
  ["a line comment at the end", '["o" // why\n]', '["o", // why\n  "migrate"\n]'],
  ["lines", '[\n    "o", // why\n  ]', '[\n    "o", // why\n    "migrate",\n  ]'],
  ["lines without a trailing comma", '[\n    "o"\n    // more\n  ]', '[\n    "o",\n    // more\n    "migrate"\n  ]'],
  ["a comment alone", "[ // none yet\n]", '["migrate" // none yet\n]'],
  ["as const", '(["o"] as const)', '(["o", "migrate"] as const)'],
  ["a constant", "DEPS", '[...DEPS, "migrate"]'],
])("moving to deps: %s", (_, before, after) => {
  const head = `${MIGRATE}${before === "DEPS" ? 'const DEPS = ["o"];\n' : ""}`;
  checkFix(
    `${head}export const orders = asset({ deps: ${before} }, (migrate: unknown) => 1);\n`,
    'Move "migrate" to deps',
    `${head}export const orders = asset({ deps: ${after} }, () => 1);\n`,
  );
});

test("moving to deps: the parameter, its ins and the options however they are written", () => {
  const cases = [
    ["asset(migrate => 1)", 'asset({ deps: ["migrate"] }, () => 1)'],
    ["asset(async migrate => 1)", 'asset({ deps: ["migrate"] }, async () => 1)'],
    ["asset((o: number, migrate: unknown,) => o)", 'asset({ deps: ["migrate"] }, (o: number,) => o)'],
    ["asset((migrate: unknown, o: number) => o)", 'asset({ deps: ["migrate"] }, (o: number) => o)'],
    ['asset({ ins: { m: { key: "migrate" } } }, (m: unknown) => 1)', 'asset({ ins: {  }, deps: ["migrate"] }, () => 1)'],
    ['asset({ deps: ["migrate"] }, (migrate: unknown) => 1)', 'asset({ deps: ["migrate"] }, () => 1)'],
    ['asset({\n  group: "g", // why\n}, (migrate: unknown) => 1)', 'asset({\n  group: "g", // why\n  deps: ["migrate"],\n}, () => 1)'],
    ['asset({ group: "g" /* why */ }, (migrate: unknown) => 1)', 'asset({ group: "g", deps: ["migrate"] /* why */ }, () => 1)'],
    ["asset(OPTIONS, (migrate: unknown) => 1)", 'asset({ ...OPTIONS, deps: ["migrate"] }, () => 1)'],
    [
      "asset((migrate: unknown) => ({ migrate, also: [migrate] }))",
      'asset({ deps: ["migrate"] }, () => ({ migrate: undefined, also: [undefined] }))',
    ],
  ] as const;
  const head = `${MIGRATE}export const OPTIONS = { group: "g" };\n`;
  for (const [before, after] of cases) {
    const name = before.includes("(m:") ? "m" : "migrate";
    checkFix(`${head}export const orders = ${before};\n`, `Move "${name}" to deps`, `${head}export const orders = ${after};\n`);
  }
});

test("a parameter stays where another asset is made of the same function", () => {
  const shared = "const one = (migrate: unknown) => 1;\nexport const a = asset(one);\nexport const b = asset({ group: 'g' }, one);\n";
  expect(fixTitles(MIGRATE + shared)).toEqual([]);
});

test("a created asset is made as its consumer is, under the comments of neither", () => {
  const made = (call: string) =>
    `export const orders = ${call}((): number[] => {\n  throw new Error("orders is not written yet");\n});\n\n`;
  const total = (call: string) => `/** The sum. */\nexport const total = ${call}((orders: number[]) => orders.length);\n`;
  checkFix(
    `import { asset as A } from "millrace";\n${total("A")}`,
    'Create the asset "orders"',
    `import { asset as A } from "millrace";\n${made("A")}${total("A")}`,
  );
  checkFix(
    `import * as mr from "millrace";\n\n${total("mr.asset")}`,
    'Create the asset "orders"',
    `import * as mr from "millrace";\n\n${made("mr.asset")}${total("mr.asset")}`,
  );
  checkFix(
    `${IMPORT}const orders = 1;\nexport const total = asset((orders: { a: typeof x }) => orders);\ndeclare const x: 1;\nexport { orders as y };\n`,
    'Create the asset "orders"',
    `${IMPORT}const orders = 1;\nexport const asset_orders = asset({ key: "orders" }, () => {\n  throw new Error("orders is not written yet");\n});\n\nexport const total = asset((orders: { a: typeof x }) => orders);\ndeclare const x: 1;\nexport { orders as y };\n`,
  );
  checkFix(
    `//- /src/count.ts\nexport const count = <T extends number>(orders: T[]) => orders.length;\n//- /src/assets.ts\n${IMPORT}import { count } from "./count.js";\nexport const total = asset(count);\n`,
    'Create the asset "orders"',
    `${IMPORT}import { count } from "./count.js";\nexport const orders = asset(() => {\n  throw new Error("orders is not written yet");\n});\n\nexport const total = asset(count);\n`,
  );
  expect(fixTitles(`${IMPORT}export const total = asset((await_: 1, context: number) => 1);\n`)).toEqual(['Create the asset "await_"']);
});

test("a created asset comes into Definitions that name theirs one by one", () => {
  const config = CONFIG('import { total } from "./src/assets.js";', "assets: { total }");
  const total = "export const total = asset((orders: number[]) => orders.length);\n";
  checkFix(
    `${config}//- /src/assets.ts\n${IMPORT}${total}`,
    'Create the asset "orders"',
    `${CONFIG('import { total, orders } from "./src/assets.js";', "assets: [{ total }, orders]")}//- /src/assets.ts\n${IMPORT}export const orders = asset((): number[] => {\n  throw new Error("orders is not written yet");\n});\n\n${total}`,
  );
});

test("a resource is added to resources under a name of their own", () => {
  const code = `//- /src/assets.ts\n${IMPORT}export const a = asset({ ioManagerKey: "lake" }, () => 1);\n`;
  const head = 'import * as assets from "./src/assets.js";\n';
  checkFix(
    CONFIG(`${head}const resources = {};\nconst FilesystemIOManager = 1;\nexport { FilesystemIOManager };`, "assets, resources") + code,
    'Add the resource "lake" to the Definitions',
    CONFIG(
      `${head}const resources = {};\nconst FilesystemIOManager = 1;\nexport { FilesystemIOManager };`,
      'assets, resources: { ...resources, lake: new FilesystemIOManager2({ baseDir: "data" }) }',
    ).replace("{ Definitions }", "{ Definitions, FilesystemIOManager as FilesystemIOManager2 }"),
  );
  expect(fixTitles(CONFIG(head, "assets, resources: { lake: 5 }") + code)).toEqual([]);
});

test("parameters become plain, whatever their type holds", () => {
  checkFix(
    `${TWO}export const total = asset((orders: number[] | "x=y" = [], context = 1) => orders);\n`,
    "Remove the default",
    `${TWO}export const total = asset((orders: number[] | "x=y", context = 1) => orders);\n`,
  );
  checkFix(
    `${TWO}export const total = asset((orders?: number[]) => orders);\n`,
    "Remove the `?`",
    `${TWO}export const total = asset((orders: number[]) => orders);\n`,
  );
});

test("the nearest name, where the body already says it: it meant the asset, and means the parameter now", () => {
  checkFix(
    `import { asset } from "millrace";
export const orders = asset((): Record<string, number> => ({}));
export const total = asset((order: Record<string, number>) => [orders["a"], { orders }, wanted()].length);
function wanted() { return orders; }
`,
    'Change to "orders"',
    `import { asset } from "millrace";
export const orders = asset((): Record<string, number> => ({}));
export const total = asset((orders: Record<string, number>) => [orders["a"], { orders }, wanted()].length);
function wanted() { return orders; }
`,
  );
});

test("fix: the context gets its name", () => {
  checkFix(
    `import { asset, type AssetContext as Context } from "millrace";
export const orders = asset((): number[] => [1]);
export const total = asset((ctx: Context, orders: number[]) => { ctx.log.info("x"); return orders.length; });
`,
    'Change to "context"',
    `import { asset, type AssetContext as Context } from "millrace";
export const orders = asset((): number[] => [1]);
export const total = asset((context: Context, orders: number[]) => { context.log.info("x"); return orders.length; });
`,
  );
});
