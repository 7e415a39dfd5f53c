// Every problem with its place, and correct programs without problems.
import { expect, test } from "vitest";
import { checkProblems, problemsOf } from "../../support/check.js";
import { fixture } from "../../support/fixture.js";

const IMPORT = 'import { asset, externalAsset, MaterializeResult, type AssetContext, type Relation, type Table } from "millrace";';

test("unknown-upstream: at the parameter, with the nearest name", () => {
  checkProblems(`
${IMPORT}
export const orders = asset((): number[] => [1]);
export const total = asset((context: AssetContext, order: number[]) => order.length);
                                                   ^^^^^ unknown-upstream: No asset has the key "order". Did you mean "orders"?
export const other = asset((warehouse_levels: number[]) => 1);
                            ^^^^^^^^^^^^^^^^ unknown-upstream: No asset has the key "warehouse_levels". Create it, or name another asset.
`);
});

test("a parameter is looked for under the consumer's own prefix first, then bare, and nowhere else", () => {
  checkProblems(`
${IMPORT}
export const a = asset({ keyPrefix: "raw" }, () => 1);
export const b = asset({ keyPrefix: "raw" }, (a: number) => a);
export const c = asset((a: number) => a);
                        ^ unknown-upstream: No asset has the key "a". Did you mean "raw/a"?
export const bare = asset(() => 1);
export const d = asset({ keyPrefix: ["raw", "deep"] }, (bare: number) => bare);
export const e = asset({ ins: { x: { key: "raw/a" }, y: { key: ["raw", "b"] } } }, (x: number, y: number) => x + y);
`);
});

test("ins: a key that is none, an entry without a parameter", () => {
  checkProblems(`
${IMPORT}
export const orders = asset((): number[] => [1]);
export const total = asset({ ins: { x: { key: "order" } } }, (x: number[]) => x.length);
                                              ^^^^^^^ unknown-upstream: No asset has the key "order". Did you mean "orders"?
export const sum = asset({ ins: { orderz: { key: "orders" } } }, (orders: number[]) => orders.length);
                                  ^^^^^^ unknown-upstream: \`ins\` has an entry "orderz", but the function has no parameter of that name. Did you mean "orders"?
`);
});

test("unknown-dep is a warning; deps take keys, assets and external assets", () => {
  checkProblems(`
${IMPORT}
export const orders = asset((): number[] => [1]);
export const feed = externalAsset({ key: "vendor/feed" });
export const after = asset({ deps: ["orders", orders, ["vendor", "feed"], feed, "vendor/fed"] }, () => 1);
                                                                                ~~~~~~~~~~~~ unknown-dep: No asset has the key "vendor/fed". Did you mean "vendor/feed"? Declare it with externalAsset({ key: "vendor/fed" }) if others produce it.
export const inline = asset({ deps: [externalAsset({ key: "vendor/other" })] }, () => 1);
const hidden = asset({ key: "hidden" }, () => 1);
export const lost = asset({ deps: [hidden] }, () => 1);
                                   ~~~~~~ unknown-dep: The Definitions do not contain the asset "hidden", so it cannot be materialized here. Add it to their assets.
`);
});

test("duplicate-asset-key stands at every party", () => {
  checkProblems(`
${IMPORT}
export const orders = asset(() => 1);
             ^^^^^^ duplicate-asset-key: Two assets have the key "orders". Rename one, or give it another \`key\`.
export const again = asset({ key: "orders" }, () => 2);
             ^^^^^ duplicate-asset-key: Two assets have the key "orders". Rename one, or give it another \`key\`.
`);
});

test("dependency-cycle stands at every asset of the cycle, through deps too, and at none below it", () => {
  checkProblems(`
${IMPORT}
export const a = asset((c: number) => c);
             ^ dependency-cycle: "a" is part of a cycle: a → b → c → a. Remove one of these parameters or deps.
export const b = asset((a: number) => a);
             ^ dependency-cycle: "b" is part of a cycle: a → b → c → a. Remove one of these parameters or deps.
export const c = asset({ deps: ["b"] }, () => 1);
             ^ dependency-cycle: "c" is part of a cycle: a → b → c → a. Remove one of these parameters or deps.
export const below = asset((c: number) => c);
`);
});

