// Looking at stored values in a real VS Code: a table, a newer value that comes by itself, a comparison, a tree, and what survives a reload.
import { expect, test } from "vitest";
import { editorSession } from "../driver/session.js";
import { until } from "../driver/until.js";

const session = editorSession();
const assets = "src/assets.ts";

test("a table is sorted, filtered and follows its asset; an earlier value is compared; all of it is there after a reload", () =>
  session.withProject(
    "values",
    assets,
    async ({ editor, project }) => {
      await editor.waitForLens("▶ Materialize");
      const sales = project.find(assets, "sales = asset");
      await editor.goTo(sales.line, sales.column);
      await editor.command("Millrace: Preview Data");
      await (await editor.value()).getByText("Materialize it first").waitFor();
      await editor.screenshot("80-value-missing");
      await (await editor.value()).getByRole("button", { name: "Materialize" }).click();
      const cell = async (row: number, column: number) => (await editor.value()).locator(`.ag-row[row-index="${row}"] [col-id=c${column}]`);
      await (await cell(0, 0)).getByText("rye").waitFor();
      await (await editor.value()).locator("[role=columnheader]", { hasText: "loaves" }).click();
      await (await cell(0, 0)).getByText("spelt").waitFor();
      await editor.screenshot("81-value-table");

      await editor.page.locator(".tab").filter({ hasText: "assets.ts" }).click();
      project.write(assets, project.read(assets).replace("loaves: 7", "loaves: 70"));
      await until(
        "the editor has the new text",
        async () => (await editor.page.locator(".view-line", { hasText: "loaves: 70" }).count()) > 0,
      );
      await editor.page
        .locator(".tab")
        .filter({ hasText: /^sales/ })
        .click();
      await (await editor.value()).getByRole("button", { name: "Materialize" }).click();
      await (await cell(2, 1)).getByText("70").waitFor();
      await (await editor.value()).getByRole("button", { name: "Compare", exact: true }).click();
      await (await editor.value()).getByRole("row", { name: /^rows 3 3/ }).waitFor();
      await (await editor.value()).getByRole("button", { name: "Compare the Values" }).click();
      await until("both values stand side by side", async () => {
        const lines = await editor.page.locator(".monaco-diff-editor .view-line").allTextContents();
        return lines.some((line) => /loaves":7}/.test(line)) && lines.some((line) => /loaves":70}/.test(line));
      });
      await editor.screenshot("82-value-compared");

      await editor.page
        .locator(".tab")
        .filter({ hasText: /^sales$/ })
        .first()
        .click();
      await editor.reopenWindow();
      await editor.page
        .locator(".tab")
        .filter({ hasText: /^sales$/ })
        .first()
        .click();
      // Sorted still, by loaves.
      await (await cell(2, 1)).getByText("70").waitFor();
      await editor.screenshot("83-value-reloaded");
    },
    (project) => {
      // Every value of sales is kept.
      const config = project.read("millrace.config.ts");
      project.write(
        "millrace.config.ts",
        config
          .replace("FilesystemIOManager }", "FilesystemIOManager, VersionedIOManager }")
          .replace("database: new", 'versions: new VersionedIOManager({ uri: "versions" }),\n    database: new'),
      );
      project.write(
        assets,
        project.read(assets).replace('ioManagerKey: "database" }, (): Sale[]', 'ioManagerKey: "versions" }, (): Sale[]'),
      );
    },
  ));

test("a value that is no table is a tree, and its file is a click away", () =>
  session.withProject("value-tree", assets, async ({ editor, project }) => {
    await editor.waitForLens("▶ Materialize");
    const prices = project.find(assets, "prices = asset");
    await editor.clickLens(prices.line, "▶ Materialize");
    await editor.lensAbove(prices.line, "✓ just now");
    await editor.goTo(prices.line, prices.column);
    await editor.command("Millrace: Preview Data");
    const value = await editor.value();
    await value.getByRole("treeitem", { name: "rye: 4.5" }).waitFor();
    await editor.screenshot("84-value-tree");
    await value.getByRole("button", { name: "Open Code" }).click();
    await until(
      "the cursor is on the asset",
      async () =>
        (await editor.page.locator(".editor-status-selection, [id='status.editor.selection']").textContent())?.includes(
          `Ln ${prices.line},`,
        ) === true,
    );
    await editor.page
      .locator(".tab")
      .filter({ hasText: /^prices/ })
      .first()
      .click();
    await (await editor.value()).getByRole("button", { name: "Open File" }).click();
    await editor.tab("prices.json").waitFor();
    await expect.poll(() => editor.textOfLine(2)).toContain("rye");
  }));
