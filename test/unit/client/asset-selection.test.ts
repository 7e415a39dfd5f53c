// Dagster's grammar parses the selection of a key as the same key.
import { expect, test } from "vitest";
import { selectionOf } from "../../../client/assets/asset-selection.js";

test.each([
  [null, false, "*"],
  ["topstories", false, "topstories"],
  ["topstories", true, "+topstories"],
  ["raw/crawl", true, "+raw/crawl"],
  ["größe", false, 'key:"größe"'],
  ["größe", true, '+key:"größe"'],
  ["1st", false, 'key:"1st"'],
  ["and", false, 'key:"and"'],
  ["Sinks", false, 'key:"Sinks"'],
  ["__proto__", false, "__proto__"],
])("%s, upstream %s → %s", (key, upstream, selection) => {
  expect(selectionOf(key, upstream)).toBe(selection);
});
