// Millrace on Windows: a project from its setup to a killed run, file names, and the language server.
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { repository } from "../support/repository.js";
import { reasonAgainst, type WindowsProject, windowsProject } from "./windows-project.js";

const FILES = {
  "millrace.config.ts": `import { Definitions, DuckDBIOManager, FilesystemIOManager } from "millrace";
import * as assets from "./src/assets.js";
export default new Definitions({ assets, resources: {
  io_manager: new FilesystemIOManager({ baseDir: "data" }),
  db: new DuckDBIOManager({ database: "data/a.duckdb", schema: "main" }),
} });
`,
  "src/assets.ts": `import { existsSync, writeFileSync } from "node:fs";
import { asset, StaticPartitionsDefinition } from "millrace";
const regions = new StaticPartitionsDefinition(["EU", "eu", "nul", "a."]);
export const numbers = asset(() => [1, 2, 3]);
export const total = asset((numbers: number[]) => numbers.reduce((sum, each) => sum + each, 0));
export const Orders = asset(() => "a file");
export const orders = asset({ ioManagerKey: "db" }, (numbers: number[]) => numbers.map((id) => ({ id })));
export const sales = asset({ partitions: regions }, (context) => "sales of " + context.partitionKey);
export const all = asset((sales: ReadonlyMap<string, string>) => [...sales.values()]);
export const slow = asset(async (context) => {
  writeFileSync("started", "");
  while (!existsSync("go")) {
    context.signal.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return 1;
});
`,
};

let project: WindowsProject;

const ok = async (...args: string[]) => {
  const { code, text } = await project.millrace(...args);
  expect(code, `millrace ${args.join(" ")}\n${text}`).toBe(0);
  return text;
};

