// What is special to DuckDB: types, schema policies, forms, and files that are locked, damaged, missing or full.
import { execFileSync, fork } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tableFromArrays } from "apache-arrow";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DeclaredColumn } from "../../../runtime/contract/asset.js";
import { DuckDBIOManager, type DuckDBIOManagerOptions } from "../../../runtime/io/duckdb/manager.js";
import { Relation, sql } from "../../../runtime/sdk/relation.js";
import { Bench } from "../../support/io-manager-suite.js";
import { fc } from "../../support/properties.js";
import { queryFile } from "../../support/query-file.js";
import { trials } from "../../support/trials.js";

let dir: string;
let bench: Bench;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "millrace-duckdb-"));
  bench = new Bench(dir, new DuckDBIOManager({ database: "t.duckdb", schema: "main" }));
});

afterEach(() => rm(dir, { recursive: true, force: true }));

function withOptions(options: Partial<DuckDBIOManagerOptions>): Bench {
  return new Bench(dir, new DuckDBIOManager({ database: "t.duckdb", schema: "main", ...options }));
}

const query = (text: string, file = "t.duckdb") => queryFile(join(dir, file), text);

const typesOf = (table = "t") =>
  query(`select column_name, data_type from duckdb_columns() where table_name = '${table}' order by column_index`);
const declared = (...columns: [string, DeclaredColumn["kind"]][]) =>
  ({ form: "value", columns: columns.map(([name, kind]) => ({ name, kind, nullable: true })) }) as const;

describe("column types", () => {
  it("come from the values", async () => {
    await bench.store("t", [
      {
        whole: 1,
        part: 1.5,
        text: "a",
        yes: true,
        at: new Date(0),
        bytes: new Uint8Array([1, 2]),
        big: 5n,
        huge: 2n ** 100n,
        list: ["a"],
        object: { a: 1, b: "x" },
        mixed: 1,
      },
      { mixed: "a" },
    ]);
    expect(Object.fromEntries((await typesOf()) as [string, string][])).toEqual({
      whole: "BIGINT",
      part: "DOUBLE",
      text: "VARCHAR",
      yes: "BOOLEAN",
      at: "TIMESTAMP",
      bytes: "BLOB",
      big: "BIGINT",
      huge: "HUGEINT",
      list: "VARCHAR[]",
      object: "STRUCT(a BIGINT, b VARCHAR)",
      mixed: "JSON",
    });
    expect(await bench.load("t")).toEqual([
      {
        whole: 1,
        part: 1.5,
        text: "a",
        yes: true,
        at: new Date(0),
        bytes: new Uint8Array([1, 2]),
        big: 5,
        huge: 2n ** 100n,
        list: ["a"],
        object: { a: 1, b: "x" },
        mixed: 1,
      },
      {
        whole: null,
        part: null,
        text: null,
        yes: null,
        at: null,
        bytes: null,
        big: null,
        huge: null,
        list: null,
        object: null,
        mixed: "a",
      },
    ]);
  });

  it("come from the declaration where the values say nothing", async () => {
    await bench.store("t", [{ name: null }], declared(["name", "string"], ["at", "date"], ["n", "number"]));
    expect(await typesOf()).toEqual([
      ["name", "VARCHAR"],
      ["at", "TIMESTAMP"],
      ["n", "BIGINT"],
    ]);
    await bench.store("t", [], declared(["name", "string"], ["at", "date"], ["n", "number"]));
    expect(await bench.load("t")).toEqual([]);
    await bench.store("t", [{ name: "x", at: new Date(1), n: 0.5 }], declared(["name", "string"], ["at", "date"], ["n", "number"]));
    expect(await bench.load("t")).toEqual([{ name: "x", at: new Date(1), n: 0.5 }]);
  });

  it("are numbers or bigints as the parameter declares", async () => {
    await bench.store("t", [{ x: 7 }]);
    expect(await bench.load("t", declared(["x", "bigint"]))).toEqual([{ x: 7n }]);
    expect(await bench.load("t", declared(["x", "number"]))).toEqual([{ x: 7 }]);
    await bench.store("t", [{ x: 2n ** 60n }]);
    expect(await bench.load("t")).toEqual([{ x: 2n ** 60n }]);
    await expect(bench.load("t", declared(["x", "number"]))).rejects.toThrow(
      /column x contains 1152921504606846976, which a number cannot represent exactly\. Declare the column as bigint/,
    );
  });

  it("hold the same instant whatever the time zone of the process", async () => {
    const zone = process.env.TZ;
    const at = new Date("2026-03-29T01:30:00.123Z");
    try {
      process.env.TZ = "America/New_York";
      await bench.store("t", [{ at }]);
      process.env.TZ = "Asia/Tokyo";
      expect(await bench.load("t")).toEqual([{ at }]);
      expect(await query('select "at"::varchar from t')).toEqual([["2026-03-29 01:30:00.123"]]);
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });

  it("round-trip for any rows of scalars", async () => {
    const cell = {
      n: fc.option(fc.oneof(fc.maxSafeInteger(), fc.double()), { nil: null }),
      s: fc.option(
        fc.string({ unit: "binary" }).filter((text) => !/\p{Surrogate}/u.test(text)),
        { nil: null },
      ),
      b: fc.option(fc.boolean(), { nil: null }),
      d: fc.option(fc.date({ noInvalidDate: true, min: new Date("1700-01-01"), max: new Date("2400-01-01") }), { nil: null }),
      l: fc.option(fc.array(fc.integer()), { nil: null }),
    };
    const columns = declared(["n", "number"], ["s", "string"], ["b", "boolean"], ["d", "date"], ["l", "list"]);
    let at = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record(cell), { maxLength: 30 }), async (rows) => {
        const key = `t${at++}`;
        await bench.store(key, rows, columns);
        expect(await bench.load(key, columns)).toEqual(rows);
      }),
      { numRuns: trials(150, 12), endOnFailure: true },
    );
  });
});

