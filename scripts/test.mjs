// Everything but the soak suite: the checks, the tests with processes and servers, the flows in a real VS Code. With `--soak` all trials and
// all flows in both versions of VS Code. Every part runs whatever the others said, so that one run tells everything.
import { rmSync } from "node:fs";
import process from "node:process";
import { checks } from "./checks.mjs";
import { end, results, stage } from "./stages.mjs";
import { suite } from "./suites.mjs";
import { summarize } from "./summary.mjs";

const env = process.argv.includes("--soak") ? { MILLRACE_SOAK: "1" } : {};
rmSync(results, { recursive: true, force: true });

await checks();
await suite("processes", { env, shown: true });
await suite("trials", { env, shown: true });
const ready = [
  await stage("package", process.execPath, ["scripts/package.mjs", "--built"]),
  await stage("editors", process.execPath, ["scripts/run-ts.mjs", "test/editor/driver/prepare.ts"]),
];
if (ready.every(Boolean)) {
  await suite("pages", { env, shown: true });
  await suite("newest", { env, shown: true });
  await suite("floor", { env, shown: true });
}
summarize();
end("npm test");
