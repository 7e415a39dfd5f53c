// When the types of a project are released from memory.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createTypeChecks } from "../../../server/lsp/type-checks.js";
import { fixture } from "../../support/fixture.js";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

const ASSETS = `import { asset } from "millrace";
export const one = asset((): number => 1);
export const two = asset((one: string) => one);
`;

/** Checked once with these files open. `pass` advances the time. */
async function checked(opened: () => readonly string[]) {
  const { project } = fixture(ASSETS);
  const forgotten = vi.spyOn(project, "forgetTypes");
  let settle = (): void => {};
  const rest = new Promise<void>((resolve) => {
    settle = resolve;
  });
  const checks = createTypeChecks({
    project,
    openFiles: opened,
    requestCount: () => 0,
    news: () => {},
    settled: () => settle(),
    failed: (error) => expect.fail(`${error}`),
  });
  checks.changed(null);
  vi.advanceTimersByTime(150);
  await rest;
  return { checks, forgotten, pass: (ms: number) => vi.advanceTimersByTime(ms) };
}

test("the programs of a project are dropped after five minutes in which no file of it was open; its problems stay", async () => {
  const open = ["/project/src/assets.ts"];
  const { checks, forgotten, pass } = await checked(() => open);
  pass(1_000);
  pass(300_000);
  expect(forgotten).not.toHaveBeenCalled();
  open.pop();
  pass(300_000);
  expect(forgotten).toHaveBeenCalledTimes(1);
  expect(checks.problems().map(({ code }) => code)).toEqual(["type-mismatch"]);
  checks.close();
});

test("a check that is closed drops nothing later", async () => {
  const { checks, forgotten, pass } = await checked(() => []);
  pass(1_000);
  checks.close();
  pass(600_000);
  expect(forgotten).not.toHaveBeenCalled();
});
