// An unresolved import while the code loads: the message names the importer (a source, a package, or an unbuilt workspace package).
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { run, temporaryProject } from "../../support/terminal.js";

const FILES = {
  "millrace.config.ts": `import { Definitions } from "millrace";
import * as assets from "./assets.js";
export default new Definitions({ assets });
`,
  "tsconfig.json": '{ "compilerOptions": { "module": "NodeNext", "target": "ES2023", "types": [] } }',
  "package.json": '{ "type": "module" }',
  "pnpm-lock.yaml": "",
  "node_modules/built/package.json": '{ "name": "built", "version": "1.0.0", "type": "module", "main": "index.js" }',
  "node_modules/built/index.js": 'import "left-pad-x"; export const value = 1;',
  "node_modules/torn/package.json": '{ "name": "torn", "version": "1.0.0", "type": "module", "main": "index.js" }',
  "packages/core/package.json": '{ "name": "@acme/core", "version": "1.0.0", "type": "module", "main": "dist/index.js" }',
};

test.each([
  [
    'import { value } from "built"',
    "node_modules/built/index.js imports the package left-pad-x, which is not installed. Add it to the dependencies of built; if it is there, install again.",
  ],
  ['import { value } from "torn"', "assets.ts imports torn, but node_modules/torn/index.js does not exist. Install torn again."],
  [
    'import { value } from "@acme/core"',
    "assets.ts imports @acme/core, but node_modules/@acme/core/dist/index.js does not exist. Build the package that it belongs to.",
  ],
  [
    'const { value } = await import("not" + "here")',
    "assets.ts imports the package nothere, which is not installed. Install it: pnpm add nothere",
  ],
])("%s", async (statement, message) => {
  const dir = temporaryProject(FILES);
  mkdirSync(join(dir, "node_modules/@acme"));
  symlinkSync(join(dir, "packages/core"), join(dir, "node_modules/@acme/core"), "junction");
  writeFileSync(join(dir, "assets.ts"), `import { asset } from "millrace";\n${statement};\nexport const a = asset(() => value);\n`);
  const { code, out } = await run(dir, ["materialize"]);
  expect([code, out]).toEqual([1, expect.stringContaining(`run failed. ${message}`)]);
});

test("Yarn's Plug'n'Play is told before anything else, and not as packages that are not installed", async () => {
  const dir = temporaryProject({ ...FILES, ".pnp.cjs": "", "assets.ts": 'import "zod";\n' });
  rmSync(join(dir, "node_modules"), { recursive: true });
  const advice = `${dir}/.pnp.cjs says that Yarn installs with Plug'n'Play, which Millrace does not support: write \`nodeLinker: node-modules\` into .yarnrc.yml and run \`yarn install\`.`;
  for (const command of ["check", "materialize", "graph"])
    expect(await run(dir, [command])).toEqual({ code: 2, out: "", err: `${advice}\n` });
  const { out } = await run(dir, ["init"]);
  expect(out).toContain(`note    ${advice}`);
});
