// Problems of the Definitions that only running finds: shown at the call like problems that reading finds, and they prevent a run.
import { expect, test } from "vitest";
import { run, temporaryProject } from "../../support/terminal.js";

const project = (assets: string) =>
  temporaryProject({
    "package.json": '{ "type": "module" }',
    "tsconfig.json": '{ "compilerOptions": { "strict": true, "module": "NodeNext", "target": "ES2023", "types": [] } }',
    "millrace.config.ts":
      'import { Definitions } from "millrace";\nimport * as assets from "./src/assets.js";\nexport default new Definitions({ assets: Object.values(assets).flat() });\n',
    "src/assets.ts": `import { asset } from "millrace";\nconst env: Record<string, string | undefined> = (globalThis as any).process.env;\n${assets}`,
  });

async function problemsOf(dir: string) {
  const { out, code } = await run(dir, ["check", "--run", "--json"]);
  const { problems } = JSON.parse(out) as { problems: { code: string; file: string; line: number; message: string }[] };
  return { code, problems: problems.map(({ code: each, file, line }) => `${each} ${file}:${line}`) };
}

const SOUND = "export const sound = asset(() => 1);\nexport const other = asset({ key: env.NONE ?? 'told' }, () => 1);\n";

test.each([
  ["a key that is none", 'export const bad = asset({ key: env.NONE ?? "or ders" }, () => 1);\n', "invalid-asset-name"],
  ["two of a key", 'export const same = ["same", "same"].map((key) => asset({ key }, () => 1));\n', "duplicate-asset-key"],
  ["a key that another has", 'export const twin = asset({ key: env.NONE ?? "sound" }, () => 1);\n', "duplicate-asset-key"],
  [
    "a manager that nobody gave",
    'export const lost = asset({ key: env.NONE ?? "lost", ioManagerKey: env.NONE ?? "lake" }, () => 1);\n',
    "unknown-io-manager-key",
  ],
  [
    "a wrapper whose parameters name nothing",
    "export const wrapped = asset(((fn: (sound: number) => number) => (...args: [number]) => fn(...args))((sound) => sound));\n",
    "unsupported-parameter",
  ],
  [
    "a parameter that only running tells, and that no asset is",
    'export const lost = asset(new Map([["a", (nowhere: number) => nowhere]]).get("a")!);\n',
    "unknown-upstream",
  ],
])("%s: told where it stands, and nothing runs", async (_, wrong, code) => {
  const dir = project(`${wrong}${SOUND}`);
  expect(await problemsOf(dir)).toEqual({ code: 1, problems: [`${code} src/assets.ts:3`] });
  for (const more of [[], ["--dry-run"]]) {
    const { code: exit, out, err } = await run(dir, ["materialize", ...more]);
    expect({ exit, out: out.trim() }).toEqual({ exit: 1, out: "" });
    expect(err).toContain(`error ${code}: `);
    expect(err).toContain("Nothing was run: fix these first.");
  }
});

test("code that throws is told where it threw; assets that were read can be named", async () => {
  const dir = project(`${SOUND}if (env.NONE === undefined) throw new Error("NONE is not set");\n`);
  expect(await problemsOf(dir)).toEqual({ code: 1, problems: ["invalid-config src/assets.ts:5"] });
  const all = await run(dir, ["materialize"]);
  expect({ code: all.code, out: all.out }).toEqual({ code: 1, out: "" });
  expect(all.err).toContain("Running the project's code failed, so what reading leaves open is unknown: NONE is not set");
  const named = await run(dir, ["materialize", "sound", "--dry-run"]);
  expect(named.code).toBe(0);
  expect(named.err).toContain("NONE is not set. The assets named are run as they were read.");
});

test("a prefix without names is none", async () => {
  const dir = project(
    "export const orders = asset({ keyPrefix: [] }, () => 1);\nexport const told = asset({ keyPrefix: env.NONE ? [env.NONE] : [] }, () => 1);\n",
  );
  expect(await problemsOf(dir)).toEqual({ code: 0, problems: [] });
  const { out } = await run(dir, ["materialize", "--json"]);
  const made = out
    .split("\n")
    .flatMap((line) => (line.includes('"ASSET_MATERIALIZATION"') ? [(JSON.parse(line) as { assetKey: string }).assetKey] : []));
  expect(made.sort()).toEqual(["orders", "told"]);
});

