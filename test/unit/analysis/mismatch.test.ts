// The message of a mismatch: the first part that differs, TypeScript's message, and both places.
import { expect, test } from "vitest";
import { problemsOf } from "../../support/check.js";
import { fixture } from "../../support/fixture.js";

/** The only problem of a fixture: its first line after the names, and the text at the places it links to. */
function told(text: string): { first: string; rest: string; links: string[] } {
  const made = fixture(`import { asset, type Relation } from "millrace";\n${text}`);
  const [problem, ...others] = problemsOf(made);
  expect(others).toEqual([]);
  const [first = "", ...rest] = problem?.message.split("\n") ?? [];
  const links = problem?.related.map(({ place }) => made.texts.get(place.file)?.slice(place.start, place.end) ?? "") ?? [];
  return { first: first.replace(/^.*? parameter "\w+":? ?/, ""), rest: rest.join("\n"), links };
}

const CASES: readonly (readonly [given: string, taken: string, first: string])[] = [
  ["number", "string", "it is number in the value, but string in the parameter."],
  ["{ a: { b: number[] } }[]", "{ a: { b: string[] } }[]", "[].a.b[] is number in the value, but string in the parameter."],
  ["{ a: number }", "{ a: number; b: number }", "b is missing in the value."],
  ["{ a?: number }", "{ a: number }", "a may be missing in the value, but the parameter requires it."],
  ["{ a: number | null }", "{ a: number }", "a is number | null in the value, but number in the parameter."],
  ["{ a: 1 } | { b: 2 }", "{ a: number }", "a is missing in the value."],
  ["{ at: string } | undefined", "{ at: Date } | undefined", "at is string in the value, but Date in the parameter."],
  ["Map<string, { n: number }>", "ReadonlyMap<string, { n: string }>", ".get(key).n is number in the value, but string in the parameter."],
  ["Map<number, string>", "Map<string, string>", ".keys is number in the value, but string in the parameter."],
  ["[number, { x: 1 }]", "[number, { x: 2 }]", "[1].x is 1 in the value, but 2 in the parameter."],
  ["readonly number[]", "string[]", "[] is number in the value, but string in the parameter."],
  ["Promise<{ id: bigint }[]>", "{ id: number }[]", "[].id is bigint in the value, but number in the parameter."],
  ["number[]", "{ total: number }", "it is number[] in the value, but { total: number; } in the parameter."],
];

test.each(CASES)("%s → %s", (given, taken, first) => {
  const body = given.startsWith("Promise") ? "async " : "";
  expect(told(`export const x = asset(${body}(): ${given} => null!);\nexport const y = asset((x: ${taken}) => x);\n`).first).toBe(first);
});

test("both places are linked: the member there and the member here", () => {
  const { links } = told(`interface Story { id: number; score: string }
export const stories = asset((): Story[] => []);
export const best = asset((stories: { score: number }[]) => stories);
`);
  expect(links).toEqual(["stories", "score", "score"]);
  const whole = told("export const n = asset((): number => 1);\nexport const m = asset((n: string) => n);\n");
  expect(whole.links).toEqual(["n", "string"]);
});

test("TypeScript's words are of what differs, not of readonly, which a copy is not", () => {
  const { first, rest } = told(`export const x = asset((): { list: readonly number[]; n: number } => null!);
export const y = asset((x: { list: number[]; n: string }) => x);
`);
  expect(first).toBe("n is number in the value, but string in the parameter.");
  expect(rest).toContain("Types of property 'n' are incompatible.");
  expect(rest).not.toContain("readonly");
});

test("a mismatch of an asset nobody exports, of rows in another form, of an alias", () => {
  const rows = "type Rows = Relation<{ n: number }>;\n";
  const lazy = 'asset({ key: "lazy", ioManagerKey: "warehouse" }, (): Rows => null!)';
  expect(
    told(`${rows}export const lazy = ${lazy};\nexport const y = asset((lazy: Relation<{ n: string }>) => lazy.toRows());\n`).first,
  ).toBe("[].n is number in the value, but string in the parameter.");
  expect(told(`${rows}export const lazy = ${lazy};\nexport const y = asset((lazy: { n: string }[]) => lazy);\n`).first).toBe(
    "[].n is number in the value, but string in the parameter.",
  );
});
