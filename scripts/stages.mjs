// Runs the commands of a script in sequence or in parallel, prints how each ended and how long it took, and stores the times for the
// summary.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { setPriority } from "node:os";
import path from "node:path";
import process from "node:process";

export const root = path.dirname(import.meta.dirname);
export const results = path.join(root, ".test-results");
const file = path.join(results, "stages.json");
const failed = [];

/** TypeScript 7 checks the sources in a fifth of the time. Analysis and other users of the API have TypeScript 6. */
export const compiler = path.join(root, "node_modules/typescript-7/bin/tsc");

/** The path of an installed tool. */
export const tool = (name) => path.join(root, "node_modules/.bin", name);

/**
 * Runs one command and resolves with whether it succeeded. Prints when it starts and how it ended, and its output if it fails. `tail` is
 * the number of lines that are printed of the output if it succeeds. With `givesWay`, it runs with low priority.
 */
export async function stage(name, command, args, { env = {}, tail = 0, givesWay = false } = {}) {
  const started = performance.now();
  console.log(`  ${name} …`);
  const { code, output } = await run(command, args, env, givesWay);
  const seconds = Number(((performance.now() - started) / 1000).toFixed(1));
  console.log(`${code === 0 ? "✓" : "✗"} ${name} (${seconds} s)`);
  keep({ name, seconds, ok: code === 0 });
  if (code !== 0) {
    failed.push(name);
    console.log(output);
  } else if (tail > 0) {
    console.log(output.trim().split("\n").slice(-tail).join("\n").trim());
  }
  return code === 0;
}

/** Prints which stages failed, and exits with 0 or 1. */
export function end(what) {
  if (failed.length > 0) console.error(`\n${what} failed: ${failed.join(", ")}`);
  process.exit(failed.length > 0 ? 1 : 0);
}

/** The stages of the last run: `{ name, seconds, ok }`. */
export function stages() {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
}

function keep(stage) {
  mkdirSync(results, { recursive: true });
  writeFileSync(file, `${JSON.stringify([...stages(), stage], null, 1)}\n`);
}

function run(command, args, env, givesWay) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      // On Windows, the commands of npm and vitest are shell scripts.
      shell: process.platform === "win32",
      env: { ...process.env, ...env },
    });
    if (givesWay && child.pid !== undefined) setPriority(child.pid, 10);
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    child.on("error", (error) => resolve({ code: 1, output: String(error) }));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}
