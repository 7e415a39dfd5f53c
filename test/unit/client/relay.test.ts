// The graph page's messages: valid ones pass, everything else is refused.

import { expect, test } from "vitest";
import { readFromPage } from "../../../client/graph/relay.js";
import { fc } from "../../support/properties.js";

test.each([
  [{ kind: "ready" }],
  [{ kind: "cancel" }],
  [{ kind: "open", key: "a/b" }],
  [{ kind: "preview", key: "größe" }],
  [{ kind: "save" }],
  [{ kind: "pin", pinned: true }],
  [{ kind: "find", text: "+orders and group:sales" }],
  [{ kind: "history", key: "a" }],
  [{ kind: "openEntry", key: "a", name: "constructor" }],
  [{ kind: "picture", format: "png", data: "iVBORw0KGgo=" }],
  [{ kind: "noPicture", format: "svg", reason: "no memory" }],
  [{ kind: "materialize", key: null, upstream: false }],
  [{ kind: "materialize", key: "a", upstream: true }],
  [{ kind: "materializeMany", keys: ["a", "b"], upstream: false }],
])("lets in %j", (message) => {
  expect(readFromPage(message)).toEqual(message);
});

test.each([
  [null],
  ["ready"],
  [{}],
  [{ kind: "executeCommand", command: "x" }],
  [{ kind: "open" }],
  [{ kind: "open", key: "" }],
  [{ kind: "open", key: 7 }],
  [{ kind: "open", key: ["a"] }],
  [{ kind: "open", key: "a".repeat(1_001) }],
  [{ kind: "pin", pinned: "yes" }],
  [{ kind: "find", text: "" }],
  [{ kind: "find", text: "a".repeat(2_001) }],
  [{ kind: "openEntry", key: "a" }],
  [{ kind: "openEntry", name: "report" }],
  [{ kind: "picture", format: "html", data: "<b>" }],
  [{ kind: "noPicture", format: "html", reason: "a" }],
  [{ kind: "noPicture", format: "svg", reason: 7 }],
  [{ kind: "picture", format: "svg", data: { length: 1 } }],
  [{ kind: "materialize", upstream: true }],
  [{ kind: "materializeMany", keys: [], upstream: true }],
  [{ kind: "materializeMany", keys: ["a", 1], upstream: true }],
  [{ kind: "materializeMany", keys: "a", upstream: true }],
  [{ kind: "materialize", key: { toString: "a" } }],
])("keeps out %j", (message) => {
  expect(readFromPage(message)).toBeUndefined();
});

test("says of a picture that is too large that it is", () => {
  const read = readFromPage({ kind: "picture", format: "svg", data: "a".repeat(64_000_001) });
  expect(read).toMatchObject({ kind: "noPicture", format: "svg", reason: expect.stringContaining("too large") });
});

test("carries nothing over but what it knows", () => {
  expect(readFromPage({ kind: "materialize", key: "a", upstream: "yes", project: "file:///elsewhere" })).toEqual({
    kind: "materialize",
    key: "a",
    upstream: false,
  });
});

test("never throws, and what it lets in has text for a key", () => {
  fc.assert(
    fc.property(fc.anything(), fc.constantFrom("open", "preview", "materialize", "ready"), (noise, kind) => {
      const read = readFromPage({ kind, key: noise, upstream: noise });
      if (read && "key" in read && read.key !== null) expect(typeof read.key).toBe("string");
    }),
  );
});
