// The state of a project in another folder: nothing is written into the project, and packages are still resolved from the project.
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { onDisk, shownPath, stateOnDisk } from "../../../runtime/disk/state-folder.js";
import { temporaryFolder } from "../../support/temporary-folder.js";
import { run, temporaryProject } from "../../support/terminal.js";

function project(): string {
  const dir = temporaryProject({
    "package.json": '{ "type": "module" }',
    "tsconfig.json": '{ "compilerOptions": { "strict": true, "module": "NodeNext", "target": "ES2023", "types": [] } }',
    "millrace.config.ts":
      'import { Definitions } from "millrace";\nimport * as assets from "./src/assets.js";\nexport default new Definitions({ assets });\n',
    "src/assets.ts": `import { asset, DuckDBIOManager, DynamicPartitionsDefinition } from "millrace";
import { factor } from "factors";
export const row = asset(() => ({ a: factor }));
export const twice = asset((row: { a: number }) => row.a * 2);
export const table = asset({ ioManager: new DuckDBIOManager({ database: ".millrace/tables.duckdb" }) }, () => [{ id: 1 }]);
export const shops = asset({ partitions: new DynamicPartitionsDefinition({ name: "Shops" }) }, (context) => context.partitionKey);
export const fails = asset((row: { a: number }): number => {
  throw new Error(\`no \${row.a}\`);
});
`,
  });
  // Not a link: the bundle must resolve it, and it is only in the project.
  const factors = join(dir, "node_modules/factors");
  mkdirSync(factors, { recursive: true });
  writeFileSync(
    join(factors, "package.json"),
    '{ "name": "factors", "type": "module", "exports": { "import": "./index.js" }, "types": "./index.d.ts" }',
  );
  writeFileSync(join(factors, "index.js"), "export const factor = 21;\n");
  writeFileSync(join(factors, "index.d.ts"), "export declare const factor: number;\n");
  return dir;
}

const filesIn = (dir: string) => readdirSync(dir).sort();

test("every command takes --state: the project stays as it was", async () => {
  const dir = project();
  const before = filesIn(dir);
  const state = join(await temporaryFolder(), "state");
  const said = async (...args: string[]) => {
    const { out, err, code } = await run(dir, [...args, "--state", state]);
    return { out, err, code };
  };
  expect((await said("check")).out).toContain("no problems");
  const made = await said("materialize", "row", "twice", "table");
  expect(made.code, made.err).toBe(0);
  expect(made.out).toContain(`twice: stored ${state}/storage/twice.json`);
  expect((await said("partitions", "Shops", "--add", "eu")).code).toBe(0);
  expect((await said("materialize", "shops", "--all-partitions")).code).toBe(0);
  expect((await said("show", "twice")).out).toContain("42");
  expect(JSON.parse((await said("show", "twice", "--json")).out)).toMatchObject({ storedAt: ".millrace/storage/twice.json", value: 42 });
  expect((await said("show", "table")).out).toContain(`${state}/tables.duckdb#main.table`);
  expect((await said("verify")).out).toContain("4 of 4 stored values are whole and readable");
  expect((await said("runs")).out.trim().split("\n")).toHaveLength(2);
  const failed = await said("materialize", "fails");
  expect(failed.out + failed.err).toMatch(/no 21\n\s+at .*src\/assets\.ts:8:/);
  expect(filesIn(dir)).toEqual(before);
  expect(filesIn(state)).toEqual(["build", "cache", "locks", "partitions", "records", "runs", "storage", "tables.duckdb"]);
  if (process.platform !== "win32") expect(statSync(state).mode & 0o777).toBe(0o700);
  expect((await run(dir, ["show", "twice"])).code).not.toBe(0);
  // The folder was moved: no record contains its old location.
  const moved = join(await temporaryFolder(), "moved");
  cpSync(state, moved, { recursive: true });
  expect((await run(dir, ["show", "twice", "--state", moved])).out).toContain("42");
});

test("folders that are none, or hold a project, are refused; an empty variable names none", async () => {
  const dir = project();
  const empty = await run(dir, ["check", "--state", ""]);
  expect({ code: empty.code, err: empty.err.trim() }).toEqual({ code: 2, err: "--state names no folder. Give one, or leave it out." });
  const own = await run(dir, ["check", "--state", dir]);
  expect({ code: own.code, said: own.err.includes("is the folder of a project, and no place for its state") }).toEqual({
    code: 2,
    said: true,
  });
  process.env.MILLRACE_STATE = "";
  try {
    expect((await run(dir, ["materialize", "row"])).out).toContain("stored .millrace/storage/row.json");
  } finally {
    delete process.env.MILLRACE_STATE;
  }
});

test("paths: what is of the state, what an absolute path names, and projects below a folder of that name", () => {
  const paths = ["/p/.millrace/x.duckdb", "/s/x.duckdb", "/p/data/a.json", "/else/b.json"];
  process.env.MILLRACE_STATE = "/s";
  try {
    const shown = paths.map((path) => shownPath("/p", path));
    expect(shown).toEqual(["/p/.millrace/x.duckdb", ".millrace/x.duckdb", "data/a.json", "/else/b.json"]);
    expect(shown.map((path) => onDisk("/p", path))).toEqual(paths);
    expect(stateOnDisk("/h/.millrace/p/src/a.ts")).toBe("/h/.millrace/p/src/a.ts");
    expect(stateOnDisk("/h/.millrace/p/.millrace/records/a/@")).toBe("/s/records/a/@");
  } finally {
    delete process.env.MILLRACE_STATE;
  }
});

test("a relative folder in the variable is refused, for it would be another one in each process", async () => {
  process.env.MILLRACE_STATE = "state";
  try {
    const { code, err } = await run(project(), ["check"]);
    expect(code).toBe(2);
    expect(err).toContain("MILLRACE_STATE names the relative folder state. Give an absolute path.");
  } finally {
    delete process.env.MILLRACE_STATE;
  }
});

test(".millrace may be a link to a volume", async () => {
  const dir = project();
  const volume = await temporaryFolder();
  symlinkSync(volume, join(dir, ".millrace"), "junction");
  expect((await run(dir, ["materialize", "row", "twice"])).code).toBe(0);
  expect(readFileSync(join(volume, "storage/twice.json"), "utf8")).toBe("42");
  const failed = await run(dir, ["materialize", "fails"]);
  expect(failed.out + failed.err).toMatch(/at .*src\/assets\.ts:8:/);
});
