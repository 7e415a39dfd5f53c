// What the editor reports as not storable from its type is also refused at run time.
import { expect, it } from "vitest";
import { encodeValue } from "../../../runtime/io/files/file-formats.js";
import { checkRows } from "../../../runtime/io/tables/rows.js";
import { problemsOf } from "../../support/check.js";
import { fixture } from "../../support/fixture.js";

class Circle {
  r = 1;
  area() {
    return this.r;
  }
}
class Account {
  #balance = 1;
  get balance() {
    return this.#balance;
  }
}

/** Expressions, each with its value. */
const VALUES: readonly (readonly [code: string, value: unknown])[] = [
  ["{ stories: [{ render: () => 1 }] }", { stories: [{ render: () => 1 }] }],
  ["{ tag: Symbol() }", { tag: Symbol() }],
  ["[new Circle()]", [new Circle()]],
  ["new Account()", new Account()],
  ["{ a: Promise.resolve(1) }", { a: Promise.resolve(1) }],
  ["{ a: new WeakMap<object, number>() }", { a: new WeakMap() }],
  ["{ a: new WeakSet<object>() }", { a: new WeakSet() }],
  ["{ get a() { return 1n; } }", Object.defineProperty({}, "a", { get: () => 1n, enumerable: true })],
  ["new Map([['a', () => 1]])", new Map([["a", () => 1]])],
  ["new Set([() => 1])", new Set([() => 1])],
  ["(function* () { yield 1; })()", [1].values()],
  ["{ at: new Date(), by: new Map([[1, new Set(['a'])]]), re: /x/, n: 1n, u: undefined, e: new Error('x') }", "kept"],
  ["[{ a: 1, b: [null, 'x', { c: true }] }]", "kept"],
  ["new Uint8Array(1)", "kept"],
];

const SOURCE = `import { asset } from "millrace";
class Circle { r = 1; area() { return this.r; } }
class Account { #balance = 1; get balance() { return this.#balance; } }
`;

it.each(VALUES)("files: %s", async (code, value) => {
  const made = fixture(`${SOURCE}export const x = asset(() => (${code}));\n`);
  const codes = problemsOf(made).map((problem) => problem.code);
  expect(codes).toEqual(value === "kept" ? [] : ["not-storable"]);
  if (value !== "kept") await expect(encodeValue(value)).rejects.toThrow();
});

it.each([
  ["5", 5],
  ["'text'", "text"],
  ["new Map([['a', 1]])", new Map([["a", 1]])],
  ["[1, 2]", [1, 2]],
  ["[[1]]", [[1]]],
  ["[new Circle()]", [new Circle()]],
  ["{ total: 1 }", { total: 1 }],
] as const)("tables: %s", (code, value) => {
  const made = fixture(`${SOURCE}export const x = asset({ ioManagerKey: "warehouse" }, () => (${code}));\n`);
  expect(problemsOf(made).map((problem) => problem.code)).toEqual(["not-storable"]);
  expect(() => checkRows(value, "x")).toThrow();
});
