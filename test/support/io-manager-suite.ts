// The conformance suite as our own tests run it, and the bench for tests of single managers.
import { describe, it } from "vitest";
import { ManagerBench, type ManagerUnderTest, ioManagerSuite as suite } from "../../runtime/testing/index.js";

export type { ManagerUnderTest };
export { ManagerBench as Bench };

export function ioManagerSuite(subject: ManagerUnderTest): void {
  suite(subject, { describe, it });
}