describe("optional columns", () => {
  const optional = { kind: "string", nullable: true, nullIsUndefined: true } as const;

  it("load without the property where the type has no null", async () => {
    await bench.store("t", [{ id: 1, note: "a", late: "x", n: null }, { id: 2, note: null, late: "y", n: 5 }, { id: 3 }]);
    const columns: DeclaredColumn[] = [
      { name: "id", kind: "number", nullable: false },
      { name: "note", ...optional },
      { name: "late", kind: "string", nullable: true },
      { name: "n", ...optional, kind: "number" },
    ];
    const expected = [
      { id: 1, note: "a", late: "x" },
      { id: 2, late: "y", n: 5 },
      { id: 3, late: null },
    ];
    expect(await bench.load("t", { form: "value", columns })).toStrictEqual(expected);
    expect(await bench.load("t", { form: "batches", columns })).toStrictEqual(expected);
    expect(Object.keys(((await bench.load("t", { form: "value", columns })) as object[])[1] ?? {})).toEqual(["id", "late", "n"]);
    expect(await bench.load("t")).toStrictEqual([
      { id: 1, note: "a", late: "x", n: null },
      { id: 2, note: null, late: "y", n: 5 },
      { id: 3, note: null, late: null, n: null },
    ]);
  });

  it("load so whatever their names and however many they are", async () => {
    const row = Object.fromEntries(Array.from({ length: 201 }, (_, at) => [`c${at}`, at % 2 === 0 ? at : null]));
    await bench.store("t", [row], declared(...Object.keys(row).map((name): [string, "number"] => [name, "number"])));
    const columns = Object.keys(row).map((name) => ({ name, ...optional, kind: "number" as const }));
    expect(await bench.load("t", { form: "value", columns })).toStrictEqual([
      Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)),
    ]);
  });
});

