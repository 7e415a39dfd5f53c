// Debugging an asset and materializing on save, in a real VS Code.
import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { workers } from "../driver/processes.js";
import { editorSession } from "../driver/session.js";
import { succeeds, until } from "../driver/until.js";

const session = editorSession();
const assets = "src/assets.ts";

test("Debug stops at a breakpoint in the asset, with its loaded inputs in scope; stopping ends the run", () =>
  session.withProject("debug", assets, async ({ editor, project }) => {
    await editor.waitForLens("▶ Materialize");
    const revenue = project.find(assets, "revenue = asset");
    await editor.clickLens(revenue.line, "with upstream");
    await until("what revenue loads is stored", async () => (await editor.lens(/✓ just now/).count()) >= 3);

    const body = project.find(assets, "return sales.map");
    await editor.goTo(body.line, body.column);
    await editor.page.keyboard.press("F9");
    await editor.page.locator(".codicon-debug-breakpoint").first().waitFor();
    await editor.clickLens(revenue.line, "Debug", editor.page.locator(".debug-toolbar:visible"));
    await editor.page.locator(".debug-top-stack-frame-line").first().waitFor();
    const variables = editor.page.locator(".debug-variables .monaco-list-row");
    await until("the loaded rows are in scope", async () => {
      const sales = variables.filter({ hasText: /^sales.*\(3\)/ });
      const found = await succeeds(sales.first().waitFor({ timeout: 3_000 }));
      if (!found)
        await variables
          .filter({ hasText: /^Local/ })
          .first()
          .click();
      return found;
    });
    await variables.filter({ hasText: "prices" }).first().waitFor();
    await editor.screenshot("50-debug");
    await editor.page.keyboard.press("F5");
    await editor.page.locator(".debug-toolbar").waitFor({ state: "hidden" });
    await editor.lensAbove(revenue.line, "✓ just now");

    await editor.clickLens(revenue.line, "Debug", editor.page.locator(".debug-toolbar:visible"));
    await editor.page.locator(".debug-top-stack-frame-line").first().waitFor();
    await editor.page.keyboard.press("Shift+F5");
    await until("the run's process is gone", async () => workers(session.server().pid).length === 0);
    await editor.lensAbove(revenue.line, "canceled");
    expect(await editor.notification("failed").count()).toBe(0);
  }));

test("on save the changed asset runs, and what comes after it, where that is chosen", () =>
  session.withProject("on-save", assets, async ({ editor, project }) => {
    await editor.waitForLens("▶ Materialize");
    const report = project.find(assets, "report = asset");
    await editor.goTo(report.line);
    await editor.clickLens(report.line, "with upstream");
    const total = () => (JSON.parse(project.read("data/report.json")) as { total: number }).total;
    await until("the report is stored", async () => existsSync(project.path("data/report.json")));
    await editor.waitForLens(/✓ just now/);
    expect(total()).toBeCloseTo(188.9);

    const revenue = project.find(assets, "revenue = asset");
    await editor.goTo(revenue.line, revenue.column + 2);
    await editor.command("Millrace: Materialize asset on save…");
    const choice = editor.page.locator(".quick-input-list .monaco-list-row", { hasText: "what comes after it" });
    await choice.waitFor();
    await editor.screenshot("52-on-save-choice");
    await choice.click();
    await editor.waitForLens(/on save/);
    const body = project.find(assets, "sale.loaves *");
    await editor.goTo(body.line, body.column);
    await editor.insert("2 * ");
    await editor.save();
    await until("the report follows the saved code", async () => Math.round(total() * 10) === 3778);
    await editor.screenshot("53-on-save");
  }));
