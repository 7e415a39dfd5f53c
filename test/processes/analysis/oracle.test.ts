// `millrace check` agrees with the project's own tsc about each edge. Other TypeScript versions and packages: test/trials/oracle.test.ts.
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { disagreements, filesOf, type Judged, tscOf } from "../../support/oracle/judged-project.js";
import { PROJECTS } from "../../support/oracle/projects.js";
import { repository } from "../../support/repository.js";
import { temporaryProject } from "../../support/terminal.js";
import { sampleOf } from "../../support/trials.js";

/** Each starts tsc, so `npm test` runs a sample and the soak suite runs all. */
const CASES = sampleOf(Object.entries(PROJECTS), 2);

test.each(CASES)("%s", async (_, judged: Judged) => {
  const dir = temporaryProject(filesOf(judged));
  for (const name of ["typescript", "@types"]) symlinkSync(join(repository, "node_modules", name), join(dir, "node_modules", name));
  expect(await disagreements(dir, judged, tscOf(dir))).toEqual([]);
});
