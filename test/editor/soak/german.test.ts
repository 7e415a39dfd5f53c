// Millrace in a German VS Code: the lenses, the palette, hovers, problems, the views and the graph.
import { expect, test } from "vitest";
import { editorSession } from "../driver/session.js";
import { openSideBar, row, view } from "../driver/side-bar.js";

const session = editorSession({ language: "de" });
const assets = "src/assets.ts";

test("in a German editor Millrace speaks German", () =>
  session.withProject("german", assets, async ({ editor, project }) => {
    await editor.status().filter({ hasText: "7 Assets" }).waitFor();
    await editor.waitForLens("▶ Materialisieren");
    await editor.waitForLens("nie materialisiert");
    await editor.waitForLens("mit Upstream");
    const at = project.find(assets, "report = asset");
    await editor.hover(at.line, at.column + 2, /Asset in Gruppe books[\s\S]*Gespeichert unter[\s\S]*Nie materialisiert\./);
    await editor.screenshot("90-german-hover");
    await editor.page.keyboard.press("Escape");

    // Runs the command at the cursor by its German name, then checks everything that shows the result.
    await editor.goTo(at.line, at.column + 2);
    await editor.command("Millrace: Asset mit Upstream materialisieren");
    await openSideBar(editor);
    await row(editor, "Läufe", "Lauf von report +3, erfolgreich").waitFor();
    await row(editor, "Assets", "report, Asset, gerade eben").waitFor();
    await expect
      .poll(() => row(editor, "Assets", "revenue, Asset").getAttribute("aria-label"))
      .toContain("lädt sales, prices, speist report");
    await view(editor, "Assets").locator('.pane-header .action-label[aria-label^="Asset-Graph anzeigen"]').waitFor({ state: "attached" });
    await editor.screenshot("91-german-views");

    await editor.command("Millrace: Asset-Graph anzeigen");
    const graph = await editor.graph();
    await graph.getByRole("button", { name: "Alle materialisieren" }).waitFor();
    await expect.poll(() => graph.locator("html").getAttribute("lang")).toBe("de-DE");
    await editor.screenshot("92-german-graph");

    await editor.tab("assets.ts").click();
    await editor.replaceAll(project.read(assets).replace("(revenue: Revenue[])", "(revenu: Revenue[])"));
    await editor.problem('Kein Asset hat den Schlüssel "revenu". War "revenue" gemeint?');
    await editor.screenshot("93-german-problem");
  }));
