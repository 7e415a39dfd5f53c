// Everything: the checks and unit tests, then the flows in a real VS Code, newest and oldest supported.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import path from "node:path";
import process from "node:process";

const root = path.dirname(import.meta.dirname);
rmSync(path.join(root, ".test-results"), { recursive: true, force: true });

// Every part runs whatever the others said, so that one run tells everything.
const codes = [run(["scripts/check.mjs", "--whole"]), run(["scripts/package.mjs"]), run(["scripts/run-ts.mjs", "test/editor/prepare.ts"])];
if (codes[1] === 0 && codes[2] === 0) {
  for (const version of ["newest", "floor"]) {
    const report = `--outputFile.json=.test-results/editor-${version}.json`;
    const args = [
      "node_modules/vitest/vitest.mjs",
      "run",
      "--config",
      "test/editor/vitest.config.ts",
      "--reporter=default",
      "--reporter=json",
      report,
    ];
    codes.push(run(args, { MILLRACE_EDITOR: version }));
  }
}
spawnSync(process.execPath, ["scripts/test-summary.mjs"], { cwd: root, stdio: "inherit" });
process.exit(Math.max(...codes));

function run(args, env = {}) {
  return spawnSync(process.execPath, args, { cwd: root, stdio: "inherit", env: { ...process.env, ...env } }).status ?? 1;
}
