// Inlay hints for types that the code omits: text in, text out.
import { expect, test } from "vitest";
import { acceptHints, hintsOf } from "../../support/check-writing.js";

const CODE = `
//- /millrace.config.ts
import { Definitions } from "millrace";
import * as a from "./src/assets.js";
import * as b from "./src/other.js";
export default new Definitions({ assets: [a, b] });
//- /src/other.ts
import { asset } from "millrace";
export interface Row { n: number }
export const rows = asset((): Row[] => []);
export const anything = asset((): any => 1);
//- /src/assets.ts
import { asset, DailyPartitionsDefinition } from "millrace";
export const ids = asset(async () => [1, 2]);
export const days = asset({ partitions: new DailyPartitionsDefinition({ startDate: "2026-01-01" }) }, () => "day");
export const a = asset((context, ids, rows) => ids.length + rows.length);
export const b = asset(ids => ids.length);
export const c = asset((ids: number[], anything, nothing) => 1);
export const d = asset((days) => days.size);
`;

test("what a parameter loads, where it is not annotated and known", () => {
  const hinted = hintsOf(CODE).split("\n").slice(3);
  expect(hinted).toMatchInlineSnapshot(`
    [
      "export const a = asset((context, ids«: number[]», rows«: Row[]») => ids.length + rows.length);",
      "export const b = asset(ids«: number[]» => ids.length);",
      "export const c = asset((ids: number[], anything, nothing) => 1);",
      "export const d = asset((days«: ReadonlyMap<string, string>») => days.size);",
      "",
    ]
  `);
});

test("accepting them annotates the parameters and brings the imports", () => {
  expect(acceptHints(CODE)).toMatchInlineSnapshot(`
    "import { asset, DailyPartitionsDefinition } from "millrace";
    import type { Row } from "./other.js";
    export const ids = asset(async () => [1, 2]);
    export const days = asset({ partitions: new DailyPartitionsDefinition({ startDate: "2026-01-01" }) }, () => "day");
    export const a = asset((context, ids: number[], rows: Row[]) => ids.length + rows.length);
    export const b = asset((ids: number[]) => ids.length);
    export const c = asset((ids: number[], anything, nothing) => 1);
    export const d = asset((days: ReadonlyMap<string, string>) => days.size);
    "
  `);
});

test("only those of the range that is asked for", () => {
  const source = CODE.slice(CODE.indexOf("//- /src/assets.ts\n") + 19);
  const at = source.indexOf("export const b");
  expect(hintsOf(CODE, [at, at + 30]).match(/«/g)?.length).toBe(1);
});
