// The main actions of a user in a real VS Code: look, hover, fix, run, show values. Takes screenshots of each.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { languageServers } from "../driver/processes.js";
import { editorSession } from "../driver/session.js";
import { until } from "../driver/until.js";

const session = editorSession();
const assets = "src/assets.ts";
const trouble = "src/trouble.ts";

test("opening a file shows a lens above each asset and the project in the status bar", () =>
  session.withProject("lenses", assets, async ({ editor }) => {
    await editor.waitForLens("▶ Materialize");
    await until("a lens for each asset in view", async () => (await editor.lens("▶ Materialize").count()) >= 4);
    await editor.waitForLens("▶ Materialize");
    await editor.status().filter({ hasText: "7 assets" }).waitFor();
    await editor.screenshot("01-lenses");
  }));

test("a hover shows the stored path, on an asset and on a parameter", () =>
  session.withProject("hover", assets, async ({ editor, project }) => {
    await editor.waitForLens("▶ Materialize");
    const asset = project.find(assets, "report = asset");
    await editor.hover(asset.line, asset.column + 2, "data/report.json");
    await editor.screenshot("02-hover-asset");
    await editor.page.keyboard.press("Escape");
    const parameter = project.find(assets, "revenue: Revenue[]");
    await editor.hover(parameter.line, parameter.column + 2, "bakery.duckdb", "bakery.revenue");
    await editor.screenshot("03-hover-parameter");
  }));

test("a misspelt parameter is squiggled while typing, and the quick fix mends it", () =>
  session.withProject("misspelt", assets, async ({ editor, project }) => {
    await editor.waitForLens("▶ Materialize");
    const name = project.find(assets, "prices: Record<string, number>)");
    await editor.goTo(name.line, name.column + "prices".length);
    await editor.page.keyboard.press("Backspace");
    const problem = await editor.problem("price");
    await expect.poll(() => problem.textContent()).toContain("unknown-upstream");
    await editor.squiggle("error").first().waitFor();
    await editor.screenshot("04-misspelt");
    await editor.goTo(name.line, name.column + 1);
    await editor.quickFix("prices");
    await until("the parameter is named prices again", async () =>
      (await editor.textOfLine(name.line)).includes("prices: Record<string, number>"),
    );
    await editor.noProblem("unknown-upstream");
    await editor.screenshot("05-mended");
  }));

test("an asset with partitions asks which, and the lens counts them", () =>
  session.withProject(
    "partitions",
    assets,
    async ({ editor, project }) => {
      await editor.waitForLens("▶ Materialize…");
      const daily = project.find(assets, "daily_sales = asset");
      await editor.hover(daily.line, daily.column + 2, "daily from 2026-01-01", "data/daily_sales/date=<date>.json");
      await editor.screenshot("17-hover-partitions");
      await editor.page.keyboard.press("Escape");
      await editor.goTo(daily.line);
      await editor.clickLens(
        daily.line,
        "▶ Materialize…",
        editor.page.getByText("Which partitions? (daily from 2026-01-01 to 2026-01-06)"),
      );
      await editor.page.locator(".quick-input-list").getByText("2026-01-05").first().waitFor();
      await editor.screenshot("18-which-partitions");
      await editor.page.locator(".quick-input-list").getByText("2026-01-05").first().click();
      await until("the latest partition is written", () => existsSync(project.path("data/daily_sales/date=2026-01-05.json")));
      await until("the lens counts one partition", async () => (await editor.lens(/1 of 5 partitions/).count()) >= 1);
      await editor.clickLens(daily.line, "▶ Materialize…", editor.page.getByText("Which partitions?"));
      await editor.page.keyboard.type("2026-01-01...2026-01-02");
      await editor.page.locator(".quick-input-list").getByText("as typed").waitFor();
      await editor.page.keyboard.press("Enter");
      await until("the lens counts three partitions", async () => (await editor.lens(/3 of 5 partitions/).count()) >= 1);
      await editor.screenshot("19-partitions-counted");
      await editor.goTo(daily.line, daily.column + 2);
      await editor.command("Millrace: Open stored value");
      await editor.page.getByText("Which partition? (daily from").waitFor();
      await editor.page.locator(".quick-input-list").getByText("2026-01-02").first().click();
      await editor.page.locator(".tab").filter({ hasText: "date=2026-01-02.json" }).waitFor();
      await until("the value of the chosen day is shown", async () => (await editor.textOfLine(2)).includes("2026-01-02"));
      await editor.screenshot("23-stored-partition");
    },
    (project) =>
      project.write(
        assets,
        `import { asset, DailyPartitionsDefinition } from "millrace";
const daily = new DailyPartitionsDefinition({ startDate: "2026-01-01", endDate: "2026-01-06" });

export const daily_sales = asset({ partitions: daily }, (context): { day: string; loaves: number } => {
  return { day: context.partitionKey, loaves: 12 };
});

export const all_sales = asset((daily_sales: ReadonlyMap<string, { day: string; loaves: number }>): number => {
  return [...daily_sales.values()].reduce((sum, { loaves }) => sum + loaves, 0);
});
`,
      ),
  ));

