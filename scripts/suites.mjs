// The test suites: the projects of vitest whose names begin with the suite's, with the report for the summary.
import path from "node:path";
import { results, stage, tool } from "./stages.mjs";

const editorSuites = ["pages", "newest", "floor"];

/** Runs the suite with that name. */
export function suite(name, { env = {}, givesWay = false } = {}) {
  const config = editorSuites.includes(name) ? ["--config", "test/editor/vitest.config.ts"] : [];
  const report = ["--reporter=default", "--reporter=json", `--outputFile.json=${path.join(results, `${name}.json`)}`];
  return stage(`tests: ${name}`, tool("vitest"), ["run", "--project", `${name}*`, ...config, ...report], { env, givesWay, tail: 8 });
}
