// Values and records with the file names of versions up to 0.3, which did not distinguish upper and lower case on every disk.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { run, temporaryProject } from "../../support/terminal.js";

const FILES = {
  "millrace.config.ts": `import { Definitions, FilesystemIOManager, VersionedIOManager } from "millrace";
import * as assets from "./src/assets.js";
export default new Definitions({ assets, resources: {
  io_manager: new FilesystemIOManager({ baseDir: "data" }),
  versions: new VersionedIOManager({ uri: "versions" }),
} });
`,
  "tsconfig.json":
    '{ "compilerOptions": { "strict": true, "module": "NodeNext", "target": "ES2023", "lib": ["ES2023"], "types": ["node"] } }',
  "package.json": '{ "type": "module" }',
  "src/assets.ts": `import { asset, DynamicPartitionsDefinition, StaticPartitionsDefinition } from "millrace";
const regions = new StaticPartitionsDefinition(["EU", "eu", "us"]);
const Shops = new DynamicPartitionsDefinition({ name: "Shops" });
const text = () => process.env.TEXT ?? "first";
export const rawOrders = asset(() => text());
export const keptOrders = asset({ ioManagerKey: "versions" }, () => text());
export const salesOf = asset({ partitions: regions }, (context) => context.partitionKey + text());
export const shops = asset({ partitions: Shops }, (context) => context.partitionKey);
export const seen = asset((rawOrders: string, keptOrders: string, salesOf: ReadonlyMap<string, string>) => [rawOrders, keptOrders, ...salesOf.values()].join());
`,
};

const STORED = ["rawOrders", "keptOrders"];

/** Every file below a folder, with `/` as separator. */
function filesOf(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: "utf8" })
    .filter((path) => statSync(join(dir, path)).isFile())
    .map((path) => path.replaceAll("\\", "/"))
    .sort();
}

/** A project as a version up to 0.3 leaves it: no file name marks its capital letters. */
async function former(): Promise<string> {
  const dir = temporaryProject(FILES);
  expect((await run(dir, ["partitions", "Shops", "--add", "A"])).code).toBe(0);
  expect((await run(dir, ["materialize", ...STORED])).code).toBe(0);
  expect((await run(dir, ["materialize", "salesOf", "--all-partitions"])).code).toBe(0);
  const unmarked = (text: string) => text.replace(/\^[0-9a-f]+/g, "");
  for (const root of ["data", "versions", ".millrace/records", ".millrace/partitions"])
    for (const file of filesOf(join(dir, root)).filter((path) => path.includes("^"))) {
      const target = join(dir, root, unmarked(file));
      mkdirSync(dirname(target), { recursive: true });
      renameSync(join(dir, root, file), target);
      if (file.endsWith(".json")) writeFileSync(target, unmarked(readFileSync(target, "utf8")));
    }
  for (const root of ["data", "versions", ".millrace/records"])
    for (const name of readdirSync(join(dir, root))) if (name.includes("^")) rmSync(join(dir, root, name), { recursive: true });
  return dir;
}

test("a value that lies under its former name is loaded and replaced there, never beside it", async () => {
  const dir = await former();
  const before = [filesOf(join(dir, "data")), filesOf(join(dir, "versions"))];
  expect(before[0]).toEqual(["rawOrders.json", "salesOf/partition=EU.json", "salesOf/partition=eu.json", "salesOf/partition=us.json"]);
  expect((await run(dir, ["materialize", "seen"])).code).toBe(0);
  expect((await run(dir, ["show", "seen"])).out).toContain("first,first,EUfirst,eufirst,usfirst");
  expect((await run(dir, ["materialize", "salesOf", "--missing-partitions"])).out).toContain("none of its partitions is needed");
  writeFileSync(join(dir, ".env"), "TEXT=second");
  expect((await run(dir, ["materialize", ...STORED])).code).toBe(0);
  expect((await run(dir, ["materialize", "salesOf", "--partition", "EU"])).code).toBe(0);
  expect((await run(dir, ["materialize", "seen"])).code).toBe(0);
  expect((await run(dir, ["show", "seen"])).out).toContain("second,second,EUsecond,eufirst,usfirst");
  expect(filesOf(join(dir, "data")).filter((path) => !path.startsWith("seen"))).toEqual(before[0]);
  expect(filesOf(join(dir, "versions")).some((path) => path.includes("^"))).toBe(false);
  expect((await run(dir, ["partitions", "Shops", "--add", "B"])).out).toBe("A\nB\n");
  expect(readdirSync(join(dir, ".millrace/partitions"))).toEqual(["Shops.jsonl"]);
});

test("versions that were stored since lie with the older ones, and move with them", async () => {
  const dir = await former();
  writeFileSync(join(dir, ".env"), "TEXT=second");
  expect((await run(dir, ["materialize", "keptOrders"])).code).toBe(0);
  expect(filesOf(join(dir, "versions"))).toHaveLength(5);
  expect((await run(dir, ["move-names", "keptOrders"])).out).toContain("Moved 1 value.");
  expect(filesOf(join(dir, "versions")).filter((path) => path.startsWith("keptOrders^10/"))).toHaveLength(5);
  expect(filesOf(join(dir, "versions"))).toHaveLength(5);
  expect((await run(dir, ["show", "keptOrders"])).out).toContain("second");
});

