// `asset(fn.bind(self, …))`: names and types come from the function, without the bound parameters.
import { expect, test } from "vitest";
import { planIn } from "../../../server/analysis/index.js";
import { checkProblems, problemsOf } from "../../support/check.js";
import { fixture } from "../../support/fixture.js";

const IMPORT = 'import { asset, type AssetContext } from "millrace";\n';

test("parameters of a bound function are bound to assets, in the positions that the call has", () => {
  const made = fixture(`${IMPORT}
export const orders = asset((): number[] => [1]);
export const rates = asset((): number => 2);
function convert(this: unknown, factor: number, orders: number[], rates: number): number { return orders.length * rates * factor; }
export const plain = asset(((orders: number[]): number => orders.length).bind(null));
export const first = asset({ group: "g" }, convert.bind(null, 3));
export const both = asset(convert.bind(undefined, 3, [4]));
function withContext(context: AssetContext, orders: number[]): string { return context.runId + orders.length; }
export const contextual = asset(withContext.bind(null));
for (const factor of [1, 2]) asset({ key: "made_" + factor }, convert.bind(null, factor));
`);
  expect(problemsOf(made, true).map(({ message }) => message)).toEqual([]);
  const planned = planIn(made.project, { runId: "r", selection: [], jobName: null });
  const steps = planned.kind === "plan" ? planned.plan.steps : [];
  expect(
    steps.flatMap(({ assetKey, bindings }) =>
      bindings.length === 0 ? [] : [[assetKey, bindings.map((each) => (each.kind === "context" ? "context" : each.assetKey))]],
    ),
  ).toEqual([
    ["both", ["rates"]],
    ["contextual", ["context", "orders"]],
    ["first", ["orders", "rates"]],
    ["plain", ["orders"]],
  ]);
});

test("a type that does not fit, and a name that is no asset's, are told where the function is written", () => {
  checkProblems(`
${IMPORT}export const orders = asset((): number[] => [1]);
function convert(factor: number, orders: string[]): number { return orders.length * factor; }
                                 ^^^^^^ type-mismatch: The value of "orders" does not fit the parameter "orders": [] is number in the value, but string in the parameter.
export const total = asset(convert.bind(null, 3));
export const other = asset(((order: number[]) => order).bind(null));
                             ^^^^^ unknown-upstream: No asset has the key "order". Did you mean "orders"?
export const result: string = total([]);
export const upper = asset((total: number) => total);
`);
});

test("what cannot be read is open: a spread of arguments, a function that another call makes", () => {
  const made = fixture(`${IMPORT}
declare const given: [number];
export const orders = asset((): number[] => [1]);
function convert(factor: number, orders: number[]): number { return orders.length * factor; }
declare function make(): (orders: number[]) => number;
export const spread = asset(convert.bind(null, ...given));
export const unread = asset(make().bind(null));
`);
  expect(problemsOf(made, true)).toEqual([]);
  expect(made.project.model().assets.map(({ key, open }) => [key, open])).toEqual([
    ["orders", []],
    ["spread", ["ins"]],
    ["unread", ["ins"]],
  ]);
});
