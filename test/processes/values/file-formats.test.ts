// What files can store beyond plain values: multidimensional arrays, long arrays in parts, and clear messages if there is no space.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Table as ArrowTable, Binary, type Table, tableFromArrays, vectorFromArray } from "apache-arrow";
import ndarray from "ndarray";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { encodeValue, firstRows } from "../../../runtime/io/files/file-formats.js";
import { FilesystemIOManager } from "../../../runtime/io/files/filesystem.js";
import { jsonChunks, readPieces } from "../../../runtime/io/files/json-pieces.js";
import { asNdArray, fromNdArray } from "../../../runtime/io/files/nd-array.js";
import type { ObjectStore } from "../../../runtime/io/object-store/object-store.js";
import { openObjectStore } from "../../../runtime/io/object-store/open-store.js";
import { ownBuffer } from "../../../runtime/io/parquet/read.js";
import { Bench } from "../../support/io-manager-suite.js";
import { memoryInUse } from "../../support/memory.js";
import { fc } from "../../support/properties.js";
import { isSoak } from "../../support/trials.js";

const LONGEST_TEXT = 2 ** 29;

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open(() => new FilesystemIOManager({ baseDir: "data" }));
});
afterEach(() => bench.close());

const formatOf = async (value: unknown) => (await bench.store("thing", value)).stored?.format;

describe("an array of several dimensions", () => {
  it("comes back as the object it was, in C order", async () => {
    const data = Float64Array.from({ length: 6 }, (_, at) => at);
    for (const value of [
      { data, shape: [2, 3] },
      { data, shape: [6], stride: [1], offset: 0 },
      { data: new BigInt64Array([1n]), shape: [] },
      { data: new Uint8ClampedArray(0), shape: [0, 4] },
    ]) {
      expect(await formatOf(value)).toBe("npy");
      expect(await bench.load("thing")).toStrictEqual(value);
    }
    const transposed = { data, shape: [3, 2], stride: [1, 3], offset: 0 };
    expect(await bench.roundTrip(transposed)).toStrictEqual({
      data: new Float64Array([0, 3, 1, 4, 2, 5]),
      shape: [3, 2],
      stride: [2, 1],
      offset: 0,
    });
    expect(await bench.roundTrip({ data, shape: [2], stride: [-3], offset: 5 })).toStrictEqual({
      data: new Float64Array([5, 2]),
      shape: [2],
      stride: [1],
      offset: 0,
    });
  });

  it("of the package ndarray comes back as one", async () => {
    const view = ndarray(new Float32Array([1, 2, 3, 4, 5, 6]), [2, 3]).transpose(1, 0);
    expect(await formatOf(view)).toBe("npy");
    const loaded = (await bench.load("thing")) as ReturnType<typeof ndarray>;
    expect([loaded.shape, loaded.dtype, loaded.get(2, 1), loaded.get(0, 1)]).toEqual([[3, 2], "float32", 6, 4]);
  });

  it("is one only where it is nothing else: other objects keep all they have", async () => {
    const data = new Float64Array([1, 2]);
    for (const value of [
      { data, shape: [3] },
      { data, shape: [2], unit: "m" },
      { data, shape: [2], stride: [1], offset: 7 },
      { data, shape: ["2"] },
      { data, shape: [-2] },
      { data: [1, 2], shape: [2] },
      { data },
    ]) {
      expect(await formatOf(value)).not.toBe("npy");
      expect(await bench.load("thing")).toStrictEqual(value);
    }
  });

  it("holds the same elements whatever its strides", async () => {
    const lengths = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(lengths, fc.integer({ min: 0, max: 3 }), fc.infiniteStream(fc.boolean()), async (shape, offset, flips) => {
        const stride: number[] = [];
        let [size, start] = [1, offset];
        for (const length of shape) {
          const isBackwards = flips.next().value === true;
          stride.push(isBackwards ? -size : size);
          if (isBackwards) start += size * Math.max(0, length - 1);
          size *= Math.max(1, length);
        }
        const data = Float64Array.from({ length: size + offset }, (_, at) => at);
        const found = asNdArray({ data, shape, stride, offset: start });
        const expected: number[] = [];
        const walk = (at: number, from: number): void => {
          if (at === shape.length) return void expected.push(from);
          for (let index = 0; index < (shape[at] as number); index++) walk(at + 1, from + index * (stride[at] as number));
        };
        walk(0, start);
        expect([...(found?.data ?? [])]).toEqual(expected);
        expect(await fromNdArray(found?.data as Float64Array, shape, { ndarray: ["data", "shape"] })).toEqual({ data: found?.data, shape });
      }),
    );
  });
});

