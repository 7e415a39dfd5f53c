// How long work takes, where a rule that has become slow would take a hundred times as long: bars are measured by `npm run bench`.
import { expect } from "vitest";

/** Milliseconds that a busy machine may take for what takes a few. */
const SOON = 2_000;

/** What the work gives. Fails when it takes long. */
export function soon<T>(work: () => T): T {
  const started = performance.now();
  const answer = work();
  expect(performance.now() - started, "milliseconds").toBeLessThan(SOON);
  return answer;
}
