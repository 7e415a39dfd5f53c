// The case of the conformance suite on which the others rely: storing or refusing one value does not change other stored values.
import { deepStrictEqual as deepEqual, ok } from "node:assert";
import { DailyPartitionsDefinition } from "../sdk/partitions.js";
import type { ManagerBench } from "./bench.js";
import type { Case } from "./cases.js";

const days = new DailyPartitionsDefinition({ startDate: "2026-01-01", endDate: "2026-01-04" });
const DAYS = [...days.getPartitionKeys()];
const byDay = { partitions: days, metadata: { partitionExpr: "made_at" } };
const WHOLE = ["one", "two"];

/** Cells of one column, some of which no column type can store together. */
const CELLS: readonly (readonly unknown[])[] = [
  [1, 2, 3],
  [0.1, 12_345.678_9, -1e-7],
  [9_007_199_254_740_991, -9_007_199_254_740_991],
  // A double cannot represent them, so a column of numbers refuses them.
  [2n ** 62n + 1n, -(2n ** 62n) - 1n],
  [Number.NaN, Number.POSITIVE_INFINITY, 1.5],
  ["1", "1.50", "ünïcødé 🎈", ""],
  [new Date("1969-12-31T23:59:59.999Z"), new Date(8.64e14)],
  [true, false],
  [[1, 2], []],
  [
    { a: 1, b: "x" },
    { a: 2, b: "y" },
  ],
  [null],
];

interface Row {
  readonly id: number;
  readonly made_at: Date;
  readonly value: unknown;
}

/** A sequence of stores, chosen by `seed`. Each value is stored as given, or refused, and all other values stay the same. */
export function sequenceCase(steps: number, seed: number): Case {
  return {
    name: `changes nothing that it does not store, in ${steps} stores that follow one another (seed ${seed})`,
    exception: "partitions",
    run: async (bench) => {
      const random = mulberry32(seed);
      const model = new Map<string, readonly Row[]>();
      for (let step = 0; step < steps; step++) {
        const target = [...WHOLE, ...DAYS][below(random, WHOLE.length + DAYS.length)] as string;
        const rows = rowsOf(random, target);
        const said = `step ${step}: ${target} with ${JSON.stringify(rows[0]?.value, (_, cell) => (typeof cell === "bigint" ? `${cell}n` : cell))}`;
        if (await stores(bench, target, rows)) model.set(target, rows);
        for (const [place, expected] of model) deepEqual(await load(bench, place), expected, `${said}: ${place} is another`);
      }
      ok(model.size > 0, "nothing at all could be stored");
    },
  };
}

async function stores(bench: ManagerBench, target: string, rows: readonly Row[]): Promise<boolean> {
  const options = DAYS.includes(target) ? { ...byDay, keys: [target] } : {};
  const stored = bench.store(DAYS.includes(target) ? "by_day" : target, DAYS.includes(target) ? () => rows : rows, undefined, options);
  return stored.then(
    () => true,
    () => false,
  );
}

async function load(bench: ManagerBench, place: string): Promise<Row[]> {
  const loaded = DAYS.includes(place)
    ? bench.load("by_day", undefined, { ...byDay, consumer: { partitions: days, key: place } })
    : bench.load(place);
  return [...((await loaded) as Row[])].sort((a, b) => a.id - b.id);
}

function rowsOf(random: () => number, target: string): Row[] {
  const cells = CELLS[below(random, CELLS.length)] as readonly unknown[];
  const start = DAYS.includes(target) ? Date.parse(target) : Date.UTC(2026, 0, 1);
  return Array.from({ length: 1 + below(random, 3) }, (_, at) => ({
    id: at,
    made_at: new Date(start + at),
    value: cells[below(random, cells.length)],
  }));
}

const below = (random: () => number, end: number): number => Math.floor(random() * end);

/** Numbers from 0 to 1 determined by a seed (mulberry32, by Tommy Ettinger, in the public domain). */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
