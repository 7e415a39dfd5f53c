// Which stored values open as files.
import { expect, test } from "vitest";
import { storedFile } from "../../../client/values/stored-file.js";

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
