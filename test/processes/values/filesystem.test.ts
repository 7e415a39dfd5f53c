// What is special to the filesystem manager: the value decides the format, refusals name the path, errors name the file.
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Table, tableFromArrays } from "apache-arrow";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FilesystemIOManager } from "../../../runtime/io/files/filesystem.js";
import { reasonAgainstJson } from "../../../runtime/io/values/json-safe.js";
import { decodeStructured, encodeStructured } from "../../../runtime/io/values/structured-clone.js";
import { Bench } from "../../support/io-manager-suite.js";
import { fc } from "../../support/properties.js";

let dir: string;
let bench: Bench;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "millrace-files-"));
  bench = new Bench(dir, new FilesystemIOManager({ baseDir: "data" }));
});

afterEach(() => rm(dir, { recursive: true, force: true }));

describe("the format", () => {
  const self: { self?: unknown } = {};
  self.self = self;
  const failure = Object.assign(new RangeError("too far", { cause: new Error("inner") }), { code: 7 });
  it.each([
    ["json", { a: [1, "ü", null, { b: false }] }],
    ["json", "text"],
    ["json", null],
    ["json", JSON.parse('{"__proto__": {"a": 1}, "constructor": 2}')],
    ["v8", -0],
    ["v8", Number.NaN],
    ["v8", new Date(5)],
    ["v8", { a: undefined }],
    // biome-ignore lint/suspicious/noSparseArray: the test needs a hole.
    ["v8", [1, , 3]],
    ["v8", Object.assign(Object.create(null), { a: 1 })],
    [
      "v8",
      new Map<unknown, unknown>([
        ["a", new Set([1n])],
        [{ k: 1 }, /x/g],
      ]),
    ],
    ["v8", self],
    ["v8", failure],
    ["bin", new Uint8Array([0, 255])],
    ["npy", new Float64Array([1.5, Number.NaN, -0])],
    ["npy", new Float64Array([1, 2, 3, 4]).subarray(1, 3)],
    ["npy", new Uint8ClampedArray([1, 2])],
    ["npy", new BigUint64Array([2n ** 64n - 1n])],
    ["npy", new Int16Array([])],
  ] as [string, unknown][])(".%s for %o, which comes back as it was", async (format, value) => {
    const { stored } = await bench.store("thing", value);
    expect(stored).toMatchObject({ format, storedAt: `data/thing.${format}` });
    expect(readFileSync(join(dir, "data", `thing.${format}`)).length).toBe(stored?.bytes);
    expect(await bench.load("thing")).toStrictEqual(value);
  });

  it("keeps an error's class, cause and own properties", async () => {
    const loaded = (await bench.roundTrip({ failure })) as { failure: RangeError & { code: number } };
    expect(loaded.failure).toBeInstanceOf(RangeError);
    expect([loaded.failure.message, loaded.failure.code, (loaded.failure.cause as Error).message]).toEqual(["too far", 7, "inner"]);
  });

  it("keeps an error's class whatever its name, and the errors of an aggregate", async () => {
    const named = Object.assign(new TypeError("x"), { name: "Custom" });
    const loaded = (await bench.roundTrip([named, new AggregateError([new URIError("inner")], "several")])) as [Error, AggregateError];
    expect([loaded[0] instanceof TypeError, loaded[0].name]).toEqual([true, "Custom"]);
    expect([loaded[1] instanceof AggregateError, loaded[1].message]).toEqual([true, "several"]);
    expect(loaded[1].errors[0]).toBeInstanceOf(URIError);
    // A system error has hidden symbols of Node.
    const system = await readFile(join(dir, "missing")).catch((error: unknown) => error);
    expect(((await bench.roundTrip(system)) as { code: string }).code).toBe("ENOENT");
  });

  class MyMap extends Map {}
  class MyArray extends Array {}
  class MyError extends Error {}
  class MyBytes extends Uint8Array {}
  class MyDate extends Date {}
  const hidden = Object.defineProperty({ a: 1 }, "b", { value: 2 });
  const used = /a/g;
  used.test("aa");
  it.each([
    [{ m: new MyMap() }, "$.m is a MyMap, which would lose its class. Return plain data."],
    [MyArray.from([1]), "$ is a MyArray, which would lose its class"],
    [new MyError("x"), "$ is a MyError, which would lose its class"],
    [new Error("x", { cause: new MyError("y") }), "$.cause is a MyError, which would lose its class"],
    [new MyBytes([1]), "$ is a MyBytes, which would lose its class"],
    [{ b: new MyBytes([1]) }, "$.b is a MyBytes, which would lose its class"],
    [new Set([new MyDate()]), "$.member is a MyDate, which would lose its class"],
    [{ when: Object.assign(new Date(0), { tz: "x" }) }, "$.when has the property tz, which a Date would lose. Return plain data."],
    [Object.assign([1n, 2n], { total: 3 }), "$ has the property total, which an Array would lose"],
    [Object.assign(new Array(3), { total: 3 }), "$ has the property total, which an Array would lose"],
    [Object.assign(new Map(), { size2: 3 }), "$ has the property size2, which a Map would lose"],
    [{ b: Object.assign(new Float64Array(3), { unit: "m" }) }, "$.b has the property unit, which a Float64Array would lose"],
    [Object.assign(new Float64Array(3), { unit: "m" }), "$ has the property unit, which a Float64Array would lose"],
    [Object.assign(new String("ab"), { lang: "en" }), "$ has the property lang, which a String would lose"],
    [{ r: Object.assign(/x/, { note: 1 }) }, "$.r has the property note, which a RegExp would lose"],
    [used, "$ has the property lastIndex, which a RegExp would lose"],
    [hidden, "$.b is a property that is not enumerable, so it would be lost. Make it enumerable, or leave it out."],
  ] as [unknown, string][])("%o is refused rather than changed", async (value, message) => {
    await expect(bench.store("thing", value)).rejects.toThrow(message);
    expect(existsSync(join(dir, "data"))).toBe(false);
  });

  it("takes values 1,000 deep, and refuses deeper ones with the beginning of their path", async () => {
    const nested = (depth: number, bottom: unknown) => {
      let value = bottom;
      for (let at = 0; at < depth; at++) value = at % 2 === 0 ? [value] : { a: value };
      return value;
    };
    for (const bottom of [1, 1n, new RangeError("bottom")]) {
      let loaded = await bench.roundTrip(nested(999, bottom));
      for (let at = 998; at >= 0; at--) loaded = at % 2 === 0 ? (loaded as unknown[])[0] : (loaded as { a: unknown }).a;
      expect(loaded).toEqual(bottom);
      await expect(bench.store("thing", nested(5000, bottom))).rejects.toThrow(
        "$.a[0].a[0].a… is nested more than 1000 deep, which cannot be stored. Flatten it.",
      );
    }
  });

  it("gives Buffer and ArrayBuffer back as what they were, all of the same bytes", async () => {
    for (const value of [Buffer.from([1, 2]), new Uint8Array([1, 2]).buffer, new Uint8Array([1, 2])]) {
      const { stored } = await bench.store("bytes", value);
      expect([stored?.storedAt, [...readFileSync(join(dir, "data/bytes.bin"))]]).toEqual(["data/bytes.bin", [1, 2]]);
      expect((await bench.load("bytes"))?.constructor).toBe(value.constructor);
    }
  });

  it("keeps an Arrow table, as a table or as rows", async () => {
    const table = tableFromArrays({
      id: BigInt64Array.from([1n, 2n]),
      score: Float64Array.from([0.5, 1]),
      name: ["a", "b"],
      on: [true, false],
      small: Int8Array.from([1, 2]),
    });
    const { stored } = await bench.store("thing", table);
    expect(stored).toMatchObject({ format: "parquet", rows: 2 });
    const loaded = (await bench.load("thing", { form: "table" })) as Table;
    expect(loaded.schema.fields.map((field) => String(field.type))).toEqual(
      table.schema.fields.map((field) => String(field.type).replace(/^Dictionary<.*Utf8>$/, "Utf8")),
    );
    expect(loaded.toArray().map((row) => row?.toJSON())).toEqual(table.toArray().map((row) => row?.toJSON()));
    expect(await bench.load("thing")).toEqual([
      { id: 1, score: 0.5, name: "a", on: true, small: 1 },
      { id: 2, score: 1, name: "b", on: false, small: 2 },
    ]);
    expect(
      await bench.load("thing", { form: "value", columns: [{ name: "id", kind: "bigint", nullable: false }] }, { columns: ["id"] }),
    ).toEqual([{ id: 1n }, { id: 2n }]);
  });

  it("changes with the value: the old file goes after the new record is there", async () => {
    await bench.store("thing", { a: 1 });
    await bench.store("thing", { a: 1n });
    expect(readdirSync(join(dir, "data"))).toEqual(["thing.v8"]);
    expect(await bench.load("thing")).toEqual({ a: 1n });
  });

  it("round-trips any JSON as .json, and anything structured clone carries", async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        expect(await bench.roundTrip(value)).toStrictEqual(value);
      }),
      { numRuns: 50 },
    );
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true, withSparseArray: true }),
        (value) => {
          expect(decodeStructured(encodeStructured(value))).toStrictEqual(value);
        },
      ),
    );
  });

  it("calls JSON-safe exactly what JSON does not change", () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true, withSparseArray: true }), (value) => {
        const safe = reasonAgainstJson(value) === null;
        expect(safe).toBe(survivesJson(value));
      }),
      { numRuns: 2000 },
    );
  });
});

