// The cases of the conformance suite for partitions: each is stored separately, and none is lost or moved, whatever its key.

import { deepStrictEqual as deepEqual, equal, ok } from "node:assert";
import { LastPartitionMapping, SpecificPartitionsPartitionMapping } from "../partitions/mappings/classes.js";
import {
  DailyPartitionsDefinition,
  HourlyPartitionsDefinition,
  MultiPartitionsDefinition,
  type PartitionsDefinition,
  StaticPartitionsDefinition,
} from "../sdk/partitions.js";
import type { ManagerBench } from "./bench.js";
import { type Case, rejectsWith } from "./cases.js";

const days = new DailyPartitionsDefinition({ startDate: "2026-01-01", endDate: "2026-01-06" });
export const daysOf = [...days.getPartitionKeys()];
export const byDay = { partitions: days, metadata: { partitionExpr: "made_at" } };

/** Keys that break simple paths, queries and formats. */
export const HOSTILE_KEYS: readonly string[] = [
  "a/b",
  "a|b",
  "a:b",
  "a.b",
  "a,b",
  "it's",
  'say "x"',
  "with space",
  " lead and trail ",
  "..",
  ".",
  "ünïcødé 🎈",
  "CON",
  "aux.txt",
  "100%",
  "%2F",
  "a\\b",
  "a\nb",
  "drop table x; --",
  "?*<>",
  "x".repeat(1000),
  `${"x".repeat(999)}y`,
  "é".repeat(300),
];

export function rowsOfDay(key: string): { id: number; made_at: Date }[] {
  const start = Date.parse(key);
  return [
    { id: start, made_at: new Date(start) },
    { id: start + 1, made_at: new Date(start + 86_399_999) },
  ];
}

/** The value that one parameter got for several partitions: maps by key are joined; tables are already joined. */
export function joined(value: unknown): unknown[] {
  const rows = value instanceof Map ? [...value.values()].flat() : (value as unknown[]);
  return [...rows].sort((a, b) => Number((a as { id: number }).id) - Number((b as { id: number }).id));
}

export async function storeDays(bench: ManagerBench, keys: readonly string[] = daysOf): Promise<void> {
  await bench.store("thing", (key: string) => rowsOfDay(key), undefined, { ...byDay, keys });
}

