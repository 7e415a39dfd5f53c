// README's example of a test in common test runners: each compiles differently, and some rename parameters. Others are in
// test/trials/runners.test.ts.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { transformSync } from "esbuild";
import { expect, test } from "vitest";
import { repository } from "../../support/repository.js";
import { ASSETS, EQUAL, readmeExample, TESTS, testsOf, WORDS } from "../../support/runner-project.js";
import { temporaryProject } from "../../support/terminal.js";

const tool = (path: string) => join(repository, "node_modules", path);

/** README's example, which prints its result. */
const script = `${readmeExample().replace("result.outputForNode", "const words = result.outputForNode")}console.log(JSON.stringify(words));\n`;

function project(file: string, text: string): string {
  return temporaryProject({
    "src/assets.ts": ASSETS,
    [file]: text,
    "tsconfig.json": JSON.stringify({
      compilerOptions: {
        strict: true,
        target: "ES2023",
        module: "NodeNext",
        types: [],
        skipLibCheck: true,
        outDir: "out",
        lib: ["ES2023", "DOM"],
      },
      include: ["src/**/*.ts", file],
    }),
    "package.json": JSON.stringify({ name: "readme", type: "module" }),
  });
}

const node = (cwd: string, ...args: string[]) =>
  execFileSync(process.execPath, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

test("tsx", () => {
  const dir = project("check.ts", script);
  expect(node(dir, tool("tsx/dist/cli.mjs"), "check.ts").trim()).toBe(WORDS);
});

test("what tsc compiled, under Node.js", () => {
  const dir = project("check.ts", script);
  node(dir, tool("typescript/bin/tsc"));
  expect(node(dir, "out/check.js").trim()).toBe(WORDS);
});

test("CommonJS, where modules can be required and where they cannot", () => {
  const inFunction = script.replace(/\n(?=const result)/, "\nvoid (async () => {\n");
  const cjs = (text: string) => transformSync(text, { loader: "ts", format: "cjs" }).code;
  const dir = temporaryProject({ "src/assets.js": cjs(ASSETS), "check.js": cjs(`${inFunction}})();\n`), "package.json": "{}" });
  expect(node(dir, "check.js").trim()).toBe(WORDS);
  expect(node(dir, "--no-experimental-require-module", "check.js").trim()).toBe(WORDS);
});

test("one process has one SDK, whether it is imported or required", () => {
  const dir = project("check.mjs", "");
  const same = `import { createRequire } from "node:module"; import { asset } from "millrace"; import { ManagerBench } from "millrace/testing";
    const require = createRequire(process.cwd() + "/");
    console.log(require("millrace").asset === asset, require("millrace/testing").ManagerBench === ManagerBench);`;
  expect(node(dir, "--input-type=module", "--eval", same).trim()).toBe("true true");
});

test("vitest", () => {
  const text = testsOf({ imports: `import { expect, test } from "${tool("vitest/dist/index.js").replaceAll("\\", "/")}";\n${EQUAL}` });
  const dir = project("check.test.ts", text);
  const said = node(dir, tool("vitest/vitest.mjs"), "run", "--root", dir, "--reporter", "json", "check.test.ts");
  expect(JSON.parse(said.slice(said.indexOf("{")))).toMatchObject({ numPassedTests: TESTS, success: true });
});