test("each asset of a knot of cycles is told a circle it is on", () => {
  checkProblems(`
${IMPORT}
export const a = asset({ deps: ["b"] }, () => 1);
             ^ dependency-cycle: "a" is part of a cycle: a → b → a. Remove one of these parameters or deps.
export const b = asset((a: number, c: number) => a + c);
             ^ dependency-cycle: "b" is part of a cycle: b → c → b. Remove one of these parameters or deps.
export const c = asset((b: number) => b);
             ^ dependency-cycle: "c" is part of a cycle: b → c → b. Remove one of these parameters or deps.
`);
});

test("self-dependency is that alone, not a cycle", () => {
  checkProblems(`
${IMPORT}
export const a = asset((a: number) => a);
                        ^ self-dependency: "a" cannot load itself. Rename the parameter, or say in \`ins\` which asset it means.
`);
});

test("unknown-io-manager-key: at the value, at the use of a constant, at the spread; resources that cannot store", () => {
  checkProblems(`
//- /millrace.config.ts
import { Definitions, DuckDBIOManager, envVar } from "millrace";
import * as assets from "./src/assets.js";
class Loader { loadInput() { return 1; } }
export default new Definitions({ assets, resources: { warehouse: new DuckDBIOManager({ database: "w.duckdb" }), token: envVar("T"), api: new Loader() } });
//- /src/assets.ts
${IMPORT}
const KEY = "warehose";
const base = { ioManagerKey: "wharehouse" };
export const a = asset({ ioManagerKey: KEY }, () => [{ n: 1 }]);
                                       ^^^ unknown-io-manager-key: No resource has the key "warehose". Did you mean "warehouse"? Known: "warehouse". Add it to \`resources\` of the Definitions.
export const b = asset({ ...base, group: "g" }, () => [{ n: 1 }]);
                         ^^^^^^^ unknown-io-manager-key: No resource has the key "wharehouse". Did you mean "warehouse"? Known: "warehouse". Add it to \`resources\` of the Definitions.
export const c = asset({ ioManagerKey: "token" }, () => 1);
                                       ^^^^^^^ unknown-io-manager-key: The resource "token" is not an I/O manager: it has no handleOutput.
export const d = asset({ ioManagerKey: "api" }, () => 1);
                                       ^^^^^ unknown-io-manager-key: The resource "api" can load but not store: it has no handleOutput.
export const e = asset({ ioManagerKey: "io_manager" }, () => 1);
export const f = externalAsset({ key: "shop/f", ioManagerKey: "api" });
`);
});

test("resources only running knows are no reason for a problem", () => {
  checkProblems(`
//- /millrace.config.ts
import { Definitions, DuckDBIOManager, FilesystemIOManager } from "millrace";
import * as assets from "./src/assets.js";
const resources = {
  local: { warehouse: new DuckDBIOManager({ database: "w.duckdb" }) },
  prod: { warehouse: new FilesystemIOManager({ baseDir: "x" }) },
};
const deployment = process.env["DEPLOYMENT"] ?? "local";
export default new Definitions({ assets, resources: resources[deployment as keyof typeof resources] });
//- /src/assets.ts
${IMPORT}
export const a = asset({ ioManagerKey: "warehouse" }, () => [{ n: 1 }]);
export const b = asset({ ioManagerKey: "warehous" }, () => [{ n: 1 }]);
                                       ^^^^^^^^^^ unknown-io-manager-key: No resource has the key "warehous". Did you mean "warehouse"? Known: "warehouse". Add it to \`resources\` of the Definitions.
`);
  checkProblems(`
//- /node_modules/somewhere/index.js
exports.makeResources = () => ({});
//- /millrace.config.ts
import { Definitions } from "millrace";
import * as assets from "./src/assets.js";
import { makeResources } from "somewhere";
export default new Definitions({ assets, resources: makeResources() });
//- /src/assets.ts
${IMPORT}
export const a = asset({ ioManagerKey: "anything" }, () => 1);
`);
});

