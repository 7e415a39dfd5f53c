// Runs everything except the soak suite: the checks, the tests with processes and servers, the flows in a real VS Code. With `--soak`,
// also all trials and all flows in both versions of VS Code. Every part runs even if others fail, so that one run reports everything.
import { rmSync } from "node:fs";
import process from "node:process";
import { checks } from "./checks.mjs";
import { end, results, stage } from "./stages.mjs";
import { suite } from "./suites.mjs";
import { summarize } from "./summary.mjs";

const isSoak = process.argv.includes("--soak");
const env = isSoak ? { MILLRACE_SOAK: "1" } : {};
rmSync(results, { recursive: true, force: true });

// The editors are downloaded while the checks use the cores.
const editors = stage("editors", process.execPath, ["scripts/run-ts.mjs", "test/editor/driver/prepare.ts"]);
await checks();

// Flows mostly wait for their editor, so other suites run at the same time. A lane that is done takes the next suite.
const packaged = stage("package", process.execPath, ["scripts/package.mjs", "--built"]);
const isReady = Promise.all([editors, packaged]).then((made) => made.every(Boolean));
// The longest suite first, so that both lanes end at about the same time.
const left = ["stores", "terminal", "floor", "pages", "trials", ...(isSoak ? ["windows"] : [])];
const inEditors = ["floor", "pages"];
await Promise.all([
  inTurn(["unit", "processes"], { givesWay: true }).then(whatIsLeft),
  isReady.then((ready) => inTurn(ready ? ["newest"] : [])).then(whatIsLeft),
]);
summarize();
end("npm test");

async function inTurn(suites, options = {}) {
  for (const name of suites) await suite(name, { env, ...options });
}

async function whatIsLeft() {
  for (let name = left.shift(); name !== undefined; name = left.shift()) {
    const needsEditors = inEditors.includes(name);
    if (!needsEditors || (await isReady)) await suite(name, { env, givesWay: !needsEditors });
  }
}
