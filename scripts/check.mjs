// All rules of the repository in one command: bundle, types, import rules, lint and format, unit tests. Prints one line per step.
// Tests that start processes and servers of their own take minutes; they run with `--whole`, which `npm test` says.
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";
import process from "node:process";

const root = path.dirname(import.meta.dirname);
const bin = (name) => path.join(root, "node_modules/.bin", name);
mkdirSync(path.join(root, ".test-results"), { recursive: true });

// The unit tests start the bundled worker, so the bundle comes first; types and the quick checks share the cores.
const failed = [];
await step("bundle", process.execPath, ["esbuild.mjs"]);
await Promise.all([
  step("types", bin("tsc"), ["-b", "--pretty"]),
  step("imports", bin("depcruise"), [
    "runtime",
    "server",
    "client",
    "webview",
    "test",
    "--config",
    ".dependency-cruiser.cjs",
    "--exclude",
    "^test/(workspaces|editor/project)/|/dist/",
  ]).then(() => step("lint and format", bin("biome"), ["ci", "--colors=off", "."])),
]);
const whole = process.argv.includes("--whole");
const processes = [
  "test/cli/**",
  "test/lsp/**",
  "test/analysis/{assignability,loaded}.test.ts",
  // With servers, databases and killed processes.
  "test/runtime/{api-input-manager,database-input-manager,docs-examples,duckdb,duckdb-arrow,file-formats,hazards,host,kill,kill-objects,kill-objects-azure,kill-objects-gcs,kill-versions,load,look,move,path-manager,run,values,versioned-manager}.test.ts",
  "test/runtime/{object-store,postgres,redshift}*.test.ts",
];
const leftOut = whole ? [] : processes.flatMap((pattern) => ["--exclude", pattern]);
const report = path.join(root, ".test-results/unit.json");
await step("unit tests", bin("vitest"), ["run", ...leftOut, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`]);

if (failed.length > 0) {
  console.error(`\ncheck failed: ${failed.join(", ")}`);
  process.exit(1);
}

/** Runs one tool; its output is shown only when it fails, whole, so that the good case stays readable. */
async function step(name, command, args) {
  const started = performance.now();
  const { code, output } = await run(command, args);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${code === 0 ? "✓" : "✗"} ${name} (${seconds} s)`);
  if (code === 0) {
    if (name === "unit tests" && !whole) console.log(`  without ${processes.join(", ")}: npm test runs them`);
    if (name === "unit tests") console.log(output.split("\n").slice(-8).join("\n").trim());
    return;
  }
  failed.push(name);
  console.log(output);
}

function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], shell: process.platform === "win32" });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    child.on("error", (error) => resolve({ code: 1, output: String(error) }));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}