test("invalid-asset-name: characters, reserved words, no export, two exports, default export", () => {
  checkProblems(`
//- /millrace.config.ts
import { Definitions } from "millrace";
import * as assets from "./src/assets.js";
import byDefault from "./src/assets.js";
import { hidden } from "./src/list.js";
export default new Definitions({ assets: [assets, byDefault, hidden] });
//- /src/list.ts
${IMPORT}
const secret = asset(() => 1);
      ^^^^^^ invalid-asset-name: This asset has no name: its module does not export it. Export \`secret\`, or give it a \`key\`.
export const hidden = [secret];
//- /src/assets.ts
${IMPORT}
export const caf\u00e9 = asset(() => 1);
             ^^^^ invalid-asset-name: "caf\u00e9" cannot be part of an asset key: only letters A-Z a-z, digits and _ can. Rename it, or give the asset a \`key\`.
export const $money = asset(() => 1);
             ^^^^^^ invalid-asset-name: "$money" cannot be part of an asset key: only letters A-Z a-z, digits and _ can. Rename it, or give the asset a \`key\`.
export const context = asset(() => 1);
             ^^^^^^^ invalid-asset-name: "context" is a reserved name and cannot name an asset. Rename it, or give the asset another \`key\`.
export const one = asset(() => 1);
             ^^^ invalid-asset-name: An asset has one name, and its module exports this one as "one" and "two". Give it a \`key\`, or export it once.
export { one as two };
export const constructor = asset(() => 1);
export const __proto__ = asset(() => 1);
export const uses = asset((constructor: number, __proto__: number) => 1);
export default asset(() => 1);
               ^^^^^^^^^^^^^^ invalid-asset-name: A default export has no name. Give the asset a \`key\`: \`export default asset({ key: "name" }, …)\`.
`);
});

test("not-in-definitions: exported, included by tsconfig, and not reached", () => {
  checkProblems(`
//- /millrace.config.ts
import { Definitions } from "millrace";
import { used } from "./src/assets.js";
export default new Definitions({ assets: [used] });
//- /src/assets.ts
${IMPORT}
export const used = asset(() => 1);
export const forgotten = asset(() => 1);
             ~~~~~~~~~ not-in-definitions: "forgotten" is exported, but the Definitions do not reach it. Add it to \`assets\` in the config.
const own = asset(() => 1);
//- /src/lonely.ts
${IMPORT}
export const lonely = asset(() => 1);
             ~~~~~~ not-in-definitions: "lonely" is exported, but the Definitions do not reach it. Add it to \`assets\` in the config.
`);
});

test("a config that exports no Definitions", () => {
  const { project } = fixture("", { config: "export default { assets: [] };" });
  expect(project.model().problems.map(({ code, message }) => `${code}: ${message}`)).toEqual([
    "invalid-config: This config exports no Definitions. Write `export default new Definitions({ assets, resources })`.",
  ]);
});

test("a syntax error is told, and the rest of the file still counts", () => {
  const made = fixture(`${IMPORT}
export const orders = asset((): number[] => [1]);
export const total = asset((orders: number[]) => orders.length;
export const sum = asset((order: number[]) => 1);
`);
  const codes = problemsOf(made).map(({ code }) => code);
  expect(codes).toContain("syntax-error");
  expect(codes).toContain("unknown-upstream");
});

test("imports that lead nowhere; types, packages without types and modules of Node do not count", () => {
  checkProblems(`
//- /node_modules/untyped/index.js
module.exports = 1;
//- /src/types.d.ts
export interface Row { id: number }
//- /src/assets.ts
${IMPORT}
import { readFileSync } from "node:fs";
import path from "path";
import untyped from "untyped";
import type { Gone } from "./gone.js";
import { gone } from "./gone.js";
                     ^^^^^^^^^^^ unresolved-import: "./gone.js" cannot be resolved. Fix the path, or create the file.
import nope from "@some/nope/deep";
                 ^^^^^^^^^^^^^^^^^ unresolved-import: "@some/nope/deep" cannot be resolved. Install it: npm install @some/nope
export const a = asset(() => [readFileSync, path, untyped, gone, nope].length);
`);
});