test("a click on the lens materializes: the file and the table are there, and the lens tells the result", () =>
  session.withProject("materialize", assets, async ({ editor, project }) => {
    await editor.waitForLens("▶ Materialize");
    const report = project.find(assets, "report = asset");
    await editor.goTo(report.line);
    await editor.clickLens(report.line, "with upstream");
    const file = project.path("data/report.json");
    await until("data/report.json is written", () => existsSync(file));
    await until("the lens tells of three rows", async () => (await editor.lens(/✓.*3 rows/).count()) >= 2);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({ best: "wheat", total: 12 * 4.5 + 31 * 3.2 + 7 * 5.1 });
    expect(tableRows(project.folder, "revenue")).toBe(3);
    await editor.screenshot("07-materialized");

    await editor.goTo(project.find(assets, "sales = asset").line, "export const sa".length);
    await editor.command("Millrace: Open stored value");
    await (await editor.value()).locator(".ag-cell", { hasText: "wheat" }).waitFor();
    await editor.screenshot("08-stored-table");
  }));

test("the graph shows every asset, turns live while a run goes on, and a click opens the code", () =>
  session.withProject(
    "graph",
    "millrace.config.ts",
    async ({ editor, project }) => {
      await editor.status().filter({ hasText: "7 assets" }).waitFor();
      await editor.command("Millrace: Show asset graph");
      const graph = await editor.graph();
      for (const key of ["prices", "sales", "revenue", "report", "burnt", "crumbs", "sourdough"]) await editor.node(graph, key).waitFor();
      await editor.screenshot("09-graph");

      await editor.node(graph, "prices").locator(".run").dispatchEvent("click");
      await graph.locator('[data-key="prices"][data-state="running"]').waitFor();
      await editor.screenshot("10-graph-running");
      await graph.locator('[data-key="prices"][data-state="materialized"]').waitFor();

      await graph.getByRole("button", { name: "Close (Escape)" }).click();
      await editor.node(graph, "report").locator("rect.body").click();
      await editor.tab("assets.ts").waitFor();
      const { line } = project.find(assets, "report = asset");
      await editor.page
        .locator(".statusbar-item", { hasText: `Ln ${line},` })
        .first()
        .waitFor();
      await graph.locator(".details", { hasText: "The sentence for the owner" }).waitFor();
      await editor.screenshot("11-graph-details");
    },
    // Slow enough for the running state to be visible.
    (project) => project.write(assets, slowed(project.read(assets))),
  ));

test("the keyboard walks the graph and materializes", () =>
  session.withProject("keyboard", assets, async ({ editor, project }) => {
    await editor.waitForLens("▶ Materialize");
    await editor.command("Millrace: Show asset graph");
    const graph = await editor.graph();
    await editor.node(graph, "sales").focus();
    await editor.page.keyboard.press("ArrowDown");
    await graph.locator('[data-key="revenue"][aria-current="true"]').waitFor();
    await expect.poll(() => editor.node(graph, "revenue").getAttribute("aria-label")).toContain("upstream: sales, prices");
    await editor.page.keyboard.press("Shift+M");
    await until("revenue is a table", async () => (await graph.locator('[data-key="revenue"][data-state="materialized"]').count()) === 1);
    expect(tableRows(project.folder, "revenue")).toBe(3);
    await until("the lens beside the graph tells it, too", async () => (await editor.lens(/✓.*3 rows/).count()) >= 1);
    await editor.page.keyboard.press("/");
    await editor.page.keyboard.type("books");
    await graph.locator('.found-count:text-is("2/2")').waitFor();
    await editor.screenshot("12-graph-search");
  }));

test("an asset that throws shows its error at its line", () =>
  session.withProject("throws", trouble, async ({ editor, project }) => {
    await editor.waitForLens("▶ Materialize");
    await editor.goTo(project.find(trouble, "burnt = asset").line, "export const bu".length);
    await editor.command("Millrace: Materialize asset");
    await editor.notification("the oven is too hot").first().waitFor();
    await editor.waitForLens("✗ failed");
    const problem = await editor.problem("the oven is too hot");
    await expect.poll(() => problem.getAttribute("aria-label")).toContain(`line ${project.find(trouble, "throw new Error").line}`);
    await editor.screenshot("13-failed");
  }));

test("a language server that is killed comes back", () =>
  session.withProject("killed", assets, async ({ editor }) => {
    await editor.waitForLens("▶ Materialize");
    await editor.status().filter({ hasText: "7 assets" }).waitFor();
    const before = languageServers(session.server().pid);
    expect(before.length).toBeGreaterThan(0);
    for (const pid of before) process.kill(pid, "SIGKILL");
    await until("a new language server", () => languageServers(session.server().pid).some((pid) => !before.includes(pid)));
    await editor.status().filter({ hasText: "7 assets" }).waitFor();
    await editor.waitForLens("▶ Materialize");
    await editor.screenshot("16-came-back");
  }));

test("nothing asked for anything outside this machine", () => {
  expect([...session.browser().outside]).toEqual([]);
});

/** Counted by another process, because a database that this process opens stays locked. */
function tableRows(folder: string, table: string): number {
  const script = `
    import { DuckDBInstance } from "@duckdb/node-api";
    const instance = await DuckDBInstance.create(process.argv[1], { access_mode: "READ_ONLY" });
    const reader = await (await instance.connect()).runAndReadAll('select count(*) from "bakery"."bakery"."${table}"');
    console.log(String(reader.getRows()[0][0]));`;
  return Number(
    execFileSync(process.execPath, ["--input-type=module", "-e", script, `${folder}/data/bakery.duckdb`], { encoding: "utf8" }),
  );
}

function slowed(source: string): string {
  return source.replace(
    "(): Record<string, number> => {",
    "async (): Promise<Record<string, number>> => {\n  await new Promise((resolve) => setTimeout(resolve, 2_500));",
  );
}
