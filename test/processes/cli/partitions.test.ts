// Partitions in the terminal: materializing, showing, verifying, and the messages for invalid input.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { run, temporaryProject } from "../../support/terminal.js";

const FILES = {
  "millrace.config.ts": `import { Definitions, FilesystemIOManager } from "millrace";
import * as assets from "./src/assets.js";
export default new Definitions({ assets, resources: { io_manager: new FilesystemIOManager({ baseDir: "data" }) } });
`,
  "tsconfig.json": '{ "compilerOptions": { "strict": true, "module": "NodeNext", "target": "ES2023", "lib": ["ES2023"], "types": [] } }',
  "package.json": '{ "type": "module" }',
  "src/assets.ts": `import { asset, DailyPartitionsDefinition, DynamicPartitionsDefinition, MonthlyPartitionsDefinition } from "millrace";
const dates = { startDate: "2026-01-01", endDate: "2026-02-01" };
const daily = new DailyPartitionsDefinition(dates);
export const sales = asset({ partitions: daily }, (context) => {
  if (context.partitionKey === "2026-01-13") throw new Error("unlucky");
  return { day: context.partitionKey };
});
export const copies = asset({ partitions: daily }, (sales: { day: string }) => sales.day);
export const month = asset({ partitions: new MonthlyPartitionsDefinition(dates) }, (sales: ReadonlyMap<string, { day: string }>) => sales.size);
export const invoices = asset({ partitions: new DynamicPartitionsDefinition({ name: "customers" }) }, (context) => context.partitionKey);
`,
};

test("graph --json tells the definition", async () => {
  const { out } = await run(temporaryProject(FILES), ["graph", "--json"]);
  const { assets } = JSON.parse(out) as { assets: { key: string; partitions: unknown }[] };
  expect(assets.find(({ key }) => key === "sales")?.partitions).toEqual({
    kind: "time-window",
    cron: "0 0 * * *",
    timezone: "UTC",
    start: "2026-01-01",
    end: "2026-02-01",
    format: "yyyy-MM-dd",
    endOffset: 0,
  });
});

test("keys, ranges and all are made; those before make what is loaded; failures keep to their partition", async () => {
  const dir = temporaryProject(FILES);
  const made = await run(dir, ["materialize", "+copies", "--partition", "2026-01-05", "--partition", "2026-01-12...2026-01-14"]);
  expect(made.code).toBe(1);
  expect(readdirSync(join(dir, "data/copies")).sort()).toEqual(["date=2026-01-05.json", "date=2026-01-12.json", "date=2026-01-14.json"]);
  expect(made.out).toContain("sales 2026-01-13: failed. Error: unlucky");
  expect(made.out).toContain("copies 2026-01-13: skipped. sales (2026-01-13) did not succeed");
  const dry = await run(dir, ["materialize", "+month", "--partition", "2026-01-01", "--dry-run"]);
  expect(dry.out.split("\n").slice(0, 2)).toEqual([
    "sales  2026-01-01...2026-01-31  data/sales/date=<date>.json",
    "month  2026-01-01  data/month/month=<month>.json",
  ]);
  const events = await run(dir, ["materialize", "sales", "--partition", "2026-01-01", "--json"]);
  expect(
    events.out.split("\n").some((line) => line.includes('"partitionKey":"2026-01-01"') && line.includes("ASSET_MATERIALIZATION")),
  ).toBe(true);
});

test("those without a value are made, and nothing again", async () => {
  const dir = temporaryProject(FILES);
  await run(dir, ["materialize", "sales", "--partition", "2026-01-02...2026-01-30"]);
  const dry = await run(dir, ["materialize", "sales", "--missing-partitions", "--dry-run"]);
  expect(dry.out).toBe("sales  2026-01-01, 2026-01-13, 2026-01-31  data/sales/date=<date>.json\n");
  const up = await run(dir, ["materialize", "+month", "--missing-partitions", "--dry-run"]);
  expect(up.out.split("\n")[0]).toBe("sales  2026-01-01, 2026-01-13, 2026-01-31  data/sales/date=<date>.json");
});

