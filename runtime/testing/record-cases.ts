// The cases of the conformance suite for values whose records are missing, as in a fresh clone.
import { deepStrictEqual as deepEqual, ok, rejects } from "node:assert";
import type { ManagerBench } from "./bench.js";
import type { Case } from "./cases.js";
import { byDay, daysOf, joined, rowsOfDay, storeDays } from "./partition-cases.js";

const rows = [
  { id: 1, name: "Ada", at: new Date(5) },
  { id: 2, name: "Grace", at: new Date(0) },
];

/** Whether the manager can find a value without a record; some managers know it only after their first use. */
async function forgetting(bench: ManagerBench): Promise<boolean> {
  if (bench.manager.adopt === undefined) return false;
  await bench.forgetRecords();
  return true;
}

export const RECORD_CASES: readonly Case[] = [
  {
    name: "loads a value without a record as it lies, where it can tell how",
    run: async (bench) => {
      await bench.store("thing", rows);
      if (!(await forgetting(bench))) return;
      deepEqual(await bench.load("thing"), rows);
      const stored = await bench.manager.adopt?.(await bench.context("thing"));
      ok(stored !== null && stored !== undefined && stored.storedAt !== "");
      await rejects(bench.load("other"), /has no stored value/);
    },
  },

  {
    name: "loads partitions without records as they lie, where it can tell how",
    exception: "partitions",
    run: async (bench) => {
      await storeDays(bench, daysOf.slice(0, 3));
      if (!(await forgetting(bench))) return;
      const loaded = await bench.load("thing", undefined, { ...byDay, allowMissing: true });
      deepEqual(joined(loaded), daysOf.slice(0, 3).flatMap(rowsOfDay));
    },
  },
];
