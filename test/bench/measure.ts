// How the benchmarks measure: rounds that alternate with the baselines, each after garbage collection.
import { collectGarbage } from "../support/memory.js";

const ROUNDS = 3;

export type Work = (round: number) => Promise<void>;

/** The minimum of some rounds in ms, each after garbage collection. */
export async function best(work: Work): Promise<number> {
  const [time = Number.NaN] = await bestOfEach([work]);
  return time;
}

/** Alternates the rounds, so that a busy moment of the machine affects all of them. */
async function bestOfEach(works: readonly Work[]): Promise<number[]> {
  const least = works.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [at, work] of works.entries()) {
      collectGarbage();
      const start = performance.now();
      await work(round);
      least[at] = Math.min(least[at] as number, performance.now() - start);
    }
  }
  return least;
}

/** Prints our time, and its ratio to the fastest baseline of the same run. */
export async function compare(what: string, ours: Work, raw: Readonly<Record<string, Work>>, bar: string | null = null): Promise<void> {
  const [time = Number.NaN, ...rawTimes] = await bestOfEach([ours, ...Object.values(raw)]);
  const ways = Object.keys(raw).map((name, at) => ({ name, time: rawTimes[at] as number }));
  const fastest = ways.reduce((least, way) => (way.time < least.time ? way : least));
  collectGarbage();
  const before = process.memoryUsage().rss;
  await ours(ROUNDS);
  const memory = `${(before / 1e6).toFixed(0)} MB before, ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB after`;
  const list = ways.map((way) => `${way.name} ${way.time.toFixed(0)}`).join(", ");
  const ratio = (time / fastest.time).toFixed(2);
  console.log(
    `${what}: ${time.toFixed(0)} ms, ${ratio} × the fastest raw way (${fastest.name}; ${list} ms), memory ${memory} (${bar === null ? "no bar" : `bar: ${bar}`})`,
  );
}
