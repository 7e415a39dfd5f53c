// The tables of docs/reference.md agree with the public declarations and their docstrings.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { freshReference } from "../../../scripts/reference.mjs";
import { repository } from "../../support/repository.js";

test("the reference is fresh: node scripts/reference.mjs", () => {
  const page = readFileSync(join(repository, "docs/reference.md"), "utf8");
  expect(page, "run node scripts/reference.mjs").toBe(freshReference());
  expect(page.match(/<!-- from /g)?.length).toBeGreaterThan(10);
});
