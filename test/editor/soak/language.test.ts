// For releases: pages of problems, ordinary code that TypeScript handles, and refactorings.
import { execFileSync } from "node:child_process";
import path from "node:path";
import { expect, test } from "vitest";
import { callers, cursorAt, peek, press, select, suggestions } from "../driver/language-views.js";
import { appended, type ProjectCopy } from "../driver/project-copy.js";
import { editorSession } from "../driver/session.js";
import { succeeds, until } from "../driver/until.js";

const session = editorSession();
const assets = "src/assets.ts";
const ordinary = `
function sum(numbers: number[]): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}

export const three = asset((): number => sum([1, 2]));
`;

test("the code of a problem opens the page about it, from a hover and from the Problems panel", () =>
  session.withProject(
    "pages",
    assets,
    async ({ editor, project }) => {
      await editor.waitForLens("▶ Materialize");
      const wrong = project.find(assets, "prices: string[]");
      const page = editor.page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
      await until("the hover's code opens a page", async () => {
        // The hover is laid out again when TypeScript's text arrives, which moves the click target.
        const hover = await editor.hover(wrong.line, wrong.column + 1, "type-mismatch", "(parameter) prices");
        await editor.screenshot("30-problem-hover");
        await hover.locator("a.code-link", { hasText: "type-mismatch" }).click();
        return succeeds(page.locator("h1", { hasText: "type-mismatch" }).waitFor({ timeout: 5_000 }));
      });
      await page.getByText("what the upstream gives does not fit the parameter").waitFor();
      await editor.screenshot("31-problem-page");

      const problem = await editor.problem("unknown-dep");
      await problem.locator("a", { hasText: "unknown-dep" }).click();
      await page.locator("h1", { hasText: "unknown-dep" }).waitFor();
      await editor.screenshot("32-problem-page-from-panel");
    },
    appended(
      assets,
      `
export const wrong = asset({ deps: ["nowhere"] }, (prices: string[]): number => prices.length);
`,
    ),
  ));

test("ordinary code is TypeScript's: definition, callers, rename and completion are as without us", () =>
  session.withProject(
    "ordinary",
    assets,
    async ({ editor, project }) => {
      await editor.waitForLens("▶ Materialize");
      const declared = project.find(assets, "sum(numbers");
      const called = project.find(assets, "sum([1, 2])");
      await press(editor, called, "F12", cursorAt(editor, declared));
      expect(await peek(editor).count()).toBe(0);
      // TypeScript lists the caller. For Millrace the function is not an asset.
      await expect.poll(() => callers(editor, called, "sum")).toEqual(["sum", expect.stringContaining("assets.ts")]);

      const total = project.find(assets, "total = 0");
      await editor.rename(total.line, total.column + 1, "amount");
      await expect.poll(() => project.read(assets)).toContain(ordinary.replaceAll("total", "amount"));

      await editor.goTo(total.line + 1);
      await editor.page.keyboard.insertText("reve");
      const offered = await suggestions(editor);
      expect(offered.filter((row) => /^revenue\b/.test(row))).toHaveLength(1);
      expect(offered.find((row) => /^revenue\b/.test(row))).not.toContain("asset revenue");
      await editor.screenshot("39-ordinary-completion");
    },
    appended(assets, ordinary),
  ));

test("the light bulb extracts an upstream asset and makes a new one, and the code compiles", () =>
  session.withProject(
    "extract",
    assets,
    async ({ editor, project }) => {
      await editor.waitForLens("▶ Materialize");
      const expression = "Object.values(prices)";
      await select(editor, project.find(assets, expression), expression);
      await editor.quickFix("Extract to an upstream asset");
      await editor.save();
      expect(project.read(assets)).toContain(
        'export const extracted = asset({ group: "books" }, (prices: Record<string, number>) => Object.values(prices));',
      );
      expect(project.read(assets)).toContain("extracted: number[]): number => Math.max(...extracted)");
      const made = project.find(assets, "extracted = asset");
      await editor.lensAbove(made.line, "▶ Materialize");
      await editor.screenshot("40-extracted");

      await press(editor, project.find(assets, "dearest = asset"), "Control+.", editor.page.locator(".action-widget:visible"));
      await editor.screenshot("41-light-bulb");
      await editor.page.keyboard.press("Escape");
      await editor.quickFix('New asset from "dearest"');
      await editor.save();
      expect(project.read(assets)).toContain("export const from_dearest = asset((dearest: number) => {\n  return dearest;\n});");
      await editor.status().filter({ hasText: "10 assets" }).waitFor();
      expect(await editor.squiggle("error").count()).toBe(0);
      compile(project);
    },
    appended(
      assets,
      `
export const dearest = asset({ group: "books" }, (prices: Record<string, number>): number => Math.max(...Object.values(prices)));
`,
    ),
  ));

/** Throws with the compiler's errors. */
function compile(project: ProjectCopy): void {
  execFileSync(process.execPath, [path.resolve("node_modules/typescript/bin/tsc"), "-p", project.folder], { stdio: "pipe" });
}
