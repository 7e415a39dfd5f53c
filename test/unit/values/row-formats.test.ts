// Rows as CSV, JSON Lines and Parquet: they load unchanged, other programs can read them, and messages name what cannot be stored.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tableFromArrays } from "apache-arrow";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ColumnKind, DeclaredColumn } from "../../../runtime/contract/asset.js";
import { FilesystemIOManager } from "../../../runtime/io/files/filesystem.js";
import { Bench } from "../../support/io-manager-suite.js";
import { fc } from "../../support/properties.js";
import { trials } from "../../support/trials.js";

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open(() => new FilesystemIOManager({ baseDir: "data" }));
});
afterEach(() => bench.close());

const FORMATS = ["csv", "jsonl", "parquet"] as const;
const column = (name: string, kind: ColumnKind, nullable = false): DeclaredColumn => ({ name, kind, nullable });
const rowsOf = (...columns: DeclaredColumn[]) => ({ form: "value", columns }) as const;
const store = (value: unknown, format: unknown, declared = rowsOf()) =>
  bench.store("t", value, declared, { metadata: { format } as never });
const text = (name: string) => readFileSync(join(bench.projectDir, "data", name), "utf8");
const external = (name: string, content: string) => {
  mkdirSync(join(bench.projectDir, "data"), { recursive: true });
  writeFileSync(join(bench.projectDir, "data", name), content);
};

const ROWS = [
  {
    id: 1,
    name: 'Ada, "the" first\nline',
    at: new Date(5),
    big: 10n ** 15n,
    ok: true,
    bytes: new Uint8Array([1, 2]),
    tags: ["a"],
    note: "",
  },
  { id: -1.5, name: " ünï ", at: new Date("2026-01-01T00:00:00.000Z"), big: -1n, ok: false, bytes: new Uint8Array(), tags: [], note: null },
];

describe.each(FORMATS)("%s", (format) => {
  it("gives rows back with their kinds of cells", async () => {
    const { stored } = await store(ROWS, format);
    expect(stored).toMatchObject({ format, storedAt: `data/t.${format}`, rows: 2 });
    expect(await bench.load("t")).toEqual(ROWS);
    expect(await bench.load("t", undefined, { columns: ["name", "id"] })).toEqual(ROWS.map(({ name, id }) => ({ name, id })));
    expect(
      ((await bench.load("t", { form: "table" }, { columns: ["id", "name", "at", "big", "ok"] })) as { numRows: number }).numRows,
    ).toBe(2);
    expect(await bench.manager.verify?.(await bench.context("t"))).toMatchObject({ ok: true });
  });

  it("gives batches, stores batches, and keeps only one in memory where it can", async () => {
    async function* batches() {
      for (let at = 0; at < 3; at++) yield Array.from({ length: 10 }, (_, nth) => ({ n: at * 10 + nth, at: new Date(nth) }));
    }
    const { stored } = await store(batches(), format);
    expect(stored?.rows).toBe(30);
    const loaded = (await bench.load("t", { form: "batches" })) as { n: number; at: Date }[];
    expect(loaded).toHaveLength(30);
    expect(loaded[29]).toEqual({ n: 29, at: new Date(9) });
  });

  it("stores an Arrow table, no rows, and rows of nothing but null", async () => {
    await store(tableFromArrays({ n: Float64Array.from([1, 2]), s: ["a", "b"] }), format);
    expect(await bench.load("t")).toEqual([
      { n: 1, s: "a" },
      { n: 2, s: "b" },
    ]);
    await store([], format, rowsOf(column("a", "number")));
    expect(await bench.load("t")).toEqual([]);
    await store([{ a: null }, { a: null }], format, rowsOf(column("a", "date", true)));
    expect(await bench.load("t")).toEqual([{ a: null }, { a: null }]);
  });

  it("takes the kinds a consumer declares, and leaves out what may be undefined", async () => {
    await store(
      [
        { n: 1, gone: "x" },
        { n: 2, gone: null },
      ],
      format,
    );
    const declared = rowsOf(column("n", "bigint"), { ...column("gone", "string", true), nullIsUndefined: true });
    expect(await bench.load("t", declared)).toEqual([{ n: format === "parquet" ? 1n : 1n, gone: "x" }, { n: 2n }]);
  });

  it("names what it cannot keep", async () => {
    await expect(store({ a: 1 }, format)).rejects.toThrow(`the format ${format} is for rows, but the value is an object. Return rows`);
    await expect(store([1], format)).rejects.toThrow("$[0] is a number");
    await expect(store([{ a: () => 1 }], format)).rejects.toThrow("$[0].a is a function");
    await expect(store([{ a: [1n] }], format)).rejects.toThrow(/\$\[0\]\.a\[0\] is a bigint, .*stored as JSON/);
    await expect(store([{ a: 1 }, { a: new Date(0) }], format)).rejects.toThrow("$[1].a is a Date");
    await expect(store([{ a: new Date(Number.NaN) }], format)).rejects.toThrow("$[0].a is an invalid Date");
    await expect(store([{ a: "\ud800" }], format)).rejects.toThrow("half a surrogate pair");
  });

  it("gives back any rows of plain cells", async () => {
    const cell = {
      n: fc.oneof(fc.double(), fc.integer(), fc.constant(-0)),
      s: fc.oneof(
        fc.string({ unit: "grapheme" }),
        fc.constantFrom("", '"', "\r\n", "null", ",", ...(format === "parquet" ? [] : ["\ufeff"])),
      ),
      b: fc.boolean(),
      i: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      d: fc.date({ noInvalidDate: true, min: new Date("0001-01-01"), max: new Date("9999-12-31") }),
      j: fc.array(fc.oneof(fc.string(), fc.integer())),
    };
    const row = fc.record(Object.fromEntries(Object.entries(cell).map(([name, each]) => [name, fc.option(each as fc.Arbitrary<unknown>)])));
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 8 }), async (rows) => {
        await store(rows, format);
        expect(await bench.load("t")).toEqual(rows);
      }),
      { numRuns: trials(120, 10) },
    );
  });
});

