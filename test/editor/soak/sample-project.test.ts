// The sample project, from an empty folder to its first materialized report.
import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { editorSession } from "../driver/session.js";
import { openSideBar, row, view } from "../driver/side-bar.js";
import { until } from "../driver/until.js";
import { chosenVersion } from "../driver/versions.js";

const session = editorSession();

// The older editor is installed without the native module of its terminal.
const withTerminal = test.skipIf(chosenVersion().name === "floor");

withTerminal("the sample project comes into a folder of one's choice, is installed, and runs", () =>
  session.withEmptyFolder("sample", async ({ editor, project }) => {
    const { page } = editor;
    await openSideBar(editor);
    await view(editor, "Assets").getByRole("button", { name: "Open sample project…" }).click();
    const put = page.locator(".quick-input-widget:visible").getByRole("button", { name: "Put the Sample Here" });
    await put.waitFor();
    await editor.screenshot("79-sample-folder");
    await put.click();
    await editor.tab("assets.ts").waitFor();
    const told = editor.notification("This is the sample project.").first();
    await told.getByText("Install…", { exact: true }).click();
    await page.locator(".quick-input-widget .quick-input-list .monaco-list-row", { hasText: "npm" }).first().click();
    await until("the package is installed", () => existsSync(project.path("package-lock.json")));
    await row(editor, "Assets", "report, asset, never materialized").waitFor();
    const report = project.find("src/assets.ts", "report = asset");
    await editor.goTo(report.line, report.column);
    await editor.clickLens(report.line, "with upstream", page.locator(".quick-input-widget:visible", { hasText: "2026-01-11" }));
    await page.locator(".quick-input-list").getByText("2026-01-11").first().click();
    await row(editor, "Assets", "report, asset, just now").waitFor();
    expect(JSON.parse(project.read("data/report.json"))).toMatchObject({ best: "2026-01-11" });
    await editor.screenshot("79-sample");
  }),
);
