// A CommonJS module whose export is one value: other modules import its properties.
import { expect, test } from "vitest";
import { problemsOf } from "../../support/check.js";
import { fixture } from "../../support/fixture.js";

const TSCONFIG = '//- /tsconfig.json\n{ "compilerOptions": { "strict": true, "module": "NodeNext", "target": "ES2023", "types": [] } }\n';
const project = (module: string, assets: string) =>
  fixture(`${TSCONFIG}//- /src/held.cts
import m = require("millrace");
${module}
//- /src/assets.ts
import { asset } from "millrace";
${assets}
export const total = asset((orders: number[]) => orders.length);
`);

const HELD = 'export = { orders: m.asset({ key: "orders" }, (): number[] => [1, 2]) };';

test.each([
  [HELD, 'import h = require("./held.cjs");\nexport const mine = h.orders;'],
  [HELD, 'import h from "./held.cjs";\nexport const mine = h.orders;'],
  [HELD, 'import { orders } from "./held.cjs";\nexport const mine = orders;'],
  [
    'const held = { orders: m.asset({ key: "orders" }, (): number[] => [1]) };\nexport = held;',
    'export { orders as mine } from "./held.cjs";',
  ],
])("%s %s", (module, assets) => {
  const made = project(module, assets);
  expect(problemsOf(made)).toEqual([]);
  expect(made.project.model().assets.map(({ key }) => key)).toEqual(["orders", "total"]);
});

test("what a call makes of it is open", () => {
  const made = 'function make() { const orders = m.asset({ key: "orders" }, (): number[] => [1]); return { orders }; }\nexport = make();';
  const { open } = project(made, 'import h = require("./held.cjs");\nexport const mine = h.orders;').project.model();
  expect(open.length).toBeGreaterThan(0);
});
