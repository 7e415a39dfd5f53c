// Values without a record, as in a fresh clone: they are loaded as they are, not materialized again, and can be adopted.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { run, temporaryProject } from "../../support/terminal.js";

const FILES = {
  "millrace.config.ts": `import { Definitions, DuckDBIOManager, FilesystemIOManager } from "millrace";
import * as assets from "./src/assets.js";
export default new Definitions({ assets, resources: {
  io_manager: new FilesystemIOManager({ baseDir: "data" }),
  db: new DuckDBIOManager({ database: "data/a.duckdb", schema: "main" }),
} });
`,
  "tsconfig.json": '{ "compilerOptions": { "strict": true, "module": "NodeNext", "target": "ES2023", "lib": ["ES2023"], "types": [] } }',
  "package.json": '{ "type": "module" }',
  "src/assets.ts": `import { asset, DailyPartitionsDefinition } from "millrace";
const daily = new DailyPartitionsDefinition({ startDate: "2026-01-01", endDate: "2026-01-05" });
export const ids = asset(() => [1, 2]);
export const rows = asset({ ioManagerKey: "db" }, (ids: number[]) => ids.map((id) => ({ id })));
export const sum = asset((rows: { id: number }[]) => rows.reduce((sum, { id }) => sum + id, 0));
export const days = asset({ partitions: daily }, (context) => context.partitionKey);
export const table = asset({ ioManagerKey: "db", partitions: daily, metadata: { partitionExpr: "at" } }, (context) => [{ at: new Date(context.partitionKey + "T01:00:00Z") }]);
export const seen = asset((days: ReadonlyMap<string, string>, table: { at: Date }[]) => [...days.keys(), table.length]);
`,
};

/** A project with values but without records. */
async function clone(): Promise<string> {
  const dir = temporaryProject(FILES);
  expect((await run(dir, ["materialize", "ids", "rows"])).code).toBe(0);
  expect((await run(dir, ["materialize", "days", "table", "--partition", "2026-01-01...2026-01-03"])).code).toBe(0);
  rmSync(join(dir, ".millrace"), { recursive: true });
  return dir;
}

test("a value without a record is loaded as it lies, with a warning", async () => {
  const dir = await clone();
  const made = await run(dir, ["materialize", "sum"]);
  expect([made.code, made.err]).toEqual([0, ""]);
  expect(made.out).toContain(
    "sum: [warning] rows has no record: the value at data/a.duckdb#main.rows was loaded. If this value is right, write a record for it: millrace adopt rows",
  );
  expect((await run(dir, ["show", "sum"])).out).toContain("3");
  expect((await run(dir, ["show", "ids"])).out).toContain("no record of a materialization");
  const failed = await run(dir, ["materialize", "seen"]);
  expect(failed.out).toContain("2026-01-04");
  writeFileSync(join(dir, "data/ids.parquet"), "");
  expect((await run(dir, ["materialize", "rows"])).out).toContain(
    "ids could be any of data/ids.json, data/ids.parquet. Keep one, and remove the others.",
  );
});

test("the managers are asked which partitions are missing", async () => {
  const dir = await clone();
  const dry = await run(dir, ["materialize", "days", "table", "--missing-partitions", "--dry-run"]);
  expect(dry.out).toBe("days  2026-01-04  data/days/date=<date>.json\ntable  2026-01-04  data/a.duckdb#main.table\n");
  expect(dry.err).toContain(
    "3 partitions of days lie there without a record and are left as they are. Write the records: millrace adopt days",
  );
  expect((await run(dir, ["materialize", "days", "table", "--missing-partitions"])).code).toBe(0);
  const made = await run(dir, ["materialize", "seen"]);
  expect(made.code).toBe(0);
  expect(made.out).toContain("seen: [warning] 3 partitions of table have no record");
  expect((await run(dir, ["show", "seen", "--json"])).out).toContain("4");
});

test("adopt writes the records, once", async () => {
  const dir = await clone();
  const dry = await run(dir, ["adopt", "--dry-run"]);
  expect(dry.out.split("\n").slice(0, 2)).toEqual([
    "days 2026-01-01  data/days/date=2026-01-01.json",
    "days 2026-01-02  data/days/date=2026-01-02.json",
  ]);
  expect(dry.out).toContain("Would write the records of 8 values.");
  const some = JSON.parse((await run(dir, ["adopt", "ids", "--json"])).out) as { adopted: unknown[]; written: boolean };
  expect(some).toEqual({ adopted: [{ key: "ids", storedAt: "data/ids.json", state: "found", reason: null }], written: true });
  expect((await run(dir, ["adopt"])).out).toContain("Wrote the records of 7 values.");
  expect((await run(dir, ["adopt"])).out).toBe("Every stored value that was found has a record.\n");
  expect(readdirSync(join(dir, ".millrace/records/days/@"))).toHaveLength(3);
  expect((await run(dir, ["verify"])).out).toBe("8 of 8 stored values are whole and readable: 8 by reading, with nothing to compare.\n");
  const made = await run(dir, ["materialize", "sum"]);
  expect(made.out).not.toContain("warning");
});

test("adopt tells what it cannot decide", async () => {
  const dir = temporaryProject(FILES);
  mkdirSync(join(dir, "data"));
  for (const name of ["ids.json", "ids.bin"]) writeFileSync(join(dir, "data", name), "[1]");
  const told = await run(dir, ["adopt", "ids"]);
  expect(told.code).toBe(1);
  expect(told.out).toContain("ids could be any of data/ids.json, data/ids.bin. Keep one, and remove the others.");
});