it("writes what other programs read", async () => {
  await store(
    ROWS.slice(0, 1).map(({ id, name, at, note }) => ({ id, name, at, note })),
    "csv",
  );
  expect(text("t.csv")).toBe('id,name,at,note\n1,"Ada, ""the"" first\nline",1970-01-01T00:00:00.005Z,""\n');
  await store([{ id: 1, at: new Date(5), big: 1n, nan: Number.NaN }], "jsonl");
  expect(text("t.jsonl")).toBe('{"id":1,"at":"1970-01-01T00:00:00.005Z","big":"1","nan":"NaN"}\n');
});

it("reads what others have written, by the row that is declared", async () => {
  const declared = rowsOf(
    column("id", "number"),
    column("at", "date"),
    column("ok", "boolean"),
    column("note", "string"),
    column("x", "number", true),
  );
  external("t.csv", "\ufeffid,at,ok,note,x,more\r\n 1 ,2026-01-01,True,,,text\r\n");
  expect(await bench.load("t", declared, { external: true })).toEqual([
    { id: 1, at: new Date("2026-01-01"), ok: true, note: "", x: null, more: "text" },
  ]);
  external("t.csv", "id,at\n1,2026-01-01\n2,soon\n");
  await expect(bench.load("t", declared, { external: true })).rejects.toThrow(
    'cannot read data/t.csv: row 2, column "at": "soon" is not a date',
  );
  external("t.csv", "a,b\n1\n");
  await expect(bench.load("t", undefined, { external: true })).rejects.toThrow(/cannot read data\/t\.csv: .*line 2/);
  external("u.jsonl", '{"id":1,"at":"2026-01-01"}\n\n{"id":"2","at":null}');
  expect(await bench.load("u", declared, { external: true })).toEqual([
    { id: 1, at: new Date("2026-01-01") },
    { id: 2, at: null },
  ]);
  external("u.jsonl", "[1]\n");
  await expect(bench.load("u", declared, { external: true })).rejects.toThrow("cannot read data/u.jsonl: line 1: it is not an object");
});

it("refuses a format nobody knows, and columns that come too late", async () => {
  await expect(store(ROWS, "cvs")).rejects.toThrow(
    'metadata.format is "cvs", which is not a file format. Did you mean "csv"? Known: csv, jsonl, parquet.',
  );
  async function* batches() {
    yield [{ a: 1 }];
    yield [{ a: 1, b: 2 }];
  }
  await expect(store(batches(), "csv")).rejects.toThrow('the column "b" is not in the first batch');
  async function* mixed() {
    yield [{ a: 1 }];
    yield [{ a: "x" }];
  }
  await expect(store(mixed(), "jsonl")).rejects.toThrow('the column "a" contains numbers in the first batches and a string in a later one');
});

it.each(["csv", "jsonl"])("%s: a column __proto__ is text, or refused", async (format) => {
  const rows = (value: unknown) => [JSON.parse(`{ "__proto__": ${JSON.stringify(value)}, "a": 1 }`)];
  await store(rows("text"), format);
  expect(JSON.stringify(await bench.load("t"))).toBe('[{"__proto__":"text","a":1}]');
  await expect(store(rows(1), format)).rejects.toThrow(
    'the column "__proto__" contains a number, and the record of a file cannot store a kind for that name',
  );
  expect(JSON.stringify(await bench.load("t"))).toBe('[{"__proto__":"text","a":1}]');
});

it("replaces the file of another format once the new one is recorded", async () => {
  await store([{ a: 1 }], "csv");
  await store([{ a: 1 }], "parquet");
  expect(() => text("t.csv")).toThrow(/ENOENT/);
});
