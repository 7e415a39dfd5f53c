// The words for the status of an asset, which every view shows.
import { expect, test } from "vitest";
import type { AssetState, AssetStatus } from "../../runtime/contract/graph.js";
import { statusText, statusWords } from "../../runtime/contract/status-words.js";

const now = Date.parse("2026-03-01T12:00:00.000Z");
const ago = (seconds: number) => new Date(now - seconds * 1_000).toISOString();

test.each<[AssetStatus, string]>([
  [{ state: "never" }, "never materialized"],
  [{ state: "queued" }, "queued"],
  [{ state: "running", since: ago(0) }, "running 0 s"],
  [{ state: "running", since: ago(3.4) }, "running 3 s"],
  [{ state: "running", since: ago(65), progress: { done: 40, total: 100, message: "pages" } }, "running 1 min 5 s · 40/100 pages"],
  [{ state: "materialized", since: ago(2), size: "3 rows" }, "just now · 3 rows"],
  [{ state: "materialized", since: ago(130), size: "100 rows" }, "2 min ago · 100 rows"],
  [{ state: "materialized", since: ago(7_300) }, "2 h ago"],
  [{ state: "materialized" }, "materialized"],
  [{ state: "materialized", since: ago(2), partitions: { materialized: 3, total: 5 } }, "just now · 3 of 5 partitions"],
  [{ state: "failed", since: ago(200_000) }, "failed 2 days ago"],
  [{ state: "skipped", since: ago(50) }, "skipped just now"],
  [{ state: "canceled" }, "canceled"],
  [{ state: "materialized", since: ago(59), stale: true }, "stale · just now"],
  [{ state: "failed", since: ago(60), partitions: { materialized: 3, total: 5 } }, "failed 1 min ago · 3 of 5 partitions"],
  [{ state: "materialized", since: ago(-500) }, "just now"],
])("%j reads as %s", (status, words) => {
  expect(statusWords(status, now)).toBe(words);
});

test.each<[AssetStatus, string]>([
  [{ state: "never" }, "never materialized"],
  [{ state: "materialized", since: ago(2), size: "3 rows" }, "✓ just now · 3 rows"],
  [{ state: "materialized", since: ago(2), stale: true }, "↻ stale · just now"],
  [{ state: "failed", since: ago(130), message: "answered 503\nat fetch" }, "✗ failed 2 min ago: answered 503"],
  [{ state: "skipped", since: ago(130), message: "orders did not succeed" }, "⊘ skipped 2 min ago: orders did not succeed"],
  [{ state: "running", since: ago(3), message: "an earlier failure" }, "● running 3 s"],
])("%j in a lens reads as %s", (status, text) => {
  expect(statusText(status, now)).toBe(text);
});

test("no two states look the same, except two ways to be left out", () => {
  const states: readonly AssetState[] = ["queued", "running", "materialized", "failed", "skipped", "canceled"];
  const marks = states.map((state) => statusText({ state }, now)[0]);
  expect(new Set(marks).size).toBe(states.length - 1);
});
