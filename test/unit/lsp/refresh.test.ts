// When the client is asked to refresh lenses: combined during bursts, and immediately when a run has ended.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createRefresh, type Refresh } from "../../../server/lsp/refresh.js";

let refresh: Refresh;
let asked: number[];

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  const connection = { sendRequest: () => Promise.resolve(asked.push(Date.now())) };
  refresh = createRefresh(connection as unknown as Parameters<typeof createRefresh>[0]);
  refresh.configure({ workspace: { codeLens: { refreshSupport: true } } });
});

afterEach(() => {
  refresh.close();
  vi.useRealTimers();
});

const after = (ms: number) => {
  vi.advanceTimersByTime(ms);
  return asked.length;
};

test("reasons close together are one request, and the next waits until clients have asked", () => {
  refresh.lenses();
  refresh.lenses();
  expect(after(150)).toBe(1);
  refresh.lenses();
  expect(after(1_000)).toBe(1);
  expect(after(1_000)).toBe(2);
});

test("the end of a run is told within a second, whatever was asked shortly before", () => {
  refresh.lenses();
  after(150);
  refresh.lenses();
  refresh.lensesNow();
  expect(after(200)).toBe(2);
  // This refresh includes the waiting one.
  expect(after(3_000)).toBe(2);
});
