// Runs the test files whose paths contain one of the words given, after building what they need. Usage: npm run test:one -- rename
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { compiler, root, tool } from "./stages.mjs";

const words = process.argv.slice(2).filter((word) => !word.startsWith("-"));
const options = process.argv.slice(2).filter((word) => word.startsWith("-"));
const all = readdirSync(path.join(root, "test"), { recursive: true, encoding: "utf8" })
  .map((file) => `test/${file.replaceAll("\\", "/")}`)
  .filter((file) => file.endsWith(".test.ts") && !/node_modules|workspaces/.test(file));
const files = all.filter((file) => words.some((word) => file.includes(word)));
if (files.length === 0) {
  console.error("Say which: npm run test:one -- WORD, a part of the path of a test file, for example rename or test/unit/client.");
  if (words.length > 0) console.error(`No test file's path contains ${words.join(" or ")}.`);
  process.exit(2);
}

const inEditor = files.filter((file) => file.startsWith("test/editor/"));
const others = files.filter((file) => !inEditor.includes(file));
must(process.execPath, ["esbuild.mjs"]);
must(process.execPath, [compiler, "-b", "runtime"]);
if (others.length > 0) must(tool("vitest"), ["run", ...others, ...options]);
if (inEditor.length > 0) {
  if (inEditor.some((file) => !file.startsWith("test/editor/pages/"))) must(process.execPath, ["scripts/package.mjs", "--built"]);
  must(process.execPath, ["scripts/run-ts.mjs", "test/editor/driver/prepare.ts"]);
  const version = process.env.MILLRACE_EDITOR ?? "newest";
  const config = ["--config", "test/editor/vitest.config.ts", "--project", "pages", "--project", version];
  must(tool("vitest"), ["run", ...config, ...inEditor, ...options]);
}

/** Runs a command, and ends with its exit code where it fails. */
function must(command, args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) process.exit(status ?? 1);
}