test("bad input is told with the remedy, and exits with 2", async () => {
  const dir = temporaryProject(FILES);
  const told = async (...args: string[]) => {
    const { code, err } = await run(dir, args);
    expect(code, args.join(" ")).toBe(2);
    return err;
  };
  expect(await told("materialize", "sales")).toContain(
    '"sales" has partitions (daily from 2026-01-01 to 2026-02-01). Name the ones to materialize: --partition KEY, --partition FIRST...LAST, --missing-partitions or --all-partitions.',
  );
  expect(await told("materialize", "sales", "--partition", "2026-02-30")).toContain('"sales" has no partition "2026-02-30"');
  expect(await told("materialize", "sales", "--partition", "a", "--all-partitions")).toContain("cannot be used with");
  expect(await told("show", "sales", "--partition", "2026-03-01")).toContain('"sales" has no partition "2026-03-01"');
});

test("show lists the partitions, or prints one", async () => {
  const dir = temporaryProject(FILES);
  await run(dir, ["materialize", "sales", "--partition", "2026-01-01...2026-01-03"]);
  const listed = await run(dir, ["show", "sales"]);
  expect(listed.out).toContain("sales  3 of 31 partitions have a value");
  expect(listed.out).toContain("2026-01-02  ");
  const one = await run(dir, ["show", "sales", "--partition", "2026-01-02", "--json"]);
  expect(JSON.parse(one.out)).toMatchObject({
    key: "sales",
    storedAt: "data/sales/date=2026-01-02.json",
    materialization: { partitionKey: "2026-01-02" },
    value: { day: "2026-01-02" },
  });
  const json = JSON.parse((await run(dir, ["show", "sales", "--json"])).out) as {
    partitions: { total: number; materializations: unknown[] };
  };
  expect([json.partitions.total, json.partitions.materializations.length]).toEqual([31, 3]);
  const later = FILES["src/assets.ts"].replace('startDate: "2026-01-01"', 'startDate: "2026-01-03"');
  writeFileSync(join(dir, "src/assets.ts"), later);
  expect((await run(dir, ["show", "sales"])).out).toContain("sales  1 of 29 partitions have a value");
});

test("verify re-reads what is stored, and says what cannot be read", async () => {
  const dir = temporaryProject(FILES);
  expect((await run(dir, ["verify"])).out).toContain("Nothing is stored yet.");
  await run(dir, ["materialize", "sales", "--partition", "2026-01-01...2026-01-03"]);
  const good = await run(dir, ["verify"]);
  expect([good.code, good.out]).toEqual([0, "3 of 3 stored values are whole and readable: 3 by hash.\n"]);
  writeFileSync(join(dir, "data/sales/date=2026-01-02.json"), '{ "day": "2026-01-0');
  const bad = await run(dir, ["verify", "--json"]);
  expect(bad.code).toBe(1);
  const { verified } = JSON.parse(bad.out) as { verified: { partitionKey: string; state: string; reason: string }[] };
  expect(verified.map(({ partitionKey, state }) => `${partitionKey} ${state}`)).toEqual([
    "2026-01-01 ok",
    "2026-01-02 unreadable",
    "2026-01-03 ok",
  ]);
  expect((await run(dir, ["verify", "sales"])).out).toContain("sales 2026-01-02  data/sales/date=2026-01-02.json");
});

test("dynamic partitions are added, listed, made and removed", async () => {
  const dir = temporaryProject(FILES);
  expect((await run(dir, ["partitions", "customers"])).out).toContain('"customers" has no keys yet');
  expect((await run(dir, ["partitions", "customers", "--add", "Ada & Co", "--add", "b/c"])).out).toBe("Ada & Co\nb/c\n");
  expect((await run(dir, ["materialize", "invoices", "--all-partitions"])).code).toBe(0);
  expect(existsSync(join(dir, "data/invoices/partition=b%2Fc.json"))).toBe(true);
  expect((await run(dir, ["partitions", "customers", "--remove", "b/c"])).out).toBe("Ada & Co\n");
  expect((await run(dir, ["materialize", "invoices", "--partition", "b/c"])).code).toBe(2);
});

