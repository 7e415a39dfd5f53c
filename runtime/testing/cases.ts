// The cases of the conformance suite without partitions.
import { deepStrictEqual as deepEqual, strictEqual as equal, notStrictEqual as notEqual, ok, rejects } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import { AssetKey } from "../sdk/asset-key.js";
import type { IOManager } from "../sdk/io-manager.js";
import { ManagerBench } from "./bench.js";
import { PAGES } from "./page-case.js";

/** Cases that may fail for a manager. Each exception needs a reason. */
export type Exception =
  | "any value"
  | "refuses functions"
  | "survives the instance"
  | "batches"
  | "previews"
  | "removes"
  | "copies"
  | "partitions";

export interface Case {
  readonly name: string;
  /** The case is skipped for a manager with this exception. */
  readonly exception?: Exception;
  readonly run: (bench: ManagerBench, make: (projectDir: string) => IOManager | Promise<IOManager>) => Promise<void>;
}

const rows = [
  { id: 1, name: "Ada", score: 1.5, at: new Date("2026-01-02T03:04:05.678Z"), good: true },
  { id: 2, name: "ünïcødé 🎈 'quoted' \"twice\"", score: -2, at: new Date(0), good: false },
];

export const VALUE_CASES: readonly Case[] = [
  {
    name: "gives rows back as they were",
    run: async (bench) => {
      deepEqual(await bench.roundTrip(rows), rows);
    },
  },

  {
    name: "gives no rows back as no rows",
    run: async (bench) => {
      deepEqual(await bench.roundTrip([]), []);
    },
  },

  {
    name: "keeps null apart from everything else",
    run: async (bench) => {
      const value = [
        { id: 1, note: null },
        { id: 2, note: "" },
        { id: 3, note: "null" },
      ];
      deepEqual(await bench.roundTrip(value), value);
    },
  },

  {
    name: "keeps dates to the millisecond, whatever the time zone",
    run: async (bench) => {
      const value = [{ at: new Date("1969-12-31T23:59:59.999Z") }, { at: new Date("2300-06-01T00:00:00.001Z") }];
      deepEqual(await bench.roundTrip(value), value);
    },
  },

  {
    name: "keeps special numbers",
    run: async (bench) => {
      const value = [{ x: Number.NaN }, { x: Number.POSITIVE_INFINITY }, { x: -0 }, { x: Number.MIN_VALUE }, { x: 1 }];
      const loaded = (await bench.roundTrip(value)) as typeof value;
      loaded.forEach(({ x }, at) => {
        ok(Object.is(x, value[at]?.x), `${x} for ${value[at]?.x}`);
      });
    },
  },

  {
    name: "keeps bigints of a declared column",
    run: async (bench) => {
      const value = [{ big: 2n ** 63n - 1n }, { big: -5n }];
      deepEqual(await bench.roundTrip(value, { form: "value", columns: [{ name: "big", kind: "bigint", nullable: false }] }), value);
    },
  },

  {
    name: "keeps nested values",
    run: async (bench) => {
      const value = [
        { tags: ["a", "b"], at: { x: 1, y: [1.5] } },
        { tags: [], at: { x: 2, y: [] } },
      ];
      deepEqual(await bench.roundTrip(value), value);
    },
  },

  {
    name: "keeps hostile column names",
    run: async (bench) => {
      const row = Object.fromEntries([
        ["constructor", 1],
        ['quo"te', 2],
        ["select", 3],
        ["a b; drop table x --", 4],
        ["ключ", 5],
      ]);
      Object.defineProperty(row, "__proto__", { value: 6, enumerable: true, writable: true, configurable: true });
      const [loaded] = (await bench.roundTrip([row])) as [typeof row];
      deepEqual(Object.entries(loaded).sort(), Object.entries(row).sort());
    },
  },

  {
    name: "keeps assets with hostile names apart",
    run: async (bench) => {
      const keys = ["__proto__", "constructor", "toString", "hasOwnProperty", "a/constructor", "a/b/__proto__", "CON"];
      for (const [at, key] of keys.entries()) await bench.store(key, [{ at }]);
      for (const [at, key] of keys.entries()) deepEqual(await bench.load(key), [{ at }], key);
    },
  },

  {
    name: "replaces the old value",
    run: async (bench) => {
      await bench.store("thing", [{ id: 1 }, { id: 2 }]);
      await bench.store("thing", [{ id: 3 }]);
      deepEqual(await bench.load("thing"), [{ id: 3 }]);
    },
  },

  {
    name: "says what to do when there is no value",
    run: async (bench) => {
      await rejectsWith(bench.load("thing"), /thing has no stored value.*millrace materialize thing/s);
    },
  },

  {
    name: "loads a copy: changing it changes nothing",
    run: async (bench) => {
      await bench.store("thing", rows);
      for (const row of (await bench.load("thing")) as { name: string }[]) row.name = "changed";
      deepEqual(await bench.load("thing"), rows);
    },
  },

  {
    name: "stores several assets at once",
    run: async (bench) => {
      const keys = Array.from({ length: 12 }, (_, at) => `asset_${at}`);
      await Promise.all(keys.map((key, at) => bench.store(key, [{ at }])));
      for (const [at, key] of keys.entries()) deepEqual(await bench.load(key), [{ at }]);
    },
  },

  {
    name: "leaves a whole value when one asset is stored twice at once",
    run: async (bench) => {
      const values = [Array.from({ length: 500 }, (_, at) => ({ at, of: "a" })), Array.from({ length: 300 }, (_, at) => ({ at, of: "b" }))];
      await Promise.all(values.map((value) => bench.store("thing", value)));
      const loaded = await bench.load("thing");
      ok(
        values.some((value) => isDeepStrictEqual(value, loaded)),
        "the value is neither of the two",
      );
    },
  },

  {
    name: "keeps the old value when the new one cannot be stored",
    exception: "refuses functions",
    run: async (bench) => {
      await bench.store("thing", rows);
      await rejectsWith(bench.store("thing", [{ render: () => 1 }]), /render is a function/);
      deepEqual(await bench.load("thing"), rows);
    },
  },

  {
    name: "says where a value lies, before and after",
    run: async (bench) => {
      const context = {
        projectDir: bench.projectDir,
        metadata: {},
        group: "default",
        tags: {},
        declared: { form: "value" },
        partitions: null,
        materialization: null,
      } as const;
      const before = bench.manager.describe?.({ ...context, assetKey: AssetKey.from("a/thing") });
      const materialization = await bench.store("a/thing", rows);
      equal(materialization.stored?.storedAt.startsWith(before?.storedAt ?? ""), true);
      const after = bench.manager.describe?.({ ...context, assetKey: AssetKey.from("a/thing"), materialization });
      equal(after?.storedAt ?? materialization.stored?.storedAt, materialization.stored?.storedAt);
    },
  },

  {
    name: "gives the value to another instance, as another process would have",
    exception: "survives the instance",
    run: async (bench, make) => {
      await bench.store("thing", rows);
      await bench.manager.close?.();
      deepEqual(await new ManagerBench(bench.projectDir, await make(bench.projectDir)).load("thing"), rows);
    },
  },

  {
    name: "takes batches and gives batches",
    exception: "batches",
    run: async (bench) => {
      async function* batches() {
        yield [{ id: 1, name: "a" }];
        yield [];
        yield [
          { id: 2, name: "b" },
          { id: 3, name: "c" },
        ];
      }
      deepEqual(await bench.roundTrip(batches(), { form: "batches" }), [
        { id: 1, name: "a" },
        { id: 2, name: "b" },
        { id: 3, name: "c" },
      ]);
    },
  },

  {
    name: "keeps the old value when batches break off",
    exception: "batches",
    run: async (bench) => {
      async function* batches() {
        yield [{ id: 9 }];
        throw new Error("the source broke off");
      }
      await bench.store("thing", [{ id: 1 }]);
      await rejectsWith(bench.store("thing", batches(), { form: "batches" }), "the source broke off");
      deepEqual(await bench.load("thing"), [{ id: 1 }]);
    },
  },

  {
    name: "gives any plain value back",
    exception: "any value",
    run: async (bench) => {
      for (const value of [0, "", "text", false, null, [1, 2], { a: { b: [] } }, new Map([["a", new Set([1])]]), new Date(5), 7n]) {
        deepEqual(await bench.roundTrip(value), value);
      }
    },
  },

  {
    name: "previews the first rows",
    exception: "previews",
    run: async (bench) => {
      await bench.store("thing", rows);
      deepEqual(await bench.manager.preview?.(await bench.context("thing"), 1), { kind: "rows", rows: rows.slice(0, 1) });
    },
  },

  PAGES,

  {
    name: "tells whether a value exists, and removes one alone",
    exception: "removes",
    run: async (bench) => {
      equal(await bench.manager.exists?.(await bench.context("thing")), false);
      await bench.store("thing", rows);
      await bench.store("other", rows);
      equal(await bench.manager.exists?.(await bench.context("thing")), true);
      await bench.manager.remove?.(await bench.context("thing"));
      equal(await bench.manager.exists?.(await bench.context("thing")), false);
      deepEqual(await bench.load("other"), rows);
    },
  },

  {
    name: "copies a value to another key, where a later store replaces it, and leaves the old one",
    exception: "copies",
    run: async (bench) => {
      const { manager, projectDir } = bench;
      // A manager without `copy`: the value is loaded and stored.
      if (manager.copy === undefined) return;
      const record = await bench.store("before", rows);
      const declared = { form: "value" } as const;
      const to = { assetKey: AssetKey.from("after"), metadata: {}, group: "default", tags: {}, partitions: null, materialization: null };
      const stored = await manager.copy(await bench.context("before"), { ...to, projectDir, declared });
      notEqual(stored.storedAt, record.stored?.storedAt);
      await bench.records.add({ ...record, assetKey: "after", stored });
      deepEqual(await bench.load("after"), rows);
      deepEqual(await bench.load("before"), rows);
      equal((await bench.store("after", rows.slice(1))).stored?.rows ?? 1, 1);
      deepEqual(await bench.load("after"), rows.slice(1));
      deepEqual(await bench.load("before"), rows);
    },
  },
];

export async function rejectsWith(promise: Promise<unknown>, message: string | RegExp): Promise<void> {
  await rejects(promise, (error: Error) => {
    ok(typeof message === "string" ? error.message.includes(message) : message.test(error.message), error.message);
    return true;
  });
}
