// Summarizes the last `npm test`: where its time went, what failed, and one line `N passed, N failed`. With `--times` every file is
// listed. With `--line` only the last line is printed.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { results, root, stages } from "./stages.mjs";

// A suite without a report failed as a whole.
const suites = ["unit", "processes", "terminal", "stores", "trials", "pages", "newest", "floor"];

/**
 * Prints the stages, the slowest files (`count` of them), each test that was skipped or failed, and the sums. If `count` is 0, only the
 * sums.
 */
export function summarize(count = 10) {
  const sums = { passed: 0, failed: 0 };
  const files = [];
  const lines = [];
  for (const name of suites) {
    const report = readReport(name);
    if (report === null) {
      sums.failed += 1;
      lines.push(`failed: ${name}: no report`);
      continue;
    }
    sums.passed += report.numPassedTests;
    sums.failed += report.numFailedTests;
    for (const { name: absolute, status, startTime, endTime, assertionResults } of report.testResults) {
      const file = path.relative(root, absolute).replaceAll("\\", "/");
      files.push({ suite: name, file, seconds: (endTime - startTime) / 1000, tests: assertionResults.length });
      if (status === "failed" && assertionResults.length === 0) {
        sums.failed += 1;
        lines.push(`failed: ${name}: ${file}`);
      }
      // A skipped test is listed by name, so that none is overlooked.
      for (const { status: told, fullName } of assertionResults)
        if (told !== "passed") lines.push(`${told === "failed" ? "failed" : "skipped"}: ${name}: ${file}: ${fullName}`);
    }
  }
  if (count > 0) tell(files, lines, count);
  console.log(`${sums.passed} passed, ${sums.failed} failed`);
}

function tell(files, lines, count) {
  files.sort((a, b) => b.seconds - a.seconds);
  console.log("\nWhere the time went:");
  for (const { name, seconds, ok } of stages()) console.log(`${seconds.toFixed(1).padStart(8)} s  ${name}${ok ? "" : " (failed)"}`);
  console.log(count < files.length ? `The ${count} slowest files:` : "Every file:");
  for (const { suite, file, seconds, tests } of files.slice(0, count))
    console.log(`${seconds.toFixed(1).padStart(8)} s  ${suite}: ${file} (${tests === 1 ? "1 test" : `${tests} tests`})`);
  for (const line of lines.sort()) console.log(line);
}

function readReport(name) {
  const file = path.join(results, `${name}.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
}

if (process.argv[1] === import.meta.filename) {
  const asked = new Set(process.argv);
  summarize(asked.has("--line") ? 0 : asked.has("--times") ? Number.POSITIVE_INFINITY : 10);
}
