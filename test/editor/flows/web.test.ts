// VS Code without Node.js, as on vscode.dev: what works there, and that the rest is not offered but explained.
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { sharedBrowser, type TestBrowser } from "../driver/browser.js";
import { Editor } from "../driver/editor.js";
import { succeeds, until } from "../driver/until.js";
import { chosenVersion } from "../driver/versions.js";
import { serveWebWorkbench, type WebWorkbench } from "../driver/web-workbench.js";

const assets = "src/assets.ts";
const source = readFileSync(path.join("test/editor/project", assets), "utf8");
/** Without `node_modules`, like a repository on GitHub. */
const folder = mkdtempSync(path.join(tmpdir(), "millrace-web-"));

let browser: TestBrowser;
let workbench: WebWorkbench;
let editor: Editor;

beforeAll(async () => {
  cpSync("test/editor/project", folder, { recursive: true });
  workbench = await serveWebWorkbench(chosenVersion(), folder);
  browser = await sharedBrowser();
  editor = await Editor.openAddress(browser.context, workbench, workbench.url(assets));
  await editor.waitForLens("No Node.js here");
});
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await editor.screenshot(`failed-web-${task.name.split(/[ ,]/, 3).join("-")}`);
});
afterAll(async () => {
  await editor?.close();
  await workbench?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The position where a text begins, from 1. */
function find(text: string): { line: number; column: number } {
  const before = source.slice(0, source.indexOf(text)).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

test("the project is read, and a lens says why it does not run", async () => {
  await editor.status().filter({ hasText: "7 assets" }).waitFor();
  const reason = editor.notification("This window has no Node.js").first();
  // A lens that is redrawn during a click loses the click.
  await until("the reason is told", async () => {
    await (await editor.lensAbove(find("prices = asset").line, "No Node.js here")).click();
    return succeeds(reason.waitFor({ timeout: 4_000 }));
  });
  await expect.poll(() => reason.textContent()).toContain("Open the folder in VS Code on a machine, in a container or in a codespace");
  await editor.screenshot("web-01-lenses");
  await editor.command("Notifications: Clear All Notifications");
});

test("hovers know where values go and what parameters load, by types of a package that is not installed", async () => {
  const { line, column } = find("revenue: Revenue[]");
  await editor.hover(line, column + 2, "bakery.duckdb", "bakery.revenue");
  await editor.screenshot("web-02-hover");
  await editor.page.keyboard.press("Escape");
});

test("problems of names and of types stand there while typing, and a fix mends one", async () => {
  const name = find("prices: Record<string, number>)");
  await editor.goTo(name.line, name.column + "prices".length);
  await editor.page.keyboard.press("Backspace");
  expect(await (await editor.problem("price")).textContent()).toContain("unknown-upstream");
  await editor.screenshot("web-03-problem");
  await editor.goTo(name.line, name.column + 1);
  await editor.quickFix("prices");
  await editor.noProblem("unknown-upstream");
  const type = find("sales: Sale[], prices");
  await editor.goTo(type.line, type.column + "sales: ".length);
  await editor.insert("{ bread: number }[] & ");
  const mismatch = await editor.problem("type-mismatch");
  await expect.poll(() => mismatch.textContent()).toContain("sales");
  await editor.screenshot("web-04-type");
  await editor.replaceAll(source);
  await editor.noProblem("type-mismatch");
  await editor.save();
});

test("the graph shows the project and goes to an asset; it offers no run", async () => {
  await editor.command("Millrace: Show asset graph");
  const graph = await editor.graph();
  await editor.node(graph, "revenue").waitFor();
  await editor.node(graph, "revenue").dblclick();
  await editor.screenshot("web-05-graph");
  await expect.poll(() => graph.locator("body").textContent()).toContain("This window has no Node.js");
});

test("the tree lists the assets; there are no runs, and no commands that need Node", async () => {
  await editor.page.locator('.activitybar .action-label[aria-label^="Millrace"]').click();
  await editor.page.locator(".monaco-list-row", { hasText: "crumbs" }).waitFor();
  expect(await editor.page.locator(".pane-header", { hasText: "Runs" }).count()).toBe(0);
  await editor.screenshot("web-06-assets");
  for (const title of ["Millrace: Materialize", "Millrace: Set up project", "Millrace: Preview"])
    expect(await editor.offersCommand(title), title).toBe(false);
  expect(await editor.offersCommand("Millrace: Show server status")).toBe(true);
});

test("what is saved counts, in whichever file", async () => {
  await editor.openFile("trouble.ts");
  const text = readFileSync(path.join(folder, "src/trouble.ts"), "utf8");
  await editor.replaceAll(`${text}\nexport const toast = asset((crumbs: number): number => crumbs);\n`);
  await editor.save();
  await editor.status().filter({ hasText: "8 assets" }).waitFor();
});

test("the server says how it stands; nothing left this machine", async () => {
  await editor.command("Millrace: Show server status");
  // It may open in either of two editor groups.
  await editor.page.locator(".editor-instance .view-lines").filter({ hasText: "in a worker of the browser" }).waitFor();
  await editor.screenshot("web-07-status");
  expect([...browser.outside]).toEqual([]);
});
