// Which edits can change types.
import { expect, test } from "vitest";
import { createShapes } from "../../../server/analysis/index.js";
import { fixture } from "../../support/fixture.js";

const ROWS = `import { asset } from "millrace";
const limit = (): number => 3;
export const rows = asset((): { id: number }[] => [{ id: limit() }]);
export const guessed = asset(() => [1]);
export const make = (): unknown => asset((rows: { id: number }[]) => rows);
`;

/** Whether replacing `from` by `to` changes the shape of the text. */
function counts(from: string, to: string, text = ROWS): boolean {
  const path = "/project/src/assets.ts";
  const { project, workspace, texts } = fixture(text);
  project.model();
  const shapes = createShapes(project);
  shapes.learn();
  const edited = text.replace(from, to);
  if (edited === text) throw new Error(`${from} does not stand there`);
  texts.set(path, edited);
  workspace.apply([{ kind: "edited", path, text: edited }]);
  return shapes.changed([path]).length > 0;
}

test("the body of a function that says what it returns, and comments between statements, change no type", () => {
  expect(counts("[{ id: limit() }]", "[{ id: 1 + limit() }]")).toBe(false);
  expect(counts("=> 3", "=> 4")).toBe(false);
  expect(counts("export const guessed", "// Said by TypeScript.\nexport const guessed")).toBe(false);
});

test("a type, the body of a function that says none, an option and the body of a function that makes an asset may", () => {
  expect(counts("{ id: number }[] =>", "{ id: string }[] =>")).toBe(true);
  expect(counts("() => [1]", '() => ["1"]')).toBe(true);
  expect(counts("asset(() =>", 'asset({ group: "g" }, () =>')).toBe(true);
  expect(counts("asset((rows: { id: number }[])", "asset((rows: { id: string }[])")).toBe(true);
  const renamed = ROWS.replace("{ asset }", "{ asset as make_one }").replaceAll("asset(", "make_one(");
  expect(counts("make_one((rows: { id: number }[])", "make_one((rows: { id: string }[])", renamed)).toBe(true);
});

test("a line that is half typed counts, and so does its end", () => {
  expect(counts("=> 3", "=> (3")).toBe(true);
});

test("of a declaration file every edit counts", () => {
  const path = "/project/src/rows.d.ts";
  const { project, workspace } = fixture(`//- /src/rows.d.ts
export interface Row { id: number }
//- /src/assets.ts
import { asset } from "millrace";
import type { Row } from "./rows.js";
export const rows = asset((): Row[] => []);
`);
  project.model();
  const shapes = createShapes(project);
  shapes.learn();
  workspace.apply([{ kind: "edited", path, text: "// A comment.\nexport interface Row { id: number }\n" }]);
  expect(shapes.changed([path])).toEqual([path]);
});