describe.skipIf(reasonAgainst !== null)(`Windows${reasonAgainst === null ? "" : ` (${reasonAgainst})`}`, () => {
  beforeAll(async () => {
    project = await windowsProject(["vscode-jsonrpc", "@types/node"]);
  });
  afterAll(() => project.remove());

  test("a new project is set up, checked, run, shown and verified", async () => {
    await ok("init");
    await ok("check");
    await ok("materialize");
    expect(await ok("show", "readings")).toContain("row");
    expect(await ok("verify")).toContain("whole and readable");
    expect((await project.millrace("materialize", "nope")).code).toBe(2);
  });

  test("both managers store and load; assets whose keys differ in case alone have values and records of their own", async () => {
    project.write(FILES);
    await ok("check");
    await ok("materialize", "numbers", "total", "Orders", "orders");
    expect(await ok("show", "total")).toContain("6");
    expect(await ok("show", "Orders")).toContain("a file");
    expect(await ok("show", "orders")).toContain("id");
    const graph = JSON.parse(await ok("graph", "--json")) as { nodes?: unknown };
    expect(JSON.stringify(graph)).not.toContain("\\\\");
  });

  test("partitions whose keys differ in case alone, or are devices, are files of their own", async () => {
    await ok("materialize", "sales", "--all-partitions");
    await ok("materialize", "all");
    const shown = await ok("show", "all");
    for (const key of ["EU", "eu", "nul", "a."]) expect(shown).toContain(`sales of ${key}`);
    expect(readdirSync(join(project.dir, "data/sales")).sort()).toEqual(
      ["partition=%6Eul.json", "partition=EU^3.json", "partition=a%2E.json", "partition=eu.json"].sort(),
    );
    expect(await ok("verify")).toContain("whole and readable");
  });

  test("a value of an earlier version is not replaced by one whose name differs in case alone", async () => {
    const record = join(project.dir, ".millrace/records/sales/@");
    const [file] = readdirSync(join(record, "partition=EU^3"));
    const path = join(record, "partition=EU^3", file as string);
    writeFileSync(path, readFileSync(path, "utf8").replaceAll("EU^3", "EU"));
    renameSync(join(record, "partition=eu"), join(record, "aside"));
    renameSync(join(record, "partition=EU^3"), join(record, "partition=EU"));
    renameSync(join(project.dir, "data/sales/partition=eu.json"), join(project.dir, "aside.json"));
    renameSync(join(project.dir, "data/sales/partition=EU^3.json"), join(project.dir, "data/sales/partition=EU.json"));

    const refused = await project.millrace("materialize", "sales", "--partition", "eu");
    expect(refused.code).toBe(1);
    expect(refused.text).toContain("millrace move-names");
    expect(await ok("show", "sales", "--partition", "EU")).toContain("sales of EU");
    expect(await ok("move-names")).toContain("Moved 1 value.");
    await ok("materialize", "sales", "--partition", "eu");
    for (const key of ["EU", "eu"]) expect(await ok("show", "sales", "--partition", key)).toContain(`sales of ${key}`);
    await ok("verify");
  });

  test("a project on a share: its modules are found, checked and run; addresses have slashes alone", async () => {
    const outside = JSON.stringify(`${project.named.onDrive}\\outside`);
    const config = (folder: string) => `import { assetsFrom, Definitions, DuckDBIOManager, FilesystemIOManager } from "millrace";
export default new Definitions({ assets: assetsFrom(${JSON.stringify(folder)}), resources: {
  io_manager: new FilesystemIOManager({ baseDir: "data\\\\files" }),
  outside: new FilesystemIOManager({ baseDir: ${outside} }),
  db: new DuckDBIOManager({ database: ${outside.slice(0, -1)}\\\\a.duckdb" }),
} });
`;
    project.write({
      "shared/millrace.config.ts": config("./nowhere"),
      "shared/more/one.ts": `import { asset } from "millrace";
export const one = asset(() => 1);
export const two = asset({ ioManagerKey: "outside" }, (one: number) => one + 1);
export const three = asset({ ioManagerKey: "db" }, (two: number) => [{ two }]);
`,
    });
    const at = ["--project", `${project.named.onShare}\\shared`];
    const unfound = await project.millrace("check", ...at);
    expect([unfound.code, unfound.text]).toEqual([1, expect.stringContaining('assetsFrom finds no module in "./nowhere"')]);
    project.write({ "shared/millrace.config.ts": config("./more") });
    expect(await ok("check", ...at)).toContain("3 assets: no problems");
    const before = await ok("graph", "--json", ...at);
    await ok("materialize", ...at);
    expect(await ok("show", "three", ...at)).toContain("two");
    for (const graph of [before, await ok("graph", "--json", ...at)]) {
      expect(graph).toContain("outside/two.json");
      expect(graph).not.toContain("\\\\");
    }
    expect(await ok("verify", ...at)).toContain("3 of 3 stored values are whole and readable");
    const records = readdirSync(join(project.dir, "shared/.millrace/records"), { recursive: true, encoding: "utf8" });
    const stored = records.filter((name) => name.endsWith(".json")).map((name) => project.read(`shared/.millrace/records/${name}`));
    expect(stored.map((text) => (JSON.parse(text) as { stored: { storedAt: string } }).stored.storedAt).sort()).toEqual([
      expect.stringMatching(/^[A-Z]:\/.*\/outside\/a\.duckdb#main\.three$/),
      expect.stringMatching(/^[A-Z]:\/.*\/outside\/two\.json$/),
      "data/files/one.json",
    ]);
    for (const text of stored) expect(text).not.toContain("\\\\");
  });

  test("an asset gets another key", async () => {
    await ok("rename", "numbers", "figures");
    expect(project.read("src/assets.ts")).toContain("export const figures = asset(");
    expect(await ok("show", "figures")).toContain("1");
    await ok("rename", "figures", "numbers");
    await ok("check");
  });

  test("a run that is killed is told as broken off, and another makes its assets", async () => {
    const running = project.start("materialize", "slow");
    await vi.waitUntil(() => existsSync(join(project.dir, "started")), { timeout: 120_000 });
    running.kill();
    await running.ended;
    await vi.waitUntil(async () => /failure .* slow/.test(await ok("runs")), { timeout: 120_000, interval: 500 });
    project.write({ go: "" });
    await ok("materialize", "slow");
    expect(await ok("show", "slow")).toContain("1");
  });

  test("the language server answers a client, and tells problems", async () => {
    writeFileSync(join(project.dir, "client.mjs"), readFileSync(join(repository, "test/windows/client.mjs")));
    const { code, text } = await project.node(["client.mjs"]);
    expect(code, text).toBe(0);
    const answers = JSON.parse(text.slice(text.indexOf("{"))) as { hover: unknown; lenses: number; problems: string[][] };
    expect(JSON.stringify(answers.hover)).toContain("data/total.json");
    expect(answers.lenses).toBeGreaterThan(0);
    expect(answers.problems.at(-1)).toContain("unknown-upstream");
  });
});
