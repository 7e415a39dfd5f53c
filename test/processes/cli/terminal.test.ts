// The terminal from a user's perspective: output, exit codes, and the messages for invalid input.
import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { command, type Ended, run, spawnCommand, temporaryProject } from "../../support/terminal.js";

const CONFIG = `import { AssetSelection, Definitions, DuckDBIOManager, FilesystemIOManager, defineAssetJob } from "millrace";
import * as assets from "./src/assets.js";
export default new Definitions({
  assets,
  resources: { io_manager: new FilesystemIOManager({ baseDir: "data" }), db: new DuckDBIOManager({ database: "data/w.duckdb", schema: "s" }) },
  jobs: [defineAssetJob("only_numbers", { selection: AssetSelection.assets("numbers") })],
});
`;
const ASSETS = `import { type AssetContext, asset } from "millrace";
/** Three numbers. */
export const numbers = asset((): number[] => [1, 2, 3]);
export const table = asset({ ioManagerKey: "db", group: "tables" }, (context: AssetContext, numbers: number[]): { n: number }[] => {
  console.log("making", numbers.length, "rows");
  return numbers.map((n) => ({ n }));
});
`;
const BASE = {
  "millrace.config.ts": CONFIG,
  "tsconfig.json": '{ "compilerOptions": { "strict": true, "module": "NodeNext", "target": "ES2023", "lib": ["ES2023"], "types": [] } }',
  "package.json": '{ "type": "module" }',
  "src/assets.ts": ASSETS,
};

const projectOf = (files: Readonly<Record<string, string>> = {}): string => temporaryProject({ ...BASE, ...files });

