// Refactorings: the resulting code parses and compiles as before.
import { expect, test } from "vitest";
import { checkRefactoring, refactoringsAt } from "../../support/check-writing.js";

const IMPORT = 'import { asset, type AssetContext } from "millrace";\n';
const ORDERS = `interface Order { id: number; region: string }
export const orders = asset((): Order[] => []);
`;

test("a new asset from this one: below it, with the type of what it loads", () => {
  checkRefactoring(
    `${IMPORT}interface Order { id: number }
export const or«»ders = asset({ group: "sales" }, (): Order[] => []); // all
export const other = asset(() => 1);
`,
    'New asset from "orders"',
    `${IMPORT}interface Order { id: number }
export const orders = asset({ group: "sales" }, (): Order[] => []); // all

export const from_orders = asset((orders: Order[]) => {
  return orders;
});
export const other = asset(() => 1);
`,
  );
});

test("a new asset from one with a prefix and partitions, of another module, brings it into the Definitions", () => {
  checkRefactoring(
    `//- /millrace.config.ts
import { Definitions } from "millrace";
import { orders } from "./src/assets.js";
export default new Definitions({ assets: [orders] });
//- /src/assets.ts
import * as m from "millrace";
const daily = new m.DailyPartitionsDefinition({ startDate: "2026-01-01" });
const from_orders = 1;
export const «»orders = m.asset({ keyPrefix: "raw", partitions: daily }, () => [from_orders]);
`,
    'New asset from "raw/orders"',
    `//- /millrace.config.ts
import { Definitions } from "millrace";
import { orders, from_orders2 } from "./src/assets.js";
export default new Definitions({ assets: [orders, from_orders2] });
//- /src/assets.ts
import * as m from "millrace";
const daily = new m.DailyPartitionsDefinition({ startDate: "2026-01-01" });
const from_orders = 1;
export const orders = m.asset({ keyPrefix: "raw", partitions: daily }, () => [from_orders]);

export const from_orders2 = m.asset({ partitions: daily, ins: { orders: { key: "raw/orders" } } }, (orders: number[]) => {
  return orders;
});
`,
  );
});

test("extract an expression: the parameters it uses, its type, and the place in the body", () => {
  checkRefactoring(
    `${IMPORT}${ORDERS}/** How many. */
export const report = asset({ group: "sales" }, (context: AssetContext, orders: Order[]) => {
  const open = «orders.filter((order) => order.id > 1)»;
  context.log.info("x");
  return open.length;
});
`,
    "Extract to an upstream asset",
    `${IMPORT}${ORDERS}export const extracted = asset({ group: "sales" }, (orders: Order[]) => orders.filter((order) => order.id > 1));

/** How many. */
export const report = asset({ group: "sales" }, (context: AssetContext, orders: Order[], extracted: Order[]) => {
  const open = extracted;
  context.log.info("x");
  return open.length;
});
`,
  );
});

test("extract what awaits, an object, from a bare parameter, without parameters", () => {
  checkRefactoring(
    `${IMPORT}const read = async (n: number) => n;
export const total = asset(async () => «await read(1)» + 1);
`,
    "Extract to an upstream asset",
    `${IMPORT}const read = async (n: number) => n;
export const extracted = asset(async () => await read(1));

export const total = asset(async (extracted: number) => extracted + 1);
`,
  );
  checkRefactoring(
    `${IMPORT}${ORDERS}export const total = asset(orders => Object.keys(«{ n: orders.length }»).length);
`,
    "Extract to an upstream asset",
    `${IMPORT}${ORDERS}export const extracted = asset((orders) => ({ n: orders.length }));

export const total = asset((orders, extracted: { n: any; }) => Object.keys(extracted).length);
`,
  );
});

test("extract keeps what a parameter loads, and the prefix", () => {
  checkRefactoring(
    `${IMPORT}${ORDERS}export const total = asset({ keyPrefix: "a", ins: { all: { key: "orders" } } }, (all: Order[]) => «all.length * 2» + 1);
`,
    "Extract to an upstream asset",
    `${IMPORT}${ORDERS}export const extracted = asset({ keyPrefix: "a", ins: { all: { key: "orders" } } }, (all: Order[]) => all.length * 2);

export const total = asset({ keyPrefix: "a", ins: { all: { key: "orders" } } }, (all: Order[], extracted: number) => extracted + 1);
`,
  );
});

test("no extraction of what needs the function, or is no value", () => {
  const body = (text: string) =>
    refactoringsAt(`${IMPORT}${ORDERS}export const report = asset(async function (context: AssetContext, orders: Order[]) {
  const local = 1;
  let changed = 2;
  ${text}
  return local + changed;
});
`).filter((each) => each.startsWith("extract"));
  for (const text of [
    "const x = «local + 1»;",
    "const x = «context.log»;",
    "const x = «this»;",
    "const x = [«this.constructor»];",
    "const x = «orders»;",
    "const x = orders.«length»;",
    "«changed» = 3;",
    "const x = «orders.map»((o) => o);",
    "const x = await «Promise.resolve(1)»;",
    "const x = orders.map(«(order) => order.id»);",
    "«const x = 1;»",
    "const x = orders.«length + 1»;",
    "const x = («local, 2»);",
    "const x = «12»;",
    "const x: «Order[]» = [];",
    "orders.forEach((order) => { const y = «order.id + 1»; });",
    "«console.log(1)»;",
  ]) {
    expect([text, body(text)]).toEqual([text, []]);
  }
  expect(body("const x = «orders.length + 1»;")).toEqual(["extract: Extract to an upstream asset"]);
});

test("an unused parameter moves to deps; one without a type gets it", () => {
  checkRefactoring(
    `${IMPORT}${ORDERS}export const total = asset((«»orders: Order[]) => 1);
`,
    'Move "orders" to deps',
    `${IMPORT}${ORDERS}export const total = asset({ deps: ["orders"] }, () => 1);
`,
  );
  checkRefactoring(
    `${IMPORT}${ORDERS}export const total = asset(ord«»ers => orders.length);
`,
    "Annotate orders as Order[]",
    `${IMPORT}${ORDERS}export const total = asset((orders: Order[]) => orders.length);
`,
  );
});

test("nothing is offered on ordinary code", () => {
  expect(refactoringsAt(`${IMPORT}${ORDERS}export const total = asset((orders: Order[]) => «»orders.length);\n`)).toEqual([]);
  expect(refactoringsAt(`${IMPORT}${ORDERS}export const total = asset((«»orders: Order[]) => orders.length);\n`)).toEqual([]);
  expect(refactoringsAt(`${IMPORT}${ORDERS}const a = «1 + 2»;\n`)).toEqual([]);
});
