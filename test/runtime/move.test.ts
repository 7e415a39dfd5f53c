// An asset that gets another key takes its stored values and its history along, and a move that breaks off loses nothing.
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PlanStep } from "../../runtime/contract/run.js";
import { moveValues, showValue } from "../../runtime/host/ask.js";
import { buildPackage, makeProject, type Project } from "./fixture.js";

const HOOK = join(import.meta.dirname, "kill-hook.mjs");
const CONFIG = `import { Definitions, DuckDBIOManager, FilesystemIOManager, TypedIOManager, VersionedIOManager } from "millrace";
import * as assets from "./src/assets.js";
import { TextManager } from "./src/text-manager.js";
const db = new DuckDBIOManager({ database: "data/test.duckdb", schema: "main" });
const files = new FilesystemIOManager({ baseDir: "data" });
export default new Definitions({
  assets,
  resources: { io_manager: files, db, versions: new VersionedIOManager({ uri: "versions" }), text: new TextManager(),
    typed: new TypedIOManager({ routes: { rows: db }, otherwise: files }) },
});
`;
/** With INTRUDE another run stores the value while it is read. */
const TEXT_MANAGER = `import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
const at = ({ assetKey, projectDir }) => projectDir + "/text-" + assetKey.path.join("-") + ".txt";
export class TextManager {
  handleOutput(context, value) { writeFileSync(at(context), value); }
  loadInput(context) {
    const text = readFileSync(at(context), "utf8");
    const records = context.projectDir + "/.millrace/records/old_own/@/";
    if (process.env.INTRUDE) {
      writeFileSync(at(context), "newer text");
      cpSync(records + readdirSync(records)[0], records + "99990101-000000-later.json");
    }
    return text;
  }
  describe(context) { return { storedAt: "text-" + context.assetKey.path.join("-") + ".txt" }; }
  async remove(context) { rmSync(at(context)); }
}
`;
const assetsNamed = (name: string) => `import { asset, StaticPartitionsDefinition } from "millrace";
const partitions = new StaticPartitionsDefinition(["a", "b/c"]);
export const ${name}_file = asset(() => ({ value: 1n }));
export const ${name}_table = asset({ ioManagerKey: "db" }, () => [{ id: 1, at: new Date(0) }, { id: 2, at: null }]);
export const ${name}_part = asset({ partitions }, (context) => context.partitionKey);
export const ${name}_slice = asset({ ioManagerKey: "db", partitions, metadata: { partitionExpr: "part" } }, (context) => [{ part: context.partitionKey }]);
export const ${name}_version = asset({ ioManagerKey: "versions" }, () => process.env.VALUE ?? "first");
export const ${name}_own = asset({ ioManagerKey: "text" }, () => "text");
export const ${name}_typed = asset({ ioManagerKey: "typed" }, () => [{ id: 1 }]);
`;
const KINDS = ["file", "table", "part", "slice", "version", "own", "typed"] as const;

let project: Project;
let packageDir: string;

beforeAll(async () => {
  packageDir = await buildPackage();
  project = await makeProject({
    "millrace.config.ts": CONFIG,
    "src/assets.ts": assetsNamed("old"),
    "src/text-manager.js": TEXT_MANAGER,
    "package.json": '{ "type": "module" }',
  });
  const steps = KINDS.map((kind): PlanStep => {
    const partitions = kind === "part" || kind === "slice" ? { partitions: [{ start: "a", end: "b/c" }] } : {};
    return { assetKey: `old_${kind}`, bindings: [{ kind: "context" }], after: [], output: { form: "value" }, stores: true, ...partitions };
  });
  expect((await project.run(steps)).outcome).toBe("success");
  expect((await project.run([steps[4] as PlanStep], { env: { VALUE: "second" } })).outcome).toBe("success");
  project.write({ "src/assets.ts": assetsNamed("new") });
  cpSync(project.dir, `${project.dir}-first`, { recursive: true, verbatimSymlinks: true });
}, 60_000);

afterAll(() => {
  project?.remove();
  rmSync(`${project?.dir}-first`, { recursive: true, force: true });
});

const move = (kind: string, hook: Record<string, string> | null = null) =>
  moveValues(
    project.dir,
    "millrace.config.ts",
    { from: `old_${kind}`, to: `new_${kind}` },
    hook === null ? {} : { env: { KILL_PACKAGE: packageDir, KILL_BELOW: project.dir, ...hook }, execArgv: ["--import", HOOK] },
  );

async function storedValue(key: string, partitionKey?: string): Promise<unknown> {
  const which = partitionKey === undefined ? {} : { partitionKey };
  const shown = await showValue(project.dir, "millrace.config.ts", { assetKey: key, rows: 10, ...which });
  expect(shown.materialization?.assetKey).toBe(key);
  return shown.rows ?? shown.value;
}

const below = (path: string) => existsSync(join(project.dir, path));

