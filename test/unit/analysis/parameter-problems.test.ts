// Problems of an asset's parameters: the upstream asset returns nothing, or the parameter has no name.
import { expect, test } from "vitest";
import { checkProblems } from "../../support/check.js";

const IMPORT = 'import { asset } from "millrace";';

test("void-upstream, declared or inferred, and not also type-mismatch", () => {
  checkProblems(`
${IMPORT}
function log(): void {}
export const declared = asset((): void => {});
export const inferred = asset(() => { log(); });
export const arrow = asset(() => log());
export const a = asset((declared: string) => 1);
                        ^^^^^^^^ void-upstream: "declared" returns nothing, so there is nothing to load. To run after it, name it in \`deps\`.
export const b = asset((inferred: string) => 1);
                        ^^^^^^^^ void-upstream: "inferred" returns nothing, so there is nothing to load. To run after it, name it in \`deps\`.
export const c = asset((arrow: string) => 1);
                        ^^^^^ void-upstream: "arrow" returns nothing, so there is nothing to load. To run after it, name it in \`deps\`.
`);
});

test("the inputs of a function that takes something are open where its parameters cannot be read", () => {
  const { project } = checkProblems(`
${IMPORT}
const timed = <A extends unknown[], R>(fn: (...args: A) => R) => (...args: A): R => fn(...args);
const loose = (fn: () => number) => (...args: any[]): number => fn(...(args as []));
class Shop { static total(row: { a: number }): number { return row.a; } static none(): number { return 1; } }
let later = (row: { a: number }): number => row.a;
later = (row: { a: number }): number => row.a + 1;
let once = (row: { a: number }): number => row.a;
export const row = asset(() => ({ a: 1 }));
export const a = asset(timed((row: { a: number }): number => row.a));
export const b = asset(Shop.total);
export const c = asset({ group: "g" }, later);
export const c2 = asset({ group: "g" }, once);
export const d = asset(timed((): number => 1));
export const e = asset(loose(() => 1));
export const f = asset(Shop.none);
export const g = asset({ group: "g" }, timed((): number => 1));
export const h = asset({ group: "g" }, (row: { a: number }): number => row.a);
function first<T>(nowhere: T): T { return nowhere; }
                  ^^^^^^^ unknown-upstream: No asset has the key "nowhere". Create it, or name another asset.
export const i = asset(first<number>);
`);
  const { assets, open, isOpen } = project.model();
  expect(assets.filter((asset) => asset.open.length > 0).map(({ key, open: facts }) => [key, facts])).toEqual(
    ["a", "b", "c"].map((key) => [key, ["ins"]]),
  );
  expect(open.map(({ what, assetKey }) => [what, assetKey])).toEqual(["a", "b", "c"].map((key) => ["ins", key]));
  expect(isOpen()).toBe(true);
});

test("unsupported-parameter", () => {
  checkProblems(`
${IMPORT}
export const row = asset(() => ({ a: 1 }));
export const a = asset(({ a }: { a: number }) => a);
                        ^^^^^^^^^^^^^^^^^^^^ unsupported-parameter: A parameter names the asset it loads, so it cannot be destructured. Name the parameter, and destructure it in the body.
export const b = asset((...row: unknown[]) => row);
                        ^^^^^^^^^^^^^^^^^ unsupported-parameter: A rest parameter names no asset. Write one parameter for each asset to load.
export const c = asset((row?: { a: number }) => row);
                        ^^^^^^^^^^^^^^^^^^^ unsupported-parameter: An asset is always loaded, so its parameter cannot be optional. Remove the \`?\`.
export const d = asset((row = { a: 2 }) => row);
                        ^^^^^^^^^^^^^^ unsupported-parameter: An asset is always loaded, so its parameter cannot have a default. Remove the default.
export const e = asset(function (this: unknown, row: { a: number }) { return row; });
`);
});

test("unsupported-parameter: the context under another name", () => {
  checkProblems(`
import { asset, type AssetContext } from "millrace";
import * as millrace from "millrace";
export const a = asset((ctx: AssetContext) => ctx.log.info("x"));
                        ^^^ unsupported-parameter: The type of "ctx" says that it is the context, but its name says that it is an asset. Name it "context".
export const b = asset(function (c: millrace.AssetContext) { c.log.info("x"); });
                                 ^ unsupported-parameter: The type of "c" says that it is the context, but its name says that it is an asset. Name it "context".
`);
});
