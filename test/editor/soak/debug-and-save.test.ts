// For releases: saves during a run, and lenses that settings turn off.
import { mkdirSync } from "node:fs";
import { expect, test } from "vitest";
import { workers } from "../driver/processes.js";
import { editorSession } from "../driver/session.js";
import { openSideBar, row, view } from "../driver/side-bar.js";
import { until } from "../driver/until.js";

const session = editorSession();
const assets = "src/assets.ts";

test("lenses that a folder's settings switch off are gone, and come back", () =>
  session.withProject(
    "lenses",
    assets,
    async ({ editor, project }) => {
      await editor.waitForLens("▶ Materialize");
      await expect.poll(() => editor.lens("▶ Materialize").count()).toBeGreaterThan(0);
      await expect.poll(() => editor.lens("Debug").count()).toBe(0);
      await expect.poll(() => editor.lens("with upstream").count()).toBe(0);
      await editor.screenshot("51-fewer-lenses");
      project.write(".vscode/settings.json", "{}");
      await editor.waitForLens("Debug");
      await editor.waitForLens("with upstream");
    },
    (project) => {
      mkdirSync(project.path(".vscode"));
      project.write(".vscode/settings.json", JSON.stringify({ "millrace.codeLens": { debug: false, upstream: false } }));
    },
  ));

test("a newer save abandons the run of an older one, without a word of failure", () =>
  session.withProject(
    "newer-save",
    assets,
    async ({ editor, project }) => {
      await editor.waitForLens("▶ Materialize");
      await openSideBar(editor);
      const price = project.find(assets, "4.5");
      await editor.goTo(price.line, price.column);
      await editor.command("Millrace: Materialize asset on save…");
      await editor.page.locator(".quick-input-list .monaco-list-row", { hasText: "This asset" }).first().click();
      await editor.waitForLens(/on save/);
      const asset = (state: string) => row(editor, "Assets", `prices, asset, ${state}`);
      const rows = view(editor, "Runs").locator(`.monaco-list-row[aria-label^="Run of prices"]`);

      await editor.goTo(price.line, price.column);
      await editor.insert("1");
      await editor.save();
      await asset("running").filter({ hasText: "14.5" }).waitFor();
      await editor.goTo(price.line, price.column);
      await editor.insert("2");
      await editor.save();
      await until("the older run is canceled and the newer one runs", async () => {
        const said = await rows.evaluateAll((all) => all.map((one) => one.getAttribute("aria-label") ?? ""));
        return said.length === 2 && said[0]?.includes("running") && said[1]?.includes("canceled");
      });
      await asset("running").filter({ hasText: "214.5" }).waitFor();
      await editor.screenshot("54-newer-save");

      project.write("go", "");
      await asset("just now").waitFor();
      expect(JSON.parse(project.read("data/prices.json"))).toMatchObject({ rye: 214.5 });
      await expect
        .poll(() => rows.evaluateAll((all) => all.map((one) => /succeeded|canceled/.exec(one.getAttribute("aria-label") ?? "")?.[0])))
        .toEqual(["succeeded", "canceled"]);
      await expect.poll(() => workers(session.server().pid)).toHaveLength(0);
      expect(await editor.page.locator(".notification-toast").count()).toBe(0);
    },
    (project) => project.write(assets, waiting(project.read(assets))),
  ));

/** The prices wait for a file, deaf to being canceled as most code is, and say for which price of rye they wait. */
function waiting(source: string): string {
  return source.replace("import {", 'import { existsSync } from "node:fs";\nimport {').replace(
    "(): Record<string, number> => {\n  return { rye: 4.5,",
    `async (context: AssetContext): Promise<Record<string, number>> => {
  const rye = 4.5;
  context.reportProgress(0, 1, String(rye));
  while (!existsSync("go")) await new Promise((resolve) => setTimeout(resolve, 50));
  return { rye,`,
  );
}
