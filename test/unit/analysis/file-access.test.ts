// Analysis joins paths with slashes on every system.
import { expect, test } from "vitest";
import { resolvePath } from "../../../server/analysis/file-access.js";

test.each([
  ["/shop", "./src/assets.ts", "/shop/src/assets.ts"],
  ["/shop/src", "../lib/a.ts", "/shop/lib/a.ts"],
  ["/", "./a.ts", "/a.ts"],
  ["/shop", "/data/./w.duckdb", "/data/w.duckdb"],
  ["C:/shop", "../lib/a.ts", "C:/lib/a.ts"],
  ["/shop", "D:/data/w.duckdb", "D:/data/w.duckdb"],
  ["//server/share/shop", "./src/assets.ts", "//server/share/shop/src/assets.ts"],
  ["//server/share/shop", "//other/share/data", "//other/share/data"],
])("from %s, %s is %s", (folder, path, whole) => {
  expect(resolvePath(folder, path)).toBe(whole);
});
