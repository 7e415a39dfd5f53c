// Every manager returns each value exactly as it was stored, or refuses it with its path and keeps the old value.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ColumnKind, DeclaredType } from "../../../runtime/contract/asset.js";
import { DuckDBIOManager } from "../../../runtime/io/duckdb/manager.js";
import { FilesystemIOManager } from "../../../runtime/io/files/filesystem.js";
import { InMemoryIOManager } from "../../../runtime/io/memory/manager.js";
import { ObjectStoreIOManager } from "../../../runtime/io/object-store/manager.js";
import { PostgresIOManager } from "../../../runtime/io/postgres/manager.js";
import { reasonAgainstJson } from "../../../runtime/io/values/json-safe.js";
import { MultiBackendIOManager } from "../../../runtime/io/wrappers/multi-backend-manager.js";
import { PathIOManager } from "../../../runtime/io/wrappers/path-manager.js";
import { TypedIOManager } from "../../../runtime/io/wrappers/typed-manager.js";
import { VersionedIOManager } from "../../../runtime/io/wrappers/versioned-manager.js";
import type { InputContext, IOManager, OutputContext } from "../../../runtime/sdk/io-manager.js";
import { Bench } from "../../support/io-manager-suite.js";
import { difference } from "../../support/same.js";
import { startAzure } from "../../support/servers/azure.js";
import { startGcs } from "../../support/servers/gcs.js";
import { PostgresServer } from "../../support/servers/postgres.js";
import { startS3 } from "../../support/servers/s3.js";
import type { StoreServer } from "../../support/servers/store-server.js";
import { sampleOf } from "../../support/trials.js";

class Point {
  x = 1;
}
class Circle {
  r = 1;
  area() {
    return this.r ** 2 * Math.PI;
  }
}
class Labels extends Map<string, number> {}
class Failure extends Error {
  override name = "Failure";
}

const bytes = () => new Uint8Array([0, 127, 255]).buffer;
const cycle = () => {
  const value: { list: unknown[]; self?: unknown } = { list: [] };
  value.self = value;
  value.list.push(value.list);
  return value;
};
const shared = () => {
  const part = { a: [1] };
  return { first: part, second: [part, part.a] };
};
const own = (key: string | symbol, value: unknown, to: object = {}) =>
  Object.defineProperty(to, key, { value, enumerable: true, writable: true, configurable: true });

/** `kept`, or the refusal: the path in the value, and the reason. */
type Fate = "kept" | readonly [path: string, reason: RegExp];

interface Exotic {
  readonly name: string;
  /** Creates a new value each time. */
  readonly make: () => unknown;
  /** For a file: as the whole value, and inside other values. */
  readonly file: Fate;
  /** As the cell of a row in a table. */
  readonly duckdb: Fate | Becomes;
  readonly postgres: Fate | Becomes;
  /** The kind of the cell's column, as declared by the row's type. */
  readonly kind?: ColumnKind;
}

/** The value that a cell loads as, according to the docs of the table managers. */
interface Becomes {
  readonly becomes: unknown;
}

const kept = "kept";
const lost = (what: string): Fate => ["", new RegExp(`(?=.*${what}).*would lose`)];
const noColumn = (what: string, path = ""): Fate => [path, new RegExp(`${what}, which no column can store`)];
const notJson = (what: string, path = ""): Fate => [path, new RegExp(`${what}.*JSON`)];
const both = (fate: Fate | Becomes) => ({ duckdb: fate, postgres: fate });

