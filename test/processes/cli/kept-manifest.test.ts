// A command gets the same from the cached manifest as from reading again, for all kinds of changes in between.
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { generator, pick } from "../../support/random.js";
import { run, temporaryProject } from "../../support/terminal.js";
import { trials } from "../../support/trials.js";

const GOOD = `import { asset } from "millrace";
import { rate } from "./rate.js";
export const orders = asset((): number[] => [rate]);
export const total = asset((orders: number[]) => orders.length);
`;

const FILES = {
  "src/assets.ts": GOOD,
  "src/rate.ts": "export const rate = 2;\n",
  "millrace.config.ts":
    'import { Definitions, FilesystemIOManager } from "millrace";\nimport * as assets from "./src/assets.js";\n' +
    'export default new Definitions({ assets, resources: { io_manager: new FilesystemIOManager({ baseDir: "data" }) } });\n',
};

/** Changes to the files of a project. */
const CHANGES: readonly ((dir: string) => void)[] = [
  (dir) => writeFileSync(join(dir, "src/assets.ts"), GOOD),
  (dir) => writeFileSync(join(dir, "src/assets.ts"), GOOD.replace("(orders: number[])", "(ordrs: number[])")),
  (dir) => writeFileSync(join(dir, "src/assets.ts"), GOOD.replace("(orders: number[])", "(orders: string[])")),
  (dir) => writeFileSync(join(dir, "src/rate.ts"), "export const rate = 2;\n"),
  (dir) => rmSync(join(dir, "src/rate.ts"), { force: true }),
  (dir) => writeFileSync(join(dir, "src/rate.ts"), 'export const rate = "2";\n'),
  // A new file must be found.
  (dir) => writeFileSync(join(dir, "src/more.ts"), 'import { asset } from "millrace";\nexport const more = asset(() => 1);\n'),
  (dir) => rmSync(join(dir, "src/more.ts"), { force: true }),
  (dir) => writeFileSync(join(dir, "tsconfig.json"), '{ "compilerOptions": { "strict": true, "types": [] }, "include": ["src"] }'),
  (dir) => rmSync(join(dir, "tsconfig.json"), { force: true }),
  // The same size and modification time as the previous file.
  (dir) => {
    writeFileSync(join(dir, "src/other.ts"), GOOD.replace("[rate]", "[late]"));
    utimesSync(join(dir, "src/other.ts"), 1, 1);
    renameSync(join(dir, "src/other.ts"), join(dir, "src/assets.ts"));
  },
  (dir) => mkdirSync(join(dir, "src/empty"), { recursive: true }),
];

const keptIn = (dir: string) => JSON.parse(readFileSync(join(dir, ".millrace/cache/manifest.json"), "utf8"));

test("a check and a plan after random changes say what fresh ones say", async () => {
  const random = generator(13);
  const dir = temporaryProject(FILES);
  for (let step = 0; step < trials(150, 12); step++) {
    pick(CHANGES, random)(dir);
    // Plans before or after the check, because afterwards the cached manifest knows more about some assets.
    const selection = pick([["total"], ["orders"], []], random);
    const isPlannedFirst = pick([true, false], random);
    const planned = isPlannedFirst ? await run(dir, ["materialize", "--dry-run", "--json", ...selection]) : null;
    const once = await run(dir, ["check", "--json"]);
    const again = await run(dir, ["check", "--json"]);
    const fresh = JSON.parse((await run(dir, ["check", "--json", "--profile"])).out);
    expect(JSON.parse(once.out).problems, `step ${step}`).toEqual(fresh.problems);
    expect(again).toEqual(once);
    const plannedAfter = await run(dir, ["materialize", "--dry-run", "--json", ...selection]);
    rmSync(join(dir, ".millrace/cache"), { recursive: true, force: true });
    const plannedAnew = await run(dir, ["materialize", "--dry-run", "--json", ...selection]);
    expect(plannedAfter, `step ${step}`).toEqual(plannedAnew);
    if (planned !== null) expect(planned, `step ${step}`).toEqual(plannedAnew);
  }
});

