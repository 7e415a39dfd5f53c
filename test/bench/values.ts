// Measures reading a stored table of a million rows: the first request, then pages, relative to DuckDB in this process.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { RowQuestion } from "../../runtime/contract/value.js";
import { openViewer } from "../../runtime/host/index.js";
import { best, compare } from "./measure.js";

const COUNT = 1_000_000;
const dir = realpathSync(mkdtempSync(join(tmpdir(), "millrace-bench-")));
mkdirSync(join(dir, "node_modules"));
symlinkSync(resolve("runtime"), join(dir, "node_modules/millrace"), "junction");
writeFileSync(join(dir, "package.json"), '{ "type": "module" }');
writeFileSync(
  join(dir, "millrace.config.ts"),
  `import { asset, Definitions, DuckDBIOManager } from "millrace";
export const orders = asset({ ioManagerKey: "db" }, () =>
  Array.from({ length: ${COUNT} }, (_, id) => ({ id, customer: "Customer " + ((id * 7919) % 1000), total: ((id * 13.37) % 50000) / 100, at: new Date(1.7e12 + id * 60000) })));
export default new Definitions({ assets: [orders], resources: { db: new DuckDBIOManager({ database: "shop.duckdb" }) } });
`,
);
const viewer = openViewer(dir, "millrace.config.ts");
try {
  const { status } = spawnSync(process.execPath, [resolve("runtime/bin/millrace.js"), "materialize"], { cwd: dir, stdio: "ignore" });
  if (status !== 0) throw new Error("the table was not stored");
  const first = await best(async () => {
    const one = openViewer(dir, "millrace.config.ts");
    await one.ask({ assetKey: "orders", part: { kind: "facts" } });
    one.close();
  });
  console.log(`values: the first look at ${COUNT.toLocaleString("en")} rows, in a process of its own: ${first.toFixed(0)} ms (no bar)`);
  const plain: RowQuestion = { offset: 0, limit: 200, sort: [], filters: [], counted: false };
  const pages: readonly (readonly [string, RowQuestion, string])[] = [
    ["a page in the middle", { ...plain, offset: 500_000 }, "select * from orders limit 200 offset 500000"],
    [
      "a page of all, sorted by a number",
      { ...plain, sort: [{ column: "total", descending: true }] },
      "select * from orders order by total desc nulls last limit 200",
    ],
    [
      "a page of what holds a text, counted",
      { ...plain, filters: [{ column: "customer", test: "contains", value: "42" }], counted: true },
      "select * from orders where contains(lower(customer), '42') limit 200; select count(*) from orders where contains(lower(customer), '42')",
    ],
  ];
  for (const [name, question, text] of pages)
    await compare(
      `values: ${name}`,
      async () => {
        await viewer.ask({ assetKey: "orders", part: { kind: "rows", ...question } });
      },
      { "DuckDB alone": () => raw(text) },
    );
} finally {
  viewer.close();
  rmSync(dir, { recursive: true, force: true });
}

/** For a program that must not keep the file locked: open, query, close. */
async function raw(text: string): Promise<void> {
  const instance = await DuckDBInstance.create(join(dir, "shop.duckdb"), { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  for (const statement of text.split(";")) (await connection.runAndReadAll(statement)).getRowObjectsJS();
  connection.closeSync();
  instance.closeSync();
}
