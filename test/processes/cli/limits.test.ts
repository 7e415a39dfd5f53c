// Systems with few resources: few open files, no standard input or output, no /proc. Prints a clear message, never reports a bug.
import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { systemFailure } from "../../../server/cli/output/system-failure.js";
import { repository } from "../../support/repository.js";
import { run, temporaryProject } from "../../support/terminal.js";
import { spawnedServer } from "../../support/wired-server.js";

const command = join(repository, "runtime/bin/millrace.js");
const millrace = `"${process.execPath}" "${command}"`;

const project = () =>
  temporaryProject({
    "package.json": '{ "type": "module" }',
    "tsconfig.json": '{ "compilerOptions": { "strict": true, "module": "NodeNext", "target": "ES2023", "types": [] } }',
    "millrace.config.ts":
      'import { Definitions } from "millrace";\nimport * as assets from "./src/assets.js";\nexport default new Definitions({ assets });\n',
    "src/assets.ts": `import { asset, StaticPartitionsDefinition } from "millrace";
const partitions = new StaticPartitionsDefinition(Array.from({ length: 20 }, (_, at) => \`p\${at}\`));
export const parts = asset({ partitions }, (context) => context.partitionKey);
export const all = asset((parts: ReadonlyMap<string, string>) => parts.size);
`,
  });

const under = (dir: string, script: string) => {
  const { status, stdout, stderr } = spawnSync("bash", ["-c", script], { cwd: dir, encoding: "utf8" });
  return { code: status, out: stdout, err: stderr };
};

/** Mount namespaces need root, and not every container has them. */
const hasNamespaces = process.platform === "linux" && spawnSync("unshare", ["-m", "true"]).status === 0;

/** Only root can switch to a user without a name, and only if that user can read this repository. */
const NAMELESS = 54_321;
const canBeNameless = process.getuid?.() === 0 && spawnSync(process.execPath, [command, "--version"], { uid: NAMELESS }).status === 0;

describe.skipIf(process.platform === "win32")("a machine that gives little", () => {
  test.skipIf(!canBeNameless)("the language server of a user without a name and without HOME", async () => {
    const server = await spawnedServer(project(), {}, { uid: NAMELESS });
    expect(server.capabilities).toHaveProperty("hoverProvider");
    await server.stop();
    expect(server.process.exitCode).toBe(0);
  });

  test("few files may be open: the run makes do with them", () => {
    const dir = project();
    const made = under(dir, `ulimit -n 64; ${millrace} materialize --all-partitions`);
    expect({ code: made.code, err: made.err }).toEqual({ code: 0, err: "" });
    expect(under(dir, `ulimit -n 64; ${millrace} verify`).out).toContain("21 of 21 stored values are whole and readable");
  });

  test("no standard input, no standard output", () => {
    const dir = project();
    expect(under(dir, `${millrace} check <&-`).out).toContain("no problems");
    expect(under(dir, `${millrace} check >&-`).code).toBe(0);
    expect(under(dir, `${millrace} materialize --all-partitions <&- >&-`).code).toBe(0);
  });

  test.skipIf(!hasNamespaces)("no /proc, no shared memory, a full folder for temporary files", () => {
    const dir = project();
    const said = execFileSync(
      "unshare",
      [
        "-m",
        "bash",
        "-c",
        `mount -t tmpfs none /proc && mount -t tmpfs -o size=4k none /dev/shm && mount -t tmpfs -o size=4k none "$TMPDIR" && ${millrace} materialize --all-partitions && ${millrace} runs`,
      ],
      { cwd: dir, encoding: "utf8", env: { ...process.env, TMPDIR: execFileSync("mktemp", ["-d"], { encoding: "utf8" }).trim() } },
    );
    expect(said).toContain("run succeeded");
    expect(said).toMatch(/✓ \S+ +success/);
  });
});

test("what an asset writes to standard error is no error by that", async () => {
  const dir = temporaryProject({
    "package.json": '{ "type": "module" }',
    "millrace.config.ts":
      'import { asset, Definitions } from "millrace";\nexport const a = asset(() => { process.stderr.write("half of it\\n"); console.error("wrong"); });\nexport default new Definitions({ assets: { a } });\n',
  });
  const { out } = await run(dir, ["materialize"]);
  expect(out).toContain("a: half of it\n");
  expect(out).toContain("a: [error] wrong\n");
});

test("what the system refuses is told with what helps, and anything else is not taken for it", () => {
  const refused = Object.assign(new Error("EMFILE: too many open files, open '/a'"), { code: "EMFILE" });
  expect(systemFailure(refused)).toBe(
    "millrace failed: too many files are open in this process. Raise the limit: ulimit -n 8192 (EMFILE: too many open files, open '/a')",
  );
  for (const other of [new Error("x"), Object.assign(new Error("x"), { code: "toString" }), "EMFILE", null, { code: 3 }])
    expect(systemFailure(other)).toBeNull();
});
