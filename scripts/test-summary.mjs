// Adds up the test reports of the last `npm test` into one line: `N passed, N failed`.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

const folder = path.join(path.dirname(import.meta.dirname), ".test-results");
// A suite that left no report has failed as a whole.
const expected = ["unit", "editor-newest", "editor-floor"];
let passed = 0;
let failed = 0;
const skipped = [];
const retried = [];
const broken = [];
for (const name of expected) {
  const file = path.join(folder, `${name}.json`);
  if (!existsSync(file)) {
    failed += 1;
    broken.push(`${name}: no report`);
    continue;
  }
  const report = JSON.parse(readFileSync(file, "utf8"));
  passed += report.numPassedTests;
  failed += report.numFailedTests;
  for (const suite of report.testResults) {
    const file = path.relative(path.dirname(folder), suite.name);
    if (suite.status === "failed" && suite.assertionResults.length === 0) {
      failed += 1;
      broken.push(`${name}: ${file}`);
    }
    for (const { status, fullName, failureMessages } of suite.assertionResults) {
      if (status === "failed") broken.push(`${name}: ${file}: ${fullName}`);
      else if (status !== "passed") skipped.push(fullName);
      else if (failureMessages.length > 0) retried.push(`${name}: ${fullName}: ${failureMessages[0].split("\n")[0]}`);
    }
  }
}
// A test that was left out is said by name, so that none is missed silently.
for (const name of skipped) console.log(`skipped: ${name}`);
// So is a flow that passed at its second try only.
for (const name of retried) console.log(`retried: ${name}`);
for (const name of broken) console.log(`failed: ${name}`);
console.log(`${passed} passed, ${failed} failed`);