const EXOTIC: readonly Exotic[] = [
  { name: "null", make: () => null, file: kept, ...both(kept) },
  { name: "text", make: () => "a\u0001'\"\\\n\t🎈\u2028", file: kept, ...both(kept) },
  { name: "empty text", make: () => "", file: kept, ...both(kept) },
  { name: "text with U+0000", make: () => "a\0b", file: kept, duckdb: kept, postgres: ["", /text with U\+0000/] },
  { name: "half a surrogate pair", make: () => "a\ud800", file: kept, ...both(["", /half a surrogate pair/]) },
  { name: "half a surrogate pair within", make: () => ["\udc00"], file: kept, ...both(["[0]", /half a surrogate pair/]) },
  { name: "half a surrogate pair as a key", make: () => ({ "\ud800": 1 }), file: kept, ...both(['["\\ud800"]', /half a surrogate pair/]) },
  { name: "a whole number", make: () => 2 ** 53 - 1, file: kept, ...both(kept) },
  { name: "-0", make: () => -0, file: kept, ...both(kept) },
  { name: "NaN", make: () => Number.NaN, file: kept, ...both(kept) },
  { name: "Infinity", make: () => Number.POSITIVE_INFINITY, file: kept, ...both(kept) },
  { name: "-Infinity", make: () => Number.NEGATIVE_INFINITY, file: kept, ...both(kept) },
  { name: "the smallest number", make: () => Number.MIN_VALUE, file: kept, ...both(kept) },
  { name: "the largest number", make: () => Number.MAX_VALUE, file: kept, ...both(kept) },
  { name: "special numbers within", make: () => [-0, Number.NaN, 1], file: kept, duckdb: kept, postgres: notJson("is -0", "[0]") },
  { name: "a bigint", make: () => 5n, file: kept, kind: "bigint", ...both(kept) },
  { name: "a bigint no number holds", make: () => 2n ** 63n - 1n, file: kept, ...both(kept) },
  { name: "a bigint of 100 bits", make: () => -(2n ** 99n) - 1n, file: kept, ...both(kept) },
  { name: "a bigint of 1,000 bits", make: () => 2n ** 999n, file: kept, ...both(noColumn("is a bigint beyond ±\\(2¹²⁷ - 1\\)")) },
  { name: "true", make: () => true, file: kept, ...both(kept) },
  { name: "undefined in an object", make: () => ({ a: undefined }), file: kept, ...both([".a", /is (an )?undefined/]) },
  { name: "undefined in an array", make: () => [1, undefined], file: kept, ...both(["[1]", /is undefined/]) },
  { name: "an array with a hole", make: () => own("2", 3, [1]), file: kept, ...both(["[1]", /is a hole/]) },
  { name: "an array of four billion holes", make: () => own("4294967290", 1, []), file: kept, ...both(["[0]", /is a hole/]) },
  { name: "an array with a name", make: () => own("total", 3, [1, 2]), file: lost("property total"), ...both(lost("property total")) },
  { name: "an empty array", make: () => [], file: kept, ...both(kept) },
  { name: "an empty object", make: () => ({}), file: kept, ...both(kept) },
  { name: "an array of arrays", make: () => [[[1], []], [["a"]]], file: kept, ...both(kept) },
  { name: "an object of its own", make: () => ({ a: { b: [{ c: "x" }] } }), file: kept, ...both(kept) },
  { name: "an own __proto__", make: () => own("__proto__", { a: 1 }), file: kept, ...both(kept) },
  {
    name: "inherited names",
    make: () => ({ constructor: 1, toString: "a", hasOwnProperty: null }),
    file: kept,
    duckdb: kept,
    postgres: { becomes: { toString: "a", constructor: 1, hasOwnProperty: null } },
  },
  {
    name: "no prototype",
    make: () => Object.assign(Object.create(null), { a: 1, b: new Error("x") }),
    file: kept,
    ...both(noColumn("without the usual prototype")),
  },
  { name: "a symbol as a key", make: () => own(Symbol("k"), 1), file: ["", /symbol as a key/], ...both(["", /symbol as a key/]) },
  {
    name: "a hidden property",
    make: () => Object.defineProperty({ a: 1 }, "b", { value: 2 }),
    file: [".b", /not enumerable/],
    ...both(["", /not enumerable/]),
  },
  {
    name: "a reserved name",
    make: () => own("\0millrace:error", { e: new Error("x") }),
    file: ["", /reserved for Millrace/],
    ...both(noColumn("is an Error", '["\\u0000millrace:error"].e')),
  },
  { name: "a cycle", make: cycle, file: kept, ...both(["", /contains itself/]) },
  { name: "a part in several places", make: shared, file: kept, ...both({ becomes: JSON.parse(JSON.stringify(shared())) }) },
  {
    name: "a Map",
    make: () =>
      new Map<unknown, unknown>([
        [{ k: -0 }, new Set([1n])],
        ["a", undefined],
      ]),
    file: kept,
    ...both(noColumn("is a Map")),
  },
  { name: "a Set", make: () => new Set([Number.NaN, "a"]), file: kept, ...both(noColumn("is a Set")) },
  { name: "a subclass of Map", make: () => new Labels([["a", 1]]), file: lost("Labels"), ...both(noColumn("is a Labels")) },
  { name: "a Date", make: () => new Date(-62_135_596_800_001), file: kept, ...both(kept) },
  { name: "the last Date", make: () => new Date(8.64e15), file: kept, ...both(kept) },
  { name: "an invalid Date", make: () => new Date(Number.NaN), file: kept, ...both(["", /invalid Date/]) },
  { name: "a Date with a name", make: () => own("zone", "x", new Date(0)), file: lost("property zone"), ...both(lost("property zone")) },
  { name: "a Date within", make: () => ({ at: [new Date(5)] }), file: kept, duckdb: kept, postgres: notJson("is a Date", ".at[0]") },
  {
    name: "an error with a cause",
    make: () => Object.assign(new RangeError("far", { cause: new AggregateError([new TypeError("in")], "all") }), { code: 7 }),
    file: kept,
    ...both(noColumn("is a RangeError")),
  },
  { name: "a class of errors", make: () => new Failure(), file: lost("Failure"), ...both(noColumn("is a Failure")) },
  { name: "a RegExp", make: () => /a+/giu, file: kept, ...both(noColumn("is a RegExp")) },
  { name: "a RegExp in use", make: () => Object.assign(/a/g, { lastIndex: 3 }), file: lost("lastIndex"), ...both(noColumn("is a RegExp")) },
  { name: "a URL", make: () => new URL("https://a.b/c"), file: lost("URL"), ...both(noColumn("is a URL")) },
  { name: "an instance with methods", make: () => new Circle(), file: lost("Circle"), ...both(noColumn("is a Circle")) },
  { name: "an instance without methods", make: () => new Point(), file: lost("Point"), ...both(noColumn("is a Point")) },
  { name: "a function", make: () => () => 1, file: ["", /is a function/], ...both(noColumn("is a function")) },
  { name: "a symbol", make: () => Symbol("s"), file: ["", /is a symbol/], ...both(noColumn("is a symbol")) },
  {
    name: "a promise",
    make: () => ({ soon: Promise.resolve(1) }),
    file: [".soon", /Promise.*lose/],
    ...both(noColumn("is a Promise", ".soon")),
  },
  { name: "a boxed number", make: () => Object(-0), file: kept, ...both(noColumn("is a Number")) },
  { name: "a boxed text", make: () => Object("ab"), file: kept, ...both(noColumn("is a String")) },
  { name: "bytes", make: () => new Uint8Array(bytes()), file: kept, ...both(kept) },
  { name: "no bytes", make: () => new Uint8Array(0), file: kept, ...both(kept) },
  { name: "a Buffer", make: () => Buffer.from(bytes()), file: kept, ...both({ becomes: new Uint8Array(bytes()) }) },
  { name: "an ArrayBuffer", make: bytes, file: kept, ...both(noColumn("is an ArrayBuffer")) },
  { name: "a DataView", make: () => new DataView(bytes(), 1, 2), file: kept, ...both(noColumn("is a DataView")) },
  {
    name: "an n-d array",
    make: () => ({ shape: [2, 1, 2], data: new Float32Array([1, -0, Number.NaN, 4]) }),
    file: kept,
    ...both(noColumn("is a Float32Array", ".data")),
  },
  {
    name: "what looks like an n-d array",
    make: () => ({ data: new Float32Array(1), shape: [-0] }),
    file: kept,
    ...both(noColumn("is a Float32Array", ".data")),
  },
  ...[Int8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array].flatMap(
    (Class): Exotic[] => [
      { name: `a ${Class.name}`, make: () => Class.from([1, 2, 250]).subarray(1), file: kept, ...both(noColumn(`is an? ${Class.name}`)) },
    ],
  ),
  { name: "a BigInt64Array", make: () => BigInt64Array.of(-(2n ** 63n)), file: kept, ...both(noColumn("is a BigInt64Array")) },
  { name: "a BigUint64Array", make: () => BigUint64Array.of(2n ** 64n - 1n), file: kept, ...both(noColumn("is a BigUint64Array")) },
  {
    name: "specials of a Float64Array",
    make: () => Float64Array.of(-0, Number.NaN, Number.NEGATIVE_INFINITY),
    file: kept,
    ...both(noColumn("is a Float64Array")),
  },
];

