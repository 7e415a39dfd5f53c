// Limits the time of work, to find algorithms that became a hundred times slower. Exact limits are measured by `npm run bench`.
import process from "node:process";
import { expect } from "vitest";

/** The CPU time in milliseconds that a slow machine may take for work of a few milliseconds. Waiting for a core does not count. */
const SOON = 2_000;

/** The result of the work. Fails if it takes too long. */
export function soon<T>(work: () => T): T {
  const before = process.cpuUsage();
  const answer = work();
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000, "milliseconds of the processor").toBeLessThan(SOON);
  return answer;
}