test("what a manager names by itself stays where it is", async () => {
  const dir = temporaryProject({
    ...FILES,
    "millrace.config.ts": `import { Definitions, type IOManager, PathIOManager, asset } from "millrace";
class Own extends PathIOManager<string> {
  override readonly extension = ".txt";
  override pathFor = ({ assetKey }: { assetKey: { path: readonly string[] } }) => assetKey.path.join("/") + ".txt";
  override dump = (_: unknown, value: string) => value;
  override load = (_: unknown, bytes: Uint8Array) => Buffer.from(bytes).toString();
}
const values = new Map<string, unknown>();
const other: IOManager = {
  handleOutput: (context, value) => { values.set(context.assetKey.toString(), value); return { storedAt: "st/Stock.x", format: "own" }; },
  loadInput: (context) => values.get(context.assetKey.toString()),
};
export const Orders = asset({ key: "Orders", ioManager: new Own({ uri: "own" }) }, () => "a");
export const Stock = asset({ key: "Stock", ioManager: other }, () => "b");
export default new Definitions({ assets: [Orders, Stock] });
`,
  });
  expect((await run(dir, ["materialize"])).code).toBe(0);
  expect(filesOf(join(dir, "own"))).toEqual(["Orders.txt"]);
  for (const options of [["--dry-run"], []])
    expect(await run(dir, ["move-names", ...options])).toMatchObject({
      code: 0,
      out: "No stored value has a file name of an earlier version.\n",
    });
});

test("without a record, it is looked for under both names", async () => {
  const dir = await former();
  rmSync(join(dir, ".millrace/records"), { recursive: true });
  const shown = JSON.parse((await run(dir, ["show", "rawOrders", "--json"])).out) as { storedAt: string; materialization: unknown };
  expect(shown).toMatchObject({ storedAt: "data/rawOrders.json", materialization: null });
  const adopted = await run(dir, ["adopt", "rawOrders", "keptOrders", "salesOf"]);
  expect(adopted.code, adopted.out).toBe(0);
  expect(adopted.out).toContain("Wrote the records of 5 values.");
  expect((await run(dir, ["materialize", "seen"])).code).toBe(0);
  expect((await run(dir, ["show", "seen"])).out).toContain("first,first,EUfirst,eufirst,usfirst");
  rmSync(join(dir, ".millrace/records"), { recursive: true });
  expect((await run(dir, ["materialize", "rawOrders"])).code).toBe(0);
  expect(filesOf(join(dir, "data")).filter((path) => path.startsWith("raw"))).toEqual(["rawOrders.json"]);
});

test("verify names values of one name, and move-names gives them names of their own", async () => {
  const dir = await former();
  const verified = await run(dir, ["verify", "--json"]);
  expect(verified.code).toBe(1);
  const values = JSON.parse(verified.out).verified as { partitionKey?: string; state: string; reason: string }[];
  expect(values.filter(({ state }) => state === "collision").map(({ partitionKey }) => partitionKey)).toEqual(["EU", "eu"]);
  expect(values.find(({ partitionKey }) => partitionKey === "EU")?.reason).toContain(
    "salesOf (eu) is stored at data/salesOf/partition=eu.json",
  );

  const before = filesOf(dir);
  const dry = await run(dir, ["move-names", "--dry-run"]);
  expect(dry.out.split("\n")).toEqual([
    expect.stringMatching(/^keptOrders {2}versions\/keptOrders\/(\S+)\.json → versions\/keptOrders\^10\/\1\.json$/),
    "rawOrders  data/rawOrders.json → data/rawOrders^8.json",
    "salesOf EU  data/salesOf/partition=EU.json → data/salesOf^20/partition=EU^3.json",
    "salesOf eu  data/salesOf/partition=eu.json → data/salesOf^20/partition=eu.json",
    "salesOf us  data/salesOf/partition=us.json → data/salesOf^20/partition=us.json",
    "Would move 5 values.",
    "",
  ]);
  expect(filesOf(dir).filter((path) => path.startsWith("data") || path.startsWith(".millrace/records"))).toEqual(
    before.filter((path) => path.startsWith("data") || path.startsWith(".millrace/records")),
  );
  writeFileSync(join(dir, "data/salesOf/partition=us.json"), '"another"');
  const moved = await run(dir, ["move-names"]);
  expect(moved.code).toBe(1);
  expect(moved.out).toContain("the record says");
  expect(filesOf(join(dir, "data"))).toEqual([
    "rawOrders^8.json",
    "salesOf/partition=us.json",
    "salesOf^20/partition=EU^3.json",
    "salesOf^20/partition=eu.json",
  ]);
  expect((await run(dir, ["materialize", "salesOf", "--partition", "us"])).code).toBe(0);
  const rest = await run(dir, ["move-names"]);
  expect([rest.code, rest.out]).toEqual([0, expect.stringContaining("Moved 1 value.")]);
  expect((await run(dir, ["verify"])).code).toBe(0);
  expect((await run(dir, ["move-names"])).out).toBe("No stored value has a file name of an earlier version.\n");
  expect(filesOf(join(dir, "data")).some((path) => path.startsWith("salesOf/"))).toBe(false);
  expect(filesOf(join(dir, ".millrace/records")).filter((path) => !path.includes("^"))).toEqual([]);
  expect((await run(dir, ["materialize", "seen"])).code).toBe(0);
  expect((await run(dir, ["show", "seen"])).out).toContain("first,first,EUfirst,eufirst,usfirst");
});