test("verify names stored partitions that have no key any more, and leaves them", async () => {
  const dir = temporaryProject(FILES);
  await run(dir, ["partitions", "customers", "--add", "ada", "--add", "b/c"]);
  expect((await run(dir, ["materialize", "invoices", "--all-partitions"])).code).toBe(0);
  await run(dir, ["partitions", "customers", "--remove", "b/c"]);
  const told = await run(dir, ["verify", "invoices"]);
  expect([told.code, told.out]).toEqual([0, expect.stringContaining("? invoices b/c  data/invoices/partition=b%2Fc.json")]);
  expect(told.out).toContain("1 stored partition has no key any more.");
  expect(told.out).toContain("1 of 1 stored values are whole and readable: 1 by hash.");
  const { verified } = JSON.parse((await run(dir, ["verify", "invoices", "--json"])).out);
  expect(verified.map(({ partitionKey, state }: Record<string, string>) => [partitionKey, state])).toEqual([
    ["ada", "ok"],
    ["b/c", "without-key"],
  ]);
  expect(existsSync(join(dir, "data/invoices/partition=b%2Fc.json"))).toBe(true);
});

test("check names stored partitions that have no key any more, from the records alone", async () => {
  const dir = temporaryProject(FILES);
  const json = async () => JSON.parse((await run(dir, ["check", "--json"])).out).withoutKey;
  const long = "x".repeat(150);
  await run(dir, ["partitions", "customers", "--add", "ada", "--add", "b/c", "--add", long]);
  await run(dir, ["materialize", "invoices", "--all-partitions"]);
  await run(dir, ["materialize", "sales", "--partition", "2026-01-01...2026-01-03"]);
  expect(await json()).toEqual([]);
  expect((await run(dir, ["check"])).out).not.toContain("no key any more");
  await run(dir, ["partitions", "customers", "--remove", "b/c"]);
  const assets = FILES["src/assets.ts"];
  writeFileSync(
    join(dir, "src/assets.ts"),
    assets.replace('startDate: "2026-01-01"', 'startDate: "2026-01-01", exclusions: ["2026-01-02"]'),
  );
  expect(await json()).toEqual([
    { asset: "invoices", partition: "b/c", storedAt: "data/invoices/partition=b%2Fc.json", severity: "information" },
    { asset: "sales", partition: "2026-01-02", storedAt: "data/sales/date=2026-01-02.json", severity: "information" },
  ]);
  const told = await run(dir, ["check"]);
  expect([told.code, told.out]).toEqual([0, expect.stringContaining("2 stored partitions have no key any more. Nothing loads them")]);
  expect(told.out).toContain("run millrace adopt;");
  expect(told.out).toContain("To forget one, delete what it stores and the folder of its records");
  expect(told.out).toContain("  sales 2026-01-02  data/sales/date=2026-01-02.json");
  // If the code computes the definition, it may still have these keys.
  writeFileSync(join(dir, "src/assets.ts"), assets.replace('startDate: "2026-01-01"', 'startDate: process.env["START"] ?? ""'));
  expect((await json()).map(({ asset }: { asset: string }) => asset)).toEqual(["invoices"]);
});

test("a name or key of dynamic partitions that nobody knows is told, and so is an asset without any partition yet", async () => {
  const dir = temporaryProject(FILES);
  const none = await run(dir, ["materialize", "invoices", "--all-partitions"]);
  expect([none.code, none.out]).toEqual([0, expect.stringContaining("invoices: skipped. it has no partitions yet")]);
  const misspelt = await run(dir, ["partitions", "custmers"]);
  expect([misspelt.code, misspelt.err]).toEqual([
    2,
    expect.stringContaining('No asset has the dynamic partitions "custmers". Did you mean "customers"? Known: "customers".'),
  ]);
  expect((await run(dir, ["partitions", "custmers", "--add", "ada"])).code).toBe(2);
  await run(dir, ["partitions", "customers", "--add", "ada"]);
  const unknown = await run(dir, ["partitions", "customers", "--remove", "adda"]);
  expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining('"adda" is not a key of "customers". Did you mean "ada"?')]);
  expect((await run(dir, ["partitions", "customers"])).err).toBe("");
});

