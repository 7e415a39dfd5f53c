// The text of the value page: cells, copies, filters, comparisons and bytes.
import { expect, test } from "vitest";
import type { Materialization } from "../../../runtime/contract/run.js";
import { cellText, copied, isNumeric } from "../../../webview/value/cells.js";
import { differences } from "../../../webview/value/differences.js";
import { filtersOf, testsFor } from "../../../webview/value/filters.js";

test.each([
  [
    [
      "BIGINT",
      "HUGEINT",
      "UTINYINT",
      "DECIMAL(18,3)",
      "DOUBLE",
      "integer",
      "double precision",
      "numeric",
      "number",
      "bigint",
      "Int64",
      "Float32",
      "real",
    ],
    true,
  ],
  [
    ["VARCHAR", "INTERVAL", "BIGINT[]", "STRUCT(a BIGINT)", "TIMESTAMP", "interval", "point", "string", "number | string", "Date", "Utf8"],
    false,
  ],
])("%j: numbers or not", (types, numeric) => {
  for (const type of types) expect([type, isNumeric({ name: "a", type })]).toEqual([type, numeric]);
});

const columns = [
  { name: "id", type: "BIGINT" },
  { name: "note", type: "VARCHAR" },
];
const rows = [
  { id: 1, note: 'say "hi", \n twice' },
  { id: 2, note: null, hidden: true },
  { id: 3, note: { deep: "a|b\tc" } },
];

test("rows are copied so that each format reads them back", () => {
  expect(copied(rows, columns, "tsv")).toBe('id\tnote\n1\tsay "hi",   twice\n2\t\n3\t{"deep":"a|b\\tc"}');
  expect(copied(rows, columns, "csv")).toBe('id,note\n1,"say ""hi"", \n twice"\n2,\n3,"{""deep"":""a|b\\tc""}"');
  expect(JSON.parse(copied(rows, columns, "json"))).toEqual(rows);
  expect(copied(rows, columns, "markdown")).toBe(
    '| id | note |\n| ---: | --- |\n| 1 | say "hi", twice |\n| 2 |  |\n| 3 | {"deep":"a\\|b\\\\tc"} |',
  );
  expect(cellText(undefined)).toBe("");
});

test("the library's filters become questions; half-written ones none", () => {
  const nameOf = (id: string) => columns[Number(id.slice(1))]?.name;
  const model = {
    c0: { type: "atLeast", filter: "10" },
    c1: { type: "blank", filter: null },
    c9: { type: "equals", filter: "x" },
  };
  expect(filtersOf(model, nameOf)).toEqual([
    { column: "id", test: "atLeast", value: "10" },
    { column: "note", test: "isNull", value: "" },
  ]);
  expect(filtersOf({ c0: { type: "equals", filter: "" }, c1: { type: "startsWith", filter: "a" } }, nameOf)).toEqual([]);
});

test("every test that is offered is one that a question knows", () => {
  for (const numeric of [true, false]) {
    const ids = testsFor(numeric).map((each) => (typeof each === "string" ? each : each.displayKey));
    expect(new Set(ids).size).toBe(10);
    for (const id of ids) expect(filtersOf({ c0: { type: id, filter: "1" } }, () => "a")).toHaveLength(1);
  }
});

test("two records are told apart by numbers with their change, and by words", () => {
  const record = (more: Partial<Materialization>): Materialization => ({
    assetKey: "a",
    runId: "r1",
    timestamp: "2026-01-01T00:00:00Z",
    durationMs: 100,
    ioManagerKey: null,
    manager: null,
    stored: { storedAt: "data/a.json", format: "json", rows: 100, bytes: 1_000 },
    metadata: { mean: { type: "float", value: 2 }, note: { type: "text", value: "old" } },
    ...more,
  });
  const after = record({
    runId: "r2",
    durationMs: 50,
    stored: { storedAt: "data/a.json", format: "json", rows: 120 },
    metadata: { mean: { type: "float", value: 1.5 }, extra: { type: "bool", value: true } },
  });
  const found = new Map(differences(record({}), after).map(({ name, before, after, change }) => [name, [before, after, change]]));
  expect(found.get("rows")).toEqual(["100", "120", "+20 (+20%)"]);
  expect(found.get("bytes")).toEqual(["1,000", "–", ""]);
  expect(found.get("took")).toEqual(["100 ms", "50 ms", "−50 ms (−50%)"]);
  expect(found.get("mean")).toEqual(["2", "1.5", "−0.5 (−25%)"]);
  expect(found.get("note")).toEqual(["old", "–", ""]);
  expect(found.get("extra")).toEqual(["–", "true", ""]);
  expect(found.has("code version")).toBe(false);
});
