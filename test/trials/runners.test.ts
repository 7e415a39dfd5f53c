// README's example of a test, and stored and loaded values, in all common runners: each is installed from npm beside the package.
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { installInto, packedMillrace, say } from "../support/npm-project.js";
import { ASSETS, EQUAL, TESTS, testsOf } from "../support/runner-project.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { isSoak } from "../support/trials.js";

interface Trial {
  readonly packages: readonly string[];
  readonly imports: string;
  readonly extension?: ".ts";
  readonly type?: "commonjs";
  readonly files?: Readonly<Record<string, string>>;
  /** The program relative to node_modules, and its arguments. Scripts run with this Node.js, or with the installed one. */
  readonly run: readonly string[];
  /** The output that means that all tests passed. */
  readonly passed: RegExp;
}

const VITEST = { imports: `import { expect, test } from "vitest";\n${EQUAL}`, run: ["vitest/vitest.mjs", "run"] };
const vitest = (major: number): Trial => ({ ...VITEST, packages: [`vitest@${major}`], passed: new RegExp(`Tests +${TESTS} passed`) });

/** The npm package of Node.js for this machine. */
const NODE = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
const program = process.platform === "win32" ? ".exe" : "";
const node = (major: number): Trial => ({
  packages: [`${NODE}@${major}`],
  imports: 'import { equal } from "node:assert/strict";\nimport { test } from "node:test";',
  extension: ".ts",
  run: [`${NODE}/bin/node${program}`, "--test", "check.test.ts"],
  passed: new RegExp(`pass ${TESTS}\n`),
});

const ESBUILD = `const { transformSync } = require("esbuild");
module.exports = {
  process: (code, file, { supportsStaticESM }) =>
    transformSync(code, { loader: "ts", format: supportsStaticESM ? "esm" : "cjs", sourcefile: file, sourcemap: "inline", target: "node20" }),
};`;
const SWC = { jsc: { parser: { syntax: "typescript" }, target: "es2022" } };
const BABEL = { presets: [["@babel/preset-env", { targets: { node: "current" } }], "@babel/preset-typescript"] };

function jest(transform: unknown, type: "module" | "commonjs", packages: readonly string[] = []): Trial {
  const esm = type === "module" ? { extensionsToTreatAsEsm: [".ts"] } : {};
  const config = { transform: { "\\.ts$": transform }, moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" }, ...esm };
  return {
    packages: ["jest@30", ...packages],
    imports: EQUAL,
    ...(type === "commonjs" ? { type } : {}),
    files: { "jest.config.json": JSON.stringify(config), "esbuild.cjs": ESBUILD },
    run: [...(type === "module" ? ["--experimental-vm-modules"] : []), "jest/bin/jest.js"],
    passed: new RegExp(`Tests: +${TESTS} passed`),
  };
}

const TRIALS: Readonly<Record<string, Trial>> = {
  "vitest 3": vitest(3),
  "vitest 4": vitest(4),
  "vitest 5": vitest(5),
  "Jest, modules, esbuild": jest("./esbuild.cjs", "module"),
  "Jest, modules, SWC": jest(["@swc/jest", { ...SWC, module: { type: "es6" } }], "module", ["@swc/jest", "@swc/core"]),
  "Jest, CommonJS, esbuild": jest("./esbuild.cjs", "commonjs"),
  "Jest, CommonJS, esbuild-jest-transform": jest("esbuild-jest-transform", "commonjs", ["esbuild-jest-transform"]),
  "Jest, CommonJS, SWC": jest(["@swc/jest", { ...SWC, module: { type: "commonjs" } }], "commonjs", ["@swc/jest", "@swc/core"]),
  "Jest, CommonJS, Babel": jest(["babel-jest", BABEL], "commonjs", ["@babel/core@7", "@babel/preset-env@7", "@babel/preset-typescript@7"]),
  "tsx with node:test": {
    packages: ["tsx@4"],
    imports: 'import { equal } from "node:assert/strict";\nimport { test } from "node:test";',
    run: ["tsx/dist/cli.mjs", "--test", "check.test.ts"],
    passed: new RegExp(`pass ${TESTS}\n`),
  },
  bun: {
    packages: ["bun@1"],
    imports: `import { expect, test } from "bun:test";\n${EQUAL}`,
    run: [
      `@oven/bun-${process.platform === "win32" ? "windows" : process.platform}-${process.arch === "arm64" ? "aarch64" : "x64"}/bin/bun${program}`,
      "test",
    ],
    passed: new RegExp(`${TESTS} pass\n`),
  },
  "Node.js 22": node(22),
  "Node.js 24": node(24),
  "Node.js 26": node(26),
};

afterAll(() => {
  if (isSoak) rmSync(packedMillrace(), { force: true });
});

test.runIf(isSoak).each(Object.entries(TRIALS))("%s", async (_, { packages, imports, extension, type, files = {}, run, passed }) => {
  const dir = installInto(await temporaryFolder(), [...packages, packedMillrace()], type);
  mkdirSync(join(dir, "src"));
  const all = { ...files, "src/assets.ts": ASSETS, "check.test.ts": testsOf({ imports, ...(extension ? { extension } : {}) }) };
  for (const [name, text] of Object.entries(all)) writeFileSync(join(dir, name), text);
  const [command, args] = commandOf(dir, run);
  const said = await say(command, args, dir);
  // Each takes some hundred megabytes.
  rmSync(dir, { recursive: true, force: true });
  expect(said.text).toMatch(passed);
  expect(said.code).toBe(0);
});

/** A script runs with this Node.js, a program directly. Node.js' flags come before the script. */
function commandOf(dir: string, run: readonly string[]): [string, readonly string[]] {
  const at = run.findIndex((each) => !each.startsWith("--"));
  const path = join(dir, "node_modules", run[at] as string);
  if (/\.[cm]?js$/.test(path)) return [process.execPath, [...run.slice(0, at), path, ...run.slice(at + 1)]];
  // npm moves bun's program to the location of its command.
  const moved = join(dir, "node_modules/bun/bin/bun.exe");
  return [existsSync(path) ? path : moved, run.slice(at + 1)];
}
