// From an empty folder to the first materialized asset, using only buttons, with a time limit.
import { existsSync, lstatSync, mkdirSync } from "node:fs";
import { expect, test } from "vitest";
import { cursorAt } from "../driver/language-views.js";
import { editorSession } from "../driver/session.js";
import { openSideBar, row, view } from "../driver/side-bar.js";
import { until } from "../driver/until.js";
import { chosenVersion } from "../driver/versions.js";

const session = editorSession();

// The older editor is installed without the native module of its terminal.
const withTerminal = test.skipIf(chosenVersion().name === "floor");

withTerminal("from an empty folder to the first materialized asset", () =>
  session.withEmptyFolder("first-steps", async ({ editor, project }) => {
    const started = performance.now();
    const clock: string[] = [];
    const at = (what: string) => clock.push(`${((performance.now() - started) / 1000).toFixed(1)} s  ${what}`);
    const { page } = editor;

    await openSideBar(editor);
    const setUp = view(editor, "Assets").getByRole("button", { name: "Set up project" });
    await setUp.waitFor();
    at("the empty view offers to set up");
    await editor.screenshot("70-empty-folder");
    await view(editor, "Assets").getByText("what Millrace is").click();
    const step = (title: string) => page.locator(".getting-started-step", { hasText: title }).first();
    await step("Look at the stored value").waitFor();
    await editor.screenshot("75-walkthrough");
    at("the walkthrough is open");
    await setUp.click();
    await page.locator(".quick-input-widget .quick-input-list .monaco-list-row", { hasText: "npm" }).first().click();
    await editor.tab("assets.ts").waitFor();
    const told = editor
      .notification("Created package.json, tsconfig.json, millrace.config.ts, src/assets.ts, .gitignore, vendor/millrace-")
      .first();
    await told.waitFor();
    at("the project is written, its assets are open");
    for (const file of ["millrace.config.ts", "src/assets.ts", "tsconfig.json"]) expect(existsSync(project.path(file))).toBe(true);
    await editor.screenshot("71-set-up");
    await told.getByText("Install with npm", { exact: true }).click();
    await until("the package is installed", () => existsSync(project.path("package-lock.json")));
    expect(lstatSync(project.path("node_modules/millrace")).isSymbolicLink()).toBe(true);
    await row(editor, "Assets", "average, asset, never materialized").waitFor();
    await editor.waitForLens("▶ Materialize");
    at("the package is installed, the assets are in the tree");
    await until("nothing is missing", async () => !((await editor.status().textContent()) ?? "").includes("warning"));
    await editor.screenshot("72-installed");
    await view(editor, "Runs").getByRole("button", { name: "Materialize all assets" }).click();
    await row(editor, "Runs", "Run of All assets · 2, succeeded").waitFor();
    await row(editor, "Assets", "average, asset, just now").waitFor();
    at("the first assets are materialized");
    expect(project.read("data/average.json").trim()).toBe("15");
    await editor.screenshot("73-first-materialized");
    console.log(clock.join("\n"));

    await editor.command("Millrace: New asset…");
    const input = page.locator('.quick-input-widget:visible input[type="text"]');
    await input.fill("average");
    await page.getByText('There is an asset "average"').waitFor();
    await input.fill("warmest");
    await page.keyboard.press("Enter");
    const file = page.locator(".quick-input-widget .quick-input-list .monaco-list-row", { hasText: "the active file" }).first();
    await file.waitFor();
    await editor.screenshot("74-new-asset");
    await file.click();
    await row(editor, "Assets", "warmest, asset, never materialized").waitFor();
    await editor.save();
    await cursorAt(editor, project.find("src/assets.ts", '"the value of warmest"')).waitFor({ state: "detached" });
    expect(project.read("src/assets.ts")).toContain("export const warmest = asset((): string => {");

    await editor.command("Millrace: First steps");
    for (const done of ["Set up a project", "Write an asset", "Materialize"])
      await step(done).locator(".codicon-getting-started-step-checked").waitFor();
    await editor.screenshot("78-walkthrough-done");
  }),
);

withTerminal("the check task puts what is wrong into the Problems panel, and says what it runs", () =>
  session.withProject(
    "tasks",
    "millrace.config.ts",
    async ({ editor }) => {
      await editor.status().filter({ hasText: "7 assets" }).waitFor();
      await editor.command("Tasks: Run Task");
      const rows = editor.page.locator(".quick-input-widget .quick-input-list .monaco-list-row");
      // A task that ran before is offered directly by its name.
      const check = rows.filter({ hasText: "millrace: check" }).first();
      if (!(await check.isVisible())) await rows.filter({ hasText: "millrace" }).first().click();
      await rows.filter({ hasText: "millrace: check" }).first().waitFor();
      await editor.screenshot("76-tasks");
      await rows.filter({ hasText: "millrace: check" }).first().click();
      const problem = editor.page.locator(".markers-panel-container .monaco-list-row").filter({ hasText: "salez" });
      // The task's terminal is visible while it runs.
      await expect.poll(() => editor.page.locator("#status\\.problems").textContent(), { timeout: 120_000 }).toMatch(/[1-9]/);
      await editor.command("Problems: Focus on Problems View");
      await expect.poll(() => problem.count()).toBe(1);
      await expect.poll(() => problem.getAttribute("aria-label")).toMatch(/unknown-upstream|salez.*line 32/);
      await editor.screenshot("77-check-task");
    },
    (project) => {
      project.write("src/assets.ts", project.read("src/assets.ts").replace("sales: Sale[], prices", "salez: Sale[], prices"));
      // The editor's own problems are turned off, so only the task reports this problem.
      mkdirSync(project.path(".vscode"));
      project.write(".vscode/settings.json", JSON.stringify({ "millrace.problems": { "unknown-upstream": "off" } }));
    },
  ),
);