test("an import that `paths` of tsconfig send to no file names the place; a pattern for every name does not", () => {
  checkProblems(`
//- /tsconfig.json
{ "compilerOptions": { "paths": { "@/*": ["./src/*"], "shared": ["./lib/shared.ts"], "*": ["./typings/*"] } } }
//- /src/assets.ts
${IMPORT}
import { gone } from "@/prices/gone";
                     ^^^^^^^^^^^^^^^ unresolved-import: "@/prices/gone" cannot be resolved. "paths" of tsconfig.json send it to src/prices/gone. Fix them, or create the file.
import { all } from "shared";
                    ^^^^^^^^ unresolved-import: "shared" cannot be resolved. "paths" of tsconfig.json send it to lib/shared.ts. Fix them, or create the file.
import nope from "nope";
                 ^^^^^^ unresolved-import: "nope" cannot be resolved. Install it: npm install nope
export const a = asset(() => [gone, all, nope].length);
`);
});

test("type-mismatch in TypeScript's own words, with the first property that differs", () => {
  const made = checkProblems(`
${IMPORT}
interface Story { id: number; title: string }
export const stories = asset(async (): Promise<Story[]> => []);
export const a = asset((stories: { id: string }[]) => stories);
                        ^^^^^^^ type-mismatch: The value of "stories" does not fit the parameter "stories": [].id is number in the value, but string in the parameter.
export const result = asset(() => new MaterializeResult({ value: { n: 1 } }));
export const b = asset((result: { n: string }) => result);
                        ^^^^^^ type-mismatch: The value of "result" does not fit the parameter "result": n is number in the value, but string in the parameter.
`);
  expect(problemsOf(made).map(({ message }) => message)).toEqual([
    `The value of "stories" does not fit the parameter "stories": [].id is number in the value, but string in the parameter.
Type 'Story[]' is not assignable to type '{ id: string; }[]'.
  Type 'Story' is not assignable to type '{ id: string; }'.
    Types of property 'id' are incompatible.
      Type 'number' is not assignable to type 'string'.`,
    `The value of "result" does not fit the parameter "result": n is number in the value, but string in the parameter.
Type '{ n: number; }' is not assignable to type '{ n: string; }'.
  Types of property 'n' are incompatible.
    Type 'number' is not assignable to type 'string'.`,
  ]);
});

test("forms: a relation of files is no relation; rows are compared as rows", () => {
  checkProblems(`
${IMPORT}
interface Row { n: number }
export const rows = asset({ ioManagerKey: "warehouse" }, (): Row[] => []);
export const file = asset((): Row[] => []);
export const a = asset((rows: Relation<Row>) => 1);
export const b = asset((rows: AsyncIterable<Row[]>) => 1);
export const c = asset((rows: Relation<{ n: string }>) => 1);
                        ^^^^ type-mismatch: The value of "rows" does not fit the parameter "rows": [].n is number in the value, but string in the parameter.
export const d = asset((file: Relation<Row>) => 1);
                        ^^^^ type-mismatch: "file" is loaded by FilesystemIOManager, which cannot load it as Relation. Declare the plain value, or store "file" with a table manager such as DuckDBIOManager.
export const lazy = asset({ ioManagerKey: "warehouse" }, (rows: Relation<Row>): Relation<Row> => rows);
export const e = asset((lazy: Row[]) => 1);
export const f = asset((rows: Table) => 1);
export const pieces = asset((): AsyncIterable<Row[]> => null!);
export const g = asset((pieces: AsyncIterable<Row[]>) => 1);
export const h = asset((file: AsyncIterable<Row[]>) => 1);
`);
});