describe("what is no table", () => {
  it.each([
    [5, "a number"],
    ["text", "a string"],
    [null, "null"],
    [new Map(), "a Map"],
    [new Date(0), "a Date"],
    [{ a: 1 }, "an object"],
    [[1, 2], "an array with a number at $[0]"],
    [[{ a: 1 }, null], "an array with null at $[1]"],
    [[[1]], "an array with an array at $[0]"],
  ])("%j is refused: the message says what came", async (value, noun) => {
    await expect(bench.store("t", value)).rejects.toThrow(`t returned ${noun}. A table needs an array of objects as rows.`);
    expect(existsSync(join(dir, "t.duckdb"))).toBe(false);
  });

  it("rows without any key are refused, unless the table has columns", async () => {
    const message = "t returned rows without any key, so the table would have no columns. Return rows with keys, or [] for no rows.";
    await expect(bench.store("t", [{}, {}])).rejects.toThrow(message);
    async function* batches() {
      yield [];
      yield [{}];
    }
    await expect(bench.store("t", batches(), { form: "batches" })).rejects.toThrow(message);
    await bench.store("t", [{}], declared(["a", "number"]));
    await bench.store("t", [{}]);
    expect(await bench.load("t")).toEqual([{ a: null }]);
  });

  it("a value that is nested too deeply is refused with the beginning of its path", async () => {
    let deep: unknown = 1;
    for (let at = 0; at < 20_000; at++) deep = [deep];
    const message = /\$\[0\]\.a\[0\]\[0\].*… is nested more than 100 deep \(or contains itself\), which no column can store\. Flatten it/;
    await expect(bench.store("t", [{ a: deep }])).rejects.toThrow(message);
    let object: unknown = {};
    for (let at = 0; at < 20_000; at++) object = { o: object };
    await expect(bench.store("t", [{ a: object }])).rejects.toThrow(/\$\[0\]\.a\.o\.o\.o.*… is nested more than 100 deep/);
    const cyclic: Record<string, unknown> = {};
    cyclic.self = cyclic;
    await expect(bench.store("t", [{ a: cyclic }])).rejects.toThrow(/\$\[0\]\.a\.self\.self.*… is nested more than 100 deep/);
  });

  it.each([
    [[{ f: () => 1 }], /\$\[0\]\.f is a function/],
    [[{ a: 1 }, { a: new Map() }], /\$\[1\]\.a is a Map/],
    [[{ a: new Date(Number.NaN) }], /\$\[0\]\.a is an invalid Date/],
    [[{ a: -(2n ** 127n) }], /\$\[0\]\.a is a bigint beyond ±\(2¹²⁷ - 1\)/],
    [[{ a: 1, A: 2 }], /the columns "a" and "A" differ only in case/],
    [[{ a: 0 }, { a: null }, { a: -0 }], /the column "a" contains both 0 and -0/],
    [[{ a: 1, b: "x" }, { b: Number.NaN }], /changed: b is new/],
  ])("a cell that no column holds is refused with its path", async (value, message) => {
    await bench.store("t", [{ a: 1 }]);
    await expect(bench.store("t", value)).rejects.toThrow(message);
    expect(await bench.load("t")).toEqual([{ a: 1 }]);
  });
});

describe("text and mixed cells", () => {
  it("refuse what UTF-8 and JSON would change", async () => {
    await expect(bench.store("t", [{ a: "ok" }, { a: "\ud800" }])).rejects.toThrow(/\$\[1\]\.a is text with half a surrogate pair/);
    await expect(bench.store("t", [{ a: "x" }, { a: Number.NaN }])).rejects.toThrow(
      /\$\[1\]\.a is NaN, and the column is stored as JSON, which cannot represent this: it mixes kinds of values/,
    );
    await bench.store("t", [{ a: "nul\0byte" }]);
    expect(await bench.load("t")).toEqual([{ a: "nul\0byte" }]);
  });
});

describe("a schema that changes", () => {
  it("is an error that names the columns and the remedies; the old table stays", async () => {
    await bench.store("t", [{ a: 1, b: "x" }]);
    await expect(bench.store("t", [{ a: "text", c: true }])).rejects.toThrow(
      /the columns of main\.t changed: a was BIGINT and is VARCHAR; b is missing; c is new\. The old table stays\. .*set schemaPolicy to "replace", or drop the table/,
    );
    expect(await bench.load("t")).toEqual([{ a: 1, b: "x" }]);
  });

  it("is none when numbers grow, columns change places, or a column was all null", async () => {
    await bench.store("t", [{ a: 1, b: null, c: [] }]);
    await bench.store("t", [{ c: [1.5], b: "now known", a: 1.5 }]);
    expect(await typesOf()).toEqual([
      ["a", "DOUBLE"],
      ["b", "VARCHAR"],
      ["c", "DOUBLE[]"],
    ]);
    await bench.store("t", [{ a: 2, b: null, c: null }]);
    expect(await typesOf()).toEqual([
      ["a", "DOUBLE"],
      ["b", "VARCHAR"],
      ["c", "DOUBLE[]"],
    ]);
    await bench.store("t", []);
    expect(await typesOf()).toEqual([
      ["a", "DOUBLE"],
      ["b", "VARCHAR"],
      ["c", "DOUBLE[]"],
    ]);
    expect(await bench.load("t")).toEqual([]);
  });

  it("adds columns under addColumns, and keeps those that are missing", async () => {
    const adding = withOptions({ schemaPolicy: "addColumns" });
    await adding.store("t", [{ a: 1, b: 2 }]);
    await adding.store("t", [{ c: "new", a: 3 }]);
    expect(await adding.load("t")).toEqual([{ a: 3, b: null, c: "new" }]);
    await expect(adding.store("t", [{ a: "text" }])).rejects.toThrow(/a was BIGINT and is VARCHAR/);
    await adding.store("t", Relation.query(["select 5 as a, 6.5::double as d"], []));
    expect(await adding.load("t")).toEqual([{ a: 5, d: 6.5, b: null, c: null }]);
  });

  it("takes the new columns under replace", async () => {
    await bench.store("t", [{ a: 1 }]);
    const replacing = withOptions({ schemaPolicy: "replace" });
    await replacing.store("t", [{ z: "all new" }]);
    expect(await replacing.load("t")).toEqual([{ z: "all new" }]);
  });

  it("is an error for relations too", async () => {
    await bench.store("t", [{ a: 1 }]);
    await expect(bench.store("t", sql`select 'x' as a`)).rejects.toThrow(/a was BIGINT and is VARCHAR/);
    expect(await bench.load("t")).toEqual([{ a: 1 }]);
  });
});