describe("a long array", () => {
  const rows = Array.from({ length: 25_000 }, (_, id) => ({ id, text: `line\nbreak "${id}"` }));

  it("is one JSON array for everybody, with some rows on each line", async () => {
    const { stored } = await bench.store("thing", rows);
    const text = readFileSync(join(bench.projectDir, "data/thing.json"), "utf8");
    expect([stored?.rows, stored?.details?.inPieces, text.split("\n").length]).toEqual([25_000, true, 3]);
    expect(JSON.parse(text)).toEqual(rows);
    expect(await bench.load("thing")).toEqual(rows);
    expect(await bench.load("thing", { form: "batches" }, { columns: ["id"] })).toEqual(rows.map(({ id }) => ({ id })));
  });

  it("is read piece by piece, however its bytes arrive", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.json().map((text) => JSON.parse(JSON.stringify(JSON.parse(text))))), { maxLength: 5 }),
        fc.integer({ min: 1, max: 50 }),
        async (batches, step) => {
          async function* source() {
            yield* batches;
          }
          const chunks: Uint8Array[] = [];
          for await (const chunk of jsonChunks(source()).chunks) chunks.push(chunk);
          const bytes = Buffer.concat(chunks);
          expect(JSON.parse(bytes.toString())).toEqual(batches.flat());
          async function* arriving() {
            for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
          }
          const found: unknown[] = [];
          for await (const batch of readPieces(arriving())) found.push(...batch);
          expect(found).toEqual(batches.flat());
        },
      ),
    );
  });

  it("that is torn is an error, not fewer rows", async () => {
    await bench.store("thing", rows);
    const file = join(bench.projectDir, "data/thing.json");
    const text = readFileSync(file, "utf8");
    for (const end of [text.length - 1, text.lastIndexOf("\n"), text.lastIndexOf("\n") + 1, 1000]) {
      writeFileSync(file, text.slice(0, end));
      await expect(bench.load("thing", { form: "batches" }), `${end}`).rejects.toThrow("[filesystem] cannot read data/thing.json: ");
    }
  });

  it("takes no more memory in batches than a batch needs", async () => {
    const text = "x".repeat(1000);
    const batchCount = isSoak ? 300 : 80;
    async function* batches() {
      for (let at = 0; at < batchCount; at++) yield Array.from({ length: 1000 }, (_, id) => ({ id: at * 1000 + id, text }));
    }
    const { stored } = await bench.store("thing", batches(), { form: "batches" });
    expect(stored?.bytes).toBeGreaterThan(batchCount * 1_000_000);
    const context = await bench.context("thing");
    const before = memoryInUse();
    let count = 0;
    let highest = 0;
    for await (const batch of (await bench.manager.loadInput({ ...context, declared: { form: "batches" } })) as AsyncIterable<unknown[]>) {
      count += batch.length;
      if (count % 20_000 < 1000) highest = Math.max(highest, memoryInUse() - before);
    }
    expect(count).toBe(batchCount * 1000);
    expect(highest).toBeLessThan(batchCount * 400_000);
  });
});

// Node's longest text takes gigabytes and half a minute, so only the soak suite tests it.
describe.each(isSoak ? [2 ** 20, LONGEST_TEXT] : [2 ** 20])(
  "where the longest text has %i characters, a value that is too large",
  (longest) => {
    beforeEach(() => {
      if (longest === LONGEST_TEXT) return;
      const stringify = JSON.stringify;
      vi.spyOn(JSON, "stringify").mockImplementation((...args: Parameters<typeof JSON.stringify>) => {
        const text = stringify(...args);
        if (text?.length > longest) throw new RangeError("Invalid string length");
        return text;
      });
    });
    afterEach(() => vi.restoreAllMocks());

    it("for one text is refused with the way out, and the old one stays", async () => {
      await bench.store("thing", "old");
      const half = "x".repeat(longest / 2);
      for (const value of [{ a: half, b: half }, [{ a: half, b: half }]])
        await expect(bench.store("thing", value)).rejects.toThrow(
          "thing cannot be stored: a part of the value is longer as JSON than a string in Node can be (512 MB). Return batches of smaller rows, bytes or a typed array.",
        );
      expect(await bench.load("thing")).toBe("old");
    });

    it("for one text, but made of rows, is stored in pieces", async () => {
      const quarter = "x".repeat(longest / 4);
      const value = Array.from({ length: 5 }, (_, id) => ({ id, quarter }));
      const { stored } = await bench.store("thing", value);
      expect(stored?.bytes).toBeGreaterThan(5 * quarter.length);
      const loaded = (await bench.load("thing")) as typeof value;
      expect(loaded.map(({ id, quarter: text }) => [id, text.length])).toEqual(value.map(({ id }) => [id, quarter.length]));
    });
  },
);

