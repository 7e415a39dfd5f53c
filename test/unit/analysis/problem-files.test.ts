// The files generated from the problems are current: the contract's codes, the registry, the settings in every language, the docs table.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { freshProblems } from "../../../scripts/problems.mjs";
import { repository } from "../../support/repository.js";

const { files, missing } = freshProblems();

test.each(Object.entries(files))("%s is fresh: node scripts/problems.mjs", (file, fresh) => {
  expect(readFileSync(join(repository, file), "utf8"), "run node scripts/problems.mjs").toBe(fresh);
});

test("every language says what each problem means", () => {
  expect(missing).toEqual([]);
  expect(Object.keys(files)).toContain("package.nls.de.json");
});
