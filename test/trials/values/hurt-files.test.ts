// Damaged files: flipped bytes, huge numbers, missing ends. Each is read or refused with a message, quickly and with little memory.
import { describe, expect, test } from "vitest";
import { decodeNpy, encodeNpy } from "../../../runtime/io/files/npy.js";
import { collect } from "../../../runtime/io/object-store/object-store.js";
import { parquetBatches } from "../../../runtime/io/parquet/read.js";
import { parquetOfRows } from "../../../runtime/io/parquet/rows.js";
import { decodeStructured, encodeStructured } from "../../../runtime/io/values/structured-clone.js";
import { bounded, tryDoor } from "../../support/bounded.js";
import { gathered } from "../../support/gathered.js";
import { trials } from "../../support/trials.js";

const joined = (parts: Iterable<Uint8Array>) => new Uint8Array(Buffer.concat([...parts]));

describe(".v8", () => {
  const bare = Object.assign(Object.create(null) as object, { a: 1 });
  const samples = [
    { a: [1, 2, { b: new Date(0), c: new Map([["k", new Set([1n, "x"])]]) }], re: /x/g },
    { errors: [new TypeError("no", { cause: new RangeError("why") }), bare, new AggregateError([new Error("in it")])] },
    { typed: new Float64Array(9), bytes: Buffer.from("bytes"), holes: Object.assign([], { length: 20 }), ["__proto__"]: null },
    Array.from({ length: 200 }, (_, at) => ({ at, text: `row ${at}` })),
  ].map(encodeStructured);

  test("is read or refused", async () => {
    await tryDoor(samples, trials(24_000), decodeStructured);
  });
});

describe(".npy", () => {
  const samples = [
    joined(encodeNpy(new Float64Array(24), [2, 3, 4])),
    joined(encodeNpy(new BigInt64Array(3), [3])),
    joined(encodeNpy(new Uint8Array(0), [0])),
  ];

  test("is read or refused", async () => {
    await tryDoor(samples, trials(24_000), (bytes) => decodeNpy(bytes, "Float64Array"));
  });

  test("with a shape that no memory holds is refused", async () => {
    const text = Buffer.from(samples[0] as Uint8Array).toString("latin1");
    for (const shape of ["(99999999,)", "(9999999999999,)", "(2, -3, 4)", "(1e9,)", "(2, 3, 4", "((2),)", "(,)", "", "(-2, -3, 4)"]) {
      const bytes = new Uint8Array(Buffer.from(text.replace("(2,3,4)", shape), "latin1"));
      expect(await bounded(bytes, () => decodeNpy(bytes, undefined), shape), shape).toBeInstanceOf(Error);
    }
  });
});

test(".npy of texts that have no length is refused", async () => {
  const text = Buffer.from(joined(encodeNpy(new Float64Array(24), [24]))).toString("latin1");
  const bytes = new Uint8Array(Buffer.from(text.replace("'<f8'", "'<U0'"), "latin1"));
  expect(await bounded(bytes, () => decodeNpy(bytes, undefined), "U0")).toBeInstanceOf(Error);
});

describe("Parquet", () => {
  const rows = Array.from({ length: 60 }, (_, at) => ({
    ...{ id: at, big: BigInt(at), name: at % 3 === 0 ? null : `name ${at % 5}`, day: new Date(at * 86_400_000) },
    ...{ tags: { list: [at, "x"] }, flag: at % 2 === 0 },
  }));
  const kinds = { id: "number", big: "bigint", name: "string", day: "date", tags: "json", flag: "boolean" } as const;

  test("a header that lacks a number is refused: hyparquet would read without an end", async () => {
    const sample = await collect(parquetOfRows([rows.map(({ id, name }) => ({ id, name }))], kinds, []));
    // In Thrift's compact protocol: a 32-bit number in the next field, and one after a skipped field.
    const [next, skipped] = [0x15, 0x25];
    const places = [...sample.keys()].filter((at) => sample[at] === next);
    expect(places.length).toBeGreaterThan(20);
    const outcomes = new Map<number, string>();
    for (const at of places) {
      const bytes = Uint8Array.from(sample);
      bytes[at] = skipped;
      const outcome = await bounded(bytes, () => gathered(parquetBatches(bytes, [], undefined)), `${at}`);
      if (outcome instanceof Error) outcomes.set(at, outcome.message);
    }
    expect([...outcomes.values()].filter((message) => message.includes("has a header that lacks a number")).length).toBeGreaterThan(10);
  });

  test("is read or refused", async () => {
    const sample = await collect(parquetOfRows([rows], kinds, []));
    const small = await collect(parquetOfRows([rows.slice(0, 2).map(({ id, name }) => ({ id, name }))], kinds, []));
    await tryDoor([sample, small], trials(12_000), (bytes) => gathered(parquetBatches(bytes, [], undefined)));
  });
});
