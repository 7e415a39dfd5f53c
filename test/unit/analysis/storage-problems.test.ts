// Values that cannot be stored, values that would overwrite others, and missing columns, each with correct counterparts.
import { expect, test } from "vitest";
import { expectedAddress } from "../../../server/analysis/expected-address.js";
import { checkFix, checkProblems } from "../../support/check.js";
import { fixture } from "../../support/fixture.js";

const IMPORT =
  'import { asset, BackfillPolicy, DailyPartitionsDefinition, externalAsset, FilesystemIOManager, InMemoryIOManager, MaterializeResult, type Relation } from "millrace";';

test("not-storable: the path to what no file carries, at the asset's name", () => {
  checkProblems(`
${IMPORT}
interface Story { title: string; render: () => string }
export const report = asset((): { stories: Story[] } => ({ stories: [] }));
             ^^^^^^ not-storable: "report" cannot be stored: stories[].render is a function. Return data only.
export const inferred = asset(() => ({ at: 1, tag: Symbol("x") }));
             ^^^^^^^^ not-storable: "inferred" cannot be stored: tag is a symbol. Return data only.
export const soon = asset(async () => ({ a: [Promise.resolve(1)] }));
             ^^^^ not-storable: "soon" cannot be stored: a[] is a Promise. Await it.
export const maker = asset(() => (n: number) => n);
             ^^^^^ not-storable: "maker" cannot be stored: the value is a function. Return data only.
export const weak = asset(() => ({ cache: new WeakMap<object, number>() }));
             ^^^^ not-storable: "weak" cannot be stored: cache is a WeakMap. Return plain data.
export const nested = asset(() => new Map<string, { f: () => void }>());
             ^^^^^^ not-storable: "nested" cannot be stored: .get(key).f is a function. Return data only.
export const result = asset(() => new MaterializeResult({ value: { f() {} } }));
             ^^^^^^ not-storable: "result" cannot be stored: f is a function. Return data only.
export const getter = asset(() => ({ get now() { return 1; } }));
             ^^^^^^ not-storable: "getter" cannot be stored: now is a getter. Return its value.
export const steps = asset(function* () { yield 1; });
             ^^^^^ not-storable: "steps" cannot be stored: the value is a Generator. Return plain data.
export const both = asset((): { f: () => void } | { g: () => void } => ({ f() {} }));
             ^^^^ not-storable: "both" cannot be stored: f is a function. Return data only.
export const lazy = asset((): Relation<{ n: number }> => null!);
             ^^^^ not-storable: "lazy" cannot be stored: the value is a Relation, which only DuckDB stores. Return its rows, or choose a DuckDBIOManager.
export const batches = asset(async function* () { yield [{ at: new Date() }]; });
             ^^^^^^^ not-storable: "batches" cannot be stored: [][].at is a Date. Batches are stored in a file as JSON text: return text or numbers for it, or the rows themselves.
`);
});

test("not-storable: what the format that is asked for does not hold, and formats there are not", () => {
  checkProblems(`
${IMPORT}
export const fine = asset({ metadata: { format: "csv" } }, async function* () { yield [{ at: new Date() }]; });
export const rows = asset({ metadata: { format: "jsonl" } }, () => [{ at: new Date(), tags: ["a"] }]);
export const total = asset({ metadata: { format: "csv" } }, () => 1);
             ^^^^^ not-storable: "total" cannot be stored: the value is a number. A table takes an array of objects as rows; or choose another ioManagerKey.
export const typo = asset({ metadata: { format: "parqet" } }, () => [{ a: 1 }]);
             ^^^^ not-storable: "typo" cannot be stored: metadata.format is "parqet", which is not a file format. Did you mean "parquet"? Known: csv, jsonl, parquet.
const chosen: string = process.env.FORMAT ?? "csv";
export const open = asset({ metadata: { format: chosen } }, () => 1);
`);
});

