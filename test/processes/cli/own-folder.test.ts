// `.millrace` belongs to the user, or to the group if the project does. Temporary files never replace existing files.
import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { writeDurably } from "../../../runtime/disk/durable-file.js";
import { openNew, openNewSync, openToAppend, temporaryName, writerOf } from "../../../runtime/disk/new-file.js";
import { makeFolder } from "../../../runtime/disk/own-folder.js";
import { openState } from "../../../runtime/state/index.js";
import { temporaryFolder } from "../../support/temporary-folder.js";
import { run, temporaryProject } from "../../support/terminal.js";

const FILES = {
  "millrace.config.ts":
    'import { Definitions, DuckDBIOManager } from "millrace";\nimport * as assets from "./src/assets.js";\nexport default new Definitions({ assets, resources: { tables: new DuckDBIOManager({ database: ".millrace/tables/t.duckdb" }) } });\n',
  "tsconfig.json": '{ "compilerOptions": { "strict": true, "module": "NodeNext", "types": [] }, "include": ["src"] }',
  "package.json": '{"type":"module"}',
  "src/assets.ts": `import { asset, DynamicPartitionsDefinition } from "millrace";
export const numbers = asset((): number[] => [1]);
export const rows = asset({ ioManagerKey: "tables" }, (): { n: number }[] => [{ n: 1 }]);
export const invoices = asset({ partitions: new DynamicPartitionsDefinition({ name: "customers" }) }, (context): string => context.partitionKey);
`,
};

let mask: number;
beforeEach(() => {
  mask = process.umask(0o022);
});
afterEach(() => {
  process.umask(mask);
});

/** Path → mode of `.millrace` and everything below it, except the file that DuckDB creates. */
function modesBelow(dir: string): Map<string, number> {
  const root = join(dir, ".millrace");
  const names = readdirSync(root, { recursive: true }) as string[];
  return new Map(
    ["", ...names].filter((name) => !name.includes(".duckdb")).map((name) => [name, lstatSync(join(root, name)).mode & 0o7777]),
  );
}

/** Does everything that writes there: runs, records, values, bundles, the manifest, keys. */
async function useAll(dir: string): Promise<void> {
  const added = await run(dir, ["partitions", "customers", "--add", "ann"]);
  const made = await run(dir, ["materialize", "--all-partitions"]);
  await openState(dir).keys.change("suppliers", { add: ["bob"] });
  expect([added.code, made.code, made.err]).toEqual([0, 0, ""]);
}

const isFolder = (dir: string, name: string) => statSync(join(dir, ".millrace", name)).isDirectory();

describe.skipIf(process.platform === "win32")("what is made below .millrace", () => {
  test.each([
    { what: "a folder of the user", project: 0o755, folder: 0o700, file: 0o600 },
    { what: "a folder that all may read, under a mask that takes nothing", project: 0o755, folder: 0o700, file: 0o600, umask: 0 },
    { what: "a folder of the group", project: 0o775, folder: 0o770, file: 0o660 },
    { what: "a setgid folder", project: 0o2755, folder: 0o2770, file: 0o660 },
    { what: "a setgid folder of the group, under a mask that takes all", project: 0o2770, folder: 0o2770, file: 0o660, umask: 0o077 },
  ])("in $what", async ({ project, folder, file, umask = 0o022 }) => {
    const dir = temporaryProject(FILES);
    chmodSync(dir, project);
    process.umask(umask);
    await useAll(dir);
    const modes = modesBelow(dir);
    expect([...modes.keys()].map((name) => name.split("/")[0]).sort()).toEqual(
      expect.arrayContaining(["", "build", "cache", "partitions", "records", "runs", "storage", "tables"]),
    );
    for (const [name, mode] of modes) expect([name, mode.toString(8)]).toEqual([name, (isFolder(dir, name) ? folder : file).toString(8)]);
  });

  test("in a project that has one: it keeps its modes, and what is new follows them", async () => {
    const dir = temporaryProject(FILES);
    mkdirSync(join(dir, ".millrace/runs"), { recursive: true });
    chmodSync(join(dir, ".millrace"), 0o755);
    writeFileSync(join(dir, ".millrace/runs/20200101T000000000-abcdef.jsonl"), "", { mode: 0o640 });
    await useAll(dir);
    const modes = modesBelow(dir);
    expect(modes.get("runs/20200101T000000000-abcdef.jsonl")).toBe(0o640);
    modes.delete("runs/20200101T000000000-abcdef.jsonl");
    for (const [name, mode] of modes) expect([name, mode.toString(8)]).toEqual([name, isFolder(dir, name) ? "755" : "644"]);
  });

  test("elsewhere what is made has the access that the mask leaves, as ever", async () => {
    const dir = await temporaryFolder();
    await writeDurably(join(dir, "data/deep/x.json"), "1");
    makeFolder(join(dir, "data/other/folder"));
    expect(["data", "data/deep", "data/other/folder"].map((name) => statSync(join(dir, name)).mode & 0o777)).toEqual([0o755, 0o755, 0o755]);
    expect(statSync(join(dir, "data/deep/x.json")).mode & 0o777).toBe(0o644);
  });
});

describe("a temporary file", () => {
  test("has a name that nobody can foresee, which tells its process", () => {
    const names = Array.from({ length: 100 }, () => temporaryName("/a/x.json"));
    expect(new Set(names).size).toBe(100);
    for (const name of names) expect(writerOf(name)).toBe(process.pid);
    expect([writerOf("x.json.12-3.tmp"), writerOf("x.json"), writerOf("x.12-zz.tmp")]).toEqual([12, null, null]);
  });

  test.skipIf(process.platform === "win32")("is written over nothing, and through no link that was put in its way", async () => {
    const dir = await temporaryFolder();
    const victim = join(dir, "victim");
    writeFileSync(victim, "untouched");
    const path = join(dir, "x.json");
    for (let count = 1; count < 2000; count++) symlinkSync(victim, `${path}.${process.pid}-${count}.tmp`);
    await writeDurably(path, "new");
    expect([readFileSync(victim, "utf8"), readFileSync(path, "utf8")]).toEqual(["untouched", "new"]);
    const link = join(dir, "link");
    symlinkSync(victim, link);
    await expect(openNew(link)).rejects.toThrow("EEXIST");
    expect(() => openNewSync(link)).toThrow("EEXIST");
    symlinkSync("/dev/full", join(dir, "full"));
    expect(() => openToAppend(join(dir, "full"))).toThrow("full is not read: it is a device");
  });
});
