// Runs the test files whose paths contain one of the given words, after building what they need. Usage: npm run test:one -- rename
import process from "node:process";
import { buildFor, runTests, testFilesWith } from "./chosen-tests.mjs";

const words = process.argv.slice(2).filter((word) => !word.startsWith("-"));
const options = process.argv.slice(2).filter((word) => word.startsWith("-"));
const files = testFilesWith(
  words,
  "Say which: npm run test:one -- WORD, a part of the path of a test file, for example rename or test/unit/client.",
);
buildFor(files);
process.exit(runTests(files, { options, versions: [process.env.MILLRACE_EDITOR ?? "newest"] }));
