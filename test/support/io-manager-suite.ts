// The conformance suite as our own tests run it, and the bench for tests of single managers.
import { describe, it } from "vitest";
import { ManagerBench, type ManagerUnderTest, ioManagerSuite as suite } from "../../runtime/testing/index.js";
import { isSoak } from "./trials.js";

export type { ManagerUnderTest };
export { ManagerBench as Bench };

export function ioManagerSuite(subject: ManagerUnderTest): void {
  const sequence = isSoak ? { steps: 150, seed: Date.now() % 1_000_000 } : undefined;
  suite(sequence === undefined ? subject : { ...subject, sequence }, { describe, it });
}