test("tricky but correct: no problem at all", () => {
  checkProblems(`
//- /src/shared.ts
export const options = { group: "g" } as const;
export enum Keys { Warehouse = "warehouse" }
//- /src/more.ts
import { asset as makeAsset } from "millrace";
import * as sdk from "millrace";
export const aliased = makeAsset(() => 1);
export const namespaced = sdk.asset((aliased: number) => aliased);
//- /src/assets.ts
${IMPORT}
import { options, Keys } from "./shared.js";
export * from "./more.js";
type Tree = { value: number; children: Tree[] };
export const declared = asset(compute);
async function compute(context: AssetContext): Promise<readonly number[]> { return [context.runId.length]; }
export const readonly_in = asset((declared: number[]) => declared.length);
export const any_in = asset((declared: any) => declared);
export const unknown_in = asset((declared: unknown) => 1);
export const unannotated = asset((declared) => 1);
export const maybe = asset((): number | undefined => undefined);
export const takes = asset((maybe: number) => maybe);
export const generic = asset(<T extends readonly number[]>(declared: T) => declared.length);
export const union = asset((): "a" | "b" => "a");
export const wide = asset((union: string) => union);
export const tree = asset((): Tree => ({ value: 1, children: [] }));
export const walk = asset((tree: Tree) => tree.value);
export const twice = asset({ ins: { x: { key: "tree" }, y: { key: "tree" } } }, (x: Tree, y: Tree) => x === y);
export const keyed = asset({ ...options, ioManagerKey: Keys.Warehouse } satisfies { ioManagerKey: string }, (): { n: number }[] => []);
export const branch = asset({ ioManagerKey: Math.random() > 2 ? "warehouse" : "io_manager" }, () => [{ n: 1 }]);
export const batches = asset({ ioManagerKey: "warehouse" }, async function* (): AsyncGenerator<{ n: number }[]> { yield [{ n: 1 }]; });
export const from_batches = asset((batches: { n: number }[]) => batches.length);
export const optional_property = asset((keyed: { n?: number }[]) => keyed.length);
export const throws = asset((): never => { throw new Error("no"); });
export const after_throws = asset((throws: string) => throws);
export const notAnAsset = 5;
`);
});

test("a loaded value is the consumer's own copy: readonly may become mutable at any depth, and only that", () => {
  checkProblems(`
${IMPORT}
interface Row { readonly tags: readonly string[] }
export const pair = asset((): readonly [number, string] => [1, "a"]);
export const deep = asset((): { a: { b: readonly number[] } } => ({ a: { b: [] } }));
export const record = asset((): Record<string, readonly Row[]> => ({}));
export const map = asset((): ReadonlyMap<string, readonly number[]> => new Map());
export const ok = asset((pair: [number, string], deep: { a: { b: number[] } }, record: Record<string, { tags: string[] }[]>, map: Map<string, number[]>) => 1);
export const bad1 = asset((pair: [number, number]) => 1);
                           ^^^^ type-mismatch: The value of "pair" does not fit the parameter "pair": [1] is string in the value, but number in the parameter.
export const bad2 = asset((deep: { a: { b: string[] } }) => 1);
                           ^^^^ type-mismatch: The value of "deep" does not fit the parameter "deep": a.b[] is number in the value, but string in the parameter.
export const bad3 = asset((map: Map<string, string[]>) => 1);
                           ^^^ type-mismatch: The value of "map" does not fit the parameter "map": .get(key)[] is number in the value, but string in the parameter.
`);
});

test("type parameters count by their constraint", () => {
  checkProblems(`
${IMPORT}
interface Row { id: number }
export const rows = asset((): Row[] => []);
export const a = asset(<T extends Row>(rows: T[]): number => rows.length);
export const b = asset(<T extends { id: string }>(rows: T[]): number => rows.length);
                                                  ^^^^ type-mismatch: The value of "rows" does not fit the parameter "rows": [].id is number in the value, but string in the parameter.
export const c = asset(<T>(rows: readonly { id: T }[]): number => rows.length);
`);
});

