// Correct programs that a checker easily misjudges: none has a problem or a hint.
import { expect, test } from "vitest";
import { problemsOf } from "../../support/check.js";
import { fixture } from "../../support/fixture.js";

const IMPORT =
  'import { asset, assetsFrom, externalAsset, BackfillPolicy, DailyPartitionsDefinition, LastPartitionMapping, MaterializeResult, sql, type AssetContext, type Relation, type StoredValue, type Table } from "millrace";\n';

/** Each is a complete src/assets.ts, or files that start with `//- /path`. */
const PROGRAMS: Readonly<Record<string, string>> = {
  "a generic alias": `type Box<T> = { value: T };
export const a = asset((): Box<number> => ({ value: 1 }));
export const b = asset((a: Box<number>) => a.value);`,
  "a generic function as the asset": `function first<T extends { id: number }>(rows: readonly T[]): T | undefined { return rows[0]; }
export const rows = asset((): { id: number; name: string }[] => []);
export const b = asset({ key: "b" }, first<{ id: number }>);
export const c = asset(<T extends { id: number }>(rows: readonly T[]) => rows.length);`,
  "a generic with a default": `interface Page<T = string, M extends object = {}> { items: T[]; meta: M }
export const page = asset((): Page => ({ items: [], meta: {} }));
export const b = asset((page: Page<string, {}>) => page.items);`,
  overloads: `function compute(n: number): number; function compute(n: string): string; function compute(n: number | string) { return n; }
export const n = asset((): number => compute(1));
export const m = asset((n: number) => compute(n));`,
  "satisfies on options and values": `const options = { group: "g", tags: { a: "b" } } satisfies { group: string; tags: Record<string, string> };
export const a = asset(options, () => ({ x: 1 }) satisfies { x: number });
export const b = asset((a: { x: number }) => a.x);`,
  enums: `enum Plain { A, B } const enum Fast { X = 1 } enum Text { Up = "up" }
export const a = asset((): { p: Plain; f: Fast; t: Text } => ({ p: Plain.A, f: Fast.X, t: Text.Up }));
export const b = asset((a: { p: number; f: number; t: string }) => a);
export const c = asset((a: { p: Plain; f: Fast; t: Text }) => a);`,
  "template literal types": `type Id = \`order-\${number}\`;
export const id = asset((): Id => "order-1");
export const b = asset((id: \`order-\${string}\`) => id);
export const c = asset((id: string) => id);`,
  "branded primitives": `declare const brand: unique symbol;
type OrderId = string & { readonly [brand]: "order" }; type Cents = number & { __unit: "cents" };
export const a = asset((): { id: OrderId; cents: Cents }[] => []);
export const b = asset((a: { id: OrderId; cents: Cents }[]) => a);
export const c = asset((a: { id: string; cents: number }[]) => a);`,
  "branded objects": `declare const brand: unique symbol;
type Checked<T> = T & { readonly [brand]: true };
export const a = asset((): Checked<{ id: number }> => ({ id: 1 }) as Checked<{ id: number }>);
export const b = asset((a: { id: number }) => a);
export const c = asset((a: Checked<{ id: number }>) => a);`,
  "recursive types": `type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
interface Node { next: Node | null; children: readonly Node[] }
export const json = asset((): Json => ({ a: [1, null] }));
export const node = asset((): Node => ({ next: null, children: [] }));
export const b = asset((json: Json, node: { next: Node | null; children: Node[] }) => [json, node.children.length]);`,
  "mutually recursive readonly types": `interface A { readonly bs: readonly B[] } interface B { readonly as: ReadonlyMap<string, A> }
interface MutableA { bs: MutableB[] } interface MutableB { as: Map<string, MutableA> }
export const a = asset((): A => ({ bs: [] }));
export const b = asset((a: MutableA) => a.bs.length);`,
  "discriminated unions": `type Shape = { kind: "circle"; r: number } | { kind: "square"; side: number };
export const shapes = asset((): readonly Shape[] => []);
export const b = asset((shapes: Shape[]) => shapes.length);
export const c = asset((shapes: { kind: "circle" | "square"; r?: number; side?: number }[]) => shapes.length);`,
  "a discriminant spread over a union": `export const a = asset((): { kind: "x" | "y"; list: readonly number[] } => ({ kind: "x", list: [] }));
export const b = asset((a: { kind: "x"; list: number[] } | { kind: "y"; list: number[] }) => a.kind);`,
  "conditional types": `type Unwrap<T> = T extends Promise<infer U> ? Unwrap<U> : T extends readonly (infer E)[] ? E : T;
export const a = asset((): Unwrap<Promise<number[]>> => 1);
export const b = asset((a: Unwrap<Promise<Promise<number>>>) => a);`,
  "Awaited and ReturnType": `async function load() { return { rows: [1] as const, at: new Date(0) }; }
export const a = asset(load);
export const b = asset((a: Awaited<ReturnType<typeof load>>) => a.at);
`,
  "StoredValue of another asset": `export const rows = asset(async () => [{ id: 1 }]);
export const b = asset((rows: StoredValue<typeof import("./assets.js").rows>) => rows.length);`,
  "deeply readonly": `type DeepReadonly<T> = T extends (infer E)[] ? readonly DeepReadonly<E>[] : T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;
interface Order { lines: { items: string[] }[] }
export const orders = asset((): DeepReadonly<Order[]> => []);
export const b = asset((orders: Order[]) => orders.length);`,
  tuples: `export const pair = asset(() => [1, "a"] as [number, string]);
export const a = asset((pair: readonly [number, string]) => pair[0]);
export const b = asset((pair: [a: number, b?: string]) => pair[0]);
export const c = asset((pair: (number | string)[]) => pair.length);
export const rest = asset((): [string, ...number[]] => ["a"]);
export const d = asset((rest: [string, ...(number | null)[]]) => rest.length);`,
  "index signatures": `interface Row { id: number; name: string }
export const byName = asset((): { [name: string]: Row } => ({}));
export const a = asset((byName: Record<string, { id: number }>) => Object.keys(byName));
export const literal = asset(() => ({ x: 1, y: 2 }));
export const b = asset((literal: Record<string, number>) => literal);
export const c = asset((literal: { [key: string]: unknown }) => literal);`,
  "optional properties and undefined": `export const a = asset((): { x?: number; y: number | undefined } => ({ y: 1 }));
export const b = asset((a: { x?: number; y: number | undefined }) => a);
export const c = asset((a: { x: number | undefined; y?: number } | { x?: number | undefined; y: number | undefined }) => a);`,
  "mapped types, Pick, Omit, Partial, Required": `interface Order { id: number; total: number; note?: string }
export const orders = asset((): Order[] => []);
export const a = asset((orders: Pick<Order, "id">[]) => orders);
export const b = asset((orders: Omit<Order, "note">[]) => orders);
export const c = asset((orders: Partial<Order>[]) => orders);
export const d = asset((orders: { [K in keyof Order]?: Order[K] }[]) => orders);
export const full = asset((): Required<Order>[] => []);
export const e = asset((full: Order[]) => full);`,
  "key remapping": `type Prefixed<T> = { [K in keyof T & string as \`p_\${K}\`]: T[K] };
export const a = asset((): Prefixed<{ x: number }> => ({ p_x: 1 }));
export const b = asset((a: { p_x: number }) => a.p_x);`,
  "interfaces that merge": `interface Row { id: number } interface Row { name: string }
export const rows = asset((): Row[] => []);
export const b = asset((rows: { id: number; name: string }[]) => rows);`,
  "interfaces that extend": `interface Base { readonly id: number } interface Row extends Base, Pick<Date, never> { tags: readonly string[] }
export const rows = asset((): Row[] => []);
export const b = asset((rows: { id: number; tags: string[] }[]) => rows);`,
  "types of a declaration file": `//- /src/shop.d.ts
export interface Order { readonly id: number; lines: ReadonlyArray<{ sku: string }> }
declare global { interface GlobalRow { n: number } }
//- /src/assets.ts
import type { Order } from "./shop.js";
export const orders = asset((): Order[] => []);
export const globals = asset((): GlobalRow[] => []);
export const b = asset((orders: { id: number; lines: { sku: string }[] }[], globals: GlobalRow[]) => [orders, globals]);`,
  namespaces: `namespace Shop { export interface Order { id: number } export const group = "shop"; }
export const orders = asset({ group: Shop.group }, (): Shop.Order[] => []);
export const b = asset((orders: Shop.Order[]) => orders);`,
  "const assertions": `export const a = asset(() => ({ kind: "x", list: [1, 2, 3], nested: { deep: ["a"] } }) as const);
export const b = asset((a: { kind: string; list: number[]; nested: { deep: string[] } }) => a);
export const c = asset((a: { kind: "x"; list: [1, 2, 3] }) => a);`,
  "async generators": `interface Row { n: number }
export const batches = asset({ ioManagerKey: "warehouse" }, async function* () { yield [{ n: 1 }] as Row[]; });
export const a = asset((batches: Row[]) => batches);
export const b = asset((batches: AsyncIterable<Row[]>) => String(batches));
export const c = asset((batches: AsyncIterable<readonly Row[]>) => String(batches));
export const files = asset(async function* (): AsyncGenerator<Row[]> { yield []; });
export const d = asset((files: Row[]) => files.length);`,
  "functions declared elsewhere": `//- /src/compute.ts
import type { AssetContext } from "millrace";
export async function orders(context: AssetContext) { return [context.runId.length]; }
export default function total(orders: readonly number[]) { return orders.length; }
export const later = function (this: void, total: number) { return total; };
//- /src/assets.ts
import total_, { later as later_, orders as orders_ } from "./compute.js";
export const orders = asset(orders_);
export const total = asset(total_);
export const later = asset({ group: "later" }, later_);`,
  "a default export with a key": `export default asset({ key: "main/orders" }, (): number[] => []);
export const b = asset({ ins: { orders: { key: "main/orders" } } }, (orders: number[]) => orders.length);`,
  "assets of a helper": `const daily = (name: string) => asset({ key: "daily/" + name }, () => [1]);
export const one = daily("one");
export const b = asset({ ins: { x: { key: "daily/one" } } }, (x: number[]) => x);`,
  "assets of a loop": `export const many = ["a", "b"].map((key) => asset({ key }, () => 1));
export const sum = asset((a: number, b: number) => a + b);`,
  "re-exports": `//- /src/raw.ts
${IMPORT}
export const orders = asset((): number[] => []);
const hidden = asset((orders: number[]) => orders.length);
export { hidden as counted };
//- /src/index.ts
export * from "./raw.js";
export * as all from "./raw.js";
//- /src/assets.ts
export * from "./index.js";
export const b = asset((counted: number) => counted);`,
  "import type and type modifiers": `//- /src/types.ts
export interface Row { id: number }
export type { Row as Line };
//- /src/assets.ts
import { type Row, type Line } from "./types.js";
import type * as types from "./types.js";
export const rows = asset((): Row[] => []);
export const b = asset((rows: Line[]) => rows);
export const c = asset((rows: types.Row[]) => rows);
export const d = asset((rows: import("./types.js").Row[]) => rows);`,
  "intersections of interfaces": `interface Id { id: number } interface Named { name: string }
type Both = Id & Named & { readonly tags: readonly string[] };
export const rows = asset((): Both[] => []);
export const b = asset((rows: { id: number; name: string; tags: string[] }[]) => rows);
export const c = asset((rows: (Id & { tags: string[] })[]) => rows);
export const d = asset((rows: (Id & { tags: string[] } & { extra?: boolean })[]) => rows);`,
  "keys that are symbols": `declare const meta: unique symbol;
interface Row { id: number; [meta]?: string }
export const rows = asset((): Row[] => []);
export const b = asset((rows: Row[]) => rows);`,
  "classes of plain fields": `class Point { x = 0; y = 0; }
export const point = asset((): Point => ({ x: 1, y: 2 }));
export const b = asset((point: { x: number; y: number }) => point);
export const c = asset((point: Point) => point.x);`,
  "everything files hold": `export const all = asset(() => ({ at: new Date(), by: new Map([["a", new Set([1n])]]), re: /x/g, bytes: new Uint8Array(2), error: new TypeError("x"), view: new DataView(new ArrayBuffer(2)), list: Float64Array.of(1) }));
export const b = asset((all: { at: Date; by: ReadonlyMap<string, ReadonlySet<bigint>>; list: Float64Array }) => all);`,
  "bytes and typed arrays": `export const bytes = asset(() => new Uint8Array([1]));
export const floats = asset(() => Float32Array.of(1));
export const b = asset((bytes: Uint8Array, floats: Float32Array) => [bytes.length, floats.length]);`,
  "relations and tables, under aliases too": `interface Row { id: number; name: string }
type Rows = Relation<Row>; type Lazy<T> = Relation<{ value: T }>;
export const rows = asset({ ioManagerKey: "warehouse" }, (): Row[] => []);
export const lazy = asset({ ioManagerKey: "warehouse" }, (rows: Rows): Relation<Pick<Row, "id">> => sql<Pick<Row, "id">>\`select id from \${rows}\`);
export const valued = asset({ ioManagerKey: "warehouse" }, (rows: Rows): Lazy<string> => sql<{ value: string }>\`select name as value from \${rows}\`);
export const a = asset((lazy: { id: number }[], valued: { value: string }[]) => [lazy, valued]);
export const b = asset({ ioManagerKey: "warehouse" }, (valued: Lazy<string>) => valued);
export const c = asset((rows: Table) => rows.numRows);
export const d = asset((lazy: Iterable<{ id: number }>) => [...lazy]);
export const e = asset((lazy: { id: number }[] | null) => lazy);
export const f = asset((lazy: readonly { readonly id: number }[]) => lazy.length);`,
  "rows or nothing": `export const rows = asset({ ioManagerKey: "warehouse" }, (): { id: number }[] | undefined => undefined);
export const a = asset((rows: Relation<{ id: number }>) => rows.toRows());
export const b = asset((rows: { id: number }[]) => rows);`,
  "columns of a table, in any case": `export const rows = asset({ ioManagerKey: "warehouse" }, () => [{ id: 1, createdAt: new Date() }]);
export const a = asset({ ins: { rows: { columns: ["ID", "createdAt"] } } }, (rows: { createdAt: Date }[]) => rows);`,
  "any, unknown, never and object": `export const any = asset((): any => 1);
export const unknown = asset((): unknown => 1);
export const never = asset((): never => { throw new Error("x"); });
export const a = asset((any: string, unknown: unknown, never: Date) => [any, unknown, never]);
export const n = asset((): number => 1);
export const b = asset((n: any) => n);
export const c = asset((n: unknown) => n);
export const d = asset((n) => n);`,
  MaterializeResult: `export const a = asset(async () => new MaterializeResult({ value: { rows: [1] as readonly number[] }, metadata: { rows: 1 } }));
export const b = asset((a: { rows: number[] }) => a.rows);
export const c = asset((): MaterializeResult<number> | Promise<MaterializeResult<number>> => new MaterializeResult({ value: 1 }));`,
  "functions that return or throw": `export const a = asset((): number => { if (Math.random() > 2) throw new Error("x"); return 1; });
export const b = asset((a: number) => { switch (a) { case 1: return "one"; default: return "many"; } });
export const c = asset((b: "one" | "many") => b);`,
  "uses in odd places": `export const rows = asset((): number[] => [1]);
export const a = asset((rows: number[]) => { class Later { list = rows; } return new Later().list; });
export const b = asset((rows: number[]) => \`\${rows.length}\`);
export const c = asset((rows: number[]) => { const { length } = rows; return length; });
export const d = asset((rows: number[]) => { void rows; return 1; });
export const e = asset((rows: number[]) => ({ rows }));
export const f = asset((rows: number[]) => { function inner() { return rows; } return inner(); });
export const g = asset((rows: number[]) => { type T = typeof rows; return [] as T; });
export const h = asset(async (rows: number[]) => { for await (const row of rows) return row; return 0; });`,
  "the context under both its names": `export const a = asset((context: AssetContext) => 1);
export const b = asset((_context: AssetContext, a: number) => a);
export const c = asset(function (this: unknown, _context: AssetContext, a: number) { return a; });`,
  "partitions of files and tables": `const daily = new DailyPartitionsDefinition({ startDate: "2026-01-01" });
type ByDay<T> = ReadonlyMap<string, T>;
export const a = asset({ partitions: daily }, () => ({ n: 1 }));
export const b = asset({ partitions: daily }, (a: { n: number }) => a.n);
export const c = asset((a: ReadonlyMap<string, { n: number }>) => a.size);
export const d = asset((a: ByDay<{ n: number }>) => a.size);
export const e = asset((a: Map<string, { readonly n: number }>) => a.size);
export const f = asset({ ins: { a: { partitionMapping: new LastPartitionMapping() } } }, (a: { n: number }) => a.n);
export const g = asset((a: Iterable<[string, { n: number }]>) => [...a].length);
export const g2 = asset((a: object) => a);
export const g3 = asset((a: {}) => a);
export const h = asset({ partitions: daily, backfillPolicy: BackfillPolicy.singleRun() }, (a: ByDay<{ n: number }>) => new Map([...a].map(([day, { n }]) => [day, n])));
export const t = asset({ ioManagerKey: "warehouse", partitions: daily, metadata: { partitionExpr: "at" } }, () => [{ at: new Date() }]);
export const i = asset((t: { at: Date }[]) => t.length);`,
  "external assets": `export const feed = externalAsset({ key: "vendor/feed" });
export const a = asset({ ins: { feed: { key: "vendor/feed" } } }, (feed: { anything: string }[]) => feed);
export const b = asset({ deps: [feed, "a"] }, () => 1);`,
  "options spread, computed and shared": `const NAME = "warehouse"; const base = { group: "g", ["io" + "ManagerKey"]: NAME } as const;
export const a = asset({ ...base }, () => [{ n: 1 }]);
const shared = { ioManagerKey: NAME, metadata: { schema: "other" } };
export const b = asset({ ...shared, key: "x/a" }, () => [{ n: 1 }]);
export const c = asset({ ...shared, metadata: { ...shared.metadata, schema: "third" }, key: "y/a" }, () => [{ n: 1 }]);`,
  "tsx, and JavaScript habits": `//- /src/assets.tsx
${IMPORT}
export const old = asset(function () { return { a: 1 }; });
export const b = asset(function named(old: { a: number }) { return old["a"]; });
//- /src/assets.ts
export {};`,
};

test.each(Object.entries(PROGRAMS))("%s", (_, text) => {
  const files = text.startsWith("//- ") ? text : `//- /src/assets.ts\n${text}`;
  const whole = files.replace(/^(\/\/- \/src\/assets\.ts\n)(?!import \{ asset)/m, `$1${IMPORT}`);
  const made = fixture(`${whole}\n`);
  expect(made.project.model().assets.length + (whole.includes("assets.tsx") ? 1 : 0)).toBeGreaterThan(0);
  expect(problemsOf(made, true).map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
});

test("there are enough of them", () => {
  expect(Object.keys(PROGRAMS).length).toBeGreaterThanOrEqual(50);
});
