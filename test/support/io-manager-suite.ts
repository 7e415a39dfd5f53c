// What every I/O manager must do: a manager is correct when it passes this suite.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DeclaredType } from "../../runtime/contract/asset.js";
import type { Materialization, PlanStep, RunEvent } from "../../runtime/contract/run.js";
import { newRunId } from "../../runtime/contract/run-id.js";
import { type AnyAsset, asset, externalAsset } from "../../runtime/sdk/asset.js";
import { AssetKey } from "../../runtime/sdk/asset-key.js";
import type { InputContext, IOManager } from "../../runtime/sdk/io-manager.js";
import { createLog } from "../../runtime/sdk/log.js";
import { fileRecordStore } from "../../runtime/sdk/record-store.js";
import { resolveProject } from "../../runtime/sdk/resolve.js";
import { execute } from "../../runtime/sdk/run/execute.js";

export interface ManagerUnderTest {
  readonly name: string;
  readonly make: () => IOManager;
  /** What of the suite does not hold for it, each with the reason in words. */
  readonly exceptions?: Readonly<Partial<Record<Exception, string>>>;
}

type Exception = "any value" | "refuses functions" | "survives the instance";

/** A manager in a project folder of its own; stores and loads as a run does. */
export class Bench {
  readonly projectDir: string;
  readonly manager: IOManager;

  constructor(projectDir: string, manager: IOManager) {
    this.projectDir = projectDir;
    this.manager = manager;
  }

  async store(
    key: string,
    value: unknown,
    output: DeclaredType = { form: "value" },
    metadata: Record<string, string> = {},
  ): Promise<Materialization> {
    const made = asset({ key, metadata, ioManager: this.manager }, () => value);
    const events = await this.run([made], [{ assetKey: key, bindings: [], after: [], output, stores: true }]);
    return events.find((event) => event.materialization !== undefined)?.materialization as Materialization;
  }

  async load(
    key: string,
    declared: DeclaredType = { form: "value" },
    options: { columns?: readonly string[]; external?: boolean } = {},
  ): Promise<unknown> {
    const upstream =
      options.external === true
        ? externalAsset({ key, ioManager: this.manager })
        : asset({ key, ioManager: this.manager }, () => undefined);
    let loaded: unknown;
    const ins = options.columns === undefined ? {} : { ins: { input: { columns: options.columns } } };
    const consumer = asset({ key: "consumer_of_it", ...ins }, async (input: unknown) => {
      loaded = declared.form === "batches" ? await collect(input as AsyncIterable<unknown[]>) : input;
    });
    await this.run(
      [upstream, consumer],
      [
        {
          assetKey: "consumer_of_it",
          bindings: [{ kind: "input", parameter: "input", assetKey: key, declared }],
          after: [],
          output: { form: "value" },
          stores: false,
        },
      ],
    );
    return loaded;
  }

  async roundTrip(value: unknown, declared?: DeclaredType): Promise<unknown> {
    await this.store("thing", value, declared);
    return this.load("thing", declared);
  }

  /** What a manager is given to load `key` outside a run. */
  async context(key: string): Promise<InputContext> {
    return {
      assetKey: AssetKey.from(key),
      projectDir: this.projectDir,
      declared: { form: "value" },
      log: createLog(() => undefined),
      resources: {},
      signal: new AbortController().signal,
      runId: null,
      metadata: {},
      upstreamOutput: { metadata: {}, materialization: await fileRecordStore(this.projectDir).latest(key), external: false },
    };
  }

  private async run(assets: AnyAsset[], steps: PlanStep[]): Promise<RunEvent[]> {
    const events: RunEvent[] = [];
    const project = resolveProject({ assets });
    expect(project.problems).toEqual([]);
    const plan = {
      version: 1,
      runId: newRunId(),
      projectDir: this.projectDir,
      configFile: "",
      selection: [],
      jobName: null,
      steps,
    } as const;
    const outcome = await execute({
      plan,
      project,
      records: fileRecordStore(this.projectDir),
      defaultManager: this.manager,
      emit: (event) => events.push(event),
    });
    for (const error of outcome.errors.values()) throw error;
    return events;
  }
}

