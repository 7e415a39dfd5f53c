// `millrace init` in folders that already contain something, and the next steps that it prints.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { settleModuleType, withModuleType } from "../../../server/cli/project/module-type.js";
import { installableAs, runningPackage } from "../../../server/cli/project/running-package.js";
import { repository } from "../../support/repository.js";
import { temporaryFolder } from "../../support/temporary-folder.js";
import { run, temporaryProject } from "../../support/terminal.js";

test("installs what is running, and the types of Node.js", async () => {
  const dir = await temporaryFolder();
  const { out } = await run(dir, ["init"]);
  const installed = join(repository, "runtime");
  expect(out).toContain(
    `Next:\n  npm install ${/\s/.test(installed) ? JSON.stringify(installed) : installed}\n  npx millrace materialize\n`,
  );
  expect(JSON.parse(readFileSync(join(dir, "package.json"), "utf8"))).toMatchObject({
    type: "module",
    devDependencies: { "@types/node": "^20.19.0" },
  });
  expect(readFileSync(join(dir, "tsconfig.json"), "utf8")).toContain('"types": ["node"]');
});

test("tells what a package.json that is there lacks, and leaves it alone", async () => {
  const dir = temporaryProject({ "package.json": '{ "name": "mine" }' });
  const { out } = await run(dir, ["init"]);
  expect(out).toContain(
    'package.json has no "type": "module", and millrace.config.ts and src/assets.ts are ES modules. Write "type": "module" into it.',
  );
  expect(out).toContain("npm install --save-dev @types/node");
  expect(readFileSync(join(dir, "package.json"), "utf8")).toBe('{ "name": "mine" }');
  writeFileSync(join(dir, "package.json"), '{ "type": "commonjs", "devDependencies": { "@types/node": "*" } }');
  const again = await run(dir, ["init"]);
  expect(again.out).toContain('package.json says "type": "commonjs"');
  expect(again.out).not.toContain("@types/node");
  writeFileSync(join(dir, "package.json"), '{ "type": "module" }');
  expect((await run(dir, ["init"])).out).not.toContain("note");
});

test("writes the type when that is wanted, and nothing else changes", async () => {
  const dir = await temporaryFolder();
  const path = join(dir, "package.json");
  writeFileSync(path, '{\n    "name": "mine"\n}\n');
  expect(await settleModuleType(path, async () => false)).toContain('Write "type": "module" into it.');
  expect(await settleModuleType(path, async () => true)).toBe('wrote "type": "module" into package.json');
  expect(readFileSync(path, "utf8")).toBe('{\n    "type": "module",\n    "name": "mine"\n}\n');
  expect(await settleModuleType(path, async () => true)).toBeNull();
  for (const text of ["{}", "{ }\n", '{"a":1}', '{\r\n\t"a": 1\r\n}'])
    expect(JSON.parse(withModuleType(text))).toMatchObject({ type: "module" });
});

test("the same package is the archive it came from, its name where it came from a registry, else its folder", async () => {
  const dir = await temporaryFolder();
  const installed = join(dir, "node_modules/millrace");
  mkdirSync(installed, { recursive: true });
  expect(installableAs(installed)).toBe(installed);
  for (const [wanted, spec] of [
    ["file:../millrace-0.3.0.tgz", join(dir, "../millrace-0.3.0.tgz")],
    ["^0.3.0", "millrace"],
    ["https://example.com/millrace.tgz", "https://example.com/millrace.tgz"],
  ] as const) {
    writeFileSync(join(dir, "package.json"), JSON.stringify({ dependencies: { millrace: wanted } }));
    expect(installableAs(installed)).toBe(spec);
  }
  expect(runningPackage()).toBe(join(repository, "runtime"));
});

test("show --rows cuts also what a manager gives whole", async () => {
  const dir = temporaryProject({
    "package.json": '{ "type": "module" }',
    "tsconfig.json": '{ "compilerOptions": { "strict": true, "module": "NodeNext", "target": "ES2023", "lib": ["ES2023"], "types": [] } }',
    "millrace.config.ts": `import { asset, Definitions } from "millrace";
const rows = Array.from({ length: 50 }, (_, id) => ({ id }));
const ioManager = { handleOutput() {}, loadInput: () => rows };
export const many = asset({ ioManager }, () => rows);
export default new Definitions({ assets: [many] });
`,
  });
  await run(dir, ["materialize"]);
  const shown = await run(dir, ["show", "many", "--rows", "2"]);
  expect(shown.out).toContain("the first 2 of 50 rows (--rows N for more)");
  expect(JSON.parse((await run(dir, ["show", "many", "--rows", "2", "--json"])).out)).toMatchObject({
    rows: [{ id: 0 }, { id: 1 }],
    total: 50,
  });
});