function backToFirst(): void {
  for (const folder of ["data", "versions", ".millrace", "src"]) {
    rmSync(join(project.dir, folder), { recursive: true, force: true });
    cpSync(join(`${project.dir}-first`, folder), join(project.dir, folder), { recursive: true });
  }
}

describe("a move", () => {
  it("takes a file, its record and its form along", async () => {
    expect(await move("file")).toMatchObject({ values: 1, records: 1, storedAt: "data/new_file.v8", left: [] });
    expect([below("data/old_file.v8"), below(".millrace/records/old_file/@")]).toEqual([false, false]);
    expect(JSON.stringify(await storedValue("new_file"))).toContain("1n");
  });

  it("takes a table along with its types", async () => {
    expect(await move("table")).toMatchObject({ values: 1, storedAt: "data/test.duckdb#main.new_table" });
    expect(await storedValue("new_table")).toEqual([
      { id: 1, at: expect.anything() },
      { id: 2, at: null },
    ]);
  });

  it("takes every partition along, each in its file or all in one table", async () => {
    expect(await move("part")).toMatchObject({ values: 2, records: 2 });
    expect([await storedValue("new_part", "a"), await storedValue("new_part", "b/c")]).toEqual(["a", "b/c"]);
    expect(await move("slice")).toMatchObject({ values: 1, records: 2 });
    expect(await storedValue("new_slice", "b/c")).toEqual([{ part: "b/c" }]);
  });

  it("takes all versions along", async () => {
    expect(await move("version")).toMatchObject({ records: 2, left: [] });
    expect(await storedValue("new_version")).toBe("second");
    expect(below("versions/old_version/@/current.json")).toBe(false);
  });

  it("loads and stores again where a manager cannot copy", async () => {
    expect(await move("own")).toMatchObject({ values: 1, storedAt: "text-new_own.txt" });
    expect([await storedValue("new_own"), below("text-old_own.txt")]).toEqual(["text", false]);
  });

  it("follows the route that stored the value", async () => {
    expect(await move("typed")).toMatchObject({ values: 1, storedAt: "data/test.duckdb#main.new_typed" });
    expect(await storedValue("new_typed")).toEqual([{ id: 1 }]);
  });

  it("does nothing where nothing is stored, and refuses what has a value of its own", async () => {
    expect(await move("file")).toMatchObject({ values: 0, records: 0 });
    backToFirst();
    const step = { assetKey: "new_file", bindings: [], after: [], output: { form: "value" as const }, stores: true };
    expect((await project.run([step])).outcome).toBe("success");
    await expect(move("file")).rejects.toThrow(/new_file has a value of its own already, stored by the run .+\. Nothing was moved/);
  });

  it("refuses what has a value of its own from the same run", async () => {
    backToFirst();
    project.write({
      "src/assets.ts":
        'import { asset } from "millrace";\nexport const old_file = asset(() => 111);\nexport const new_file = asset(() => 222);\n',
    });
    expect((await project.run(["old_file", "new_file"])).outcome).toBe("success");
    await expect(move("file")).rejects.toThrow(/new_file has a value of its own already, stored by the run .+\. Nothing was moved/);
    expect([await storedValue("old_file"), await storedValue("new_file")]).toEqual([111, 222]);
  });

  it("removes nothing where another run stores meanwhile, and takes that along when asked again", async () => {
    backToFirst();
    writeFileSync(join(project.dir, "text-old_own.txt"), "text");
    const intruded = { from: "old_own", to: "new_own" };
    const broken = moveValues(project.dir, "millrace.config.ts", intruded, { env: { INTRUDE: "yes" } });
    await expect(broken).rejects.toThrow(/old_own was stored again by the run .* Nothing was removed: move it again\./);
    expect(readFileSync(join(project.dir, "text-old_own.txt"), "utf8")).toBe("newer text");
    expect(await move("own")).toMatchObject({ values: 1, records: 2, left: [] });
    expect(await storedValue("new_own")).toBe("newer text");
  });
});

describe.each(["file", "table", "part"] as const)("a move of the %s that is killed", (kind) => {
  it("leaves the value readable under one of the keys, and is done by asking again", { timeout: 120_000 }, async () => {
    backToFirst();
    const list = join(project.dir, `acts-${kind}.txt`);
    await move(kind, { KILL_LIST: list });
    const acts = readFileSync(list, "utf8").trim().split("\n").length;
    expect(acts).toBeGreaterThan(5);
    const partition = kind === "part" ? "b/c" : undefined;
    for (let at = 1; at <= acts; at += kind === "file" ? 1 : 3) {
      backToFirst();
      await move(kind, { KILL_AT: String(at) }).catch(() => undefined);
      const isNew = below(`.millrace/records/new_${kind}/@`) && !below(`.millrace/records/old_${kind}/@`);
      if (isNew) expect(await storedValue(`new_${kind}`, partition)).toBeDefined();
      await move(kind);
      expect(await storedValue(`new_${kind}`, partition), `killed before act ${at}`).toBeDefined();
    }
  });
});
