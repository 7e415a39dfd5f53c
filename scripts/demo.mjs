// Materializes the examples and prints where their values are stored. The work is in demo.ts. Usage: npm run demo
import { spawnSync } from "node:child_process";
import path from "node:path";
import process from "node:process";

const root = path.dirname(import.meta.dirname);
const result = spawnSync(process.execPath, [path.join(import.meta.dirname, "run-ts.mjs"), "scripts/demo.ts", ...process.argv.slice(2)], {
  cwd: root,
  stdio: "inherit",
});
process.exit(result.status ?? 1);