export const PARTITION_CASES: readonly Case[] = [
  {
    name: "stores and loads one partition, the value itself",
    exception: "partitions",
    run: async (bench) => {
      await storeDays(bench);
      for (const key of daysOf) {
        deepEqual(await bench.load("thing", undefined, { ...byDay, consumer: { partitions: days, key } }), rowsOfDay(key));
      }
    },
  },
  {
    name: "replaces one partition and leaves the others",
    exception: "partitions",
    run: async (bench) => {
      await storeDays(bench);
      const [first, second] = daysOf as [string, string];
      const replaced = [{ id: 7, made_at: new Date(`${second}T12:00:00.000Z`) }];
      await bench.store("thing", () => replaced, undefined, { ...byDay, keys: [second] });
      const load = (key: string) => bench.load("thing", undefined, { ...byDay, consumer: { partitions: days, key } });
      deepEqual(await load(second), replaced);
      deepEqual(await load(first), rowsOfDay(first));
    },
  },
  {
    name: "stores a partition again without doubling it",
    exception: "partitions",
    run: async (bench) => {
      await storeDays(bench);
      await storeDays(bench);
      deepEqual(joined(await bench.load("thing", undefined, byDay)), daysOf.flatMap(rowsOfDay));
    },
  },
  {
    name: "gives all partitions, by key where values are apart",
    exception: "partitions",
    run: async (bench) => {
      await storeDays(bench);
      const loaded = await bench.load("thing", undefined, byDay);
      if (bench.manager.partitionsTogether !== true) deepEqual([...(loaded as Map<string, unknown>).keys()], daysOf);
      deepEqual(joined(loaded), daysOf.flatMap(rowsOfDay));
    },
  },
  {
    name: "never moves a value to another key when partitions are missing",
    exception: "partitions",
    run: async (bench) => {
      const there = daysOf.filter((_, at) => at % 2 === 1);
      await storeDays(bench, there);
      // Several partitions are loaded at once, so the error may name any of the missing ones.
      await rejectsWith(bench.load("thing", undefined, byDay), /2026-01-0[135]/);
      const loaded = await bench.load("thing", undefined, { ...byDay, allowMissing: true });
      if (loaded instanceof Map) for (const [key, rows] of loaded) deepEqual(rows, rowsOfDay(key));
      deepEqual(joined(loaded), there.flatMap(rowsOfDay));
    },
  },
  {
    name: "gives the last, and some",
    exception: "partitions",
    run: async (bench) => {
      await storeDays(bench);
      const [first, , third] = daysOf as [string, string, string];
      const last = await bench.load("thing", undefined, { ...byDay, partitionMapping: new LastPartitionMapping() });
      deepEqual(last, rowsOfDay(daysOf.at(-1) as string));
      const some = new SpecificPartitionsPartitionMapping([first, third]);
      deepEqual(joined(await bench.load("thing", undefined, { ...byDay, partitionMapping: some })), [first, third].flatMap(rowsOfDay));
    },
  },
  {
    name: "keeps partitions with hostile keys apart",
    exception: "partitions",
    run: async (bench) => {
      const partitions = new StaticPartitionsDefinition(HOSTILE_KEYS);
      const options = { partitions, metadata: { partitionExpr: "part" } };
      await bench.store("thing", (key: string) => [{ part: key, size: key.length }], undefined, { ...options, keys: HOSTILE_KEYS });
      for (const key of HOSTILE_KEYS) {
        const loaded = await bench.load("thing", undefined, { ...options, consumer: { partitions, key } });
        deepEqual(loaded, [{ part: key, size: key.length }], key.slice(0, 40));
      }
    },
  },
  {
    name: "keeps several dimensions apart",
    exception: "partitions",
    run: async (bench) => {
      const regions = new StaticPartitionsDefinition(["eu", "us|east", "a%b"]);
      const partitions = new MultiPartitionsDefinition({ region: regions, date: days });
      const options = { partitions, metadata: { partitionExpr: { date: "made_at", region: "region" } } };
      const keys = daysOf
        .slice(0, 2)
        .flatMap((date) => [...regions.getPartitionKeys()].map((region) => partitions.partitionKey({ date, region })));
      const rowsOf = (key: string) => {
        const at = keys.indexOf(key);
        const region = [...regions.getPartitionKeys()][at % 3] as string;
        return [{ id: at, made_at: new Date(daysOf[Math.floor(at / 3)] as string), region }];
      };
      await bench.store("thing", rowsOf, undefined, { ...options, keys });
      for (const key of keys)
        deepEqual(await bench.load("thing", undefined, { ...options, consumer: { partitions, key } }), rowsOf(key), key);
      const ofDay = await bench.load("thing", undefined, { ...options, consumer: { partitions: days, key: daysOf[1] as string } });
      deepEqual(joined(ofDay), keys.slice(3).flatMap(rowsOf));
    },
  },
  {
    name: "keeps hours apart when clocks change",
    exception: "partitions",
    run: async (bench) => {
      const partitions = new HourlyPartitionsDefinition({ startDate: "2025-10-26", endDate: "2025-10-26T06:00", timezone: "Europe/Oslo" });
      const keys = [...partitions.getPartitionKeys()];
      equal(new Set(keys).size, 7);
      const options = { partitions: partitions as PartitionsDefinition, metadata: { partitionExpr: "made_at" } };
      const rowsOf = (key: string) => [{ made_at: partitions.timeWindowForPartitionKey(key)?.start as Date, key }];
      await bench.store("thing", rowsOf, undefined, { ...options, keys });
      for (const key of keys)
        deepEqual(await bench.load("thing", undefined, { ...options, consumer: { partitions, key } }), rowsOf(key), key);
    },
  },
  {
    name: "says what to do when a partition has no value",
    exception: "partitions",
    run: async (bench) => {
      const key = daysOf[0] as string;
      await rejectsWith(
        bench.load("thing", undefined, { ...byDay, consumer: { partitions: days, key } }),
        /2026-01-01.*millrace materialize thing --partition 2026-01-01/s,
      );
    },
  },
  {
    name: "removes one partition alone",
    exception: "partitions",
    run: async (bench) => {
      await storeDays(bench);
      const [first, second] = daysOf as [string, string];
      const at = (partitionKey: string) => bench.context("thing", { ...byDay, partitionKey });
      ok(await bench.manager.exists?.(await at(first)));
      await bench.manager.remove?.(await at(first));
      equal(await bench.manager.exists?.(await at(first)), false);
      deepEqual(await bench.load("thing", undefined, { ...byDay, consumer: { partitions: days, key: second } }), rowsOfDay(second));
    },
  },
  {
    name: "says where a partition lies, before and after",
    exception: "partitions",
    run: async (bench) => {
      const key = daysOf[0] as string;
      const record = await bench.store("thing", (day: string) => rowsOfDay(day), undefined, { ...byDay, keys: [key] });
      const context = await bench.context("thing", { ...byDay, partitionKey: key });
      const before = bench.manager.describe?.({
        assetKey: context.assetKey,
        projectDir: bench.projectDir,
        metadata: byDay.metadata,
        group: "default",
        tags: {},
        declared: { form: "value" },
        partitions: context.partitions,
        materialization: null,
      });
      ok(record.stored?.storedAt.startsWith(before?.storedAt ?? ""), `${record.stored?.storedAt} begins with ${before?.storedAt}`);
    },
  },
];
