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

// The editors come over the network while the cores are busy with the checks.
const editors = stage("editors", process.execPath, ["scripts/run-ts.mjs", "test/editor/driver/prepare.ts"]);
await checks();

// A flow waits for its editor a quarter of the time; the suites beside it have the cores then.
await Promise.all([
  inTurn(["unit", "processes", "trials"]),
  (async () => {
    const isPackaged = await stage("package", process.execPath, ["scripts/package.mjs", "--built"]);
    if ((await editors) && isPackaged) await inTurn(["newest", "floor", "pages"]);
  })(),
]);
summarize();
end("npm test");

async function inTurn(suites) {
  for (const name of suites) await suite(name, { env });
}