let servers: Record<"s3" | "gs" | "az", StoreServer>;
let postgres: PostgresServer;
let postgresUrl = "";
let dir: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "millrace-values-"));
  const [s3, gs, az] = await Promise.all([startS3(), startGcs(), startAzure()]);
  servers = { s3, gs, az };
  postgres = await PostgresServer.start();
  postgresUrl = postgres.url();
});

afterAll(async () => {
  await Promise.all([...Object.values(servers ?? {}), postgres].map((server) => server?.stop()));
  rmSync(dir, { recursive: true, force: true });
});

const objects = (scheme: "s3" | "gs" | "az") => new ObjectStoreIOManager({ uri: servers[scheme].uri, ...servers[scheme].options });
const files = (folder = "files") => new FilesystemIOManager({ baseDir: folder });

type Column = "file" | "duckdb" | "postgres";

const MANAGERS: readonly (readonly [name: string, column: Column, make: () => IOManager])[] = [
  ["files", "file", files],
  ["S3", "file", () => objects("s3")],
  ["Google Cloud Storage", "file", () => objects("gs")],
  ["Azure", "file", () => objects("az")],
  ["routes by type", "file", () => new TypedIOManager({ routes: { bytes: objects("gs"), array: files("arrays") }, otherwise: files() })],
  ["routes by asset", "file", () => new MultiBackendIOManager({ backends: { a: files() }, route: () => "a" })],
  ["versions", "file", () => new VersionedIOManager({ uri: "versions", keep: 2 })],
  ["DuckDB", "duckdb", () => new DuckDBIOManager({ database: "values.duckdb", schemaPolicy: "replace" })],
  ["PostgreSQL", "postgres", () => new PostgresIOManager({ connection: postgresUrl, schemaPolicy: "replace" })],
];

