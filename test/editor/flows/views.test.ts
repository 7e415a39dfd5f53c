// The views in the side bar: assets with their states, runs with the result of each asset, using keyboard and menus.
import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { editorSession } from "../driver/session.js";
import { choose, follow, openSideBar, row, view } from "../driver/side-bar.js";
import { until } from "../driver/until.js";

const session = editorSession();
const assets = "src/assets.ts";
const trouble = "src/trouble.ts";

test("the assets stand in their groups, live while a run goes on, and the keyboard opens and materializes", () =>
  session.withProject(
    "assets-view",
    "millrace.config.ts",
    async ({ editor, project }) => {
      await editor.status().filter({ hasText: "7 assets" }).waitFor();
      await openSideBar(editor);
      for (const group of ["books, group, 2 assets", "shop, group, 2 assets", "trouble, group, 3 assets"])
        await row(editor, "Assets", group).waitFor();
      const prices = row(editor, "Assets", "prices, asset");
      await expect
        .poll(() => prices.getAttribute("aria-label"))
        .toContain("never materialized, stored at data/prices.json by FilesystemIOManager");
      await expect
        .poll(() => row(editor, "Assets", "revenue, asset").getAttribute("aria-label"))
        .toContain("loads sales, prices, feeds report");
      await editor.screenshot("60-assets-view");

      await choose(
        editor,
        row(editor, "Assets", "report, asset"),
        "Materialize with upstream",
        row(editor, "Assets", "prices, asset, running"),
      );
      await row(editor, "Assets", "report, asset, queued").waitFor();
      await row(editor, "Runs", "Run of report +3, running").waitFor();
      await row(editor, "Runs", "prices, running").waitFor();
      await editor.screenshot("61-assets-view-running");
      for (const key of ["prices", "sales", "revenue", "report"]) await row(editor, "Assets", `${key}, asset, just now`).waitFor();
      await row(editor, "Runs", "Run of report +3, succeeded").waitFor();
      await row(editor, "Runs", "report, materialized").waitFor();
      expect(existsSync(project.path("data/report.json"))).toBe(true);
      await editor.screenshot("62-assets-view-materialized");

      // An asset is stale if its upstream is newer.
      await follow(editor, prices, project.find(assets, "prices = asset"));
      await editor.command("Focus on Assets View");
      await editor.page.keyboard.press("Control+Alt+M");
      await until("revenue is stale", async () =>
        ((await row(editor, "Assets", "revenue, asset").getAttribute("aria-label")) ?? "").includes("stale"),
      );
      await editor.screenshot("63-assets-view-stale");
      await follow(editor, row(editor, "Assets", "report, asset"), project.find(assets, "report = asset"));
      await editor.command("Focus on Assets View");
      await editor.page.keyboard.press("ArrowDown");
      await editor.page.keyboard.press("Enter");
      await choose(editor, row(editor, "Assets", "sales, asset"), "Show in graph");
      await editor.node(await editor.graph(), "sales").waitFor();
      await choose(editor, row(editor, "Assets", "sales, asset"), "Open stored value");
      await (await editor.value()).locator(".ag-cell", { hasText: "wheat" }).waitFor();
      await editor.screenshot("64-assets-view-stored");
    },
    (project) => project.write(assets, slowed(project.read(assets))),
  ));

test("a run that failed leads to the line, tells its log, and what failed runs again; one that goes on is canceled", () =>
  session.withProject("runs-view", trouble, async ({ editor, project }) => {
    await editor.waitForLens("▶ Materialize");
    await openSideBar(editor);
    await view(editor, "Runs").getByText("There are no runs yet").waitFor();
    await editor.screenshot("65-runs-view-empty");
    await choose(editor, row(editor, "Assets", "crumbs, asset"), "Materialize with upstream", row(editor, "Runs", "Run of crumbs"));
    const run = row(editor, "Runs", "Run of crumbs +1, failed");
    await run.waitFor();
    const step = row(editor, "Runs", "burnt, failed");
    await expect.poll(() => step.getAttribute("aria-label")).toMatch(/the oven is too hot, src\/trouble\.ts:6:9/);
    await row(editor, "Runs", "crumbs, skipped").waitFor();
    await editor.screenshot("66-runs-view-failed");
    await follow(editor, step, project.find(trouble, "new Error"));

    await choose(editor, run, "Open log");
    await editor.page.locator(".editor-instance .view-lines", { hasText: "[error] [burnt] failed: Error: the oven is too hot" }).waitFor();
    await editor.screenshot("67-run-log");

    project.write(trouble, project.read(trouble).replace('throw new Error("the oven is too hot");', "return 12;"));
    await choose(editor, run, "Retry failed and downstream");
    await row(editor, "Runs", "Run of burnt, crumbs, succeeded").waitFor();
    expect(project.read("data/crumbs.json").trim()).toBe("6");

    const live = row(editor, "Runs", "Run of sourdough, running");
    await choose(editor, row(editor, "Assets", "sourdough, asset"), "Materialize", live);
    // Canceling a run before a step begins skips the step.
    await row(editor, "Runs", "sourdough, running").waitFor();
    await choose(editor, live, "Cancel");
    await row(editor, "Runs", "Run of sourdough, canceled").waitFor();
    await row(editor, "Runs", "sourdough, canceled").waitFor();
    await editor.screenshot("68-runs-view-canceled");
  }));

function slowed(source: string): string {
  return source.replace(
    "(): Record<string, number> => {",
    "async (): Promise<Record<string, number>> => {\n  await new Promise((resolve) => setTimeout(resolve, 2_500));",
  );
}
