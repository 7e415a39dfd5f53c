// The conformance suite as our own tests run it, and the bench for tests of single managers.
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

/** One case in how many `npm test` tries with a manager that is made of others. */
const ONE_IN = 4;

/**
 * For a manager that passes values on to another one, or that differs from one by its place alone: the whole suite before a release, else
 * some of its cases, by its name others than those of the next.
 */
export function sampledManagerSuite(subject: ManagerUnderTest): void {
  if (isSoak) return ioManagerSuite(subject);
  let at = [...subject.name].reduce((sum, character) => sum + character.charCodeAt(0), 0);
  const declare = Object.assign((name: string, body: () => Promise<void>) => at++ % ONE_IN === 0 && it(name, body), {
    skip: () => undefined,
  });
  suite(subject, { describe, it: declare });
}
