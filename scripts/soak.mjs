// The soak suite: every trial, and every flow in both versions of VS Code. With words: the test files whose paths contain one of them.
// With `--minutes N`: rounds until the time is over, the first with the seeds of `npm test`, each later one with new seeds.
import { randomInt } from "node:crypto";
import process from "node:process";
import { parseArgs } from "node:util";
import { buildFor, runTests, testFilesWith } from "./chosen-tests.mjs";

const usage = "Usage: npm run test:soak [-- WORD … [--minutes N]]   for example: npm run test:soak -- values --minutes 60";
const { words, minutes } = asked();

if (words.length === 0) {
  process.argv.push("--soak");
  await import("./test.mjs");
} else {
  const files = testFilesWith(words, usage);
  buildFor(files);
  const end = Date.now() + minutes * 60_000;
  let round = 0;
  do {
    const seed = round === 0 ? (process.env.MILLRACE_SEED ?? "0") : String(randomInt(1, 2 ** 31));
    round += 1;
    const told = `round ${round}, MILLRACE_SEED=${seed}`;
    console.log(`\n${told}: ${files.length === 1 ? "1 file" : `${files.length} files`}`);
    const code = runTests(files, { env: { MILLRACE_SOAK: "1", MILLRACE_SEED: seed }, versions: ["newest", "floor"] });
    if (code !== 0) {
      console.error(`\nFailed in ${told}. The same again: MILLRACE_SEED=${seed} npm run test:soak -- ${words.join(" ")}`);
      process.exit(code);
    }
  } while (Date.now() < end);
  console.log(`\n${round === 1 ? "1 round" : `${round} rounds`} without a failure`);
}

function asked() {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { minutes: { type: "string", default: "0" } } });
    const count = Number(values.minutes);
    if (!(count >= 0)) throw new TypeError(`--minutes takes a number, not ${values.minutes}.`);
    if (count > 0 && positionals.length === 0) throw new TypeError("--minutes goes with a WORD: the whole suite runs once.");
    return { words: positionals, minutes: count };
  } catch (error) {
    console.error(`${error.message}\n${usage}`);
    process.exit(2);
  }
}
