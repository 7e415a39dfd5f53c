// Ctrl+C as a terminal sends it, and what remains when a run ends.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { command, spawnCommand, temporaryProject } from "../../support/terminal.js";

const project = (assets: string) =>
  temporaryProject({
    "package.json": '{ "type": "module" }',
    "tsconfig.json": '{ "compilerOptions": { "strict": true, "module": "NodeNext", "target": "ES2023", "types": [] } }',
    "millrace.config.ts":
      'import { Definitions } from "millrace";\nimport * as assets from "./src/assets.js";\nexport default new Definitions({ assets });\n',
    "src/assets.ts": `import { asset, type AssetContext } from "millrace";\n${assets}`,
  });

describe.skipIf(process.platform === "win32")("where signals go to a group of processes", () => {
  test("what runs has its time to clean up", async () => {
    const dir = project(`import { writeFileSync } from "node:fs";
export const cleaned = asset(async (context: AssetContext): Promise<number> => {
  console.log("waiting for ever");
  await new Promise((_, reject) => context.signal.addEventListener("abort", () => setTimeout(() => {
    writeFileSync("cleaned.txt", "after a while");
    reject(context.signal.reason);
  }, 300)));
  return 1;
});
`);
    expect(await interrupted(dir, "waiting for ever")).toContain("run canceled");
    expect(existsSync(join(dir, "cleaned.txt"))).toBe(true);
  });

  test("a second one ends what runs at once", async () => {
    const dir = project(`import { writeFileSync } from "node:fs";
export const cleaned = asset(async (context: AssetContext): Promise<number> => {
  console.log("waiting for ever");
  await new Promise((_, reject) => context.signal.addEventListener("abort", () => setTimeout(() => {
    writeFileSync("cleaned.txt", "after a while");
    reject(context.signal.reason);
  }, 2_500)));
  return 1;
});
`);
    const said = await interrupted(dir, "waiting for ever", "Press Ctrl+C again");
    expect(said).not.toContain("run canceled");
    // The output ends when no process of the run holds it open.
    expect(existsSync(join(dir, "cleaned.txt"))).toBe(false);
  });

  test("a process that an asset started and left holds no run", async () => {
    const dir = project(`import { spawn } from "node:child_process";
export const leaves = asset((): number => {
  spawn(process.execPath, ["-e", "setTimeout(() => {}, 240_000)"], { stdio: "inherit", detached: true }).unref();
  return 1;
});
`);
    const started = Date.now();
    expect(await spawnCommand(dir, ["materialize"])).toMatchObject({ code: 0, out: expect.stringContaining("run succeeded") });
    expect(Date.now() - started).toBeLessThan(200_000);
  });
});

/** Materializes in a separate process group, and interrupts the group after each expected output. Returns all output. */
function interrupted(dir: string, ...expected: string[]): Promise<string> {
  const child = spawn(process.execPath, [command, "materialize"], { cwd: dir, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  const hear = (text: Buffer) => {
    out += text;
    const [next] = expected;
    if (next === undefined || !out.includes(next)) return;
    expected.shift();
    process.kill(-(child.pid as number), "SIGINT");
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  return new Promise((resolve) => child.once("close", () => resolve(out)));
}