describe("forms", () => {
  it("batches that are left early give the file free at once", { timeout: 5000 }, async () => {
    await bench.store(
      "t",
      Array.from({ length: 50_000 }, (_, at) => ({ at })),
    );
    const context = await bench.context("t");
    const batches = await bench.manager.loadInput({ ...context, declared: { form: "batches" } });
    for await (const batch of batches as AsyncIterable<unknown[]>) if (batch.length > 0) break;
    await bench.store("t", [{ at: 1 }]);
    expect(await bench.load("t")).toEqual([{ at: 1 }]);
  });

  it("stores an Arrow table and gives one", async () => {
    await bench.store("t", tableFromArrays({ id: Int32Array.from([1, 2]), name: ["a", "b"] }));
    expect(await bench.load("t")).toEqual([
      { id: 1, name: "a" },
      { id: 2, name: "b" },
    ]);
    const table = (await bench.load("t", { form: "table" })) as ReturnType<typeof tableFromArrays>;
    expect(table.numRows).toBe(2);
    expect(table.getChild("name")?.toArray()).toEqual(["a", "b"]);
  });

  it("widens the table when a later batch needs it", async () => {
    async function* batches() {
      yield [{ a: 1 }];
      yield [{ a: 1.5, b: "late" }];
      yield [{ b: "x" }, { a: 3 }];
    }
    await bench.store("t", batches(), { form: "batches" });
    expect(await bench.load("t")).toEqual([
      { a: 1, b: null },
      { a: 1.5, b: "late" },
      { a: null, b: "x" },
      { a: 3, b: null },
    ]);
  });

  it("lets a relation read another database, and what is bound is never text", async () => {
    await bench.store("orders", [
      { id: 1, note: "O'Brien" },
      { id: 2, note: "x" },
    ]);
    const relation = (await bench.load("orders", { form: "relation" })) as Relation;
    const other = withOptions({ database: "other.duckdb" });
    await other.store("names", [{ name: "O'Brien", rank: 7 }]);
    const names = (await other.load("names", { form: "relation" })) as Relation;
    const joined = sql`select o.id, n.rank from ${relation} o join ${names} n on n.name = o.note where o.note = ${"O'Brien"}`;
    expect(await joined.toRows()).toEqual([{ id: 1, rank: 7 }]);
    await other.store("copied", joined);
    expect(await other.load("copied")).toEqual([{ id: 1, rank: 7 }]);
    const third = withOptions({ database: "third.duckdb" });
    await Promise.all([third.store("x", joined), other.store("y", relation), bench.store("z", names)]);
    expect([await third.load("x"), await other.load("y"), await bench.load("z")]).toEqual([
      [{ id: 1, rank: 7 }],
      [
        { id: 1, note: "O'Brien" },
        { id: 2, note: "x" },
      ],
      [{ name: "O'Brien", rank: 7 }],
    ]);
  });

  it("loads only the columns asked for", async () => {
    await bench.store("t", [{ a: 1, b: 2, c: 3 }]);
    expect(await bench.load("t", undefined, { columns: ["c", "a"] })).toEqual([{ c: 3, a: 1 }]);
  });

  it("loads an external table", async () => {
    await query(
      "create table made_elsewhere as select 1::integer as i, 2.50::decimal(9,2) as d, date '2026-01-02' as day, null as nothing",
    );
    expect(await bench.load("made_elsewhere", undefined, { external: true })).toEqual([
      { i: 1, d: 2.5, day: new Date("2026-01-02"), nothing: null },
    ]);
    await expect(bench.load("not_made", undefined, { external: true })).rejects.toThrow(
      /not_made has no stored value: looked at t\.duckdb#main\.not_made\. not_made is produced outside this project/,
    );
  });

  it("takes the schema from the asset, the manager, the prefix, or main, in this order", async () => {
    const free = new Bench(dir, new DuckDBIOManager({ database: "t.duckdb" }));
    const stored = async (made: Bench, key: string, metadata = {}) =>
      (await made.store(key, [{ a: 1 }], undefined, { metadata })).stored?.storedAt;
    expect(await stored(bench, "p/t", { schema: "own" })).toBe("t.duckdb#own.t");
    expect(await stored(bench, "p/t")).toBe("t.duckdb#main.t");
    expect(await stored(free, "q/p/t")).toBe("t.duckdb#p.t");
    expect(await stored(free, "t2")).toBe("t.duckdb#main.t2");
    expect(await stored(withOptions({ schema: 'my-"schema' }), "select")).toBe('t.duckdb#my-"schema.select');
    expect(await query('select * from "my-""schema"."select"')).toEqual([["1"]]);
  });
});

