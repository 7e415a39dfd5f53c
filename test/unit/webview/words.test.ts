// The page's text for the state of an asset.
import { expect, test } from "vitest";
import { duration } from "../../../runtime/contract/time-words.js";
import { sceneOf } from "../../../webview/scene.js";
import { spokenNode } from "../../../webview/words.js";
import { viewOf } from "./example-view.js";

const now = Date.parse("2026-03-01T12:00:00.000Z");

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
  const scene = sceneOf(view, { scope: "whole", around: null, expanded: [], folded: {}, crowded: false });
  const node = scene.view.nodes[1];
  expect(node && spokenNode(scene, { ...node, errors: 1 }, now)).toBe(
    "stories. group default. failed. no network. 1 error. upstream: ids. downstream: words",
  );
});