test("not-storable: classes that storing would lose", () => {
  checkProblems(`
${IMPORT}
class Point { x = 1; y = 2; }
class Circle { r = 1; area() { return this.r; } }
class Account { #balance = 1; name = "a"; }
class Secret { private token = "t"; name = "a"; }
class Clock { get now() { return 1; } }
export const point = asset((): Point => ({ x: 1, y: 2 }));
export const circle = asset(() => ({ shapes: [new Circle()] }));
             ^^^^^^ not-storable: "circle" cannot be stored: shapes[] is a Circle, a class with methods. Return plain data.
export const account = asset(() => new Account());
             ^^^^^^^ not-storable: "account" cannot be stored: the value is an Account, a class with private members. Return plain data.
export const secret = asset(() => new Secret());
             ^^^^^^ not-storable: "secret" cannot be stored: the value is a Secret, a class with private members. Return plain data.
export const clock = asset(() => new Clock());
             ^^^^^ not-storable: "clock" cannot be stored: the value is a Clock, a class with accessors. Return plain data.
`);
});

test("not-storable: tables take rows of cells", () => {
  checkProblems(`
${IMPORT}
const db = { ioManagerKey: "warehouse" };
export const scalar = asset(db, () => 5);
             ^^^^^^ not-storable: "scalar" cannot be stored: the value is a number. A table takes an array of objects as rows; or choose another ioManagerKey.
export const map = asset(db, () => new Map<string, number>());
             ^^^ not-storable: "map" cannot be stored: the value is a Map. A table takes an array of objects as rows; or choose another ioManagerKey.
export const record = asset(db, () => ({ total: 1 }));
             ^^^^^^ not-storable: "record" cannot be stored: the value is an object. A table takes an array of objects as rows; or choose another ioManagerKey.
export const numbers = asset(db, () => [1, 2]);
             ^^^^^^^ not-storable: "numbers" cannot be stored: [] is a number. A table takes an array of objects as rows; or choose another ioManagerKey.
export const cells = asset(db, () => [{ tags: new Set<string>() }]);
             ^^^^^ not-storable: "cells" cannot be stored: [].tags is a Set. A column cannot store it: use plain objects, arrays, text, numbers, dates or bytes.
export const deep = asset(db, () => [{ a: { b: /x/ } }]);
             ^^^^ not-storable: "deep" cannot be stored: [].a.b is a RegExp. A column cannot store it: use plain objects, arrays, text, numbers, dates or bytes.
export const batches = asset(db, async function* () { yield [1]; });
             ^^^^^^^ not-storable: "batches" cannot be stored: [][] is a number. A table takes an array of objects as rows; or choose another ioManagerKey.
`);
});

test("storable, or nobody can tell: no problem", () => {
  checkProblems(`
${IMPORT}
class Mine { handleOutput() {} loadInput() { return 1; } }
const memory = new InMemoryIOManager();
const db = { ioManagerKey: "warehouse" };
interface Row { id: number; at: Date; name?: string; tags: readonly string[]; blob: Uint8Array; big: bigint; inner: { a: number | null } }
type Id = string & { readonly __brand: unique symbol };
type Branded = Row & { readonly [Symbol.species]?: never };
interface Named { name: string; toString(): string }
interface Tree { value: number; children: Tree[] }
export const builtIns = asset(() => ({ d: new Date(), m: new Map([[1, new Set([1n])]]), r: /a/, e: new Error("x"), b: new Uint8Array(1), f: new Float64Array(1), v: new DataView(new ArrayBuffer(1)), u: undefined, n: null }));
export const optional = asset((): { render?: () => void; on: (() => void) | null } => ({ on: null }));
export const either = asset((): { a: number } | (() => void) => ({ a: 1 }));
export const iterable = asset((): Iterable<number> => [1]);
export const like = asset((): ArrayLike<number> => [1]);
export const sized = asset((): { readonly size: number; has(k: string): boolean } => new Map());
export const named = asset((): Named => ({ name: "a" }));
export const ids = asset((): Id[] => []);
export const tree = asset((): Tree => ({ value: 1, children: [] }));
export const anything = asset((): any => () => 1);
export const unknown = asset((): unknown => () => 1);
export const object = asset((): object => () => 1);
export const generic = asset(<T>(): T => null!);
export const nothing = asset((): void => {});
export const never = asset((): never => { throw new Error("x"); });
export const maybe = asset((): (() => void) | undefined | number => 1);
export const kept = asset({ ioManager: memory }, () => () => 1);
export const own = asset({ ioManager: new Mine() as never }, () => () => 1);
export const rows = asset(db, (): Row[] => []);
export const readonlyRows = asset(db, (): readonly Readonly<Omit<Row, "at">>[] => []);
export const branded = asset(db, (): Branded[] => []);
export const someRows = asset(db, (): Row[] | null => []);
export const lazy = asset(db, (rows: Relation<Row>): Relation<Row> => rows);
export const anyRows = asset(db, (): any[] => []);
export const records = asset(db, (): Record<string, unknown>[] => []);
export const objects = asset(db, (): object[] => []);
export const batches = asset(db, async function* (): AsyncGenerator<Row[]> { yield []; });
export const jsonBatches = asset(async function* () { yield [{ a: "x", n: 1, l: [null] }]; });
export const tuple = asset(db, (): [{ a: 1 }, { a: 2 }] => [{ a: 1 }, { a: 2 }]);
`);
});

