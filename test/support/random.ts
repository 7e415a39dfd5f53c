// Seeded random numbers, which are the same each time.
import process from "node:process";

/**
 * Added to every seed. It is 0, except in later rounds of the soak suite, each of which has its own. `MILLRACE_SEED` repeats such a
 * round.
 */
export const roundSeed = Number(process.env.MILLRACE_SEED ?? 0);

/** A whole number from 0 to below the given one. */
export type Random = (below: number) => number;

/** A linear congruential generator (Numerical Recipes). */
export function generator(seed: number): Random {
  let state = seed + roundSeed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

export function pick<T>(all: readonly T[], random: Random): T {
  return all[random(all.length)] as T;
}
