// Executing the code determines what reading leaves open: combined, the graph equals the loaded one, without duplicates, and it runs.
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";
import { describeProject } from "../../../runtime/host/index.js";
import { assetGraph, createWorkspace, type Project } from "../../../server/analysis/index.js";
import { nodeFiles } from "../../../server/lsp/node-files.js";
import { correctProjects, saidAs, stringsIn, UNREADABLE } from "../../support/equivalents.js";
import { repository } from "../../support/repository.js";
import { temporaryFolder } from "../../support/temporary-folder.js";
import { run, temporaryProject } from "../../support/terminal.js";
import { sampleOf } from "../../support/trials.js";

test.each(correctProjects())("%s, with a string that only running can tell: the graph is the same", async (from) => {
  const before = graphOf(open(from));
  const files = [...open(from).loadedFiles()].filter((file) => file.startsWith(from));
  const places = files.flatMap((file) => stringsIn(file, readFileSync(file, "utf8")));
  for (const [at, place] of sampleOf(places, 2).entries()) {
    const dir = await copyOf(from);
    const file = join(dir, relative(from, place.file));
    writeFileSync(file, saidAs(readFileSync(file, "utf8"), place, UNREADABLE[at % UNREADABLE.length] as string));
    const project = open(dir);
    project.describe(await describeProject(dir, "millrace.config.ts", project.sites()));
    expect(graphOf(project), `${place.file}:${place.start}`).toEqual(before);
    expect(project.model().open).toEqual([]);
  }
});

test("a dep that is an asset whose key only running can tell", async () => {
  const dir = temporaryProject({
    "millrace.config.ts": `import { AssetSelection, Definitions, defineAssetJob } from "millrace";
import * as assets from "./assets.js";
export default new Definitions({ assets, jobs: [
  defineAssetJob("one", { selection: [assets.first] }),
  defineAssetJob("two", { selection: [assets.last, "group:others", AssetSelection.keys("other").upstream()] }),
] });
`,
    "assets.ts": `import { type AssetContext, asset } from "millrace";
export const first = asset({ keyPrefix: JSON.parse('"raw"') }, () => 1);
export const other = asset({ group: "others" }, () => 1);
export const last = asset({ deps: [first, "other"] }, (context: AssetContext) => 2);
`,
  });
  const project = open(dir);
  project.describe(await describeProject(dir, "millrace.config.ts", project.sites()));
  expect(
    project
      .model()
      .byKey.get("last")
      ?.deps.map(({ key }) => key),
  ).toEqual(["raw/first", "other"]);
  expect(project.model().jobs).toEqual([
    { name: "one", selection: 'key:"raw/first"' },
    { name: "two", selection: 'key:"last" or group:others or +(key:"other")' },
  ]);
});

test("what running gives and no message can carry is told, and nobody waits for it", async () => {
  const dir = temporaryProject({
    "millrace.config.ts": `import { Definitions } from "millrace";
import * as assets from "./assets.js";
export default new Definitions({ assets });
`,
    "assets.ts": `import { asset } from "millrace";
export const one = asset({ keyPrefix: JSON.parse('"raw"'), group: (() => "a") as never }, () => 1);
`,
  });
  const { code, err } = await run(dir, ["graph", "--run"]);
  expect(code).toBe(1);
  expect(err).toContain("could not be cloned");
});

function open(dir: string): Project {
  const workspace = createWorkspace(nodeFiles);
  workspace.apply([{ kind: "folder-added", path: dir }]);
  return workspace.project(dir) as Project;
}

function graphOf(project: Project) {
  return assetGraph(project).assets.map(({ described, ...asset }) => asset);
}

async function copyOf(from: string): Promise<string> {
  const dir = (await temporaryFolder()).replaceAll("\\", "/");
  cpSync(from, dir, { recursive: true, filter: (path) => !/[\\/](node_modules|\.millrace|data)([\\/]|$)/.test(path) });
  mkdirSync(join(dir, "node_modules"), { recursive: true });
  rmSync(join(dir, "node_modules/millrace"), { force: true });
  symlinkSync(join(repository, "runtime"), join(dir, "node_modules/millrace"), "junction");
  return dir;
}

/** Ways to create assets that reading cannot count: the code of each, and the resulting keys. */
const MADE: Readonly<Record<string, readonly [string, readonly string[]]>> = {
  "a loop": [
    `const found: Record<string, AnyAsset> = {};
for (const name of ["a", "b"]) found[name] = asset({ key: \`raw/\${name}\` }, (context: AssetContext): number => name.length);
export const assets = Object.values(found);
`,
    ["raw/a", "raw/b"],
  ],
  "functions that are bound in a loop": [
    `function power(factor: number, context: AssetContext): number { return factor * context.runId.length; }
export const assets = [3, 4].map((factor) => asset({ key: \`times/\${factor}\` }, power.bind(null, factor)));
`,
    ["times/3", "times/4"],
  ],
  "a factory of a factory, with generics": [
    `const inner = <T>(key: string, value: T) => { const give = (): T => value; return asset({ key, group: "made" }, give); };
const outer = <T>(name: string, value: T) => { if (name === "") throw new Error("no name"); return inner(\`made/\${name}\`, value); };
export const one = outer("one", 1);
export const two = outer("two", { a: 1 });
export const sum = asset({ ins: { one: { key: "made/one" } } }, (one: number) => one + 1);
export const assets = [one, two, sum];
`,
    ["made/one", "made/two", "sum"],
  ],
  "Object.fromEntries": [
    `export const assets = Object.fromEntries(["x", "y"].map((name) => [name, asset({ key: name }, () => name)]));
`,
    ["x", "y"],
  ],
  "a conditional list": [
    `const a = asset({ key: "a" }, () => 1);
const b = asset({ key: "b" }, (a: number) => a + 1);
export const assets = process.env.MILLRACE_NOT_SET ? [a] : [a, b];
`,
    ["a", "b"],
  ],
  "a class, and a computed prefix": [
    `class Source { constructor(private readonly name: string) {} table() { return asset({ keyPrefix: this.name, key: [this.name, "rows"] }, () => [1]); } }
export const assets = ["erp", "crm"].map((name) => new Source(name).table());
`,
    ["crm/rows", "erp/rows"],
  ],
  await: [
    `const names = await Promise.resolve(["p", "q"]);
export const assets = names.map((name) => asset({ key: name }, async () => name));
`,
    ["p", "q"],
  ],
};

