// How Millrace says that it stands well, and why something cannot work; in JavaScript files as in TypeScript's.
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
    await editor.command("Millrace: Show Server Status");
    const page = editor.page.locator(".editor-instance .view-lines");
    for (const line of ["- state: ready", "- 7 assets in 3 files", "- problems: 0 errors", "- what only running can tell:"])
      await page.getByText(line).first().waitFor();
    await editor.screenshot("43-server-status");

    const right = project.read(config);
    await editor.tab("assets.ts").click();
    project.write(config, "export default 1;\n");
    await editor.status().filter({ hasText: "0 assets" }).waitFor();
    await noLens();
    const ill = await languageStatus(editor, "millrace.config.ts exports no Definitions");
    await editor.screenshot("44-status-why");
    // Out of sight it could not be clicked.
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

test("a JavaScript file has the lenses, the commands and the status of a TypeScript file", () =>
  session.withProject(
    "javascript",
    "src/special.js",
    async ({ editor, project }) => {
      await editor.waitForLens("▶ Materialize");
      await languageStatus(editor, "Millrace: 8 assets");
      await editor.page.keyboard.press("Escape");
      await editor.page.locator('.editor-actions [aria-label*="Show Asset Graph"]').waitFor();
      const at = project.find("src/special.js", "special = asset");
      await editor.goTo(at.line, at.column + 2);
      await editor.command("Millrace: Materialize Asset with Upstream");
      await editor.waitForLens(/✓/);
      expect(project.read("data/special.json")).toContain("rye");
      await editor.goTo(at.line, at.column + 2);
      await editor.page.keyboard.press("Control+Alt+G");
      await editor.node(await editor.graph(), "special").waitFor();
      await editor.screenshot("47-javascript");
    },
    (project) => {
      project.write(
        "src/special.js",
        `// The day's special, in JavaScript.
import { asset } from "millrace";

/** Sold before all others. */
export const special = asset((/** @type {Record<string, number>} */ prices) => Object.keys(prices)[0] ?? "none");
`,
      );
      project.write("tsconfig.json", project.read("tsconfig.json").replace('"strict": true', '"allowJs": true,\n    "strict": true'));
      project.write(
        config,
        project
          .read(config)
          .replace("import * as trouble", 'import * as specials from "./src/special.js";\nimport * as trouble')
          .replace("assets: [assets, ", "assets: [assets, specials, "),
      );
    },
  ));
