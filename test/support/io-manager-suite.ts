// The conformance suite for our own tests, and the bench for tests of single managers.
import { describe, it } from "vitest";
import { ManagerBench, type ManagerUnderTest, ioManagerSuite as suite } from "../../runtime/testing/index.js";
import { roundSeed } from "./random.js";
import { isSoak } from "./trials.js";

export type { ManagerUnderTest };
export { ManagerBench as Bench };

export function ioManagerSuite(subject: ManagerUnderTest): void {
  const sequence = isSoak ? { steps: 150, seed: roundSeed || Date.now() % 1_000_000 } : undefined;
  suite(sequence === undefined ? subject : { ...subject, sequence }, { describe, it });
}

/** Of a manager that wraps others, `npm test` runs one case in this many. */
const ONE_IN = 4;

/**
 * For a manager that wraps another one, or that differs from another only in its address. The soak suite runs all cases. Otherwise a
 * sample runs, which depends on the name, so that managers run different cases.
 */
export function sampledManagerSuite(subject: ManagerUnderTest): void {
  if (isSoak) return ioManagerSuite(subject);
  let at = [...subject.name].reduce((sum, character) => sum + character.charCodeAt(0), 0);
  const declare = Object.assign((name: string, body: () => Promise<void>) => at++ % ONE_IN === 0 && it(name, body), {
    skip: () => undefined,
  });
  suite(subject, { describe, it: declare });
}