describe("the main job", () => {
  test("graph --json is the stable JSON of the contract", async () => {
    const { code, out } = await run(projectOf(), ["graph", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      assets: [
        {
          key: "numbers",
          group: "default",
          description: "Three numbers.",
          ioManagerKey: "io_manager",
          inputs: [],
          deps: [],
          partitions: null,
          file: "src/assets.ts",
          line: 3,
          storedAt: "data/numbers.json",
        },
        {
          key: "table",
          group: "tables",
          description: "",
          ioManagerKey: "db",
          inputs: [{ parameter: "numbers", asset: "numbers", ioManagerKey: "io_manager" }],
          deps: [],
          partitions: null,
          file: "src/assets.ts",
          line: 4,
          storedAt: "data/w.duckdb#s.table",
        },
      ],
      open: [],
    });
  });

  test("materialize, show and runs, in a pipe and as JSON", async () => {
    const dir = projectOf();
    const plain = await run(dir, ["materialize"]);
    expect(plain.code).toBe(0);
    expect(plain.out.replace(/[\d.]+ m?s$/gm, "0 ms").replace(/run \S+/, "run ID")).toMatch(
      /^run ID\nnumbers: started\nnumbers: stored data\/numbers\.json · \d+ B · 0 ms\ntable: started\ntable: making 3 rows\ntable: stored data\/w\.duckdb#s\.table · 3 rows · 0 ms\nrun succeeded\n$/,
    );
    const rows = JSON.parse((await run(dir, ["show", "table", "--rows", "2", "--json"])).out);
    expect(rows).toMatchObject({
      key: "table",
      storedAt: "data/w.duckdb#s.table",
      ioManagerKey: "db",
      rows: [{ n: 1 }, { n: 2 }],
      value: null,
    });
    expect(rows.materialization.stored.rows).toBe(3);
    const value = JSON.parse((await run(dir, ["show", "numbers", "--json"])).out);
    expect(value).toMatchObject({ key: "numbers", rows: null, value: [1, 2, 3] });

    const events = (await run(dir, ["materialize", "--job", "only_numbers", "--json"])).out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events.map(({ type }) => type)).toEqual([
      "RUN_START",
      "STEP_START",
      "STEP_OUTPUT",
      "ASSET_MATERIALIZATION",
      "HANDLED_OUTPUT",
      "STEP_SUCCESS",
      "RUN_SUCCESS",
    ]);
    const { runs } = JSON.parse((await run(dir, ["runs", "--json"])).out);
    expect(runs.map(({ state, assets }: { state: string; assets: string[] }) => `${state} ${assets.join()}`)).toEqual([
      "success numbers",
      "success numbers,table",
    ]);
    expect((await run(dir, ["runs", runs[1].runId])).out).toContain("table: making 3 rows");
  });

  test("a run says its job, its tags and what started it", async () => {
    const dir = projectOf();
    await run(dir, ["materialize", "--job", "only_numbers", "--tag", "team=data", "--tag", "why=a=b"]);
    expect((await run(dir, ["runs"])).out).toMatch(/only_numbers {2}\(team=data, why=a=b\)\n$/);
    const { runs } = JSON.parse((await run(dir, ["runs", "--json"])).out);
    expect(runs).toMatchObject([{ origin: { kind: "user" }, jobName: "only_numbers", tags: { team: "data", why: "a=b" } }]);
    const wrong = await run(dir, ["materialize", "--tag", "team"]);
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining("Write it as key=value, for example --tag team=data.")]);
  });

  test("--dry-run prints the order and the addresses, and stores nothing", async () => {
    const dir = projectOf();
    const { code, out } = await run(dir, ["materialize", "--dry-run"]);
    expect([code, out]).toEqual([0, "numbers  data/numbers.json\ntable  data/w.duckdb#s.table\n"]);
    expect(existsSync(join(dir, "data"))).toBe(false);
  });

  test("check --json exits 1 on errors only", async () => {
    const good = await run(projectOf(), ["check", "--json"]);
    expect([good.code, JSON.parse(good.out)]).toEqual([0, { problems: [], open: [], withoutKey: [] }]);
    const dir = projectOf({ "src/assets.ts": ASSETS.replace("context: AssetContext, numbers:", "context: AssetContext, numbes:") });
    const bad = await run(dir, ["check", "--json"]);
    expect(bad.code).toBe(1);
    expect(JSON.parse(bad.out).problems).toEqual([
      {
        code: "unknown-upstream",
        severity: "error",
        message: 'No asset has the key "numbes". Did you mean "numbers"?',
        file: "src/assets.ts",
        line: 4,
        column: 93,
        endLine: 4,
        endColumn: 99,
      },
    ]);
  });

  test("check from above the project says paths that lead there from where the terminal stands", async () => {
    const dir = projectOf({ "src/assets.ts": ASSETS.replace("numbers: number[])", "nmbers: number[])") });
    const from = async (cwd: string) => (await run(cwd, ["check", "--project", dir])).out.split(" ")[0];
    expect(await from(dir)).toMatch(/^src\/assets\.ts:\d+:\d+$/);
    expect(await from(dirname(dir))).toMatch(new RegExp(`^${basename(dir)}/src/assets\\.ts:\\d+:\\d+$`));
    expect(await from(join(dir, "src"))).toMatch(/^src\/assets\.ts:\d+:\d+$/);
  });

  test("check --profile says where the time went", async () => {
    const dir = projectOf();
    const plain = await run(dir, ["check", "--profile"]);
    expect([plain.code, plain.out]).toEqual([0, "2 assets: no problems\n"]);
    expect(plain.err).toMatch(/^Where the time went:\n +[\d.]+ ms {2}finding the project\n/);
    expect(plain.err).toMatch(/ ms {2}src\/assets\.ts\n2 files, 2 assets; \d+ MB of memory, of it heap \d+ MB\n$/);
    const { problems, profile } = JSON.parse((await run(dir, ["check", "--profile", "--json"])).out);
    expect(problems).toEqual([]);
    expect(profile).toMatchObject({ files: 2, assets: 2, slowest: [{ file: "src/assets.ts" }] });
    expect(profile.disk.reads).toBeGreaterThan(2);
    const sum = profile.phases.reduce((total: number, { ms }: { ms: number }) => total + ms, 0);
    expect(sum).toBeGreaterThan(profile.totalMs / 2);
    expect(sum).toBeLessThan(profile.totalMs + 1);
  });

  test("check says that millrace is not installed, for then no type is checked", async () => {
    const dir = projectOf();
    rmSync(join(dir, "node_modules"), { recursive: true });
    const says = `The package millrace is not installed, so types are not checked and nothing can run: neither ${dir} nor a folder above it has node_modules/millrace.`;
    expect((await run(dir, ["check"])).err).toBe(`${says} Run \`npm install\`.\n`);
  });

  test("graph --mermaid", async () => {
    expect((await run(projectOf(), ["graph", "--mermaid"])).out).toBe('flowchart LR\n  a0["numbers"]\n  a1["table"]\n  a0 --> a1\n');
  });

  test("Ctrl+C cancels: the run is recorded as canceled, and nothing half-done is kept", async () => {
    const dir = projectOf({
      "src/assets.ts": `import { asset } from "millrace";
export const endless = asset(async (): Promise<number> => {
  console.log("waiting for ever");
  await new Promise(() => setInterval(() => {}, 1000));
  return 1;
});
`,
    });
    let killed = false;
    const { code, out } = await spawnCommand(dir, ["materialize"], (text, child) => {
      if (killed || !text.includes("waiting for ever")) return;
      killed = true;
      child.kill("SIGINT");
    });
    expect(code).toBe(1);
    expect(out).toContain("run canceled");
    expect(existsSync(join(dir, "data"))).toBe(false);
    const { runs } = JSON.parse((await run(dir, ["runs", "--json"])).out);
    expect(runs[0].state).toBe("canceled");
  });
});

