// What is opened as a file, and how a value that is none reads as a document.
import { expect, test } from "vitest";
import { shownText } from "../../client/shown-text.js";
import { storedFile } from "../../client/stored-file.js";
import type { ShownValue } from "../../runtime/contract/worker.js";

test.each([
  ["data/report.json", "/home/me/shop/data/report.json"],
  ["/var/data/chart.svg", "/var/data/chart.svg"],
  ["C:\\data\\chart.png", "/C:/data/chart.png"],
  ["data/bakery.duckdb#bakery.sales", undefined],
  ["data/sales.parquet", undefined],
  ["data/value.v8", undefined],
  ["s3://bucket/report.json", undefined],
])("%s opens as %s", (storedAt, path) => {
  expect(storedFile("/home/me/shop", storedAt)).toBe(path);
});

const shown: ShownValue = {
  key: "sales",
  storedAt: "data/b.duckdb#b.sales",
  ioManagerKey: "database",
  materialization: null,
  rows: null,
  value: null,
};

test("rows read as a table, numbers to the right, and a header says what they are", () => {
  const rows = [
    { bread: "rye", loaves: 12, note: null },
    { bread: "a | b\nc", loaves: 7, extra: { deep: true } },
  ];
  expect(shownText({ ...shown, rows }, 1_000)).toMatchInlineSnapshot(`
    {
      "extension": ".md",
      "text": "**sales** · 2 rows · stored at \`data/b.duckdb#b.sales\`

    | bread    | loaves | note | extra         |
    | -------- | -----: | ---: | ------------- |
    | rye      |     12 |      |               |
    | a \\| b c |      7 |      | {"deep":true} |
    ",
    }
  `);
});

test("a cut is said", () => {
  expect(shownText({ ...shown, rows: [{ a: 1 }] }, 1).text).toContain("1 row (no more than 1 are shown)");
});

test("a value that is no table reads as JSON with a comment above", () => {
  expect(shownText({ ...shown, value: { best: "rye" } }, 10)).toEqual({
    extension: ".jsonc",
    text: '// sales · stored at data/b.duckdb#b.sales\n{\n  "best": "rye"\n}\n',
  });
});

test("partitions are listed where none was chosen", () => {
  const record = { assetKey: "sales", runId: "r", durationMs: 1, ioManagerKey: null, manager: null, metadata: {} };
  const materializations = [{ ...record, partitionKey: "2026-01-01", timestamp: "2026-01-02T00:00:00.000Z", stored: null }];
  const { text } = shownText({ ...shown, partitions: { total: 31, materialized: 1, materializations } }, 10);
  expect(text).toContain("**sales** · 1 of 31 partitions have a value");
  expect(text).toContain("| 2026-01-01 | 2026-01-02T00:00:00.000Z |");
});