function canMount(): boolean {
  try {
    execFileSync("unshare", ["-m", "true"], { stdio: "ignore" });
    return process.getuid?.() === 0;
  } catch {
    return false;
  }
}

async function withTinyDisk(work: (disk: string) => Promise<void>): Promise<void> {
  const disk = join(dir, "disk");
  mkdirSync(disk);
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", disk]);
  try {
    await work(disk);
  } finally {
    execFileSync("umount", [disk]);
  }
}

describe("a file that is", () => {
  it("missing is not made by reading", async () => {
    await bench.store("t", [{ a: 1 }]);
    await rm(join(dir, "t.duckdb"));
    await expect(bench.load("t")).rejects.toThrow(
      /t has no stored value: looked at t\.duckdb#main\.t\. Materialize it first: millrace materialize t/,
    );
    expect(existsSync(join(dir, "t.duckdb"))).toBe(false);
  });

  it("missing for a reader fails no writer who is making it", async () => {
    const results = await Promise.allSettled([bench.load("seen", undefined, { external: true }), bench.store("t", [{ a: 1 }])]);
    expect(results.map((result) => result.status)).toEqual(["rejected", "fulfilled"]);
  });

  it("damaged is named, with the remedy", async () => {
    writeFileSync(join(dir, "t.duckdb"), "this is no database, whatever its name says".repeat(500));
    await expect(bench.store("t", [{ a: 1 }])).rejects.toThrow(
      /\[duckdb\] cannot open t\.duckdb: the file is not a DuckDB database, or is damaged\. Move it away/,
    );
  });

  it("in the way as a folder is named", async () => {
    mkdirSync(join(dir, "t.duckdb"));
    await expect(bench.store("t", [{ a: 1 }])).rejects.toThrow(/\[duckdb\] cannot open t\.duckdb: /);
  });

  it.skipIf(!canMount())("on a full disk keeps the old table (needs root, to mount a disk of 4 MB)", async () => {
    await withTinyDisk(async (disk) => {
      const full = new Bench(dir, new DuckDBIOManager({ database: "disk/t.duckdb", schema: "main" }));
      await full.store("t", [{ text: "old" }]);
      const many = Array.from({ length: 300_000 }, (_, at) => ({ text: `${at} ${Math.random()} ${Math.random()}` }));
      await expect(full.store("t", many)).rejects.toThrow(/the disk is full\. Free some space and run again; the old table is still there/);
      expect(await full.load("t")).toEqual([{ text: "old" }]);
      execFileSync("mount", ["-o", "remount,ro", disk]);
      await expect(full.store("t", [{ text: "new" }])).rejects.toThrow(
        /\[duckdb\] cannot open disk\/t\.duckdb: the disk is read-only\. Choose another database/,
      );
    });
  });

  it("locked by another process is waited for, and then its process is named", async () => {
    await bench.store("t", [{ a: 1 }]);
    const script = join(dir, "holder.mjs");
    const api = import.meta.resolve("@duckdb/node-api");
    writeFileSync(
      script,
      `import duckdb from ${JSON.stringify(api)};\nconst instance = await duckdb.DuckDBInstance.create(process.argv[2]);\nprocess.send("open");\nprocess.on("message", () => { instance.closeSync(); process.send("closed"); });\n`,
    );
    const holder = fork(script, [join(dir, "t.duckdb")]);
    try {
      await new Promise((open) => holder.once("message", open));
      await expect(bench.load("t")).rejects.toThrow(
        new RegExp(`\\[duckdb\\] cannot open t\\.duckdb: process ${holder.pid} has it open\\. Stop that run, or wait\\.`),
      );
      const loading = bench.load("t");
      holder.send("close");
      expect(await loading).toEqual([{ a: 1 }]);
    } finally {
      holder.kill();
    }
  });
});