test("--dry-run names the first of many ranges, --json all", async () => {
  const everyOther = Array.from({ length: 16 }, (_, at) => `2026-01-${String(2 * at + 1).padStart(2, "0")}|eu`);
  const dir = temporaryProject({
    ...FILES,
    "src/assets.ts": `import { asset, DailyPartitionsDefinition, MultiPartitionsDefinition, SpecificPartitionsPartitionMapping, StaticPartitionsDefinition } from "millrace";
const region = new StaticPartitionsDefinition(["eu", "us"]);
const date = new DailyPartitionsDefinition({ startDate: "2026-01-01", endDate: "2026-02-01" });
export const sold = asset({ partitions: new MultiPartitionsDefinition({ date, region }) }, () => 1);
const partitionMapping = new SpecificPartitionsPartitionMapping(${JSON.stringify(everyOther)});
export const total = asset({ partitions: region, ins: { sold: { partitionMapping } } }, (sold: ReadonlyMap<string, number>) => sold.size);
`,
  });
  const args = ["materialize", "+total", "--partition", "eu", "--dry-run"];
  expect((await run(dir, args)).out).toContain(
    "sold  2026-01-01|eu, 2026-01-03|eu, 2026-01-05|eu, 2026-01-07|eu, 2026-01-09|eu and 11 more  data/sold",
  );
  expect(JSON.parse((await run(dir, [...args, "--json"])).out).steps[0].partitions).toHaveLength(16);
});

test("a plain Node script loads what a run stored", async () => {
  const dir = temporaryProject({
    ...FILES,
    "report.mjs": `import { asset, DailyPartitionsDefinition, Definitions, FilesystemIOManager, loadAssetValue } from "millrace";
const sales = asset({ key: "sales", partitions: new DailyPartitionsDefinition({ startDate: "2026-01-01", endDate: "2026-02-01" }) }, () => null);
const definitions = new Definitions({ assets: [sales], resources: { io_manager: new FilesystemIOManager({ baseDir: "data" }) } });
const some = await loadAssetValue(definitions, sales, { partitions: { start: "2026-01-01", end: "2026-01-02" } });
const one = await loadAssetValue(definitions, "sales", { partitionKey: "2026-01-02" });
console.log(JSON.stringify([[...some.keys()], one]));
`,
  });
  await run(dir, ["materialize", "sales", "--partition", "2026-01-01...2026-01-02"]);
  const printed = execFileSync(process.execPath, ["report.mjs"], { cwd: dir, encoding: "utf8" });
  expect(JSON.parse(printed)).toEqual([["2026-01-01", "2026-01-02"], { day: "2026-01-02" }]);
});

test("verify sees rows that a table of several partitions in one call has lost", async () => {
  const dir = temporaryProject({
    ...FILES,
    "src/assets.ts": `import { asset, BackfillPolicy, DailyPartitionsDefinition } from "millrace";
const partitions = new DailyPartitionsDefinition({ startDate: "2026-01-01", endDate: "2026-01-06" });
const backfillPolicy = BackfillPolicy.singleRun();
export const sales = asset({ partitions, backfillPolicy, ioManagerKey: "warehouse", metadata: { partitionExpr: "day" } }, (context): { day: Date; n: number }[] =>
  [...context.partitionKeys].flatMap((key) => [1, 2].map((n) => ({ day: new Date(key), n }))));
`,
    "millrace.config.ts": `import { Definitions, DuckDBIOManager } from "millrace";
import * as assets from "./src/assets.js";
export default new Definitions({ assets: [assets], resources: { warehouse: new DuckDBIOManager({ database: "t.duckdb" }) } });
`,
  });
  expect((await run(dir, ["materialize", "--all-partitions"])).code).toBe(0);
  expect((await run(dir, ["verify"])).out).toBe("5 of 5 stored values are whole and readable: 5 by the number of rows.\n");
  const instance = await DuckDBInstance.create(join(dir, "t.duckdb"));
  const connection = await instance.connect();
  await connection.run("delete from sales where day = '2026-01-03' and n = 2");
  connection.closeSync();
  instance.closeSync();
  const lost = await run(dir, ["verify"]);
  expect([lost.code, lost.out]).toEqual([1, expect.stringContaining("of 5 partitions that one call stored: it holds 9 rows")]);
  // The partition that was stored again has its own count. For the others, the individual numbers of rows are unknown.
  expect((await run(dir, ["materialize", "--partition", "2026-01-03"])).code).toBe(0);
  expect((await run(dir, ["verify"])).out).toContain("1 by the number of rows, 4 by reading, with nothing to compare");
});
