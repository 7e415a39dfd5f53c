// How often a trial is repeated: a sample in `npm test`, the same in each run, and all of them in `npm run test:soak`.
import process from "node:process";
import { generator } from "./random.js";

/** Whether every trial runs. */
export const isSoak = process.env.MILLRACE_SOAK === "1";

/** How many of `all` trials run: in a sample one of twelve, but no fewer than `least`. */
export function trials(all: number, least = 2): number {
  return isSoak ? all : Math.min(all, Math.max(least, Math.ceil(all / 12)));
}

/** All members in the soak suite, else the first: the others differ in what other tests cover. */
export function firstOf<T>(all: readonly T[]): readonly T[] {
  return isSoak ? all : all.slice(0, 1);
}

/**
 * The members of `all` that run, in order: all of them in the soak suite, else a seeded sample of `count`. The first and the last member
 * are always included, because a beginning and an end are special most often.
 */
export function sampleOf<T>(all: readonly T[], count: number, seed = 20_261_129): readonly T[] {
  if (isSoak || all.length <= count) return all;
  const random = generator(seed);
  const chosen = new Set([0, all.length - 1]);
  while (chosen.size < count) chosen.add(random(all.length));
  return all.filter((_, at) => chosen.has(at));
}
