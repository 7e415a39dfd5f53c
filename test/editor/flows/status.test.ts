// How Millrace shows that it works, and why something does not work.
import { rmSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { languageStatus } from "../driver/language-views.js";
import { editorSession } from "../driver/session.js";
import { until } from "../driver/until.js";

const session = editorSession();
const assets = "src/assets.ts";
const config = "millrace.config.ts";

test("the status names the project, says why something cannot work, and leads to a page that tells the rest", () =>
  session.withProject("status", assets, async ({ editor, project }) => {
    const noLens = () => until("the lenses are gone", async () => (await editor.lens("Materialize").count()) === 0);
    await editor.status().filter({ hasText: "7 assets" }).waitFor();
    await editor.waitForLens("▶ Materialize");
    const well = await languageStatus(editor, "Millrace: 7 assets");
    await expect.poll(() => well.textContent()).toContain(path.basename(project.folder));
    await editor.screenshot("42-status");
    await editor.page.keyboard.press("Escape");
    await editor.command("Millrace: Show server status");
    const page = editor.page.locator(".editor-instance .view-lines");
    for (const line of ["- state: ready", "- 7 assets in 3 files", "- problems: 0 errors", "- values that require executing the code:"])
      await page.getByText(line).first().waitFor();
    await editor.screenshot("43-server-status");

    const right = project.read(config);
    await editor.tab("assets.ts").click();
    project.write(config, "export default 1;\n");
    await editor.status().filter({ hasText: "0 assets" }).waitFor();
    await noLens();
    const ill = await languageStatus(editor, "millrace.config.ts exports no Definitions");
    await editor.screenshot("44-status-why");
    // The click fails if the text before the link is so long that the link is outside the view.
    await ill.getByText("Why?", { exact: true }).click();
    await page.getByText("so no asset is known").first().waitFor();
    await editor.screenshot("45-server-status-why");

    await editor.tab("assets.ts").click();
    project.write(config, right);
    await editor.status().filter({ hasText: "7 assets" }).waitFor();
    await editor.waitForLens("▶ Materialize");
    rmSync(project.path(config));
    await editor.status().waitFor({ state: "hidden" });
    await noLens();
    await languageStatus(editor, "No millrace.config.ts in the folder");
    await editor.screenshot("46-status-no-project");
  }));
