// The page about one problem: its table row and its section in docs/problems.md.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { problemSection } from "../../../client/language/problem-section.js";

const page = readFileSync("docs/problems.md", "utf8");
const codes = [...page.matchAll(/^\| \[`([\w-]+)`\]/gm)].map(([, code]) => code ?? "");

test("a section stands alone, with the severity and the meaning the table gives", () => {
  const section = problemSection(page, "void-upstream");
  expect(section).toMatch(
    /^# void-upstream\n\n\*\*error\*\*: the upstream returns nothing, so there is nothing to load\n\n```ts\n\/\/ wrong\n/,
  );
  expect(section).not.toContain("not-storable");
});

test("every code of the table has its section, and the last one ends with the page", () => {
  expect(codes.length).toBeGreaterThan(20);
  for (const code of codes)
    expect(problemSection(page, code)).toMatch(new RegExp(`^# ${code}\n\n\\*\\*(error|warning|information|hint)\\*\\*: .+\n\n`));
});

test("a link out of a section leads somewhere: sections link to no other section", () => {
  for (const code of codes) expect(problemSection(page, code)).not.toMatch(/\]\(#/);
});

test("a code without a section gets the whole page", () => {
  expect(problemSection(page, "no-such-code")).toBe(page);
});
