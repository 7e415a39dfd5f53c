// For releases: a value that is not a table.
import { expect, test } from "vitest";
import { editorSession } from "../driver/session.js";
import { until } from "../driver/until.js";

const session = editorSession();
const assets = "src/assets.ts";

test("a value that is no table is a tree, and its file is a click away", () =>
  session.withProject("value-tree", assets, async ({ editor, project }) => {
    await editor.waitForLens("▶ Materialize");
    const prices = project.find(assets, "prices = asset");
    await editor.clickLens(prices.line, "▶ Materialize");
    await editor.lensAbove(prices.line, "✓ just now");
    await editor.goTo(prices.line, prices.column);
    await editor.command("Millrace: Preview data");
    const value = await editor.value();
    await value.getByRole("treeitem", { name: "rye: 4.5" }).waitFor();
    await editor.screenshot("84-value-tree");
    await value.getByRole("button", { name: "Open code" }).click();
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
    await (await editor.value()).getByRole("button", { name: "Open file" }).click();
    await editor.tab("prices.json").waitFor();
    await expect.poll(() => editor.textOfLine(2)).toContain("rye");
  }));