test("several partitions of a file in one call want a Map by key, told where the type is certain", () => {
  checkProblems(`
${IMPORT}
const daily = new DailyPartitionsDefinition({ startDate: "2026-01-01" });
const once = { partitions: daily, backfillPolicy: BackfillPolicy.singleRun() };
export const rows = asset(once, () => [{ a: 1 }]);
             ^^^^ not-storable: "rows" cannot be stored: the value is not a Map, but one call materializes several partitions. Return a Map of values by partition key.
export const pairs = asset({ partitions: daily, backfillPolicy: BackfillPolicy.multiRun(2) }, () => [{ a: 1 }]);
             ^^^^^ not-storable: "pairs" cannot be stored: the value is not a Map, but one call materializes several partitions. Return a Map of values by partition key.
export const record = asset({ ...once, ioManager: new InMemoryIOManager() }, () => ({ "2026-01-01": 1 }));
             ^^^^^^ not-storable: "record" cannot be stored: the value is not a Map, but one call materializes several partitions. Return a Map of values by partition key.
export const functions = asset(once, () => new Map<string, () => void>());
             ^^^^^^^^^ not-storable: "functions" cannot be stored: .get(key) is a function. Return data only.
export const map = asset(once, () => new Map<string, number>());
export const readonlyMap = asset(once, async (): Promise<ReadonlyMap<string, number>> => new Map());
export const result = asset(once, () => new MaterializeResult({ value: new Map([["a", 1]]) }));
export const open = asset(once, (): any => 1);
export const either = asset(once, (): Map<string, number> | number => 1);
export const nothing = asset(once, (): void => {});
export const table = asset({ ...once, ioManagerKey: "warehouse", metadata: { partitionExpr: "a" } }, () => [{ a: 1 }]);
export const each = asset({ partitions: daily }, () => [1]);
`);
});