const OLD = [{ old: 1 }];

describe.each(MANAGERS)("%s", (name, column, make) => {
  let bench: Bench;
  let keys = 0;
  beforeAll(async () => {
    bench = new Bench(join(dir, name.replaceAll(" ", "-")), make());
    await bench.store("refused", OLD);
  });
  afterAll(() => bench?.manager.close?.());

  async function isKept(value: unknown, expected: unknown, declared?: DeclaredType): Promise<void> {
    const key = `kept_${++keys}`;
    await bench.store(key, value, declared);
    expect(difference(expected, await bench.load(key, declared))).toBeNull();
  }

  async function isRefused(value: unknown, path: string, reason: RegExp, declared?: DeclaredType): Promise<void> {
    const told = await bench.store("refused", value, declared).then(
      () => "it was stored",
      (error: Error) => error.message,
    );
    expect(told).toMatch(reason);
    expect(told).toContain(path);
    expect(difference(OLD, await bench.load("refused"))).toBeNull();
  }

  // File content does not depend on the location, so other stores test only a sample.
  const whole = name === "files" ? EXOTIC : sampleOf(EXOTIC, 6);
  it.each(column !== "file" ? [] : whole)("$name", async ({ make: value, file }) => {
    const whole = value();
    if (file === kept) await isKept(whole, whole);
    else await isRefused(whole, `$${file[0]}`, file[1]);
  });

  // The code for nested values is the same for all stores of files.
  it.each(name !== "files" ? [] : EXOTIC)("$name, within others", async ({ make: value, file }) => {
    const outer = { a: [value(), new Map([["k", value()]])] };
    if (file === kept) await isKept(outer, outer);
    else await isRefused(outer, `$.a[`, file[1]);
  });

  it.each(name !== "files" ? [] : EXOTIC)("$name, in a batch", async ({ make: value }) => {
    const rows = [{ cell: value() }];
    const reason = reasonAgainstJson(rows);
    async function* batches() {
      yield [{ cell: 0 }];
      yield rows;
    }
    if (reason === null) await isKept(batches(), JSON.parse(JSON.stringify([{ cell: 0 }, ...rows])), { form: "batches" });
    else await isRefused(batches(), "$[0].cell", /batches are stored as JSON, which cannot represent this/, { form: "batches" });
  });

  if (column === "file") return;

  it.each(EXOTIC)("$name, as a cell", async (exotic) => {
    const fate = exotic[column];
    const { kind, make: value } = exotic;
    const declared: DeclaredType = { form: "value", ...(kind === undefined ? {} : { columns: [{ name: "cell", kind, nullable: true }] }) };
    const rows = [{ id: 1, cell: value() }];
    if (isFate(fate) && fate !== kept) await isRefused(rows, `$[0].cell${fate[0]}`, fate[1], declared);
    else await isKept(rows, isFate(fate) ? rows : [{ id: 1, cell: fate.becomes }], declared);
  });

  it("columns with names that objects inherit, only in some rows", async () => {
    const rows: object[] = [{ constructor: "a" }, { toString: 1.5 }, { valueOf: { a: 1 } }, { hasOwnProperty: new Date(0) }];
    const names = ["constructor", "toString", "valueOf", "hasOwnProperty"];
    const expected = rows.map((row) =>
      Object.fromEntries(names.map((each) => [each, (Object.hasOwn(row, each) && (row as never)[each]) || null])),
    );
    await isKept(rows, expected);
  });

  it("numbers and bigints of one column, if a column of both holds them", async () => {
    await isKept([{ n: 1.5 }, { n: 5n }], [{ n: 1.5 }, { n: 5 }]);
    await isRefused([{ n: 1.5 }, { n: 2n ** 60n + 1n }], "$[1].n", /is the bigint 1152921504606846977 in a column of numbers/);
  });

  it.each([
    ["a Date", new Date(0), "x"],
    ["bytes", new Uint8Array(2), "x"],
    ["NaN", Number.NaN, "x"],
    ["an infinity", Number.NEGATIVE_INFINITY, true],
    ["a bigint no number holds, before text", 2n ** 60n + 1n, "x"],
    ["a bigint no number holds, before a number", 2n ** 60n + 1n, 1.5],
    ["a Date within", { when: [new Date(0)] }, "x"],
    ["NaN within", [Number.NaN, 1.5], "x"],
    ["a bigint no number holds, within", [2n ** 53n + 1n], [1.5]],
  ] as [string, unknown, unknown][])("%s, when a later batch is of another kind", async (_, first, later) => {
    async function* batches() {
      yield [{ a: first }];
      yield [{ a: later }];
    }
    await isRefused(batches(), "a", /cannot hold|cannot represent/, { form: "batches" });
  });

  it("what another kind of value in a later batch leaves as it was", async () => {
    const pairs: [unknown, unknown][] = [
      [-0, 7],
      [2 ** 53 - 1, 0.5],
      [{ n: 1, id: "99999999999999999" }, "x"],
      [["NaN"], { a: 1 }],
      [1.5, "x"],
    ];
    for (const [first, later] of pairs) {
      async function* batches() {
        yield [{ a: first }];
        yield [{ a: later }];
      }
      await isKept(batches(), [{ a: first }, { a: later }], { form: "batches" });
    }
  });

  it("rows of classes, and columns with half a name", async () => {
    await isRefused([new Point()], "$[0]", /an array with a Point/);
    await isRefused([{ "\ud800": 1 }], "$[0]", /a name with half a surrogate pair/);
    await isKept([Object.assign(Object.create(null), { a: 1 })], [{ a: 1 }]);
  });

  it.each([
    ["a Map", new Map()],
    ["a number", 5],
    ["an array with an array", [[1]]],
    ["a Point", new Point()],
  ])("%s is no table", async (noun, value) => {
    await isRefused(value, "A table needs an array of objects as rows", new RegExp(`returned ${noun}`));
  });
});

function isFate(fate: Fate | Becomes): fate is Fate {
  return fate === kept || Array.isArray(fate);
}

describe("memory", () => {
  it.each(EXOTIC)("$name", async ({ make: value, file }) => {
    const bench = new Bench(join(dir, "memory"), new InMemoryIOManager());
    const whole = { part: value() };
    await bench.store("thing", whole);
    const loaded = await bench.load("thing");
    expect(difference(whole, loaded)).toBeNull();
    // A copy, unless copying would change the value.
    expect(loaded !== whole).toBe(file === kept);
  });
});

it("a format of one's own gets its bytes back, whatever they are", async () => {
  class Raw extends PathIOManager<Uint8Array> {
    dump = (_: OutputContext, value: Uint8Array) => value;
    load = (_: InputContext, stored: Uint8Array) => stored;
  }
  const bench = new Bench(join(dir, "raw"), new Raw({ uri: "raw" }));
  for (const value of [new Uint8Array(0), Uint8Array.from({ length: 256 }, (_, at) => at), Buffer.from("\ufeff\r\n\0")])
    expect(Buffer.from((await bench.roundTrip(value)) as Uint8Array).equals(value)).toBe(true);
});
