// TypeScript throws an error for the types of one asset: a problem reports it, and everything else is checked as usual.
import { afterEach, expect, test, vi } from "vitest";
import { type FileAccess, planIn } from "../../../server/analysis/index.js";
import { createProgram } from "../../../server/analysis/reader/program.js";
import { problemsOf } from "../../support/check.js";
import { fixture } from "../../support/fixture.js";

interface Signature {
  readonly declaration?: { getText(): string };
  getReturnType(): unknown;
}

/** The class of all of TypeScript's signatures, in any program. */
function signatures(): Signature {
  const texts = new Map([["/one.ts", "export function one() {}"]]);
  const files: FileAccess = {
    read: (path) => texts.get(path),
    fileExists: (path) => texts.has(path),
    directoryExists: () => false,
    list: () => [],
    realpath: (path) => path,
  };
  const config = { path: null, options: { noLib: true, types: [] }, files: new Set(texts.keys()) };
  const program = createProgram(files, config as never, "/", () => new Set(texts.keys())).program();
  const [one] = program.getSourceFile("/one.ts")?.statements ?? [];
  return Object.getPrototypeOf(program.getTypeChecker().getSignatureFromDeclaration(one as never));
}

/** Makes TypeScript throw when it computes the return type of a function whose text contains the word. */
function failAt(word: string, error: Error): void {
  const real = signatures().getReturnType;
  vi.spyOn(signatures(), "getReturnType").mockImplementation(function (this: Signature) {
    if (this.declaration?.getText().includes(word)) throw error;
    return real.call(this);
  });
}

afterEach(() => vi.restoreAllMocks());

const PROJECT = `
//- /src/assets.ts
import { asset } from "millrace";
export * from "./more.js";
export const odd = asset((): number[] => { const poison = [1]; return poison; });
export const after_odd = asset((odd: string[]) => odd.length);
export const ids = asset((): number[] => [1]);
export const names = asset((ids: string[]) => ids.length);
//- /src/more.ts
import { asset } from "millrace";
export const more_names = asset((ids: string[]) => ids.length);
`;

test.each([
  ["its own check fails", new Error("Debug Failure. False expression\n    at checkTypeRelatedTo"), "Debug Failure. False expression"],
  ["the stack overflows", new RangeError("Maximum call stack size exceeded"), "Maximum call stack size exceeded"],
  [
    "a member is missing",
    new TypeError("Cannot read properties of undefined (reading 'flags')"),
    "Cannot read properties of undefined (reading 'flags')",
  ],
])("%s", (_, error, words) => {
  failAt("poison", error);
  const told = problemsOf(fixture(PROJECT)).map(({ code, severity, message, data }) => [
    code,
    severity,
    data?.assetKey,
    message.split("\n")[0],
  ]);
  const unchecked = (key: string) => [
    "unchecked-type",
    "information",
    key,
    `The types of "${key}" could not be checked, because TypeScript itself failed: ${words}. Annotate its parameters and its return value with simpler types.`.replace(
      "..",
      ".",
    ),
  ];
  const mismatch = (key: string) => ["type-mismatch", "error", key, expect.stringContaining('The value of "ids" does not fit')];
  expect(told).toEqual([mismatch("names"), unchecked("odd"), unchecked("after_odd"), mismatch("more_names")]);
});

test("a run of other assets, and of that one, can be planned", () => {
  failAt("poison", new Error("Debug Failure."));
  const { project } = fixture(PROJECT);
  for (const selection of ["ids", "odd"])
    expect(planIn(project, { selection: [selection], runId: "r", jobName: null })).toMatchObject({ kind: "plan" });
});
