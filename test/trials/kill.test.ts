// kill -9 before any operation that changes a disk: the old or the new value is readable, and the next run works.
import { cpSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PlanStep } from "../../runtime/contract/run.js";
import { DuckDBIOManager } from "../../runtime/io/duckdb/manager.js";
import { FilesystemIOManager } from "../../runtime/io/files/filesystem.js";
import { asset, Definitions, type IOManager, loadAssetValue, StaticPartitionsDefinition } from "../../runtime/sdk/index.js";
import { buildPackage, CONFIG, makeProject, type Project } from "../support/real-project.js";
import { repository } from "../support/repository.js";
import { sampleOf } from "../support/trials.js";

const HOOK = join(repository, "test/support/kill-hook.mjs");
const ASSETS = `import { asset, StaticPartitionsDefinition } from "millrace";
const partitions = new StaticPartitionsDefinition(["a", "b"]);
const version = Number(process.env.VALUE);
export const file = asset(() => (version === 1 ? { value: 1 } : { value: 2n }));
export const table = asset({ ioManagerKey: "db" }, () => Array.from({ length: 3000 }, (_, at) => ({ value: version, at })));
export const part = asset({ partitions }, () => (version === 1 ? { value: 1 } : { value: 2n }));
export const slice = asset({ ioManagerKey: "db", partitions, metadata: { partitionExpr: "part" } }, (context) =>
  Array.from({ length: 3000 }, (_, at) => ({ value: version, at, part: context.partitionKey })));
`;
const partitions = new StaticPartitionsDefinition(["a", "b"]);

describe.each([
  [
    "file",
    () => new FilesystemIOManager({ baseDir: "data" }) as IOManager,
    (value: unknown) => (value as { value: number | bigint }).value,
  ],
  [
    "part",
    () => new FilesystemIOManager({ baseDir: "data" }) as IOManager,
    (value: unknown) => (value as { value: number | bigint }).value,
  ],
  [
    "slice",
    () => new DuckDBIOManager({ database: "data/test.duckdb", schema: "main" }) as IOManager,
    (value: unknown) => wholeVersion(value as { value: number }[]),
  ],
  [
    "table",
    () => new DuckDBIOManager({ database: "data/test.duckdb", schema: "main" }) as IOManager,
    (value: unknown) => wholeVersion(value as { value: number }[]),
  ],
] as const)("a store of the asset %s", (key, manager, versionOf) => {
  const isDivided = key === "part" || key === "slice";
  let project: Project;
  let packageDir: string;

  beforeAll(async () => {
    packageDir = await buildPackage();
    project = await makeProject({ "millrace.config.ts": CONFIG, "src/assets.ts": ASSETS });
    expect((await run("1")).outcome).toBe("success");
    cpSync(project.dir, `${project.dir}-first`, { recursive: true, verbatimSymlinks: true });
  });

  afterAll(() => {
    project?.remove();
    rmSync(`${project?.dir}-first`, { recursive: true, force: true });
  });

  function run(value: string, hook: Record<string, string> | null = null) {
    const env = { VALUE: value, ...(hook === null ? {} : { KILL_PACKAGE: packageDir, KILL_BELOW: project.dir, ...hook }) };
    const step: PlanStep = { assetKey: key, bindings: [{ kind: "context" }], after: [], output: { form: "value" }, stores: true };
    return project.run([isDivided ? { ...step, partitions: [{ start: "a", end: "a" }] } : step], {
      env,
      ...(hook === null ? {} : { execArgv: ["--import", HOOK] }),
    });
  }

  function load(): Promise<unknown> {
    const metadata = { partitionExpr: "part" };
    const stored = asset({ key, ioManager: manager(), metadata, ...(isDivided ? { partitions } : {}) }, () => null);
    const which = isDivided ? { partitionKey: "a" } : {};
    return loadAssetValue(new Definitions({ assets: [stored] }), key, { projectDir: project.dir, ...which });
  }

  function backToFirst(): void {
    for (const folder of ["data", ".millrace"]) {
      rmSync(join(project.dir, folder), { recursive: true, force: true });
      cpSync(join(`${project.dir}-first`, folder), join(project.dir, folder), { recursive: true });
    }
  }

  it("survives being killed anywhere", async () => {
    const list = join(project.dir, "acts.txt");
    expect((await run("2", { KILL_LIST: list })).outcome).toBe("success");
    const acts = readFileSync(list, "utf8").trim().split("\n");
    expect(acts.length).toBeGreaterThan(8);
    const seen = new Set<number>();
    let kills = 0;
    const tried = sampleOf([...acts.entries()], 3);
    for (const [trial, [at, act]] of tried.entries()) {
      backToFirst();
      const killed = await run("2", { KILL_AT: String(at + 1) });
      if (killed.outcome === "failure") kills++;
      const version = Number(versionOf(await load()));
      expect([1, 2], `killed before: ${act}`).toContain(version);
      seen.add(version);
      if (trial % 5 === 4) {
        expect((await run("2")).outcome, `the run after: ${act}`).toBe("success");
        expect(Number(versionOf(await load()))).toBe(2);
      }
    }
    expect(seen).toEqual(new Set([1, 2]));
    // The last operations (closing the database) happen after the run has reported its success.
    expect(kills).toBeGreaterThan(tried.length - 4);
  });
});

/** The single version of all rows. Checks that no row is missing. */
function wholeVersion(rows: readonly { readonly value: number }[]): number {
  expect(rows).toHaveLength(3000);
  expect(new Set(rows.map((row) => row.value)).size).toBe(1);
  return rows[0]?.value ?? 0;
}
