// Adds up the test reports of the last `npm test` into one line: `N passed, N failed`.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

const folder = path.join(path.dirname(import.meta.dirname), ".test-results");
// A suite that left no report has failed as a whole.
const expected = ["unit", "editor-newest", "editor-floor"];
let passed = 0;
let failed = 0;
const skipped = [];
for (const name of expected) {
  const file = path.join(folder, `${name}.json`);
  if (!existsSync(file)) {
    failed += 1;
    continue;
  }
  const report = JSON.parse(readFileSync(file, "utf8"));
  passed += report.numPassedTests;
  const brokenFiles = report.testResults.filter((suite) => suite.status === "failed" && suite.assertionResults.length === 0).length;
  failed += report.numFailedTests + brokenFiles;
  for (const suite of report.testResults) {
    skipped.push(
      ...suite.assertionResults.filter(({ status }) => status !== "passed" && status !== "failed").map(({ fullName }) => fullName),
    );
  }
}
// A test that was left out is said by name, so that none is missed silently.
for (const name of skipped) console.log(`skipped: ${name}`);
console.log(`${passed} passed, ${failed} failed`);