/** Files that depend on each other in every possible way, each with its variants. The first variant is the initial one. */
const LINKED: Readonly<Record<string, readonly string[]>> = {
  "src/orders.ts": [
    'import { asset } from "millrace";\nimport type { Row } from "./row.js";\nexport const orders = asset((): Row[] => {\n  return [];\n});\n',
    'import { asset } from "millrace";\nimport type { Row } from "./row.js";\n// Another text, one shape.\nexport const orders = asset((): Row[] => {\n  const none: Row[] = [];\n  return none;\n});\n',
    'import { asset } from "millrace";\nexport const orders = asset(() => ["a"]);\n',
    'import { asset } from "millrace";\nexport const orders = asset((): number[] => [',
  ],
  "src/total.ts": [
    'import { asset } from "millrace";\nexport const total = asset((orders: { id: number }[]) => orders.length);\n',
    'import { asset } from "millrace";\nexport const total = asset((orders: import("./row.js").Row[]): string => String(orders.length));\n',
  ],
  "src/last.ts": [
    'import { asset } from "millrace";\nexport const last = asset({ ioManagerKey: "database" }, (total: number) => [{ total }]);\n',
    'import { asset } from "millrace";\nexport const last = asset((total: Everywhere) => total);\n',
  ],
  "src/row.ts": [
    'export type { Row } from "./deep.js";\n',
    "export interface Row { id: string }\n",
    "export interface Row {\n  /** Documented. */\n  id: string;\n}\n",
  ],
  "src/deep.ts": ["export interface Row { id: number }\n", "export interface Row { id: number; at: Date }\n"],
  "src/everywhere.ts": ["type Everywhere = number;\n", "type Everywhere = string;\n", "export type Everywhere = number;\n"],
  "src/more.ts": [
    'export {};\ndeclare module "./deep.js" {\n  interface Row { more?: string }\n}\n',
    'export {};\ndeclare module "./deep.js" {\n  interface Row { more: () => void }\n}\n',
    "export {};\n",
  ],
  "millrace.config.ts": ["FilesystemIOManager", "InMemoryIOManager"].map(
    (manager) =>
      'import { assetsFrom, Definitions, DuckDBIOManager, FilesystemIOManager, InMemoryIOManager } from "millrace";\n' +
      `export default new Definitions({ assets: assetsFrom("./src"), resources: { io_manager: new ${manager}(), database: new DuckDBIOManager({ database: "w.duckdb" }) } });\n`,
  ),
};

test("what types said before is taken for files that no edit since can have given other types, and for no others", async () => {
  const random = generator(17);
  const dir = temporaryProject(Object.fromEntries(Object.entries(LINKED).map(([file, [text = ""]]) => [file, text])));
  for (let step = 0; step < trials(200, 20); step++) {
    const file = pick(Object.keys(LINKED), random);
    writeFileSync(join(dir, file), pick(LINKED[file] ?? [], random));
    // Planning first reads only some of the types.
    if (random(3) === 0) await run(dir, ["materialize", "--dry-run", pick(["orders", "total", "last"], random)]);
    const edited = JSON.parse((await run(dir, ["check", "--json"])).out);
    const fresh = JSON.parse((await run(dir, ["check", "--json", "--profile"])).out);
    expect(edited.problems, `step ${step}: ${file}`).toEqual(fresh.problems);
    const planned = await run(dir, ["materialize", "--dry-run", "--json"]);
    if (random(3) > 0) continue;
    rmSync(join(dir, ".millrace/cache"), { recursive: true, force: true });
    expect(planned, `step ${step}: ${file}`).toEqual(await run(dir, ["materialize", "--dry-run", "--json"]));
  }
});