test("a reader that goes away ends no run", async () => {
  const dir = projectOf();
  const shell = spawn("sh", ["-c", `"${process.execPath}" "${command}" materialize | head -1`], { cwd: dir, stdio: "ignore" });
  await new Promise((resolve) => shell.once("close", resolve));
  const { runs } = JSON.parse((await run(dir, ["runs", "--json"])).out);
  expect(runs.map(({ state }: { state: string }) => state)).toEqual(["success"]);
});

test.each([
  ["check", 1],
  ["check --json", 1],
  ["graph", 0],
])("%s, whose reader goes away, ends with its own exit code", async (words, code) => {
  const dir = projectOf({ "src/assets.ts": ASSETS.replace("AssetContext, numbers:", "AssetContext, numbes:") });
  const child = spawn(process.execPath, [command, ...words.split(" ")], { cwd: dir, stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.destroy();
  let err = "";
  child.stderr.on("data", (chunk: Buffer) => {
    err += chunk;
  });
  const ended = await new Promise((resolve) => child.once("close", resolve));
  expect([ended, err]).toEqual([code, ""]);
});

test("an asset that stores nothing is told so", async () => {
  const dir = projectOf({ "src/assets.ts": 'import { asset } from "millrace";\nexport const effect = asset((): void => {});\n' });
  expect((await run(dir, ["materialize"])).out).toContain("effect: done, stores nothing");
  expect((await run(dir, ["show", "effect"])).out).toContain("It stores nothing.");
});

test("assets that only exist once the code runs are told as open, shown when asked for, and run", async () => {
  const dir = projectOf({
    "src/assets.ts": `import { asset } from "millrace";
export const real = asset(() => 1);
const make = (n: number) => asset({ key: \`made_\${n}\` }, () => n);
export const made = [1, 2].map(make);
`,
    "millrace.config.ts": `import { Definitions } from "millrace";
import { made, real } from "./src/assets.js";
export default new Definitions({ assets: [real, made] });
`,
  });
  const read = await run(dir, ["check"]);
  expect([read.code, read.out]).toEqual([
    0,
    `1 asset: no problems in the code that can be read
Known only when the code is executed (add --run to execute it):
  millrace.config.ts:3:42 which assets there are
  src/assets.ts:3:29 which assets this call creates
`,
  ]);
  expect(JSON.parse((await run(dir, ["check", "--json"])).out)).toEqual({
    problems: [],
    open: [
      { what: "assets", asset: null, file: "millrace.config.ts", line: 3, column: 42 },
      { what: "site", asset: null, file: "src/assets.ts", line: 3, column: 29 },
    ],
    withoutKey: [],
  });
  expect((await run(dir, ["check", "--run"])).out).toBe("3 assets: no problems\n");
  expect((await run(dir, ["graph"])).out).not.toContain("made_1");
  expect((await run(dir, ["graph", "--run"])).out).toContain("made_1 (made while the code runs)");
  expect((await run(dir, ["materialize"])).out).toContain("run succeeded");
  expect((await run(dir, ["materialize", "made_1"])).code).toBe(0);
  expect((await run(dir, ["show", "made_2"])).out).toContain("2");
});

// `script` (part of every Debian) gives the command a terminal, in which Ctrl+C is a key and live lines are drawn.
test.runIf(process.platform === "linux")(
  "Ctrl+C in a real terminal cancels: the run ends as canceled, and its signal is aborted",
  async () => {
    const dir = projectOf({
      "src/assets.ts": `import { type AssetContext, asset } from "millrace";
export const slow = asset(async (context: AssetContext): Promise<number> => {
  context.reportProgress(1, 2, "half way");
  await new Promise((_, reject) => {
    const alive = setInterval(() => {}, 1000);
    context.signal.addEventListener("abort", () => {
      clearInterval(alive);
      reject(context.signal.reason);
    });
  });
  return 1;
});
`,
    });
    const script = `stty rows 24 cols 80; exec "${process.execPath}" "${command}" materialize`;
    const terminal = spawn("script", ["-qec", script, "/dev/null"], {
      cwd: dir,
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, TERM: "xterm" },
    });
    let out = "";
    terminal.stdout.on("data", (chunk: Buffer) => {
      const before = out;
      out += chunk;
      if (!before.includes("half way") && out.includes("half way")) terminal.stdin.write("\u0003");
    });
    const code = await new Promise((resolve) => terminal.once("close", resolve));
    expect(out).toContain("Press Ctrl+C again to end at once.");
    expect(out).toContain("was canceled");
    expect(code).toBe(1);
    const { runs } = JSON.parse((await run(dir, ["runs", "--json"])).out);
    expect(runs.map(({ state }: { state: string }) => state)).toEqual(["canceled"]);
  },
);

test("the process of a command exits with what the command says, and prints the same", async () => {
  const dir = projectOf();
  for (const args of [["materialize", "nubers"], ["graph", "--json"], ["--version"]])
    expect(await spawnCommand(dir, args), args.join(" ")).toEqual(await run(dir, args));
});

describe("bad usage is exit 2 and says what to do", () => {
  test.each([
    [["materialize", "nubers"], 'No asset matches "nubers". Did you mean "numbers"? Known: "numbers", "table".\n'],
    [["materialize", "group:"], 'The selection "group:" cannot be read: the selection is incomplete.'],
    [["materialize", "tables"], 'No asset matches "tables". For the group, say group:tables.\n'],
    [["materialize", "--job", "nightly"], 'No job is named "nightly". Known: "only_numbers".\n'],
    [["show", "nothing"], 'No asset matches "nothing". Known: "numbers", "table".\n'],
    [["show", "table", "--rows", "many"], '"many" is not a number of rows. Give a whole number, 0 or more.\n'],
    [["runs", "2020"], 'No run has the id "2020". `millrace runs` lists them.\n'],
    [["materialise"], "error: unknown command 'materialise'\n(Did you mean materialize?)"],
    [["graph", "--jsn"], "error: unknown option '--jsn'\n(Did you mean --json?)"],
  ])("%j", async (args, message) => {
    const { code, err } = await run(projectOf(), args);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });

  test.each([
    ["materialize", "nubers"],
    ["materialize", "--partition"],
    ["show", "table", "--partition", "x"],
    ["verify", "--al"],
    ["runs", "2020"],
  ])("with --json standard output says it, too: %j", async (...args) => {
    const { code, out, err } = await run(projectOf(), [...args, "--json"]);
    expect(code).toBe(2);
    const { error } = JSON.parse(out);
    expect(error.message).not.toBe("");
    expect(err).toContain(error.message);
    expect(out.trimEnd()).not.toContain("\n");
  });

  test("an asset or a partition that only running can tell does not exist", async () => {
    const dir = projectOf({
      "src/assets.ts": `import { asset, StaticPartitionsDefinition } from "millrace";
const days = new StaticPartitionsDefinition(["mon"]);
const make = (key: string) => asset({ key, partitions: days }, () => 1);
export const made = ["a", "b"].map(make);
`,
      "millrace.config.ts": `import { Definitions } from "millrace";
import { made } from "./src/assets.js";
export default new Definitions({ assets: [made] });
`,
    });
    for (const [args, message] of [
      [["show", "c"], "there is no asset c. "],
      [["show", "a", "--partition", "tue"], 'a has no partition "tue". They go from mon to mon.'],
    ] as const) {
      const { code, out, err } = await run(dir, [...args, "--json"]);
      expect([code, JSON.parse(out).error.message, err]).toEqual([2, expect.stringContaining(message), expect.stringContaining(message)]);
    }
  });

  test("check says where to read on, and follows the severities of package.json", async () => {
    const files = { "src/assets.ts": ASSETS.replace("context: AssetContext, numbers:", "context: AssetContext, numbes:") };
    const bad = await run(projectOf(files), ["check"]);
    const page = /What each means and how to fix it: (.+)#unknown-upstream\n$/.exec(bad.out)?.[1];
    expect(page).toMatch(/problems\.md$/);
    const settings = { type: "module", millrace: { problems: { "unknown-upstream": "information" } } };
    const dir = projectOf({ ...files, "package.json": JSON.stringify(settings) });
    expect(existsSync(resolve(dir, page ?? ""))).toBe(true);
    const mild = await run(dir, ["check"]);
    expect([mild.code, mild.out]).toEqual([0, expect.stringMatching(/information unknown-upstream: .*\n2 assets: 1 note\n/)]);
    expect((await run(dir, ["check", "--help"])).out).toContain('"millrace": { "problems"');
  });

  test.each([
    ["a file", "package.json", "package.json is a file. Name a folder.\n"],
    ["below a file", "src/assets.ts/new", `${join("src", "assets.ts")} is a file. Name a folder.\n`],
    ["what cannot be made", "n".repeat(300), `${"n".repeat(300)} cannot be written: name too long. Fix that, or choose another folder.\n`],
  ])("init in %s", async (_where, folder, message) => {
    expect(await run(projectOf(), ["init", folder])).toEqual({ code: 2, out: "", err: message });
  });

  test("no project here", async () => {
    const { code, err } = await run("/", ["graph"]);
    expect([code, err]).toEqual([
      2,
      "There is no millrace.config.ts here or in a folder above. Go to your project's folder, or name it with --project.\n",
    ]);
  });

  test("--help lists the commands, the selections and the exit codes", async () => {
    const { code, out } = await run("/", ["--help"]);
    expect(code).toBe(0);
    for (const word of ["graph", "check", "materialize", "show", "runs", "lsp", "group:sales", "Exit codes"]) expect(out).toContain(word);
  });
});

describe("bad input stops before anything is stored", () => {
  const refused = async (files: Readonly<Record<string, string>>): Promise<Ended & { stored: boolean }> => {
    const dir = projectOf(files);
    const ended = await run(dir, ["materialize"]);
    return { ...ended, stored: existsSync(join(dir, "data")) };
  };

  test("a syntax error", async () => {
    const { code, out, err, stored } = await refused({ "src/assets.ts": `${ASSETS}export const broken = asset(() => {;\n` });
    expect([code, stored]).toEqual([1, false]);
    expect(out + err).toMatch(/src\/assets\.ts:9:1 error syntax-error: TypeScript cannot read this: '}' expected/);
  });

  test("a config that throws", async () => {
    const { code, out, err, stored } = await refused({
      "millrace.config.ts": CONFIG.replace("export default", 'if (process.argv) throw new Error("no licence");\nexport default'),
    });
    expect([code, stored]).toEqual([1, false]);
    expect(out + err).toContain("no licence");
    expect(out + err).toContain("millrace.config.ts:3");
  });

  test("a config that exports no Definitions", async () => {
    const { code, err, stored } = await refused({ "millrace.config.ts": "export default {};\n" });
    expect([code, stored]).toEqual([1, false]);
    expect(err).toContain("This config exports no Definitions. Write `export default new Definitions({ assets, resources })`.");
  });

  test("an import that does not exist", async () => {
    const { code, out, err, stored } = await refused({
      "src/assets.ts": `import { nothing } from "./nowhere.js";\n${ASSETS}export const uses = nothing;\n`,
    });
    expect([code, stored]).toEqual([1, false]);
    expect(out + err).toMatch(/src\/assets\.ts:1.*nowhere|nowhere.*src\/assets\.ts:1/s);
  });

  test("an asset that throws: its own line, what is below is skipped, the rest is stored", async () => {
    const dir = projectOf({
      "src/assets.ts": `${ASSETS}export const breaks = asset((numbers: number[]): number => {
  const [first] = numbers;
  throw new TypeError(\`\${first} is not enough\`);
});
export const below = asset((breaks: number) => breaks);
`,
    });
    const { code, out } = await run(dir, ["materialize"]);
    expect(code).toBe(1);
    expect(out).toContain("breaks: failed. TypeError: 1 is not enough");
    expect(out).toMatch(/src\/assets\.ts:10:\d+/);
    expect(out).toContain("below: skipped");
    expect(JSON.parse(readFileSync(join(dir, "data/numbers.json"), "utf8"))).toEqual([1, 2, 3]);
    expect(out).toContain("table: stored");
  });
});
