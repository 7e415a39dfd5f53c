// Stored values in a real VS Code: a table, a newer value that appears automatically, a comparison, and what survives a reload.
import { test } from "vitest";
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
      await editor.command("Millrace: Preview data");
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
      // Still sorted by loaves.
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