describe("a preview", () => {
  it("of a long array or a large table reads no more than it must", async () => {
    const rows = Array.from({ length: 120_000 }, (_, id) => ({ id, text: `${id}`.repeat(4) }));
    const { store, reads } = counted(await openObjectStore("memory://preview"));
    const source = (extension: ".json" | ".parquet", details: object, size: number) => ({
      extension,
      details: { ...details },
      size,
      bytes: () => store.get("x"),
      stream: () => store.stream("x"),
      parts: async () => ({
        byteLength: size,
        slice: async (start: number, end = size) => ownBuffer(await store.range("x", start, end)),
        unchanged: async () => undefined,
      }),
    });
    const context = await bench.context("thing");
    await store.put("x", jsonChunks(rows).chunks);
    expect(await firstRows(source(".json", { inPieces: true }, 0), context, 3)).toEqual(rows.slice(0, 3));
    const { chunks } = await encodeValue(
      tableFromArrays({
        id: rows.map(({ id }) => id),
        text: rows.map(({ text }) => text),
        x: new Float64Array(120_000).map(Math.random),
        y: new Float64Array(120_000).map(Math.random),
        z: new Float64Array(120_000).map(Math.random),
      }),
    );
    await store.put("x", chunks);
    const size = (await store.head("x"))?.size ?? 0;
    expect(size).toBeGreaterThan(4_194_304);
    reads.length = 0;
    expect(await firstRows(source(".parquet", {}, size), { ...context, columns: ["id"] }, 2)).toEqual([{ id: 0 }, { id: 1 }]);
    expect(reads.length).toBeGreaterThan(0);
    expect(reads.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(size / 2);
  });

  it("of rows is rows, and of anything else the value", async () => {
    const preview = async () => bench.manager.preview?.(await bench.context("thing"), 2);
    const rows = Array.from({ length: 20_000 }, (_, id) => ({ id }));
    await bench.store("thing", rows);
    expect(await preview()).toEqual({ kind: "rows", rows: rows.slice(0, 2) });
    await bench.store("thing", tableFromArrays({ id: [1, 2, 3] }));
    expect(await preview()).toEqual({ kind: "rows", rows: [{ id: 1 }, { id: 2 }] });
    await bench.store(
      "thing",
      Array.from({ length: 20_000 }, (_, id) => id),
    );
    expect(await preview()).toMatchObject({ kind: "value" });
    await bench.store("thing", []);
    expect(await preview()).toEqual({ kind: "value", value: [] });
  });
});

function counted(store: ObjectStore): { store: ObjectStore; reads: number[] } {
  const reads: number[] = [];
  const range: ObjectStore["range"] = async (name, start, end) => {
    const bytes = await store.range(name, start, end);
    reads.push(bytes.length);
    return bytes;
  };
  return { store: { ...store, range }, reads };
}

it("long typed arrays are looked at as a whole, and still lose no property", async () => {
  const started = performance.now();
  const bytes = new Uint8Array(100_000_000);
  bytes[99_999_999] = 7;
  await bench.store("thing", bytes);
  const loaded = (await bench.load("thing")) as Uint8Array;
  expect([loaded.length, loaded[99_999_999]]).toEqual([100_000_000, 7]);
  // Creating a string for each index would take a minute and gigabytes.
  expect(performance.now() - started).toBeLessThan(10_000);
  for (const value of [new Float64Array(20_000), Buffer.alloc(20_000)])
    await expect(bench.store("thing", Object.assign(value, { unit: "m" }))).rejects.toThrow("has the property unit, which a");
});

it("binary columns of an Arrow table are bytes, not text", async () => {
  const bytes = [new Uint8Array([0, 255, 128]), new Uint8Array([])];
  const table = new ArrowTable({ raw: vectorFromArray(bytes, new Binary()), id: tableFromArrays({ id: [1, 2] }).getChildAt(0) as never });
  await bench.store("thing", table);
  expect(await bench.load("thing")).toEqual([
    { raw: bytes[0], id: 1 },
    { raw: bytes[1], id: 2 },
  ]);
  const loaded = (await bench.load("thing", { form: "table" })) as Table;
  expect([...(loaded.getChild("raw") ?? [])]).toEqual(bytes);
});
