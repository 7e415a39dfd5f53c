// The list of the managers' static facts is current.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { STATIC_FACTS } from "../../../runtime/io/static-facts.js";
import { freshList, LIST } from "../../../scripts/managers.mjs";
import { repository } from "../../support/repository.js";

test("the list names every static-facts.ts: node scripts/managers.mjs", () => {
  expect(readFileSync(join(repository, LIST), "utf8"), "run node scripts/managers.mjs").toBe(freshList());
  expect([...STATIC_FACTS.keys()]).toEqual(expect.arrayContaining(["DuckDBIOManager", "FilesystemIOManager", "MultiBackendIOManager"]));
});
