// Every problem has a section in docs/problems.md. Its wrong example shows only this problem, its right example none.
import { describe, expect, test } from "vitest";
import { DEFAULT_SEVERITY, type ProblemCode } from "../../../runtime/contract/problem.js";
import { problemsOf } from "../../support/check.js";
import { examplesOf, problemPage, projectOf } from "../../support/problem-examples.js";

const codes = Object.keys(DEFAULT_SEVERITY) as ProblemCode[];

test("the table of the page lists every problem with its severity, in the order of the code", () => {
  const rows = [...problemPage.matchAll(/^\| \[`([a-z-]+)`\]\(#([a-z-]+)\) \| (\w+) \|/gm)];
  expect(rows.map(([, code, anchor, severity]) => [code, anchor, severity])).toEqual(
    Object.entries(DEFAULT_SEVERITY).map(([code, severity]) => [code, code, severity]),
  );
});

/** An internal error of TypeScript cannot be caused by a text reliably. `throwing-checker.test.ts` simulates it. */
const SHOWN = codes.filter((code) => code !== "unchecked-type");

describe.each(SHOWN)("%s", (code) => {
  test("the wrong example is that and nothing else", () => {
    const examples = examplesOf(code, "wrong");
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples)
      expect([...new Set(problemsOf(projectOf(example), true).map((problem) => problem.code))]).toEqual([code]);
  });

  test("the right example is right", () => {
    const examples = examplesOf(code, "right");
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) expect(problemsOf(projectOf(example), true).map(({ message }) => message)).toEqual([]);
  });
});
