// The few words by which the page tells how an asset stands.
import { expect, test } from "vitest";
import type { AssetStatus } from "../../../runtime/contract/graph.js";
import { duration } from "../../../runtime/contract/time-words.js";
import { sceneOf } from "../../../webview/scene.js";
import { spokenNode, statusWords } from "../../../webview/words.js";
import { viewOf } from "./example-view.js";

const now = Date.parse("2026-03-01T12:00:00.000Z");
const ago = (seconds: number) => new Date(now - seconds * 1_000).toISOString();

test.each<[AssetStatus, string]>([
  [{ state: "never" }, "never materialized"],
  [{ state: "queued" }, "queued"],
  [{ state: "running", since: ago(0) }, "running 0 s"],
  [{ state: "running", since: ago(3.4) }, "running 3 s"],
  [{ state: "running", since: ago(65), progress: { done: 40, total: 100, message: "pages" } }, "running 1 min 5 s · 40/100 · pages"],
  [{ state: "materialized", since: ago(2), size: "3 rows" }, "just now · 3 rows"],
  [{ state: "materialized", since: ago(130), size: "100 rows" }, "2 min ago · 100 rows"],
  [{ state: "materialized", since: ago(7_300) }, "2 h ago"],
  [{ state: "materialized" }, "materialized"],
  [{ state: "materialized", since: ago(2), partitions: { materialized: 3, total: 5 } }, "just now · 3 of 5 partitions"],
  [{ state: "failed", since: ago(200_000) }, "failed · 2 days ago"],
  [{ state: "skipped", since: ago(50) }, "skipped · 50 s ago"],
  [{ state: "canceled" }, "canceled"],
  [{ state: "materialized", since: ago(-500) }, "just now"],
])("%j reads as %s", (status, words) => {
  expect(statusWords(status, now)).toBe(words);
});

test.each([
  [3, "3 ms"],
  [1_234, "1.2 s"],
  [59_960, "1 min 0 s"],
  [61_000, "1 min 1 s"],
  [119_990, "2 min 0 s"],
])("%d ms lasts %s", (milliseconds, words) => {
  expect(duration(milliseconds)).toBe(words);
});

test("a node says aloud what it shows", () => {
  const view = viewOf("ids -> stories, stories -> words", { stories: { state: "failed", message: "no network" } });
  const scene = sceneOf(view, { scope: "whole", around: null, expanded: [], folded: {} });
  const node = scene.view.nodes[1];
  expect(node && spokenNode(scene, { ...node, errors: 1 }, now)).toBe(
    "stories. group default. failed. no network. 1 error. upstream: ids. downstream: words",
  );
});
