// The worker loads real projects: every way to write and import TypeScript, and every kind of error.

import { readdirSync, readFileSync, utimesSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { machineTag } from "../../../runtime/disk/new-file.js";
import { describeProject, type ProjectFailure } from "../../../runtime/host/ask.js";
import { firstError } from "../../support/events.js";
import { CONFIG, makeProject, type Project } from "../../support/real-project.js";

let project: Project;
afterEach(() => project?.remove());

async function keysOf(files: Record<string, string>): Promise<string[]> {
  project = await makeProject(files);
  return (await describeProject(project.dir, "millrace.config.ts", {})).assets.map((asset) => asset.key);
}

async function failureOf(files: Record<string, string>): Promise<ProjectFailure> {
  return keysOf(files).then(
    (keys) => Promise.reject(new Error(`it loaded: ${keys.join(", ")}`)),
    (error) => error as ProjectFailure,
  );
}

const ONE = 'import { asset } from "millrace";\nexport const one = asset(() => 1);\n';

describe("what loads", () => {
  it("takes JSON, enums, path aliases, folders, CommonJS and ESM packages, and top-level await", async () => {
    project = await makeProject({
      "millrace.config.ts": CONFIG,
      "tsconfig.json": JSON.stringify({ compilerOptions: { paths: { "@lib/*": ["./lib/*"] } } }),
      "lib/double.ts": "export const double = (x: number): number => x * 2;\n",
      "src/numbers.json": "[20]",
      "src/folder/index.ts": "export enum Colour { Red = 1 }\n",
      "node_modules/old-cjs/package.json": '{"name":"old-cjs","main":"i.js"}',
      "node_modules/old-cjs/i.js": "exports.one = 1; module.exports.default = 2;",
      "node_modules/new-esm/package.json": '{"name":"new-esm","type":"module","exports":"./i.js"}',
      "node_modules/new-esm/i.js": "export const hundred = 100;",
      "src/assets.ts": `import { asset } from "millrace";
import { readFile } from "node:fs/promises";
import { double } from "@lib/double";
import numbers from "./numbers.json";
import { Colour } from "./folder";
import { one } from "old-cjs";
import { hundred } from "new-esm";
const text = await readFile(new URL("./numbers.json", import.meta.url), "utf8");
export const sum = asset(() => double(numbers[0]!) + Colour.Red + one + hundred + JSON.parse(text)[0]);
export const places = asset(() => [import.meta.dirname, __filename, process.cwd()]);
`,
    });
    const run = await project.run(["sum", "places"]);
    expect(run.outcome).toBe("success");
    expect(readFileSync(`${project.dir}/data/sum.json`, "utf8")).toBe("162");
    expect(JSON.parse(readFileSync(`${project.dir}/data/places.json`, "utf8"))).toEqual([
      `${project.dir}/src`,
      `${project.dir}/src/assets.ts`,
      project.dir,
    ]);
  });

  it("takes CommonJS sources of the project itself, which require packages and know their place", async () => {
    project = await makeProject({
      "millrace.config.ts": CONFIG,
      "node_modules/old-cjs/package.json": '{"name":"old-cjs","main":"i.js"}',
      "node_modules/old-cjs/i.js": "exports.one = 1;",
      "lib/plain.js": "/* new code would\nimport this\n*/\nmodule.exports = { two: 2 };\n",
      "lib/old.cjs":
        'const { join } = require("node:path");\nconst { one } = require("old-cjs");\nmodule.exports = { place: join(__dirname, "x"), one };\n',
      "src/assets.ts":
        'import { createRequire } from "node:module";\nimport { asset } from "millrace";\nimport old from "../lib/old.cjs";\nimport plain from "../lib/plain.js";\nconst require = createRequire(import.meta.url);\nexport const all = asset(() => [old.one, old.place, require("old-cjs").one, plain.two]);\n',
    });
    expect(firstError((await project.run(["all"])).events)).toBeUndefined();
    expect(JSON.parse(readFileSync(`${project.dir}/data/all.json`, "utf8"))).toEqual([1, `${project.dir}/lib/x`, 1, 2]);
  });

  it("clears up its bundles, also those that killed processes left", async () => {
    project = await makeProject({
      "millrace.config.ts": CONFIG,
      "src/assets.ts": ONE,
      [`.millrace/build/999999999-${machineTag()}-abc.mjs`]: "",
      [`.millrace/build/999999999-${machineTag()}-abc.mjs.map`]: "",
      ".millrace/build/999999999-00000000-abc.mjs": "of another machine",
    });
    await project.run(["one"]);
    expect(readdirSync(`${project.dir}/.millrace/build`)).toEqual(["999999999-00000000-abc.mjs"]);
    const yesterday = Date.now() / 1000 - 25 * 3600;
    utimesSync(`${project.dir}/.millrace/build/999999999-00000000-abc.mjs`, yesterday, yesterday);
    await project.run(["one"]);
    expect(readdirSync(`${project.dir}/.millrace/build`)).toEqual([]);
  });

  it("names an asset by its declaring module, whatever others call it", async () => {
    expect(
      await keysOf({
        "millrace.config.ts":
          'import { Definitions } from "millrace";\nimport * as assets from "./src/barrel.js";\nimport { b } from "./src/b.js";\nexport default new Definitions({ assets: [assets, { other: b }] });\n',
        "src/barrel.ts": 'export { one as uno } from "./a.js";\nexport * from "./b.js";\n',
        "src/a.ts": `${ONE}const inner = asset({ keyPrefix: "p/q" }, () => 2);\nexport { inner as outer };\n`,
        "src/b.ts": 'import { make } from "./factory.js";\nexport { outer } from "./a.js";\nexport const b = make(3);\n',
        "src/factory.ts": 'import { asset } from "millrace";\nexport const make = (n: number) => asset(() => n);\n',
      }),
    ).toEqual(["b", "one", "p/q/outer"]);
  });

  it("keeps equal names of different modules apart, and binds by position although the bundler renames parameters", async () => {
    project = await makeProject({
      "millrace.config.ts":
        'import { Definitions } from "millrace";\nimport * as a from "./src/a.js";\nimport * as b from "./src/b.js";\nexport default new Definitions({ assets: [a, b] });\n',
      "src/a.ts": 'import { asset } from "millrace";\nexport const orders = asset(() => 20);\nexport const users = asset(() => 1);\n',
      "src/b.ts": 'import { asset } from "millrace";\nexport const total = asset((users: number, orders: number) => orders + users);\n',
    });
    const run = await project.run(["orders", "users", "total(users, orders)"]);
    expect(run.outcome).toBe("success");
    const described = await describeProject(project.dir, "millrace.config.ts", {});
    expect(described.assets.find((asset) => asset.key === "total")?.parameters.map(({ asset }) => asset)).toEqual(["users", "orders"]);
    expect(described.storedAt.total).toBe(".millrace/storage/total.json");
  });

  it("takes whole folders with assetsFrom, without their tests", async () => {
    expect(
      await keysOf({
        "millrace.config.ts":
          'import { assetsFrom, Definitions } from "millrace";\nexport default new Definitions({ assets: assetsFrom("./src/assets") });\n',
        "src/assets/a.ts": ONE,
        "src/assets/deep/b.ts":
          'import { asset } from "millrace";\nimport { one } from "../a.js";\nexport const two = asset((one: number) => one);\nexport const again = one;\n',
        "src/assets/a.test.ts": 'throw new Error("a test was loaded");\n',
        "src/assets/types.d.ts": "declare const x: number;\n",
      }),
    ).toEqual(["one", "two"]);
  });

  it("gives hostile names no power", async () => {
    expect(
      await keysOf({
        "millrace.config.ts": CONFIG,
        "src/assets.ts":
          'import { asset } from "millrace";\nexport const __proto__ = asset(() => 1);\nexport const constructor = asset((__proto__: number) => 2);\nexport const hasOwnProperty = asset(() => 3);\n',
      }),
    ).toEqual(["__proto__", "constructor", "hasOwnProperty"]);
  });
});

describe("what does not load", () => {
  const cases: [string, Record<string, string>, RegExp][] = [
    [
      "a syntax error",
      { "millrace.config.ts": CONFIG, "src/assets.ts": "export const x = ;\n" },
      /^src\/assets\.ts:1:18: Unexpected ";"\. Correct it/,
    ],
    [
      "an import that does not exist",
      { "millrace.config.ts": CONFIG, "src/assets.ts": 'import "./nowhere.js";\n' },
      /^src\/assets\.ts:1:8: Could not resolve "\.\/nowhere\.js"/,
    ],
    [
      "a package that is not installed",
      { "millrace.config.ts": CONFIG, "src/assets.ts": `import "no-such-package";\n${ONE}` },
      /^src\/assets\.ts imports the package no-such-package, which is not installed/,
    ],
    [
      "an import of a name that is not exported",
      {
        "millrace.config.ts": CONFIG,
        "src/assets.ts": `import { nothing } from "./other.js";\nexport const x = nothing;\n`,
        "src/other.ts": "export const y = 1;\n",
      },
      /^src\/assets\.ts:1:10: No matching export/,
    ],
    [
      "a config that exports nothing",
      { "millrace.config.ts": "export const x = 1;\n" },
      /^millrace\.config\.ts has no default export\. Write: export default new Definitions/,
    ],
    [
      "a config that exports something else",
      { "millrace.config.ts": "export default { assets: [] };\n" },
      /^millrace\.config\.ts exports an object by default, which is not a Definitions object/,
    ],
    ["a config that is not there", {}, /^millrace\.config\.ts does not exist/],
    ["a config that ends the process", { "millrace.config.ts": "process.exit(3);\n" }, /called process\.exit\(3\)/],
    [
      "a bad schedule",
      {
        "millrace.config.ts":
          'import { Definitions, ScheduleDefinition, defineAssetJob } from "millrace";\nexport default new Definitions({ schedules: [new ScheduleDefinition({ job: defineAssetJob("j"), cronSchedule: "61 * * * *" })] });\n',
      },
      /the schedule j_schedule: "61 \* \* \* \*"/,
    ],
  ];

  it.each(cases)("%s", async (_what, files, message) => {
    const failure = await failureOf(files);
    expect(failure.message).toMatch(message);
    expect(failure.message).not.toContain(project.dir);
  });

  it("points at the line of a config that throws", async () => {
    const failure = await failureOf({
      "millrace.config.ts":
        'const settings: { port?: number } = {};\nfunction read(): never {\n  throw new TypeError("no port");\n}\nread();\n',
    });
    expect(failure.told).toMatchObject({
      name: "TypeError",
      message: "no port",
      place: { file: "millrace.config.ts", line: 3, column: 9 },
    });
  });

  it("counts columns on first lines as the user sees them", async () => {
    const failure = await failureOf({
      "millrace.config.ts": 'import "./src/x.js";\n',
      "src/x.ts": 'export const x: number = ((): never => { throw new Error("first line"); })();',
    });
    expect(failure.told.place).toEqual({ file: "src/x.ts", line: 1, column: 48 });
    expect(failure.told.stack).toContain("src/x.ts:1:48");
  });
});

describe("Definitions that are wrong load, and say what is wrong", () => {
  const cases: [string, string, Record<string, string>, RegExp][] = [
    [
      "two assets of one key",
      "duplicate-asset-key",
      { "millrace.config.ts": CONFIG, "src/assets.ts": `${ONE}export const two = asset({ key: "one" }, () => 2);\n` },
      /two assets have the key one \(src\/assets\.ts\)/,
    ],
    [
      "an unknown manager key",
      "invalid-options",
      {
        "millrace.config.ts": CONFIG,
        "src/assets.ts": 'import { asset } from "millrace";\nexport const one = asset({ ioManagerKey: "dv" }, () => 1);\n',
      },
      /one: ioManagerKey: no resource is named "dv"\. Did you mean "db"\?/,
    ],
    [
      "a unicode name",
      "invalid-asset-name",
      { "millrace.config.ts": CONFIG, "src/assets.ts": 'import { asset } from "millrace";\nexport const größe = asset(() => 1);\n' },
      /"größe" is not a valid asset name/,
    ],
    [
      "an asset exported twice",
      "invalid-asset-name",
      { "millrace.config.ts": CONFIG, "src/assets.ts": `${ONE}export const uno = one;\n` },
      /exported under 2 names \(one, uno\)/,
    ],
    [
      "an asset without a name",
      "invalid-asset-name",
      {
        "millrace.config.ts":
          'import { asset, Definitions } from "millrace";\nconst hidden = asset(() => 1);\nexport default new Definitions({ assets: [hidden] });\n',
      },
      /an asset of millrace\.config\.ts has no name/,
    ],
  ];

  it.each(cases)("%s", async (_what, code, files, message) => {
    project = await makeProject(files);
    const { problems } = await describeProject(project.dir, "millrace.config.ts", {});
    expect(problems).toEqual([expect.objectContaining({ code, message: expect.stringMatching(message) })]);
  });

  it.each([
    ["after another module was imported", 'await import("./other.js");\nasset(() => 1);', "millrace.config.ts"],
    ["in a module that is required", 'list.push(...(await import("./common.cjs")).default);', "common.cjs"],
    ["in a list", "", "listed.ts"],
    ["after a wait", 'await Promise.all([1, 2].map(async () => { await import("./other.js"); asset(() => 1); }));', "millrace.config.ts"],
  ])("an asset without a name that is made %s is named by its file", async (_where, body, file) => {
    project = await makeProject({
      "millrace.config.ts": `import { asset, Definitions } from "millrace";\nimport { listed } from "./listed.js";\nconst list: unknown[] = ${file === "listed.ts" ? "[listed]" : "[]"};\n${body.replace("asset(() => 1)", "list.push(asset(() => 1))")}\nexport default new Definitions({ assets: list.flat() as object[] });\n`,
      "other.ts": 'import { asset } from "millrace";\nexport const other = asset(() => 1);\n',
      "listed.ts": 'import { asset } from "millrace";\nexport const listed = [asset(() => 1)];\n',
      "common.cjs": 'const { asset } = require("millrace");\nmodule.exports = [asset(() => 1)];\n',
    });
    const { problems = [] } = await describeProject(project.dir, "millrace.config.ts", {});
    expect(problems.map(({ message }) => message)).toContain(
      `an asset of ${file} has no name: its module does not export it. Export it as a const, or give it a key.`,
    );
  });
});
