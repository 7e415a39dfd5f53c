// While a file cannot be read, the other files use its last readable content, so a half-typed line causes no problems in them.
import { expect, test } from "vitest";
import { problemsOf } from "../../support/check.js";
import { fixture } from "../../support/fixture.js";

const RAW = `import { asset } from "millrace";
import type { Row } from "./types.js";
export const orders = asset((): Row[] => [{ id: 1 }]);
export const lines = asset((): number[] => [1]);
`;
const FILES: Readonly<Record<string, string>> = {
  "src/types.ts": "export interface Row { id: number }\nexport interface Other { name: string }\n",
  "src/raw.ts": RAW,
  "src/assets.ts": `import { asset } from "millrace";
export * from "./raw.js";
import type { Row } from "./types.js";
export const total = asset((orders: Row[], lines: number[]) => orders.length + lines.length);
export const ids = asset((orders: { id: number }[]) => orders.map(({ id }) => id));
`,
};

const start = () => {
  const made = fixture(
    Object.entries(FILES)
      .map(([file, text]) => `//- /${file}\n${text}`)
      .join(""),
  );
  expect(problemsOf(made)).toEqual([]);
  return {
    ...made,
    edit(file: string, text: string) {
      made.workspace.apply([{ kind: "edited", path: `/project/${file}`, text }]);
      return problemsOf(made).flatMap(({ code, place }) => (place.file === `/project/${file}` ? [] : [`${code} ${place.file}`]));
    },
  };
};

test.each([
  ["an asset without a value", "src/raw.ts", RAW.replace("asset((): Row[] => [{ id: 1 }])", "")],
  ["an asset that is being typed", "src/raw.ts", RAW.replace("(): Row[] => [{ id: 1 }])", "(")],
  ["a quote", "src/raw.ts", RAW.replace('"./types.js"', '"./ty')],
  ["a comment", "src/raw.ts", RAW.replace("export const orders", "/* export const orders")],
  ["a brace", "src/raw.ts", RAW.replace("[{ id: 1 }]", "[{ id: 1 ")],
  ["a name", "src/raw.ts", RAW.replace("export const orders =", "export const ")],
  ["a type", "src/types.ts", "export interface Row { id: \nexport interface Other { name: string }\n"],
  ["a type's name", "src/types.ts", "export interface { id: number }\nexport interface Other { name: string }\n"],
])("%s", (_, file, text) => {
  expect(start().edit(file, text)).toEqual([]);
});

test("what is whole again counts as it is", () => {
  const { edit } = start();
  edit("src/raw.ts", RAW.replace("asset((): Row[] => [{ id: 1 }])", ""));
  expect(edit("src/raw.ts", RAW.replace(/export const orders.*\n/, ""))).toEqual([
    "unknown-upstream /project/src/assets.ts",
    "unknown-upstream /project/src/assets.ts",
  ]);
});
