// Creates millrace.vsix: one universal package of pure JavaScript. Fails if it is larger than 6 MB or contains forbidden files. With
// --built, the existing bundles are used.
import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import process from "node:process";

const limit = 6 * 1024 * 1024;
const root = path.dirname(import.meta.dirname);
const vsix = path.join(root, "millrace.vsix");

if (!process.argv.includes("--built")) execFileSync(process.execPath, ["esbuild.mjs"], { cwd: root, stdio: "inherit" });
packRuntime();
const staged = stage();
const flags = ["--no-dependencies", "--allow-missing-repository", "--skip-license", "--no-rewrite-relative-links"];
execFileSync(process.execPath, [path.join(root, "node_modules/@vscode/vsce/vsce"), "package", ...flags, "--out", vsix], {
  cwd: staged,
  stdio: "inherit",
});

const complaints = [];
const size = statSync(vsix).size;
if (size > limit)
  complaints.push(`millrace.vsix is ${megabytes(size)}, above ${megabytes(limit)}. See what grew: node_modules/.bin/vsce ls --tree`);
for (const bundle of ["dist/client.cjs", "dist/server.cjs", "dist/web/client.cjs", "dist/web/server.js"]) {
  const text = readFileSync(path.join(root, bundle), "utf8");
  if (/@duckdb\/node-bindings|require\("esbuild"\)|\.node"\)/.test(text))
    complaints.push(`${bundle} carries native code. It belongs in the worker.`);
}
if (complaints.length > 0) {
  console.error(complaints.join("\n"));
  process.exit(1);
}
console.log(`millrace.vsix: ${megabytes(size)}. Install it with: code --install-extension millrace.vsix`);

/** A folder with only the files that .vscodeignore allows: vsce would match every file of the repository with every pattern. */
function stage() {
  const folder = path.join(root, "node_modules/.cache/millrace/vsix");
  rmSync(folder, { recursive: true, force: true });
  const ignore = readFileSync(path.join(root, ".vscodeignore"), "utf8");
  const named = ignore.split(/\r?\n/).flatMap((line) => (line.startsWith("!") ? line.slice(1) : []));
  for (const file of [".vscodeignore", ...named]) cpSync(path.join(root, file), path.join(folder, file));
  return folder;
}

/** The npm package that "Set up project" installs into a project. */
function packRuntime() {
  const pack = ["pack", "-w", "runtime", "--ignore-scripts", "--json", "--pack-destination", "dist"];
  const [{ filename }] = JSON.parse(execFileSync("npm", pack, { cwd: root, encoding: "utf8", shell: process.platform === "win32" }));
  renameSync(path.join(root, "dist", filename), path.join(root, "dist/millrace.tgz"));
}

function megabytes(bytes) {
  return `${(bytes / 1024 / 1024).toFixed(2)} MB`;
}