test("a function that reading does not find: running tells what its parameters load, and that an `...args` without need of any takes nothing", async () => {
  const dir = project(
    `class Sums { static twice(sound: number): number { return sound * 2; } }
let later = (twice: number): number => twice;
later = (twice: number): number => twice + 1;
const timed = <A extends unknown[], R>(fn: (...args: A) => R) => (...args: A): R => fn(...args);
export const twice = asset(Sums.twice);
export const more = asset(later);
export const none = asset(timed(() => "nothing"));
${SOUND}`,
  );
  const read = JSON.parse((await run(dir, ["check", "--json"])).out) as { open: { what: string; asset: string }[]; problems: unknown[] };
  expect(read.problems).toEqual([]);
  expect(read.open.flatMap(({ what, asset }) => (what === "ins" ? [asset] : []))).toEqual(["twice", "more"]);
  expect(await problemsOf(dir)).toEqual({ code: 0, problems: [] });
  expect((await run(dir, ["materialize", "twice", "more", "none", "sound"])).code).toBe(0);
  const shown: (string | undefined)[] = [];
  for (const key of ["twice", "more", "none"]) shown.push((await run(dir, ["show", key])).out.trim().split("\n").at(-1));
  expect(shown).toEqual(["2", "3", "nothing"]);
});

test("which manager stores an asset is open where its resource was changed, and its class is told by running", async () => {
  const dir = temporaryProject({
    "package.json": '{ "type": "module" }',
    "tsconfig.json": '{ "compilerOptions": { "strict": true, "module": "NodeNext", "target": "ES2023", "types": [] } }',
    "millrace.config.ts": `import { Definitions, DuckDBIOManager } from "millrace";
import * as assets from "./src/assets.js";
const resources: Record<string, unknown> = {};
resources["warehouse"] = [new DuckDBIOManager({ database: "w.duckdb" })].find(() => true);
export default new Definitions({ assets, resources });
`,
    "src/assets.ts": 'import { asset } from "millrace";\nexport const t = asset({ ioManagerKey: "warehouse" }, () => 1);\n',
  });
  const read = JSON.parse((await run(dir, ["check", "--json"])).out) as { open: { what: string; asset: string | null }[] };
  expect(read.open.map(({ what, asset }) => [what, asset])).toContainEqual(["ioManager", "t"]);
  expect(await problemsOf(dir)).toEqual({ code: 1, problems: ["not-storable src/assets.ts:2"] });
});

test("a manager of the project that has the name of one of ours is the project's own", async () => {
  const dir = temporaryProject({
    "package.json": '{ "type": "module" }',
    "tsconfig.json": '{ "compilerOptions": { "strict": true, "module": "NodeNext", "target": "ES2023", "types": [] } }',
    "millrace.config.ts": `import { Definitions } from "millrace";
import * as assets from "./src/assets.js";
class PostgresIOManager { handleOutput(): void {} loadInput(): number { return 1; } }
const resources: Record<string, unknown> = {};
resources["warehouse"] = [new PostgresIOManager()].find(() => true);
export default new Definitions({ assets, resources });
`,
    "src/assets.ts": 'import { asset } from "millrace";\nexport const t = asset({ ioManagerKey: "warehouse" }, () => new Set([1]));\n',
  });
  expect(await problemsOf(dir)).toEqual({ code: 0, problems: [] });
});

test("the place of a value under a manager that running told is the one that a run gives it", async () => {
  const dir = temporaryProject({
    "package.json": '{ "type": "module" }',
    "tsconfig.json": '{ "compilerOptions": { "strict": true, "module": "NodeNext", "target": "ES2023", "types": [] } }',
    "millrace.config.ts": `import { Definitions, FilesystemIOManager } from "millrace";
import * as assets from "./src/assets.js";
const made = ["data-", "dev"].map((part) => part).join("");
export default ((baseDir: string) => new Definitions({ assets, resources: { io_manager: new FilesystemIOManager({ baseDir }) } }))(made);
`,
    "src/assets.ts": `import { asset, StaticPartitionsDefinition } from "millrace";
export const one = asset(() => 1);
export const part = asset({ partitions: new StaticPartitionsDefinition(["eu"]) }, (): { n: number }[] => [{ n: 1 }]);
`,
  });
  const placesOf = async () => {
    const { assets } = JSON.parse((await run(dir, ["graph", "--run", "--json"])).out) as { assets: { key: string; storedAt: string }[] };
    return assets.map(({ key, storedAt }) => [key, storedAt]);
  };
  const places = [
    ["one", "data-dev/one.json"],
    ["part", "data-dev/part/partition=<partition>.json"],
  ];
  expect(await placesOf()).toEqual(places);
  const { out } = await run(dir, ["materialize", "--all-partitions"]);
  expect(out).toContain("stored data-dev/one.json");
  expect(out).toContain("stored data-dev/part/partition=eu.json");
  expect(await placesOf()).toEqual(places);
});

test("an input that returned undefined in the same run is told as that", async () => {
  const dir = project(
    "export const may = asset((): number | undefined => undefined);\nexport const uses = asset((may: number | undefined) => may);\n",
  );
  const { code, out, err } = await run(dir, ["materialize"]);
  expect(code).toBe(1);
  expect(out + err).toContain(
    "uses cannot load its input may: may returned undefined in this run, so no value is stored. Return null to store an empty value",
  );
});
