// Pairs of types that TypeScript distinguishes by more than their members.
import { expect, test } from "vitest";
import { problemsOf } from "../../support/check.js";
import { fixture } from "../../support/fixture.js";

const DECLARED = `
class One { private p = 1; x = 1 }
class Two { private p = 1; x = 1 }
class Shown { p = 1; x = 1 }
class Guarded { protected p = 1; x = 1 }
interface Box<in out T> { value: T }
interface Source<out T> { value: T }
interface Sink<in T> { id: number; take?: (value: T) => void }
`;

const fits = (given: string, taken: string) =>
  problemsOf(
    fixture(`import { asset } from "millrace";${DECLARED}
export const x = asset((): ${given} => null!);
export const y = asset({ ioManagerKey: "memory" }, (x: ${taken}) => 1);
`),
  ).every(({ code }) => code !== "type-mismatch");

test.each([
  ["unknown", "string"],
  ["{ a: unknown }", "{ a: string }"],
  ["Two", "One"],
  ["Guarded", "Shown"],
  ["One[]", "Two[]"],
  ["Box<string>", "Box<string | number>"],
  ["Source<string | number>", "Source<string>"],
])("%s does not fit %s", (given, taken) => {
  expect(fits(given, taken)).toBe(false);
});

test.each([
  ["any", "string"],
  ["unknown", "unknown"],
  ["One", "One"],
  ["Source<string>", "Source<string | number>"],
  ["Sink<string | number>", "Sink<string>"],
  ["Box<readonly number[]>", "Box<number[]>"],
])("%s fits %s", (given, taken) => {
  expect(fits(given, taken)).toBe(true);
});