test("a check serves every plan, while no file it was made of changed", async () => {
  const dir = temporaryProject(FILES);
  mkdirSync(join(dir, "data"));
  expect((await run(dir, ["check"])).code).toBe(0);
  const { at } = keptIn(dir);
  // Other files in the folders above do not affect the project.
  const beside = temporaryProject({});
  expect(dirname(beside)).toBe(dirname(dir));
  expect((await run(dir, ["materialize", "orders"])).out).toContain("run succeeded");
  expect((await run(dir, ["materialize"])).out).toContain("run succeeded");
  expect(keptIn(dir).at).toBe(at);
  writeFileSync(join(dir, "src/assets.ts"), GOOD.replace("(orders: number[])", "(orders: string[])"));
  expect((await run(dir, ["materialize"])).err).toContain("type-mismatch");
});

test("plans of partitions are made anew from what was kept: by what is recorded, and by the dynamic keys there are", async () => {
  const dir = temporaryProject({
    ...FILES,
    // Stored below .millrace, because a new folder elsewhere may contain code.
    "millrace.config.ts":
      'import { Definitions } from "millrace";\nimport * as assets from "./src/assets.js";\nexport default new Definitions({ assets });\n',
    "src/assets.ts": `import { asset, DynamicPartitionsDefinition } from "millrace";
export const visits = asset({ partitions: new DynamicPartitionsDefinition({ name: "shops" }) }, () => 1);
export const total = asset((visits: ReadonlyMap<string, number>) => visits.size);
`,
  });
  await run(dir, ["partitions", "shops", "--add", "north", "--add", "south"]);
  const missing = async () =>
    JSON.parse((await run(dir, ["materialize", "visits", "--missing-partitions", "--dry-run", "--json"])).out).steps[0];
  expect((await missing()).partitions).toEqual([{ start: "north", end: "south" }]);
  const { at } = keptIn(dir);
  expect((await run(dir, ["materialize", "visits", "--partition", "north"])).code).toBe(0);
  expect((await missing()).partitions).toEqual([{ start: "south", end: "south" }]);
  await run(dir, ["partitions", "shops", "--add", "west"]);
  expect((await missing()).partitions).toEqual([{ start: "south", end: "west" }]);
  expect(keptIn(dir).at).toBe(at);
});

test("a copy of a project is read anew: what was kept is of the other folder", async () => {
  const [dir, copy] = [temporaryProject(FILES), temporaryProject(FILES)];
  expect((await run(dir, ["check"])).code).toBe(0);
  cpSync(join(dir, ".millrace"), join(copy, ".millrace"), { recursive: true });
  writeFileSync(join(copy, "src/assets.ts"), GOOD.replace("(orders: number[])", "(orders: string[])"));
  expect((await run(copy, ["check"])).code).toBe(1);
  expect((await run(dir, ["check"])).code).toBe(0);
});

test("a function in another file is checked before it runs", async () => {
  const dir = temporaryProject({
    ...FILES,
    "src/count.ts": "export function count(orders: string[]): number {\n  return orders.length;\n}\n",
    "src/assets.ts": GOOD.replace(
      "export const total = asset((orders: number[]) => orders.length);",
      'import { count } from "./count.js";\nexport const total = asset(count);',
    ),
  });
  expect((await run(dir, ["check"])).out).toContain("type-mismatch");
  const { code, err } = await run(dir, ["materialize"]);
  expect(err).toContain("src/count.ts:1:");
  expect(code).toBe(1);
});

test("a manager that alone knows where values lie is no reason to ask the code for a plan", async () => {
  const dir = temporaryProject({
    ...FILES,
    "millrace.config.ts": `import { Definitions, type InputContext, type OutputContext } from "millrace";
import * as assets from "./src/assets.js";
const values = new Map<string, unknown>();
class Own {
  handleOutput(context: OutputContext, value: unknown) { values.set(context.assetKey.toString(), value); return { storedAt: "own", format: "own" }; }
  loadInput(context: InputContext) { return values.get(context.assetKey.toString()); }
}
export default new Definitions({ assets, resources: { io_manager: new Own() } });
`,
  });
  expect((await run(dir, ["materialize"])).out).toContain("run succeeded");
  // Results of executing the code are never cached, so the address that only the running code knows is absent.
  expect(keptIn(dir).manifest.steps.orders).not.toHaveProperty("storedAt");
});
