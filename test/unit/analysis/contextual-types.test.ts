// A function's parameter and return types may come from the place where it is used.
import { expect, test } from "vitest";
import { problemsOf } from "../../support/check.js";
import { fixture } from "../../support/fixture.js";

const told = (text: string) =>
  problemsOf(fixture(`import { asset } from "millrace";\nexport const orders = asset((): number[] => [1]);\n${text}`)).map(
    ({ code, data }) => `${code} ${data?.assetKey}`,
  );

test.each([
  [
    "the variable's annotation",
    `const total: (orders: string[]) => number = (orders) => orders.length;\nexport const wrong = asset(total);`,
  ],
  ["a type argument", `type Compute = (orders: string[]) => number;\nexport const wrong = asset<Compute>((orders) => orders.length);`],
  ["satisfies", `export const wrong = asset(((orders) => orders.length) satisfies (orders: string[]) => number);`],
])("%s types a parameter", (_, text) => {
  expect(told(text)).toEqual(["type-mismatch wrong"]);
  expect(told(text.replace("string[]", "number[]"))).toEqual([]);
});

test.each([
  [
    "a call gives the function",
    `declare function fetchJson<T>(url: string): () => Promise<T>;\nexport const rows = asset(fetchJson<{ id: number }[]>("x"));`,
  ],
  ["a bound function", `const read = (): { id: number }[] => [];\nexport const rows = asset(read.bind(null));`],
  ["the variable's annotation", `const read: () => { id: number | string }[] = () => [{ id: "a" }];\nexport const rows = asset(read);`],
])("%s: what it gives", (_, text) => {
  expect(told(`${text}\nexport const wrong = asset((rows: { id: string }[]) => rows.length);`)).toEqual(["type-mismatch wrong"]);
  expect(told(`${text}\nexport const right = asset((rows: { id: number | string }[]) => rows.length);`)).toEqual([]);
});

test("a parameter that nothing types takes anything", () => {
  expect(told("export const right = asset((orders) => orders);")).toEqual([]);
});