test("storage-collision: at every party, by what the store can tell apart", () => {
  checkProblems(`
//- /millrace.config.ts
import { Definitions, DuckDBIOManager, FilesystemIOManager, PostgresIOManager } from "millrace";
import * as assets from "./src/assets.js";
export default new Definitions({ assets, resources: {
  sales: new DuckDBIOManager({ database: "data/w.duckdb", schema: "sales", settings: { memory_limit: "1GB", threads: 2 }, attach: [{ name: "other", database: "data/o.duckdb" }] }),
  again: new DuckDBIOManager({ database: "./data/w.duckdb", settings: { memory_limit: "1GB", threads: 2 }, attach: [{ name: "other", database: "data/o.duckdb" }] }),
  pg: new PostgresIOManager({ connection: process.env["PG"]!, schema: "public" }),
  outer: new FilesystemIOManager({ baseDir: "data" }),
  inner: new FilesystemIOManager({ baseDir: "data/raw" }),
  unknown: new DuckDBIOManager({ database: "data/w.duckdb", schema: process.env["SCHEMA"]! }),
} });
//- /src/assets.ts
${IMPORT}
type Rows = { n: number }[];
export const a = asset({ key: "a/orders", ioManagerKey: "sales" }, (): Rows => []);
             ^ storage-collision: "a/orders" is stored where "b/orders" and 1 more is: data/w.duckdb#sales.orders. One would replace the other. Give one of them another schema in its \`metadata\`, or another key.
export const b = asset({ key: "b/orders", ioManagerKey: "sales" }, (): Rows => []);
             ^ storage-collision: "b/orders" is stored where "a/orders" and 1 more is: data/w.duckdb#sales.orders. One would replace the other. Give one of them another schema in its \`metadata\`, or another key.
export const c = asset({ key: "sales/Orders", ioManagerKey: "again" }, (): Rows => []);
             ^ storage-collision: "sales/Orders" is stored where "a/orders" and 1 more is: data/w.duckdb#sales.orders. One would replace the other. Give one of them another schema in its \`metadata\`, or another key.
export const d = asset({ key: "d/orders", ioManagerKey: "sales", metadata: { schema: "other" } }, (): Rows => []);
export const e = asset({ key: "e/orders", ioManagerKey: "unknown" }, (): Rows => []);
export const f = asset({ key: "f/orders", ioManagerKey: "sales", metadata: { schema: process.env["X"]! } }, (): Rows => []);
export const g = asset({ key: "g/t", ioManagerKey: "pg" }, (): Rows => []);
             ^ storage-collision: "g/t" is stored where "h/t" is: the table public.t of "pg". One would replace the other. Give one of them another schema in its \`metadata\`, or another key.
export const h = asset({ key: "h/t", ioManagerKey: "pg" }, (): Rows => []);
             ^ storage-collision: "h/t" is stored where "g/t" is: the table public.t of "pg". One would replace the other. Give one of them another schema in its \`metadata\`, or another key.
export const i = asset({ key: "i/T", ioManagerKey: "pg" }, (): Rows => []);
export const j = asset({ key: "raw/file", ioManagerKey: "outer" }, () => 1);
             ^ storage-collision: "raw/file" is stored where "file" is: data/raw/file. One would replace the other. Give one of them another key, or another I/O manager.
export const k = asset({ key: "file", ioManagerKey: "inner" }, () => 1);
             ^ storage-collision: "file" is stored where "raw/file" is: data/raw/file. One would replace the other. Give one of them another key, or another I/O manager.
export const l = externalAsset({ key: "l/orders", ioManagerKey: "sales" });
export const m = asset({ key: "m/orders", ioManagerKey: "sales" }, (): void => {});
export const n = asset({ key: "n/orders", ioManager: new FilesystemIOManager({ baseDir: "data" }) }, () => 1);
`);
});

test("storage-collision: one folder, in whatever way its path is written", () => {
  const [one, other] = ['key: "a/t"', 'key: "t"'];
  for (const [outer, inner] of [
    ["data", "./data//x/../a/"],
    ["data", "data\\\\a"],
    ["C:/data", "c:\\\\data\\\\a"],
    ["//server/share", "\\\\\\\\server\\\\share\\\\a"],
    ["/project/data", "data/a"],
    ["D\u00e4ten", "Da\u0308ten/a"],
  ]) {
    const { project } = fixture(`
//- /millrace.config.ts
import { Definitions, FilesystemIOManager } from "millrace";
import * as assets from "./src/assets.js";
export default new Definitions({ assets, resources: {
  outer: new FilesystemIOManager({ baseDir: "${outer}" }), inner: new FilesystemIOManager({ baseDir: "${inner}" }),
} });
//- /src/assets.ts
${IMPORT}
export const a = asset({ ${one}, ioManagerKey: "outer" }, () => 1);
export const b = asset({ ${other}, ioManagerKey: "inner" }, () => 1);
`);
    const { problems, byKey } = project.model();
    expect(
      problems.map(({ code }) => code),
      inner,
    ).toEqual(["storage-collision", "storage-collision"]);
    for (const asset of byKey.values()) expect(expectedAddress(project, asset)).not.toContain("\\");
  }
});

