// Which assets a save runs when materializing on save is turned on.
import { expect, test } from "vitest";
import { changedBySave } from "../../../server/analysis/index.js";
import { fixture } from "../../support/fixture.js";

const PROJECT = `
//- /src/assets.ts
import { asset } from "millrace";
import { half } from "./half.js";
const scale = 2;
/** Numbers. */
export const numbers = asset(() => [1, 2]);
export const total = asset({ group: "g" }, (numbers: number[]) => numbers.length * scale);
//- /src/half.ts
import { quarter } from "./quarter.js";
export const half = (n: number) => quarter(n) * 2;
//- /src/quarter.ts
export const quarter = (n: number) => n / 4;
//- /src/other.ts
import { asset } from "millrace";
import { quarter } from "./quarter.js";
export const other = asset(() => quarter(4));
//- /millrace.config.ts
import { Definitions } from "millrace";
import * as assets from "./src/assets.js";
import * as other from "./src/other.js";
export default new Definitions({ assets: [assets, other] });
`;

function saved(file: string, from: string, to: string): string[] {
  const { project, workspace, texts } = fixture(PROJECT);
  const path = `/project/${file}`;
  const before = texts.get(path) ?? "";
  const text = before.replace(from, to);
  expect(text).not.toBe(before);
  workspace.apply([{ kind: "edited", path, text }]);
  return changedBySave(project, path, before);
}

test.each([
  ["the body of one", "src/assets.ts", "[1, 2]", "[1, 2, 3]", ["numbers"]],
  ["the options of one", "src/assets.ts", '"g"', '"h"', ["total"]],
  ["a new one", "src/assets.ts", "export const total", "export const more = asset(() => 1);\nexport const total", ["more"]],
  ["one removed", "src/assets.ts", "export const numbers = asset(() => [1, 2]);", "", []],
  ["a comment, a blank line", "src/assets.ts", "/** Numbers. */", "// Some numbers.\n\n", []],
  ["what the file has beside them", "src/assets.ts", "scale = 2", "scale = 3", ["numbers", "total"]],
  ["what a file imports", "src/half.ts", "* 2", "+ 1", ["numbers", "total"]],
  ["what several import, however far", "src/quarter.ts", "/ 4", "/ 5", ["numbers", "other", "total"]],
])("%s", (_what, file, from, to, keys) => {
  expect(saved(file, from, to)).toEqual(keys);
});