function survivesJson(value: unknown): boolean {
  try {
    return same(JSON.parse(JSON.stringify(value)), value);
  } catch {
    return false;
  }
}

function same(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return Object.is(a, b);
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  const keys = Reflect.ownKeys(b);
  return (
    keys.length === Reflect.ownKeys(a).length && keys.every((key) => Object.hasOwn(a, key) && same((a as never)[key], (b as never)[key]))
  );
}

describe("what killed processes left", () => {
  it("is removed when it is old and its process is gone", async () => {
    mkdirSync(join(dir, "data"));
    const [old, fresh, alive] = ["a.json.999999999-1.tmp", "b.json.999999999-2.tmp", `c.json.${process.pid}-1.tmp`].map((name) =>
      join(dir, "data", name),
    ) as [string, string, string];
    for (const file of [old, fresh, alive]) writeFileSync(file, "");
    for (const file of [old, alive]) utimesSync(file, 0, 0);
    await bench.store("thing", 1);
    expect(readdirSync(join(dir, "data")).sort()).toEqual(["b.json.999999999-2.tmp", `c.json.${process.pid}-1.tmp`, "thing.json"]);
  });
});

describe("an external asset", () => {
  it("is the one file of its name", async () => {
    mkdirSync(join(dir, "data/raw"), { recursive: true });
    writeFileSync(join(dir, "data/raw/prices.json"), "[1]");
    expect(await bench.load("raw/prices", undefined, { external: true })).toEqual([1]);
    writeFileSync(join(dir, "data/raw/prices.bin"), "x");
    await expect(bench.load("raw/prices", undefined, { external: true })).rejects.toThrow(
      "[filesystem] raw/prices could be any of data/raw/prices.json, data/raw/prices.bin. Keep one, and remove the others.",
    );
    await expect(bench.load("raw/none", undefined, { external: true })).rejects.toThrow(
      /raw\/none has no stored value: looked at data\/raw\/none\.json, .*raw\/none is produced outside this project/,
    );
  });

  it("may come from NumPy, but not in an order that would be read wrongly", async () => {
    mkdirSync(join(dir, "data"));
    const header = (text: string) =>
      Buffer.concat([
        Buffer.from([0x93]),
        Buffer.from("NUMPY"),
        Buffer.from([1, 0]),
        Buffer.from([118, 0]),
        Buffer.from(`${text.padEnd(117, " ")}\n`),
      ]);
    const numbers = Buffer.from(new Float64Array([1, 2, 3, 4]).buffer);
    writeFileSync(join(dir, "data/m.npy"), Buffer.concat([header("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }"), numbers]));
    expect(await bench.load("m", undefined, { external: true })).toEqual(new Float64Array([1, 2, 3, 4]));
    writeFileSync(join(dir, "data/m.npy"), Buffer.concat([header("{'descr': '<f8', 'fortran_order': True, 'shape': (2, 2), }"), numbers]));
    await expect(bench.load("m", undefined, { external: true })).rejects.toThrow(
      "[filesystem] cannot read data/m.npy: the array is in Fortran order",
    );
  });
});

