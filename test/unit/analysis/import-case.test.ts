// An import whose case differs from the file name on disk: it is the same file, and a problem warns before it fails on another system.
import { expect, test } from "vitest";
import { loadProblems } from "../../../server/analysis/index.js";
import { fixture } from "../../support/fixture.js";

const FILES = `
//- /src/assets.ts
import { double } from "./Helper.js";
export { more } from "./MORE.js";
import { asset } from "millrace";
export const orders = asset(() => double(2));
//- /src/helper.ts
export const double = (value: number): number => value * 2;
//- /src/more.ts
import { asset } from "millrace";
export const more = asset((orders: number) => orders);
`;

test("on a disk that ignores case, the file is one module, and the import is a problem", () => {
  const { project } = fixture(FILES, { ignoresCase: true });
  expect(project.model().assets.map(({ key }) => key)).toEqual(["more", "orders"]);
  expect(project.model().problems.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
  const told = loadProblems(project, project.loadedFiles());
  expect(told.map(({ code, place, message }) => [code, place.file, message.split(". ")[0]])).toEqual([
    ["unresolved-import", "/project/src/assets.ts", '"./Helper.js" is spelled differently from the file src/helper.ts'],
    ["unresolved-import", "/project/src/assets.ts", '"./MORE.js" is spelled differently from the file src/more.ts'],
  ]);
});

test("on a disk that tells case apart, it leads nowhere", () => {
  const { project } = fixture(FILES);
  const told = loadProblems(project, project.loadedFiles());
  expect(told.map(({ message }) => /cannot be resolved/.test(message))).toEqual([true, true]);
});
