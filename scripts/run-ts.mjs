// Runs one TypeScript file of the repository: bundles it, then starts it. Usage: node scripts/run-ts.mjs test/bench/main.ts [args]
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { build } from "esbuild";

const root = path.dirname(import.meta.dirname);
const [source, ...args] = process.argv.slice(2);
if (!source || !existsSync(path.join(root, source))) {
  console.error(`${source ?? "(no file)"}: no such file below the repository. Name one, for example test/bench/main.ts.`);
  process.exit(2);
}
// Inside node_modules, so that package names resolve like in the sources.
const outfile = path.join(root, "node_modules/.cache/millrace", source.replaceAll("/", "-").replace(/\.ts$/, ".mjs"));
await build({
  absWorkingDir: root,
  entryPoints: [source],
  outfile,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20.20",
  packages: "external",
  sourcemap: "inline",
});
const result = spawnSync(process.execPath, ["--enable-source-maps", ...process.execArgv, outfile, ...args], {
  cwd: root,
  stdio: "inherit",
});
process.exit(result.status ?? 1);
