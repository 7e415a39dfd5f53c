// Everything but the soak suite: the checks, the tests with processes and servers, the flows in a real VS Code. With `--soak` all trials and
// all flows in both versions of VS Code. Every part runs whatever the others said, so that one run tells everything.
import { rmSync } from "node:fs";
import process from "node:process";
import { checks } from "./checks.mjs";
import { end, results, stage } from "./stages.mjs";
import { suite } from "./suites.mjs";
import { summarize } from "./summary.mjs";

const isSoak = process.argv.includes("--soak");
const env = isSoak ? { MILLRACE_SOAK: "1" } : {};
rmSync(results, { recursive: true, force: true });

// The editors come over the network while the cores are busy with the checks.
const editors = stage("editors", process.execPath, ["scripts/run-ts.mjs", "test/editor/driver/prepare.ts"]);
await checks();

// Flows wait for their editor much of the time; the suites beside them have the cores meanwhile. Who is done takes the next one.
const packaged = stage("package", process.execPath, ["scripts/package.mjs", "--built"]);
const isReady = Promise.all([editors, packaged]).then((made) => made.every(Boolean));
// The longest first, so that the two lanes end at about the same time.
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
