// The value page's messages: valid ones pass unchanged, everything else is refused.

import { expect, test } from "vitest";
import { readFromValuePage, readShownAsset } from "../../../client/values/value-relay.js";
import type { FromValuePage } from "../../../runtime/contract/value-page.js";
import { fc } from "../../support/properties.js";

const rows = { kind: "rows", offset: 200, limit: 100, sort: [{ column: "", descending: true }], filters: [], counted: true } as const;
const good: FromValuePage[] = [
  { kind: "ready" },
  { kind: "look", id: 1, part: { kind: "facts" } },
  { kind: "look", id: 2, part: rows, runId: "20260101T000000000-000000" },
  { kind: "look", id: 3, part: { ...rows, filters: [{ column: "a", test: "isNull", value: "" }] } },
  { kind: "look", id: 4, part: { kind: "entries", path: [0, 7], offset: 0, limit: 100 } },
  { kind: "look", id: 5, part: { kind: "bytes", offset: 0, length: 16 } },
  { kind: "partition", partitionKey: "2026-01-01" },
  { kind: "compare", runId: "20260101T000000000-000000" },
  { kind: "copy", text: "a\tb" },
  { kind: "openFile" },
  { kind: "openAsset" },
  { kind: "showGraph" },
  { kind: "materialize" },
];

test.each(good)("lets $kind pass, and nothing beside it", (message) => {
  expect(readFromValuePage(message)).toEqual(message);
  expect(readFromValuePage({ ...message, path: "/etc/passwd", project: "file:///elsewhere" })).toEqual(message);
});

test.each([
  null,
  "ready",
  { kind: "save" },
  { kind: "look", id: -1, part: { kind: "facts" } },
  { kind: "look", id: 1 },
  { kind: "look", id: 1, part: { kind: "text" } },
  { kind: "look", id: 1, part: { ...rows, offset: -1 } },
  { kind: "look", id: 1, part: { ...rows, limit: 1.5 } },
  { kind: "look", id: 1, part: { ...rows, sort: [{ descending: true }] } },
  { kind: "look", id: 1, part: { ...rows, filters: [{ column: "a", test: "drop table", value: "" }] } },
  { kind: "look", id: 1, part: { ...rows, filters: [{ column: "a", test: "equals", value: 7 }] } },
  { kind: "look", id: 1, part: { ...rows, filters: Array.from({ length: 2_000 }, () => ({ column: "a", test: "isNull", value: "" })) } },
  { kind: "look", id: 1, part: { kind: "entries", path: ["__proto__"], offset: 0, limit: 1 } },
  { kind: "partition", partitionKey: "" },
  { kind: "compare" },
  { kind: "copy", text: { toString: "x" } },
])("stops %j", (message) => {
  expect(readFromValuePage(message)).toBeUndefined();
});

test("no message breaks the door, and what passes passes again unchanged", () => {
  fc.assert(
    fc.property(fc.anything(), (message) => {
      const read = readFromValuePage(message);
      if (read !== undefined) expect(readFromValuePage(read)).toEqual(read);
    }),
  );
});

test("what an earlier session showed is read back, or given up", () => {
  const shown = { project: "file:///shop", key: "orders", partitionKey: "red" };
  expect(readShownAsset({ ...shown, more: 1 })).toEqual(shown);
  for (const state of [undefined, null, 7, {}, { project: "file:///shop" }, { ...shown, key: 7 }])
    expect(readShownAsset(state)).toBeUndefined();
});
