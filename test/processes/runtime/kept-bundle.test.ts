// A run from the cached bundle has the same result as a run from a new bundle, after any change.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { generator, pick } from "../../support/random.js";
import { run, temporaryProject } from "../../support/terminal.js";
import { trials } from "../../support/trials.js";

const ASSETS = `import { asset } from "millrace";
import { base } from "./base.js";
import rates from "./rates.json" with { type: "json" };
import query from "./query.sql";
class Parent { set field(_: string) { throw new Error("the field was assigned"); } get field() { return "inherited"; } }
class Child extends Parent { override field = "own"; }
const own = () => { try { return new Child().field; } catch { return "assigned"; } };
export const all = asset(() => [base, rates.rate, query, own()]);
`;
const tsconfig = (more: object) =>
  JSON.stringify({
    compilerOptions: { strict: true, module: "ESNext", moduleResolution: "Bundler", resolveJsonModule: true, noEmit: true, ...more },
  });

const FILES = {
  "tsconfig.json": `{ "extends": "./tsconfig.base.json", "include": ["src", "millrace.config.ts"] }`,
  "tsconfig.base.json": tsconfig({}),
  "src/assets.ts": ASSETS,
  "src/base.ts": "export const base = 1;\n",
  "src/rates.json": '{ "rate": 1 }',
  "src/query.sql": "select 1",
  "src/sql.d.ts": 'declare module "*.sql" { const text: string; export default text; }\n',
  "millrace.config.ts":
    'import { assetsFrom, Definitions, FilesystemIOManager } from "millrace";\nexport default new Definitions({ assets: assetsFrom("./src"), resources: { io_manager: new FilesystemIOManager({ baseDir: "data" }) } });\n',
};

const write = (name: string, text: string) => (dir: string) => writeFileSync(join(dir, name), text);
const CHANGES: readonly ((dir: string) => void)[] = [
  write("src/base.ts", "export const base = 1;\n"),
  write("src/base.ts", "export const base = 2;\n"),
  write("src/rates.json", '{ "rate": 1 }'),
  write("src/rates.json", '{ "rate": 2 }'),
  write("src/query.sql", "select 1"),
  write("src/query.sql", "select 2"),
  write("tsconfig.base.json", tsconfig({})),
  write("tsconfig.base.json", tsconfig({ useDefineForClassFields: false })),
  write("src/more.ts", 'import { asset } from "millrace";\nexport const more = asset(() => 1);\n'),
  (dir) => rmSync(join(dir, "src/more.ts"), { force: true }),
  // A config in a folder applies to the files in that folder. Here it is a new file.
  write("src/tsconfig.json", tsconfig({ useDefineForClassFields: false })),
  (dir) => rmSync(join(dir, "src/tsconfig.json"), { force: true }),
];

const index = (dir: string): string => join(dir, ".millrace/build/kept-bundle.json");

/** The results of a run. Values from earlier runs are removed first. */
async function made(dir: string): Promise<unknown> {
  rmSync(join(dir, "data"), { recursive: true, force: true });
  const { code, err } = await run(dir, ["materialize"]);
  const value = (name: string) => (existsSync(join(dir, "data", name)) ? readFileSync(join(dir, "data", name), "utf8") : null);
  return { code, err, all: value("all.json"), more: value("more.json") };
}

test("after random changes a run does what a run without a kept bundle does", async () => {
  const random = generator(7);
  const dir = temporaryProject(FILES);
  mkdirSync(join(dir, "data"));
  for (let step = 0; step < trials(60, 5); step++) {
    pick(CHANGES, random)(dir);
    pick(CHANGES, random)(dir);
    const once = await made(dir);
    expect(once).toMatchObject({ code: 0 });
    const again = await made(dir);
    rmSync(join(dir, ".millrace/build"), { recursive: true, force: true });
    const anew = await made(dir);
    expect(once, `step ${step}`).toEqual(anew);
    expect(again, `step ${step}`).toEqual(anew);
  }
});

test("the bundle is kept while nothing changes, and made anew after an edit", async () => {
  const dir = temporaryProject(FILES);
  expect(await made(dir)).toMatchObject({ code: 0, all: expect.stringContaining("own") });
  const kept = readFileSync(index(dir), "utf8");
  await made(dir);
  expect(readFileSync(index(dir), "utf8")).toBe(kept);
  writeFileSync(join(dir, "src/query.sql"), "select 3");
  expect(await made(dir)).toMatchObject({ all: expect.stringContaining("select 3") });
  expect(readFileSync(index(dir), "utf8")).not.toBe(kept);
});

test("a bundle of which less is left than was written is made anew", async () => {
  const dir = temporaryProject(FILES);
  expect(await made(dir)).toMatchObject({ code: 0 });
  writeFileSync(join(dir, ".millrace/build", JSON.parse(readFileSync(index(dir), "utf8")).file), "");
  expect(await made(dir)).toMatchObject({ code: 0 });
});

test("files that come to where the pattern of an import leads are found", async () => {
  const dir = temporaryProject({
    ...FILES,
    "src/assets.ts":
      'import { asset } from "millrace";\nexport const all = asset(async () => {\n  const found: unknown[] = [];\n  for (const name of ["a", "b"]) try { found.push((await import("./parts/" + name + ".ts")).v); } catch { found.push(null); }\n  return found;\n});\n',
    "src/parts/a.ts": "export const v = 1;\n",
  });
  const first = (await made(dir)) as { all: string; err: string; code: number };
  expect(first.err).toBe("");
  expect(JSON.parse(first.all)).toEqual([1, null]);
  writeFileSync(join(dir, "src/parts/b.ts"), "export const v = 2;\n");
  expect(JSON.parse(String(((await made(dir)) as { all: string }).all))).toEqual([1, 2]);
});