async function collect(batches: AsyncIterable<unknown[]>): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const batch of batches) all.push(...batch);
  return all;
}

const rows = [
  { id: 1, name: "Ada", score: 1.5, at: new Date("2026-01-02T03:04:05.678Z"), good: true },
  { id: 2, name: "ünïcødé 🎈 'quoted' \"twice\"", score: -2, at: new Date(0), good: false },
];

export function ioManagerSuite(subject: ManagerUnderTest): void {
  const { exceptions = {} } = subject;
  const unless = (exception: Exception) => (exceptions[exception] === undefined ? it : it.skip);

  describe(`${subject.name} as an I/O manager`, () => {
    let bench: Bench;

    beforeEach(async () => {
      bench = new Bench(await mkdtemp(join(tmpdir(), "millrace-suite-")), subject.make());
    });

    afterEach(async () => {
      await bench.manager.close?.();
      await rm(bench.projectDir, { recursive: true, force: true });
    });

    it("gives rows back as they were", async () => {
      expect(await bench.roundTrip(rows)).toEqual(rows);
    });

    it("gives no rows back as no rows", async () => {
      expect(await bench.roundTrip([])).toEqual([]);
    });

    it("keeps null apart from everything else", async () => {
      const value = [
        { id: 1, note: null },
        { id: 2, note: "" },
        { id: 3, note: "null" },
      ];
      expect(await bench.roundTrip(value)).toEqual(value);
    });

    it("keeps dates to the millisecond, whatever the time zone", async () => {
      const value = [{ at: new Date("1969-12-31T23:59:59.999Z") }, { at: new Date("2300-06-01T00:00:00.001Z") }];
      expect(await bench.roundTrip(value)).toEqual(value);
    });

    it("keeps special numbers", async () => {
      const value = [{ x: Number.NaN }, { x: Number.POSITIVE_INFINITY }, { x: -0 }, { x: Number.MIN_VALUE }, { x: 1 }];
      const loaded = (await bench.roundTrip(value)) as typeof value;
      loaded.forEach(({ x }, at) => {
        expect(Object.is(x, value[at]?.x), `${x} for ${value[at]?.x}`).toBe(true);
      });
    });

    it("keeps bigints of a declared column", async () => {
      const value = [{ big: 2n ** 63n - 1n }, { big: -5n }];
      expect(await bench.roundTrip(value, { form: "value", columns: [{ name: "big", kind: "bigint", nullable: false }] })).toEqual(value);
    });

    it("keeps nested values", async () => {
      const value = [
        { tags: ["a", "b"], at: { x: 1, y: [1.5] } },
        { tags: [], at: { x: 2, y: [] } },
      ];
      expect(await bench.roundTrip(value)).toEqual(value);
    });

    it("keeps hostile column names", async () => {
      const row = Object.fromEntries([
        ["constructor", 1],
        ['quo"te', 2],
        ["select", 3],
        ["a b; drop table x --", 4],
        ["ключ", 5],
      ]);
      Object.defineProperty(row, "__proto__", { value: 6, enumerable: true, writable: true, configurable: true });
      const [loaded] = (await bench.roundTrip([row])) as [typeof row];
      expect(Object.entries(loaded).sort()).toEqual(Object.entries(row).sort());
    });

    it("keeps assets with hostile names apart", async () => {
      const keys = ["__proto__", "constructor", "toString", "hasOwnProperty", "a/constructor", "a/b/__proto__", "CON"];
      for (const [at, key] of keys.entries()) await bench.store(key, [{ at }]);
      for (const [at, key] of keys.entries()) expect(await bench.load(key), key).toEqual([{ at }]);
    });

    it("replaces the old value", async () => {
      await bench.store("thing", [{ id: 1 }, { id: 2 }]);
      await bench.store("thing", [{ id: 3 }]);
      expect(await bench.load("thing")).toEqual([{ id: 3 }]);
    });

    it("says what to do when there is no value", async () => {
      await expect(bench.load("thing")).rejects.toThrow(/thing has no stored value.*millrace materialize thing/s);
    });

    it("loads a copy: changing it changes nothing", async () => {
      await bench.store("thing", rows);
      for (const row of (await bench.load("thing")) as { name: string }[]) row.name = "changed";
      expect(await bench.load("thing")).toEqual(rows);
    });

    it("stores several assets at once", async () => {
      const keys = Array.from({ length: 12 }, (_, at) => `asset_${at}`);
      await Promise.all(keys.map((key, at) => bench.store(key, [{ at }])));
      for (const [at, key] of keys.entries()) expect(await bench.load(key)).toEqual([{ at }]);
    });

    it("leaves a whole value when one asset is stored twice at once", async () => {
      const values = [Array.from({ length: 500 }, (_, at) => ({ at, of: "a" })), Array.from({ length: 300 }, (_, at) => ({ at, of: "b" }))];
      await Promise.all(values.map((value) => bench.store("thing", value)));
      expect(values).toContainEqual(await bench.load("thing"));
    });

    unless("refuses functions")("keeps the old value when the new one cannot be stored", async () => {
      await bench.store("thing", rows);
      await expect(bench.store("thing", [{ render: () => 1 }])).rejects.toThrow(/render is a function/);
      expect(await bench.load("thing")).toEqual(rows);
    });

    it("says where a value lies, before and after", async () => {
      const context = { projectDir: bench.projectDir, metadata: {}, declared: { form: "value" }, materialization: null } as const;
      const before = bench.manager.describe?.({ ...context, assetKey: AssetKey.from("a/thing") });
      const materialization = await bench.store("a/thing", rows);
      expect(materialization.stored?.storedAt.startsWith(before?.storedAt ?? "?")).toBe(true);
      expect(bench.manager.describe?.({ ...context, assetKey: AssetKey.from("a/thing"), materialization })?.storedAt).toBe(
        materialization.stored?.storedAt,
      );
    });

    unless("survives the instance")("gives the value to another instance, as another process would have", async () => {
      await bench.store("thing", rows);
      await bench.manager.close?.();
      expect(await new Bench(bench.projectDir, subject.make()).load("thing")).toEqual(rows);
    });

    it("takes batches and gives batches", async () => {
      async function* batches() {
        yield [{ id: 1, name: "a" }];
        yield [];
        yield [
          { id: 2, name: "b" },
          { id: 3, name: "c" },
        ];
      }
      expect(await bench.roundTrip(batches(), { form: "batches" })).toEqual([
        { id: 1, name: "a" },
        { id: 2, name: "b" },
        { id: 3, name: "c" },
      ]);
    });

    it("keeps the old value when batches break off", async () => {
      async function* batches() {
        yield [{ id: 9 }];
        throw new Error("the source broke off");
      }
      await bench.store("thing", [{ id: 1 }]);
      await expect(bench.store("thing", batches(), { form: "batches" })).rejects.toThrow("the source broke off");
      expect(await bench.load("thing")).toEqual([{ id: 1 }]);
    });

    unless("any value")("gives any plain value back", async () => {
      for (const value of [0, "", "text", false, null, [1, 2], { a: { b: [] } }, new Map([["a", new Set([1])]]), new Date(5), 7n]) {
        expect(await bench.roundTrip(value)).toEqual(value);
      }
    });

    it("previews the first rows", async () => {
      await bench.store("thing", rows);
      expect(await bench.manager.preview?.(await bench.context("thing"), 1)).toEqual({ kind: "rows", rows: rows.slice(0, 1) });
    });

    it("tells whether a value exists, and removes one alone", async () => {
      expect(await bench.manager.exists?.(await bench.context("thing"))).toBe(false);
      await bench.store("thing", rows);
      await bench.store("other", rows);
      expect(await bench.manager.exists?.(await bench.context("thing"))).toBe(true);
      await bench.manager.remove?.(await bench.context("thing"));
      expect(await bench.manager.exists?.(await bench.context("thing"))).toBe(false);
      expect(await bench.load("other")).toEqual(rows);
    });
  });
}
