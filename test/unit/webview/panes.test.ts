// The pure parts of the panes: small charts, numbers, what is in view.
import { expect, test } from "vitest";
import { historyWords } from "../../../webview/history.js";
import { boxAt, inView, serves } from "../../../webview/in-view.js";
import { isWebAddress } from "../../../webview/markdown.js";
import { numberWords, timeWords } from "../../../webview/metadata.js";
import { minimapScale, shareInView } from "../../../webview/minimap-scale.js";
import type { Layout } from "../../../webview/placement.js";
import { barsOf, lineOf } from "../../../webview/spark.js";
import { edgeWords } from "../../../webview/words.js";

test("bars are as high as their share; the line breaks where there is no number", () => {
  expect(barsOf([10, 0, 5], 60, 40).map(({ height }) => height)).toEqual([40, 2, 20]);
  expect(lineOf([1, null, 2, 3], 64, 40, 2)).toBe("M7 38M39 20L55 2");
  expect(lineOf([4, 4], 64, 40, 2)).toBe("M7 20L23 20");
  expect(lineOf([null, 4], 64, 40, 2)).toBe("");
});

test("a history is said in a sentence", () => {
  const made = [1_200, 300].map((durationMs, at) => ({ runId: "r", timestamp: "2026-01-01T00:00:00.000Z", durationMs, rows: at * 5 }));
  expect(historyWords(made)).toBe("The last 2 materializations took 300 ms to 1.2 s, stored 0 to 5 rows.");
});

test("numbers and times are written for people", () => {
  expect(numberWords(1234567.891)).toBe("1,234,567.891");
  expect(numberWords(Number.NaN)).toBe("NaN");
  expect(timeWords("no time")).toBe("no time");
  expect(timeWords("2026-11-20T21:48:25.123Z")).toMatch(/^2026-11-2\d \d\d:\d\d:25$/);
});

test("only web addresses are links", () => {
  expect(isWebAddress("https://example.org")).toBe(true);
  for (const address of ["javascript:alert(1)", "command:workbench.action.quit", "file:///etc/passwd", "data:text/html,x"])
    expect(isWebAddress(address)).toBe(false);
});

test("an edge tells what flows along it", () => {
  const edge = { from: "a", to: "b", kind: "input", parameter: "rows", type: "Row[]" } as const;
  expect(edgeWords(edge)).toEqual(["a → b", "rows: Row[]"]);
  expect(edgeWords({ ...edge, type: null })).toEqual(["a → b", "rows, its type inferred"]);
  expect(edgeWords({ ...edge, kind: "dep", parameter: null })).toEqual(["a → b", "ordered only, nothing is loaded"]);
  expect(edgeWords({ ...edge, from: "group:x", parameter: null, count: 3 })).toEqual(["x → b", "3 edges"]);
});

test("the corner's drawing fits whatever the graph's shape", () => {
  expect(minimapScale(1_800, 600, 180)).toEqual({ scale: 0.1, width: 180, height: 60 });
  expect(shareInView({ x: -10, y: 50, width: 110, height: 100 }, { width: 100, height: 100 })).toBe(0.5);
  expect(minimapScale(100_000, 100, 180)).toMatchObject({ width: 180, height: 24 });
});

test("of a large graph what is in view is drawn, as shapes where it is too much to read", () => {
  const boxes = new Map(
    Array.from({ length: 10_000 }, (_, at) => [`n${at}`, { x: (at % 100) * 300, y: Math.floor(at / 100) * 100, width: 200, height: 68 }]),
  );
  const layout: Layout = { flow: "RIGHT", boxes, routes: [], width: 30_000, height: 10_000 };
  const near = { x: 300, y: 100, width: 1_200, height: 800 };
  const close = inView(layout, near);
  expect(close.overview).toBe(false);
  expect(close.keys.size).toBeLessThan(161);
  expect(serves(close, { ...near, x: 350 })).toBe("yes");
  expect(serves(close, { ...near, x: 3_000 })).toBe("no");
  const far = inView(layout, { x: 0, y: 0, width: 30_000, height: 10_000 });
  expect(far.overview).toBe(true);
  expect(serves(far, near)).toBe("closer");
  expect(boxAt(layout, { x: 310, y: 110 })).toBe("n101");
  expect(boxAt(layout, { x: 290, y: 110 })).toBeUndefined();
});