test("CommonJS: import = require", () => {
  checkProblems(`
//- /millrace.config.ts
import { Definitions } from "millrace";
import * as assets from "./src/assets.js";
import { from_cts } from "./src/c.cjs";
export default new Definitions({ assets: [assets, from_cts] });
//- /src/c.cts
import millrace = require("millrace");
export const from_cts = millrace.asset((): number => 2);
//- /src/assets.ts
${IMPORT}
export const total = asset((from_cts: number) => from_cts);
`);
});

test("an export of a helper may hold assets when its type says so, and only then", () => {
  checkProblems(`
${IMPORT}
const make = (n: number) => asset({ key: "made_" + n }, () => n);
export const m1 = make(1);
export const uses = asset((made_1: number) => made_1);
`);
  checkProblems(`
${IMPORT}
const numbers = (n: number) => [n];
export const limit = numbers(1);
export const uses = asset((made_1: number) => made_1);
                           ^^^^^^ unknown-upstream: No asset has the key "made_1". Create it, or name another asset.
`);
});

test("assets a helper or a loop makes are never a false error", () => {
  checkProblems(`
//- /millrace.config.ts
import { asset, Definitions } from "millrace";
import * as assets from "./src/assets.js";
const countries = ["no", "se"].map((code) => asset({ key: code }, () => 1));
export default new Definitions({ assets: [assets, ...countries] });
//- /src/assets.ts
${IMPORT}
export const total = asset((no: number, se: number) => no + se);
`);
});

test("invalid-options", () => {
  checkProblems(`
//- /millrace.config.ts
import { AssetSelection, defineAssetJob, Definitions } from "millrace";
import * as assets from "./src/assets.js";
const one = defineAssetJob("nightly", { selection: AssetSelection.all() });
export default new Definitions({ assets, jobs: [one, defineAssetJob("nightly")] });
                                                ^^^ invalid-options: Two jobs are named "nightly". Rename one.
                                                     ^^^^^^^^^^^^^^^^^^^^^^^^^ invalid-options: Two jobs are named "nightly". Rename one.
//- /src/assets.ts
import { asset, InMemoryIOManager } from "millrace";
export const a = asset({ owners: ["team:data", "me@example.com", "someone"] }, () => 1);
                                                                 ^^^^^^^^^ invalid-options: "someone" is not an owner. Write an e-mail address, or "team:name".
export const b = asset({ ioManager: new InMemoryIOManager(), ioManagerKey: "io_manager" }, () => 1);
                                                                           ^^^^^^^^^^^^ invalid-options: An asset has \`ioManager\` or \`ioManagerKey\`, not both. Remove one.
`);
});

test("a resource an asset needs must be there; what factories make is known by what made it", () => {
  checkProblems(
    `
${IMPORT}
export const a = asset({ requiredResourceKeys: ["cient"] }, () => 1);
                                                ^^^^^^^ unknown-resource: No resource has the key "cient". Did you mean "client"? Known: "client", "io_manager", "loader", "made". Add it to \`resources\` of the Definitions.
export const b = asset({ requiredResourceKeys: ["client"], ioManagerKey: "made" }, () => 1);
export const c = asset({ ioManagerKey: "client" }, () => 1);
                                       ^^^^^^^^ unknown-io-manager-key: The resource "client" is not an I/O manager: it has no handleOutput.
export const d = asset({ ioManagerKey: "loader" }, () => 1);
                                       ^^^^^^^^ unknown-io-manager-key: The resource "loader" can load but not store: it has no handleOutput.
export const e = asset({ ins: { b: { inputManagerKey: "loader" } } }, (b: number) => b);
`,
    {
      config: `import { Definitions, FilesystemIOManager, inputManager, ioManager, resource } from "millrace";
import * as assets from "./src/assets.js";
const made = ioManager({}, () => new FilesystemIOManager({ baseDir: "data" }));
const loader = inputManager({}, () => ({ loadInput: () => 1 }));
const client = resource({}, () => ({ get: () => 1 }));
export default new Definitions({
  assets,
  resources: { client, loader, made: made.configured(undefined), io_manager: new FilesystemIOManager({ baseDir: "data" }) },
});
`,
    },
  );
});
