// Chance that is the same each time: a seed tells everything that follows from it.

/** A whole number from 0, below the given one. */
export type Random = (below: number) => number;

/** A linear congruential generator (Numerical Recipes). */
export function generator(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

export function pick<T>(all: readonly T[], random: Random): T {
  return all[random(all.length)] as T;
}
