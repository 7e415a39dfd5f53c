// Restricted Mode shows the graph and runs nothing. After the folder is trusted, everything runs.
import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { editorSession } from "../driver/session.js";
import { succeeds, until } from "../driver/until.js";

const session = editorSession({ asksForTrust: true });
const assets = "src/assets.ts";
const cannotRun = /Materialize \(Restricted Mode\)/;

test("in Restricted Mode lenses, hovers and the graph work, and nothing runs", () =>
  session.withProject("restricted", assets, async ({ editor, project }) => {
    const lens = await editor.waitForLens(cannotRun);
    await editor.status().filter({ hasText: "restricted" }).waitFor();
    await editor.screenshot("20-restricted-lenses");

    // The lens is redrawn when the server answers, and a click at that moment is lost.
    const told = editor.notification(/[Tt]rust/).first();
    await until("the lens says why nothing can run", async () => {
      await lens.click();
      return succeeds(told.waitFor({ timeout: 5_000 }));
    });
    const at = project.find(assets, "report = asset");
    await editor.hover(at.line, at.column + 2, "report.json");
    await editor.page.keyboard.press("Escape");

    await editor.command("Millrace: Show asset graph");
    const graph = await editor.graph();
    await graph.locator(".banner", { hasText: "Restricted Mode" }).waitFor();
    await editor.node(graph, "report").focus();
    await editor.page.keyboard.press("m");
    await editor.screenshot("21-restricted-graph");
    expect(await graph.locator("#materialize-all").getAttribute("disabled")).not.toBeNull();
    expect(existsSync(project.path("data"))).toBe(false);
    expect(existsSync(project.path(".millrace"))).toBe(false);
  }));

test("granting trust lets assets run without a reload", () =>
  session.withProject("granted", assets, async ({ editor, project }) => {
    await editor.waitForLens(cannotRun);
    await editor.command("Workspaces: Manage Workspace Trust");
    await editor.page.locator(".workspace-trust-editor").getByRole("button", { name: "Trust", exact: true }).first().click();
    // Newer versions show the trust editor as a dialog over the window, older ones as a tab.
    const box = editor.page.locator(".monaco-modal-editor-block");
    if (await box.isVisible()) await box.locator(".codicon-close").first().click();
    await box.waitFor({ state: "hidden" });
    await editor.page.locator('.tab[data-resource-name="assets.ts"]').click();
    await editor.waitForLens("▶ Materialize");
    await editor.clickLens(project.find(assets, "prices = asset").line, "▶ Materialize");
    await editor.waitForLens(/✓/);
    expect(existsSync(project.path("data/prices.json"))).toBe(true);
    await editor.screenshot("22-trusted");
  }));
