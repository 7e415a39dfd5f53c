// While the user types, results that need types are guessed. After `settle`, the problems equal those of a fresh start.
import { expect, test } from "vitest";
import { fixture } from "../../support/fixture.js";

const READS_MADE = `
//- /src/made.ts
import { asset } from "millrace";
const make = (n: number) => { const twice = 2 * n; return asset(() => twice); };
export const made = make(1);
//- /src/assets.ts
import { asset } from "millrace";
export * from "./made.js";
export const limit = Math.max(1, 2);
export const total = asset((order: number) => order);
`;

const READS_NONE = READS_MADE.replace("export const made = make(1);", "export const made = Math.max(1, 2);");

const typing = (text: string) => {
  const made = fixture(text, { typesLater: true });
  const unknown = () => made.project.model().problems.flatMap(({ code, data }) => (code === "unknown-upstream" ? [data?.name] : []));
  const settle = () => {
    while (made.project.model() && !made.project.settle(0));
  };
  const edit = (file: string, from: string, to: string) => {
    const path = `/project/${file}`;
    const now = (made.texts.get(path) ?? "").replace(from, to);
    made.texts.set(path, now);
    made.workspace.apply([{ kind: "edited", path, text: now }]);
  };
  return { ...made, unknown, settle, edit };
};

test("a name nobody has is silent until types told that no export holds assets", () => {
  const { unknown, settle } = typing(READS_NONE);
  expect(unknown()).toEqual([]);
  settle();
  expect(unknown()).toEqual(["order"]);
});

test("what types told holds while typing goes on", () => {
  const { unknown, settle, edit } = typing(READS_NONE);
  unknown();
  settle();
  edit("src/assets.ts", "(order:", "(ordre:");
  expect(unknown()).toEqual(["ordre"]);
  settle();
  expect(unknown()).toEqual(["ordre"]);
});

test("an edit that makes an asset of an export, or none of it: told after settling", () => {
  const { unknown, settle, edit } = typing(READS_NONE);
  unknown();
  settle();
  edit("src/made.ts", "Math.max(1, 2)", "make(1)");
  expect(unknown()).toEqual(["order"]);
  settle();
  expect(unknown()).toEqual([]);
  edit("src/made.ts", "make(1)", "Math.min(1, 2)");
  settle();
  expect(unknown()).toEqual(["order"]);
});

test("an edit of a file that is imported: its importers are asked again", () => {
  const { unknown, settle, edit } = typing(
    READS_MADE.replace(
      "const make = (n: number) => { const twice = 2 * n; return asset(() => twice); };",
      'import { make } from "./make.js";',
    ) +
      '//- /src/make.ts\nimport { asset } from "millrace";\nexport const make = (n: number) => { const twice = 2 * n; return asset(() => twice); };\n',
  );
  unknown();
  settle();
  expect(unknown()).toEqual([]);
  edit("src/make.ts", "asset(() => twice)", "twice");
  settle();
  expect(unknown()).toEqual(["order"]);
});

test("without typing, the first answer is sure", () => {
  const { project } = fixture(READS_NONE);
  expect(project.model().problems.map(({ code }) => code)).toContain("unknown-upstream");
  expect(project.settle(0)).toBe(true);
});
