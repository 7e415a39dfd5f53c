// Hovers, definitions, completions and lenses: text in, text out.
import { expect, test } from "vitest";
import { completionsAt, definitionAt, hoverAt, lensesOf } from "../../support/check.js";

const CODE = `
import { asset, type AssetContext, type Relation } from "millrace";
interface Story { id: number; title: string }
/** Ids of the front page. */
export const ids = asset(async (): Promise<number[]> => [1]);
export const stories = asset({ group: "hn", ioManagerKey: "warehouse" }, async (context: AssetContext, ids: number[]): Promise<Story[]> => []);
export const words = asset((stories: Story[]) => stories.length);
export const lazy = asset({ ioManagerKey: "warehouse", deps: ["words"] }, (stories: Relation<Story>) => stories);
`;

/** Puts the cursor before a part of the text. */
const at = (needle: string): string => CODE.replace(needle, `$0${needle}`);

test("hover on an asset: key, group, type, the stored path whole, the manager and why, neighbours", () => {
  expect(hoverAt(at("stories = asset"))).toMatchInlineSnapshot(`
    "**\`stories\`** · asset in group \`hn\`

    Produces \`Story[]\`

    Stored at [data/w.duckdb#sales.stories](open stories)  
    by \`DuckDBIOManager\`: \`ioManagerKey\` names the resource \`warehouse\`

    Never materialized.

    Upstream: \`ids\`  
    Downstream: \`lazy\`, \`words\`"
  `);
});

test("hover on a parameter: the form it is loaded in, and all of its asset", () => {
  expect(hoverAt(at("ids: number[]): Promise"))).toMatchInlineSnapshot(`
    "Loads the asset below as \`number[]\`: the whole value by \`FilesystemIOManager\`.

    **\`ids\`** · asset in group \`default\`

    Ids of the front page.

    Produces \`number[]\`

    Stored at [data/ids.json](open ids)  
    by \`FilesystemIOManager\`: the resource \`io_manager\`, which stores every asset that names no other

    Never materialized.

    Downstream: \`stories\`"
  `);
  expect(hoverAt(at("stories: Relation"))).toContain("a lazy relation that stays in the database by `DuckDBIOManager`");
});

test("hover on a manager key tells the manager; on ordinary code there is none", () => {
  expect(hoverAt(at('"warehouse" }, async'))).toBe(
    "**`warehouse`** · `DuckDBIOManager` at `/project/data/w.duckdb`\n\nStores `lazy`, `stories`",
  );
  expect(hoverAt(at("interface"))).toBeNull();
});

test("definition: a parameter and a dep lead to the asset, a manager key to the resource", () => {
  expect(definitionAt(at("ids: number[]): Promise"))).toBe("src/assets.ts: ids");
  expect(definitionAt(at('"words"'))).toBe("src/assets.ts: words");
  expect(definitionAt(at('"warehouse" }, async'))).toBe("millrace.config.ts: warehouse");
  expect(definitionAt(at("asset(async"))).toBeNull();
});

test("completion of a parameter: assets that would make no cycle, with their types", () => {
  const complete = (parameters: string) => completionsAt(`${CODE}export const next = asset((context: AssetContext, ${parameters}) => 1);`);
  expect(complete("$0")).toEqual([
    "ids → ids: number[]",
    "lazy → lazy: Relation<Story>",
    "stories → stories: Story[]",
    "words → words: number",
  ]);
  expect(complete("wo$0")).toContain("words → words: number");
  expect(complete("wo$0: string")).toContain("words → words");
  expect(completionsAt(CODE.replace("async (): Promise", "async ($0): Promise"))).toEqual([]);
});

test("completion while the function is half typed, as everybody has it", () => {
  const typed = (rest: string) => completionsAt(`${CODE}export const next = ${rest}`);
  const all = ["ids → ids: number[]", "lazy → lazy", "stories → stories", "words → words: number"];
  for (const half of [
    "asset(($0))",
    "asset((w$0))",
    "asset(async ($0))",
    "asset(($0",
    'asset({ group: "g" }, ($0))',
    'asset({ group: "g" }, (wo$0',
  ]) {
    expect([half, typed(half)]).toEqual([half, all]);
  }
  expect(typed("asset((ids: number[], $0")).toEqual([
    "lazy → lazy: Relation<Story>",
    "stories → stories: Story[]",
    "words → words: number",
  ]);
  expect(typed("asset((ids: $0")).toEqual([]);
  expect(typed("other(($0")).toEqual([]);
});

test("completion of options before the function is written", () => {
  expect(completionsAt(`${CODE}export const next = asset({ ioManagerKey: "$0" })`)).toEqual([
    "io_manager → io_manager",
    "warehouse → warehouse",
  ]);
  expect(completionsAt(CODE.replace('deps: ["words"]', "deps: [$0]"))).toEqual(['ids → "ids"', 'stories → "stories"', 'words → "words"']);
});

test("completion brings the import a type needs", () => {
  expect(
    completionsAt(`
//- /millrace.config.ts
import { Definitions } from "millrace";
import * as a from "./src/assets.js";
import * as b from "./src/other.js";
export default new Definitions({ assets: [a, b] });
//- /src/other.ts
import { asset } from "millrace";
export interface Row { n: number }
export const rows = asset((): Row[] => []);
//- /src/assets.ts
import { asset } from "millrace";
export const sum = asset(($0) => 1);
`),
  ).toEqual(['rows → rows: Row[] + import type { Row } from "./other.js";']);
});

test("completion of manager keys and of keys in deps", () => {
  expect(completionsAt(CODE.replace('ioManagerKey: "warehouse" }, async', 'ioManagerKey: "$0" }, async'))).toEqual([
    "io_manager → io_manager",
    "warehouse → warehouse",
  ]);
  expect(completionsAt(CODE.replace('["words"]', '["$0"]'))).toEqual(["ids → ids", "stories → stories", "words → words"]);
});

test("lenses tell every state, and why nothing can run", () => {
  const since = new Date(0).toISOString();
  const states = {
    ids: { state: "materialized", since, size: "100 rows" },
    stories: { state: "running", since },
    words: { state: "failed", since, message: "no\nmore" },
  } as const;
  expect(lensesOf(CODE, (key) => states[key as keyof typeof states] ?? { state: "never" })).toEqual([
    "ids: ▶ Materialize",
    "ids: ✓ just now · 100 rows",
    "stories: ▶ Materialize",
    "stories: ● running 1 s",
    "words: ▶ Materialize",
    "words: with upstream",
    "words: ✗ failed just now: no",
    "lazy: ▶ Materialize",
    "lazy: with upstream",
    "lazy: never materialized",
  ]);
  expect(lensesOf(CODE, undefined, { label: "Restricted Mode", reason: "…" })[0]).toBe("ids: ▷ Materialize (Restricted Mode)");
  expect(lensesOf(CODE, undefined, null, { canDebug: true, isOnSave: (key) => key === "ids" }).slice(0, 5)).toEqual([
    "ids: ▶ Materialize",
    "ids: Debug",
    "ids: never materialized · on save",
    "stories: ▶ Materialize",
    "stories: Debug",
  ]);
});
