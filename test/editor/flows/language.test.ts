// Hovers, hints, navigation and completion along the wiring, in a real VS Code.
import { expect, test } from "vitest";
import { callers, cursorAt, peek, press, references, suggestionRows, suggestions, symbols } from "../driver/language-views.js";
import { appended } from "../driver/project-copy.js";
import { editorSession } from "../driver/session.js";
import { until } from "../driver/until.js";

const session = editorSession();
const assets = "src/assets.ts";

test("hints tell what parameters load; definition, references, callers and symbols lead along the wiring", () =>
  session.withProject(
    "navigation",
    assets,
    async ({ editor, project }) => {
      await editor.waitForLens("▶ Materialize");
      const board = project.find(assets, "board = asset");
      await editor.goTo(board.line);
      await until("hints of both parameters", async () =>
        (await editor.textOfLine(board.line)).includes("(prices: Record<string, number>, revenue: Revenue[])"),
      );
      await editor.screenshot("33-hints");

      const prices = project.find(assets, "prices = asset");
      const parameter = { line: board.line, column: project.find(assets, "prices, revenue)").column + 1 };
      await press(editor, parameter, "F12", cursorAt(editor, prices));
      expect(await peek(editor).count()).toBe(0);

      const revenue = project.find(assets, "revenue = asset");
      const found = await references(editor, revenue);
      expect(found).toHaveLength(4);
      for (const each of ["const revenue = asset", "(revenue: Revenue[])", "prices, revenue) =>", 'deps: ["revenue"]'])
        expect(found.join("\n")).toContain(each);
      await editor.screenshot("34-references");

      const downstream = await callers(editor, revenue, "revenue");
      expect(downstream.map((row) => row.split("asset in group")[0])).toEqual(["revenue", "archive", "board", "report"]);
      await editor.screenshot("35-callers");

      expect((await symbols(editor, "reven", "asset books"))[0]).toContain("revenue");
      await editor.screenshot("36-symbols");
    },
    appended(
      assets,
      `
export const board = asset({ group: "books" }, (prices, revenue) => {
  return Object.keys(prices).length + revenue.length;
});

export const archive = asset({ group: "books", deps: ["revenue"] }, (): string => "kept");
`,
    ),
  ));

test("completion writes a parameter with its type, and keys into strings", () =>
  session.withProject(
    "completion",
    assets,
    async ({ editor, project }) => {
      await editor.waitForLens("▶ Materialize");
      const { line, column } = project.find(assets, "() => 1");
      await editor.goTo(line, column + 1);
      const offered = await suggestions(editor);
      for (const each of ["prices, asset prices: Record<string, number>", "revenue, asset revenue: Revenue[]"])
        expect(offered.join("\n")).toContain(each);
      expect(offered.join("\n")).not.toMatch(/^shelf/m);
      await editor.screenshot("37-completion");
      await editor.page.keyboard.type("reve");
      await until("one suggestion is left", async () => (await suggestionRows(editor).count()) === 1);
      await editor.page.keyboard.press("Enter");
      await until("the parameter is written with its type", async () =>
        (await editor.textOfLine(line)).includes("(revenue: Revenue[]) => 1"),
      );

      await editor.goTo(line, project.find(assets, "deps: []").column + "deps: [".length);
      await editor.page.keyboard.type('"');
      const keys = await suggestions(editor);
      expect(keys.map((key) => key.split(",")[0])).toEqual(["burnt", "crumbs", "prices", "report", "revenue", "sales", "sourdough"]);
      await editor.screenshot("38-completion-of-keys");
      await editor.page.keyboard.type("rep");
      await until("one key is left", async () => (await suggestionRows(editor).count()) === 1);
      await editor.page.keyboard.press("Enter");
      await until("the key is written", async () => (await editor.textOfLine(line)).includes('deps: ["report"] }'));
    },
    appended(
      assets,
      `
export const shelf = asset({ deps: [] }, () => 1);
`,
    ),
  ));
