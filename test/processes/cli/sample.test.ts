// The sample project as the extension contains it: it has no problems, materializes without a network, and has the expected result.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { freeName, sampleFiles } from "../../../client/setup/sample-files.js";
import { repository } from "../../support/repository.js";
import { run, temporaryProject } from "../../support/terminal.js";

const text = (file: string) => readFileSync(join(repository, file), "utf8");

test("the sample checks clean, and makes its days, its tables and its report", async () => {
  const dir = temporaryProject(Object.fromEntries(sampleFiles.map((file) => [file, text(`examples/bakery/${file}`)])));
  const check = await run(dir, ["check", "--json"]);
  expect([check.code, JSON.parse(check.out)]).toEqual([0, { problems: [], open: [], withoutKey: [] }]);
  const shown = async (key: string, ...options: string[]) => JSON.parse((await run(dir, ["show", key, "--json", ...options])).out);
  // One day is enough for a report: a user who takes the first choice gets only one.
  expect((await run(dir, ["materialize", "--partition", "2026-01-11"])).code).toBe(0);
  expect((await shown("report")).value).toMatchObject({ best: "2026-01-11" });
  expect((await run(dir, ["materialize", "--job", "closing", "--missing-partitions"])).code).toBe(0);
  expect((await run(dir, ["materialize", "group:week"])).code).toBe(0);
  expect((await shown("report")).value).toEqual({ best: "2026-01-06", total: 902, favourite: "spelt" });
  expect((await shown("sales", "--partition", "2026-01-07")).rows).toHaveLength(12);
});

test("the extension carries every file of it", () => {
  const carried = text(".vscodeignore").split("\n");
  for (const file of sampleFiles) expect(carried).toContain(`!examples/bakery/${file}`);
  expect(sampleFiles).toHaveLength(4);
});

test("a copy takes no name that is there", () => {
  expect(freeName("sample", ["src"])).toBe("sample");
  expect(freeName("sample", ["Sample", "sample-2"])).toBe("sample-3");
});
