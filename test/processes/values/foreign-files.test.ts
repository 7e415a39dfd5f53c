// Files from other tools load with the correct values (created by test/support/samples/make.py). Our NumPy files equal NumPy's.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FilesystemIOManager } from "../../../runtime/io/files/filesystem.js";
import { Bench } from "../../support/io-manager-suite.js";
import { repository } from "../../support/repository.js";

const SAMPLES = join(repository, "test/support/samples");

async function withSample<T>(file: string, work: (bench: Bench) => Promise<T>): Promise<T> {
  const bench = await Bench.open(() => new FilesystemIOManager({ baseDir: "data" }));
  try {
    mkdirSync(join(bench.projectDir, "data"));
    copyFileSync(join(SAMPLES, file), join(bench.projectDir, "data", `thing${file.slice(file.lastIndexOf("."))}`));
    return await work(bench);
  } finally {
    await bench.close();
  }
}

const load = (file: string) => withSample(file, (bench) => bench.load("thing", undefined, { external: true }));

describe("NumPy's", () => {
  it.each([
    ["float64", new Float64Array([1.5, Number.NaN, -0, Number.POSITIVE_INFINITY, 5e-324])],
    ["float32-2x3", new Float32Array([0, 1, 2, 3, 4, 5])],
    ["int64", new BigInt64Array([-(2n ** 63n), 2n ** 63n - 1n])],
    ["uint64", new BigUint64Array([0n, 2n ** 64n - 1n])],
    ["uint8-2x2x2", new Uint8Array([0, 1, 2, 3, 4, 5, 6, 7])],
    ["bool", [true, false]],
    ["empty-int16", new Int16Array([])],
    ["scalar", new Float64Array([7.25])],
    ["version2", new Float64Array([1, 2, 3])],
  ])("%s", async (name, expected) => {
    expect(await load(`numpy-${name}.npy`)).toStrictEqual(expected);
  });

  it.each([
    ["fortran", "the array is in Fortran order. Save it with numpy.ascontiguousarray."],
    ["complex", "the array holds complex numbers (c16). Save the real and the imaginary parts as separate arrays."],
    [
      "big-endian",
      'the array has the NumPy type >f8, and its bytes are in big-endian order. Convert it first, for example with array.astype("<f8").',
    ],
    ["datetime", "the array has the NumPy type <M8[D], and no typed array can contain it."],
  ])("%s is refused, not read wrongly", async (name, message) => {
    await expect(load(`numpy-${name}.npy`)).rejects.toThrow(/\[filesystem\] cannot read data\/thing\.npy: /);
    await expect(load(`numpy-${name}.npy`)).rejects.toThrow(message);
  });
});

describe("pyarrow's", () => {
  const at = new Date("2026-01-02T03:04:05.678Z");
  const micros = new Date("1969-12-31T23:59:59.999Z");
  const day = new Date("2026-01-02T00:00:00.000Z");
  const same = { at, micros, day };
  it.each(["none", "snappy", "gzip", "zstd", "lz4", "brotli", "v2"])("%s", async (name) => {
    const columns = [{ name: "id", kind: "bigint", nullable: false }] as const;
    const rows = await withSample(`pyarrow-${name}.parquet`, (bench) =>
      bench.load("thing", { form: "value", columns }, { external: true }),
    );
    expect(rows).toEqual([
      {
        id: 1n,
        small: 1,
        score: 0.5,
        name: "a",
        good: true,
        word: "x",
        tags: ["a", "b"],
        at_place: { x: 1.5, y: "n" },
        price: 1.25,
        raw: new Uint8Array([0, 255]),
        ...same,
      },
      {
        id: 2n,
        small: -2,
        score: null,
        name: "ü🎈",
        good: false,
        word: "y",
        tags: [],
        at_place: null,
        price: null,
        raw: new Uint8Array([]),
        ...same,
      },
      {
        id: 9007199254740993n,
        small: null,
        score: -0,
        name: null,
        good: null,
        word: "x",
        tags: null,
        at_place: { x: null, y: "m" },
        price: -3.5,
        raw: null,
        ...same,
      },
    ]);
  });

  it("64-bit numbers that no number can hold are refused where a number is declared", async () => {
    const columns = [{ name: "id", kind: "number", nullable: false }] as const;
    await expect(
      withSample("pyarrow-none.parquet", (bench) => bench.load("thing", { form: "value", columns }, { external: true })),
    ).rejects.toThrow(/id/);
  });
});

describe("what we write", () => {
  const bench = () => Bench.open(() => new FilesystemIOManager({ baseDir: "data" }));

  it("has the header and the bytes that NumPy writes", async () => {
    const own = await bench();
    try {
      for (const [name, value] of [
        ["float64", new Float64Array([1.5, Number.NaN, -0, Number.POSITIVE_INFINITY, 5e-324])],
        ["float32-2x3", { data: new Float32Array([0, 1, 2, 3, 4, 5]), shape: [2, 3] }],
        ["int64", new BigInt64Array([-(2n ** 63n), 2n ** 63n - 1n])],
        ["uint8-2x2x2", { data: new Uint8Array([0, 1, 2, 3, 4, 5, 6, 7]), shape: [2, 2, 2] }],
        ["scalar", { data: new Float64Array([7.25]), shape: [] }],
      ] as const) {
        await own.store("thing", value);
        const [ours, theirs] = [join(own.projectDir, "data/thing.npy"), join(SAMPLES, `numpy-${name}.npy`)].map((file) =>
          parts(readFileSync(file)),
        );
        expect(ours, name).toEqual(theirs);
      }
    } finally {
      await own.close();
    }
  });

  const python = process.env.PYTHON ?? "python3";
  it.skipIf(!hasNumpy(python))("is read by NumPy (needs Python with NumPy)", async () => {
    const own = await bench();
    try {
      await own.store("thing", { data: new Float64Array([1, 2, 3, 4, 5, 6]), shape: [2, 3], stride: [1, 2], offset: 0 });
      const code = "import numpy, sys; a = numpy.load(sys.argv[1]); print(a.dtype, a.tolist())";
      expect(execFileSync(python, ["-c", code, join(own.projectDir, "data/thing.npy")], { encoding: "utf8" }).trim()).toBe(
        "float64 [[1.0, 3.0, 5.0], [2.0, 4.0, 6.0]]",
      );
    } finally {
      await own.close();
    }
  });
});

function hasNumpy(python: string): boolean {
  try {
    execFileSync(python, ["-c", "import numpy"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** The header's dictionary without its padding, and the numbers. */
function parts(file: Buffer): { readonly header: string; readonly data: string } {
  const length = file.readUInt16LE(8);
  return {
    header: file
      .toString("latin1", 10, 10 + length)
      .replace(/\s/g, "")
      .replace(",}", "}"),
    data: file.toString("hex", 10 + length),
  };
}
