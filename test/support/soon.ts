// How long work takes, where a rule that has become slow would take a hundred times as long: bars are measured by `npm run bench`.
import process from "node:process";
import { expect } from "vitest";

/** Milliseconds of the processor that a slow machine may take for what takes a few. Time spent waiting for a core does not count. */
const SOON = 2_000;

/** What the work gives. Fails when it takes long. */
export function soon<T>(work: () => T): T {
  const before = process.cpuUsage();
  const answer = work();
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000, "milliseconds of the processor").toBeLessThan(SOON);
  return answer;
}
