// For releases: what rows of runs and assets show during runs, and running again.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { editorSession } from "../driver/session.js";
import { choose, openSideBar, row, view } from "../driver/side-bar.js";
import { until } from "../driver/until.js";

const session = editorSession();
const assets = "src/assets.ts";
const trouble = "src/trouble.ts";

test("an asset that reports how far it is says so in its row, by the second; afterwards bars compare how long each took", () =>
  session.withProject(
    "progress",
    assets,
    async ({ editor, project }) => {
      await editor.waitForLens("▶ Materialize");
      await openSideBar(editor);
      const prices = row(editor, "Runs", "prices, running");
      await choose(editor, row(editor, "Assets", "report, asset"), "Materialize with upstream", prices);
      await prices.filter({ hasText: "1/2 price lists" }).waitFor();
      await row(editor, "Assets", "prices, asset, running").filter({ hasText: "1/2 price lists" }).waitFor();
      await editor.waitForLens("1/2 price lists");
      await editor.screenshot("69-runs-view-progress");
      const seconds = async () => Number(/running (\d+) s/.exec((await prices.getAttribute("aria-label")) ?? "")?.[1]);
      const first = await seconds();
      await until("the row counts its seconds", async () => (await seconds()) > first);

      project.write("go", "");
      const made = row(editor, "Runs", "prices, materialized");
      await made.filter({ hasText: "▄▄▄▄▄" }).waitFor();
      const quick = row(editor, "Runs", "report, materialized");
      await quick.filter({ hasText: "▄▁▁▁▁" }).waitFor();
      expect(await quick.getAttribute("aria-label")).not.toContain("▄");
      await editor.screenshot("69-runs-view-bars");
    },
    (project) => project.write(assets, reporting(project.read(assets))),
  ));

test("a run that made partitions runs again with the same ones, without asking", () =>
  session.withProject(
    "same-partitions",
    assets,
    async ({ editor, project }) => {
      await editor.status().filter({ hasText: "8 assets" }).waitFor();
      await openSideBar(editor);
      const choice = editor.page.locator(".quick-input-widget:visible .monaco-list-row", { hasText: "monday" }).first();
      await choose(editor, row(editor, "Assets", "days, asset"), "Materialize", choice);
      await choice.click();
      const first = row(editor, "Runs", "Run of days · monday, succeeded");
      await first.waitFor();
      await choose(editor, first, "Run again");
      const runs = view(editor, "Runs").locator('.monaco-list-row[aria-label^="Run of days · monday, succeeded"]');
      await until("the second run has succeeded", async () => (await runs.count()) === 2);
      const stored = (day: string) => existsSync(project.path(`data/days/partition=${day}.json`));
      expect(["monday", "tuesday"].map(stored)).toEqual([true, false]);
      expect(await editor.page.locator(".quick-input-widget:visible").count()).toBe(0);
    },
    (project) =>
      project.write(
        assets,
        `${project.read(assets).replace("import { asset,", "import { asset, StaticPartitionsDefinition,")}
/** One by one. */
export const days = asset({ partitions: new StaticPartitionsDefinition(["monday", "tuesday"]) }, (context): string => context.partitionKey);
`,
      ),
  ));

test("what failed runs again with the partitions that failed and those below them, and no others", () =>
  session.withProject(
    "partitions-again",
    assets,
    async ({ editor, project }) => {
      await editor.status().filter({ hasText: "9 assets" }).waitFor();
      await openSideBar(editor);
      const all = editor.page.locator(".quick-input-widget:visible .monaco-list-row", { hasText: "All 2 partitions" }).first();
      await choose(editor, row(editor, "Assets", "sums, asset"), "Materialize with upstream", all);
      await all.click();
      const run = row(editor, "Runs", "Run of sums +1 · monday…tuesday, failed");
      await run.waitFor();
      await row(editor, "Runs", "days, failed").filter({ hasText: "1 partition, 1 failed" }).waitFor();
      await row(editor, "Runs", "sums, skipped").filter({ hasText: "1 partition, 1 skipped" }).waitFor();
      await editor.screenshot("69-partitions-failed");

      // A run reads from disk, so unsaved files are saved first, for any folder name.
      const broken = project.find(assets, "throw new Error(key)");
      await editor.goTo(broken.line, broken.column);
      await editor.insert("// ");
      await choose(editor, run, "Retry failed and downstream");
      const again = row(editor, "Runs", "Run of days, sums · tuesday, succeeded");
      await again.waitFor();
      await row(editor, "Runs", "sums, materialized").filter({ hasText: "1 partition" }).waitFor();
      await editor.waitForLens("2 of 2 partitions");
      await editor.screenshot("69-partitions-again");
      const stored = (key: string, day: string) => existsSync(project.path(`data/${key}/partition=${day}.json`));
      expect(["days", "sums"].flatMap((key) => ["monday", "tuesday"].map((day) => stored(key, day)))).toEqual([true, true, true, true]);
    },
    (project) =>
      project.write(
        assets,
        `${project.read(assets).replace("import { asset,", "import { asset, StaticPartitionsDefinition,")}
const partitions = new StaticPartitionsDefinition(["monday", "tuesday"]);
/** One by one. */
export const days = asset({ partitions }, (context): string => {
  const key = context.partitionKey;
  if (key === "tuesday") {
    throw new Error(key);
  }
  return key;
});
export const sums = asset({ partitions }, (days: string): number => days.length);
`,
      ),
  ));

test("many runs are shown a page at a time", () =>
  session.withProject(
    "many-runs",
    trouble,
    async ({ editor }) => {
      await editor.waitForLens("▶ Materialize");
      await openSideBar(editor);
      await row(editor, "Runs", "Run of burnt, succeeded").waitFor();
      await editor.command("Focus on Runs View");
      await editor.page.keyboard.press("End");
      const more = row(editor, "Runs", "More runs. 50 of 60");
      await more.click();
      await more.waitFor({ state: "detached" });
    },
    (project) => {
      mkdirSync(project.path(".millrace/runs"), { recursive: true });
      for (let number = 10; number < 70; number++) {
        const runId = `20260101-0000${number}`;
        const event = (type: string, more = {}) =>
          JSON.stringify({ type, runId, timestamp: `2026-01-01T00:00:${number % 60}.000Z`, ...more });
        const start = event("RUN_START", { metadata: { assets: { type: "json", value: ["burnt"] } } });
        writeFileSync(project.path(`.millrace/runs/${runId}.jsonl`), `${start}\n${event("RUN_SUCCESS")}\n`);
      }
    },
  ));

/** Goes on when a file appears. */
function reporting(source: string): string {
  return source.replace("import {", 'import { existsSync } from "node:fs";\nimport {').replace(
    "(): Record<string, number> => {",
    `async (context: AssetContext): Promise<Record<string, number>> => {
  context.reportProgress(1, 2, "price lists");
  while (!existsSync("go")) await new Promise((resolve) => setTimeout(resolve, 50));`,
  );
}