test("a duplicate is not also a collision", () => {
  checkProblems(`
${IMPORT}
export const orders = asset(() => 1);
             ^^^^^^ duplicate-asset-key: Two assets have the key "orders". Rename one, or give it another \`key\`.
export const again = asset({ key: "orders" }, () => 2);
             ^^^^^ duplicate-asset-key: Two assets have the key "orders". Rename one, or give it another \`key\`.
`);
});

test("unknown-column: a column that the parameter's rows need, and that is left out", () => {
  checkProblems(`
${IMPORT}
export const rows = asset({ ioManagerKey: "warehouse" }, (): { id: number; title?: string }[] => []);
export const a = asset({ ins: { rows: { columns: ["title"] } } }, (rows: { id: number }[]) => rows.length);
                                                 ^^^^^^^^^ unknown-column: The rows of the parameter "rows" have the column "id", and \`columns\` leaves it out. Add it there, or take it out of the type.
export const b = asset({ ins: { rows: { columns: ["id"] } } }, (rows: { id: number; title?: string }[]) => rows.length);
`);
});

test("unknown-column: at the element, with the nearest; rows nobody knows have every column", () => {
  checkProblems(`
${IMPORT}
interface Row { id: number; title: string }
const COLUMN = "titl";
export const rows = asset({ ioManagerKey: "warehouse" }, (): Row[] => []);
export const files = asset((): Row[] => []);
export const lazy = asset({ ioManagerKey: "warehouse" }, (rows: Relation<Row>): Relation<Pick<Row, "id">> => null!);
export const open = asset({ ioManagerKey: "warehouse" }, (): Record<string, number>[] => []);
export const anything = asset((): any => []);
export const a = asset({ ins: { rows: { columns: ["id", COLUMN, "Title"] } } }, (rows: Row[]) => 1);
                                                        ^^^^^^ unknown-column: "rows" has no column "titl". Did you mean "title"? Known: "id", "title".
export const b = asset({ ins: { files: { columns: ["Title"] } } }, (files: Row[]) => 1);
                                                   ^^^^^^^ unknown-column: "files" has no column "Title". Did you mean "title"? Known: "id", "title".
export const c = asset({ ins: { lazy: { columns: ["title"] } } }, (lazy: { id: number }[]) => 1);
                                                  ^^^^^^^ unknown-column: "lazy" has no column "title". Known: "id".
export const d = asset({ ins: { open: { columns: ["x"] }, anything: { columns: ["y"] } } }, (open: unknown, anything: unknown) => 1);
export const e = asset({ ins: { rows: { columns: ["zzz"], inputManagerKey: "io_manager" } } }, (rows: Row[]) => 1);
`);
});

test("fixes: the nearest column, another schema, another key", () => {
  const rows = `import { asset } from "millrace";
export const rows = asset((): { id: number; title: string }[] => []);
export const a = asset({ ins: { rows: { columns: ["titl"] } } }, (rows: { title: string }[]) => rows);
`;
  checkFix(rows, 'Change to "title"', rows.replace('"titl"', '"title"'));
  const orders = `import { asset } from "millrace";
export const a = asset({ key: "a/orders", ioManagerKey: "warehouse" }, (): { n: number }[] => []);
export const orders = asset({ keyPrefix: "b", ioManagerKey: "warehouse", metadata: {} }, (): { n: number }[] => []);
`;
  checkFix(orders, 'Store it in the schema "a"', orders.replace('"warehouse" },', '"warehouse", metadata: { schema: "a" } },'));
  checkFix(orders, 'Store it in the schema "b"', orders.replace("metadata: {}", 'metadata: { schema: "b" }'));
  checkFix(orders, 'Give it the key "b/orders_2"', orders.replace("metadata: {}", 'metadata: {}, key: "b/orders_2"'));
});