describe("a disk that", () => {
  const isRoot = process.getuid?.() === 0;
  const canMount = isRoot && process.platform === "linux" && tryMount();

  function tryMount(): boolean {
    try {
      execFileSync("unshare", ["-m", "true"], { stdio: "ignore" });
      return true;
    } catch {
      return false;
    }
  }

  /** Runs `work` with a tiny disk at data/. */
  async function withDisk(work: (remount: () => void) => Promise<void>): Promise<void> {
    const data = join(dir, "data");
    mkdirSync(data);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", data]);
    try {
      await work(() => execFileSync("mount", ["-o", "remount,ro", data]));
    } finally {
      execFileSync("umount", [data]);
    }
  }

  it.skipIf(!canMount)("is full: the old value stays, and nothing is left over (needs root, to mount a disk of 64 kB)", async () => {
    await withDisk(async () => {
      await bench.store("thing", { old: true });
      await expect(bench.store("thing", "x".repeat(1_000_000))).rejects.toThrow(
        "[filesystem] cannot write data/thing.json: the disk is full. Free some space and run again; the old value is still stored.",
      );
      expect(await bench.load("thing")).toEqual({ old: true });
      expect(readdirSync(join(dir, "data"))).toEqual(["thing.json"]);
    });
  });

  it.skipIf(!canMount)("is read-only: the message says so (needs root, to mount a disk)", async () => {
    await withDisk(async (remountReadOnly) => {
      await bench.store("thing", 1);
      remountReadOnly();
      await expect(bench.store("thing", 2)).rejects.toThrow(
        "[filesystem] cannot write data/thing.json: the disk is read-only. Choose another baseDir.",
      );
      expect(await bench.load("thing")).toBe(1);
    });
  });

  it.skipIf(isRoot)("may not be written: the message says so (root may write everywhere)", async () => {
    mkdirSync(join(dir, "data"));
    chmodSync(join(dir, "data"), 0o500);
    await expect(bench.store("thing", 2)).rejects.toThrow("[filesystem] cannot write data/thing.json: permission denied.");
    chmodSync(join(dir, "data"), 0o700);
  });

  it("has a file where a folder should be: the message says so", async () => {
    writeFileSync(join(dir, "data"), "");
    await expect(bench.store("thing", 2)).rejects.toThrow(/\[filesystem\] cannot write data\/thing\.json: a part of the path is a file/);
  });

  it("lost the file: loading says what to do", async () => {
    await bench.store("thing", 1);
    await rm(join(dir, "data/thing.json"));
    await expect(bench.load("thing")).rejects.toThrow(
      "thing has no stored value: looked at data/thing.json. Materialize it first: millrace materialize thing",
    );
    expect(existsSync(join(dir, "data"))).toBe(true);
  });

  it("tore the file: loading says which", async () => {
    await bench.store("thing", { a: 1 });
    writeFileSync(join(dir, "data/thing.json"), '{"a": ');
    await expect(bench.load("thing")).rejects.toThrow("[filesystem] cannot read data/thing.json: ");
  });
});
