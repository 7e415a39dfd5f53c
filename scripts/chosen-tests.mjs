// Finds the test files whose paths contain one of some words, builds what they need, and runs them.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { compiler, root, tool } from "./stages.mjs";

/** Paths relative to the root, with `/`. If no path contains a word, prints the usage and exits with 2. */
export function testFilesWith(words, usage) {
  const files = readdirSync(path.join(root, "test"), { recursive: true, encoding: "utf8" })
    .map((file) => `test/${file.replaceAll("\\", "/")}`)
    .filter((file) => file.endsWith(".test.ts") && !/node_modules|workspaces/.test(file))
    .filter((file) => words.some((word) => file.includes(word)));
  if (files.length > 0) return files;
  console.error(usage);
  if (words.length > 0) console.error(`No test file's path contains ${words.join(" or ")}.`);
  process.exit(2);
}

/** Exits if a step fails. */
export function buildFor(files) {
  const steps = [
    [process.execPath, ["esbuild.mjs"]],
    [process.execPath, [compiler, "-b", "runtime"]],
  ];
  if (files.some(needsExtension)) steps.push([process.execPath, ["scripts/package.mjs", "--built"]]);
  if (files.some(isInBrowser)) steps.push([process.execPath, ["scripts/run-ts.mjs", "test/editor/driver/prepare.ts"]]);
  for (const step of steps) {
    const code = run(...step);
    if (code !== 0) process.exit(code);
  }
}

/** Runs the files, those in an editor in the `versions` of it. Returns the exit code of the first suite that failed, or 0. */
export function runTests(files, { options = [], env = {}, versions }) {
  const inBrowser = files.filter(isInBrowser);
  const others = files.filter((file) => !isInBrowser(file));
  const editors = ["pages", ...versions].flatMap((name) => ["--project", name]);
  const codes = [
    others.length > 0 ? run(tool("vitest"), ["run", ...others, ...options], env) : 0,
    inBrowser.length > 0
      ? run(tool("vitest"), ["run", "--config", "test/editor/vitest.config.ts", ...editors, ...inBrowser, ...options], env)
      : 0,
  ];
  return codes.find((code) => code !== 0) ?? 0;
}

const isInBrowser = (file) => file.startsWith("test/editor/");
const needsExtension = (file) => isInBrowser(file) && !file.startsWith("test/editor/pages/");

function run(command, args, env = {}) {
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
    env: { ...process.env, ...env },
  });
  return status ?? 1;
}
