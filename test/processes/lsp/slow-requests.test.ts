// The log lists slow requests with their subject, no fast requests, and only the latest ones.
import { expect, test } from "vitest";
import { createSlowRequests } from "../../../server/lsp/slow-requests.js";

test("a slow request is logged with its document, and kept; the oldest go", () => {
  const lines: string[] = [];
  const slow = createSlowRequests({ log: (line) => lines.push(line), about: (uri) => `${uri}, 3 assets` });
  slow.took("hover", 20, { textDocument: { uri: "a.ts" } });
  expect(slow.recent()).toEqual([]);
  for (let ms = 201; ms <= 225; ms++) slow.took("hover", ms, { textDocument: { uri: "a.ts" } });
  expect(lines[0]).toBe("hover took 201 ms (a.ts, 3 assets)");
  expect(slow.recent().map(({ ms }) => ms)).toEqual(Array.from({ length: 20 }, (_, index) => 206 + index));
  expect(slow.recent()[0]).toMatchObject({ name: "hover", about: "a.ts, 3 assets" });
});

test("a project that cannot be read does not cost the note", () => {
  const broken = () => {
    throw new Error("broken");
  };
  const slow = createSlowRequests({ log: () => {}, about: broken });
  slow.took("graph", 500, { project: "file:///p" });
  slow.took("configure", 500, null);
  expect(slow.recent().map(({ about }) => about)).toEqual(["file:///p", undefined]);
});