test("assets made in all these ways are shown with their call, once, and run", async () => {
  const ways = Object.entries(MADE).map(([way, [source, keys]], at) => ({ way, source, keys, file: `src/made-${at}.ts` }));
  const dir = temporaryProject({
    ...Object.fromEntries(
      ways.map(({ file, source }) => [file, `import { asset, type AnyAsset, type AssetContext } from "millrace";\n${source}`]),
    ),
    "millrace.config.ts": `import { Definitions } from "millrace";
${ways.map((_, at) => `import { assets as made${at} } from "./src/made-${at}.js";`).join("\n")}
export default new Definitions({ assets: [${ways.map((_, at) => `made${at}`).join(", ")}] });
`,
  });
  const read = JSON.parse((await run(dir, ["check", "--json"])).out);
  expect(read.problems).toEqual([]);
  const openFiles = new Set(read.open.map(({ file }: { file: string }) => file));
  const graph = JSON.parse((await run(dir, ["graph", "--json", "--run"])).out);
  expect(graph.open).toEqual([]);
  for (const { way, keys, file } of ways) {
    // A condition makes the list open at the place where the list is used.
    expect(openFiles, way).toContain(way === "a conditional list" ? "millrace.config.ts" : file);
    const shown = graph.assets.filter((asset: { file: string }) => asset.file === file);
    expect(shown.map(({ key }: { key: string }) => key).sort(), way).toEqual(keys);
    for (const asset of shown) expect(asset).toMatchObject({ storedAt: expect.stringContaining(asset.key) });
  }
  const all = ways.flatMap(({ keys }) => keys);
  expect(graph.assets).toHaveLength(all.length);
  expect((await run(dir, ["check", "--run", "--json"])).out).toContain('"problems": []');
  expect((await run(dir, ["materialize"])).code).toBe(0);
  expect((await run(dir, ["verify"])).out).toBe(
    `${all.length} of ${all.length} stored values are whole and readable: ${all.length} by hash.\n`,
  );
});

test("a Definitions made by a function, of a module that is imported when it runs", async () => {
  const dir = temporaryProject({
    "src/assets.ts":
      'import { asset } from "millrace";\nexport const orders = asset((): number[] => [1]);\nexport const total = asset((orders: number[]) => orders.length);\n',
    "millrace.config.ts": `import { defineAssetJob, Definitions } from "millrace";
async function build() {
  const assets = await import("./src/assets.js");
  return new Definitions({ assets: { ...assets }, jobs: [defineAssetJob("both", { selection: "*" })] });
}
export default await build();
`,
  });
  expect((await run(dir, ["check"])).out).toContain("no problems in the code that can be read");
  expect((await run(dir, ["materialize", "--job", "both"])).code).toBe(0);
  expect((await run(dir, ["show", "total"])).out).toContain("1");
});

test("a folder of modules, one of which makes its assets in a loop", async () => {
  const dir = temporaryProject({
    "src/tables/plain.ts": 'import { asset } from "millrace";\nexport const plain = asset((): number => 1);\n',
    "src/tables/made.ts": `import { asset } from "millrace";
const make = (name: string) => { const key = \`made/\${name}\`; return asset({ key }, (): string => name); };
export const { one, two } = { one: make("one"), two: make("two") };
`,
    "millrace.config.ts":
      'import { assetsFrom, Definitions } from "millrace";\nexport default new Definitions({ assets: assetsFrom("./src/tables") });\n',
  });
  const graph = JSON.parse((await run(dir, ["graph", "--json", "--run"])).out);
  expect(graph.open).toEqual([]);
  expect(graph.assets.map(({ key, file }: { key: string; file: string }) => [key, file])).toEqual([
    ["made/one", "src/tables/made.ts"],
    ["made/two", "src/tables/made.ts"],
    ["plain", "src/tables/plain.ts"],
  ]);
  expect((await run(dir, ["materialize"])).code).toBe(0);
});

test("assets of a list that only running knows are reached: none is told as left out", async () => {
  const dir = temporaryProject({
    "src/assets.ts": 'import { asset } from "millrace";\nexport const a = asset((): string => "a");\n',
    "millrace.config.ts":
      'import { Definitions } from "millrace";\nimport * as assets from "./src/assets.js";\nexport default new Definitions({ assets: Object.values(assets).filter(() => true) });\n',
  });
  const { problems } = JSON.parse((await run(dir, ["check", "--run", "--json"])).out);
  expect(problems).toEqual([]);
});

test("a config that does not build: check --run tells what reading knows, and graph why it knows nothing", async () => {
  const dir = temporaryProject({ "millrace.config.ts": 'import { Definitions } from "millrace";\nexport default new Definitions({\n' });
  const checked = await run(dir, ["check", "--run", "--json"]);
  expect([checked.code, JSON.parse(checked.out).problems[0].code]).toEqual([1, "syntax-error"]);
  const { code, err } = await run(dir, ["graph"]);
  expect([code, err]).toEqual([1, expect.stringContaining("millrace.config.ts cannot be read")]);
});
