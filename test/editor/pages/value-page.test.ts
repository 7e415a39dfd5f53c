// The value page in a real browser, answered by a real worker: a table of a million rows, trees, pictures, texts, and changed values.
import { mkdirSync } from "node:fs";
import axe from "axe-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openViewer, type Viewer } from "../../../runtime/host/index.js";
import { makeProject, type Project } from "../../support/real-project.js";
import { sampleOf } from "../../support/trials.js";
import { sharedBrowser, type TestBrowser } from "../driver/browser.js";
import { type ThemeName, themes } from "../driver/themes.js";
import { until } from "../driver/until.js";
import { valuesOf } from "../driver/value-assets.js";
import { serveValuePage, type ValuePage, type ValuePageServer } from "../driver/value-page.js";

const MILLION = 1_000_000;

let project: Project;
let viewer: Viewer;
let browser: TestBrowser;
let server: ValuePageServer;

beforeAll(async () => {
  mkdirSync("test/editor/screenshots", { recursive: true });
  project = await makeProject({ "millrace.config.ts": valuesOf(MILLION), "count.txt": "100" });
  const made = await project.run(["orders()", "settings()", "report()", "chart()", "photo()", "bytes()", "prices(context)", "hostile()"]);
  expect(made.outcome).toBe("success");
  viewer = openViewer(project.dir, "millrace.config.ts");
  [browser, server] = [await sharedBrowser(), await serveValuePage()];
}, 120_000);
afterAll(async () => {
  await server?.stop();
  viewer?.close();
  project?.remove();
});

const open = (key: string, options: { theme?: ThemeName; width?: number } = {}) =>
  server.open(browser.context, viewer, { project: "file:///shop", key }, options);
const picture = ({ page }: ValuePage, name: string) => page.screenshot({ path: `test/editor/screenshots/page-value-${name}.png` });
const header = ({ page }: ValuePage, name: string) => page.locator("[role=columnheader]", { hasText: name });
const filter = ({ page }: ValuePage, column: number) => page.locator(`.ag-floating-filter[col-id=c${column}] input`);
const cell = ({ page }: ValuePage, row: number, column: number) => page.locator(`.ag-row[row-index="${row}"] [col-id=c${column}]`);
const count = ({ page }: ValuePage) => page.locator(".count");

test("a table of a million rows comes a page at a time, sorted and filtered by the database", async () => {
  const value = await open("orders");
  const { page } = value;
  await cell(value, 0, 1).getByText("Customer 0").waitFor();
  await expect.poll(() => count(value).textContent()).toBe("1,000,000 rows, read page by page from the database");
  expect((await header(value, "placed_at").textContent())?.trim()).toBe("placed_atTIMESTAMP");
  await picture(value, "table");

  await page
    .locator(".ag-body-vertical-scroll-viewport, .ag-body-viewport")
    .first()
    .evaluate(() => {
      for (const each of document.querySelectorAll(".ag-body-viewport, .ag-body-vertical-scroll-viewport"))
        each.scrollTop = each.scrollHeight;
    });
  await cell(value, MILLION - 1, 0)
    .getByText("999999")
    .waitFor();

  await filter(value, 1).fill("CUSTOMER 42");
  await until("the filter counts", async () => (await count(value).textContent()) === "11,000 of 1,000,000 rows, filtered");
  await header(value, "total").click();
  await header(value, "total").click();
  await until("the greatest totals come first", async () => Number(await cell(value, 0, 2).textContent()) > 499);
  await picture(value, "table-filtered");
  const rows = value.asked.flatMap(({ part }) => (part.kind === "rows" ? [part.limit] : []));
  expect(Math.max(...rows)).toBeLessThanOrEqual(200);
  expect(rows.length).toBeLessThan(25);

  await page.getByRole("button", { name: "Clear filters" }).click();
  await until("all rows are back", async () => (await count(value).textContent())?.startsWith("1,000,000 rows") === true);
  await filter(value, 0).fill("ten");
  await page.getByRole("alert").getByText(/ten/).waitFor();
  await filter(value, 0).fill("10");
  await until("the trouble is gone", async () => (await count(value).textContent()) === "1 of 1,000,000 rows, filtered");
  expect(await page.getByRole("alert").count()).toBe(0);
  await value.close();
});

test("cells and rows are copied, and a long cell is read whole, by keyboard alone", async () => {
  const value = await open("orders");
  const { page, told } = value;
  await cell(value, 2, 1).getByText("Customer 838").waitFor();
  await cell(value, 1, 1).click();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Control+C");
  await until("the cell is copied", () => told.some((intent) => intent.kind === "copy" && intent.text === "Customer 838"));
  for (let step = 0; step < 3; step++) await page.keyboard.press("ArrowRight");
  await page.getByRole("region", { name: "The cell of items" }).getByText('"sku": "A2"').waitFor();
  await picture(value, "cell");
  await cell(value, 0, 0).click();
  await cell(value, 2, 0).click({ modifiers: ["Shift"] });
  await page.getByLabel("Copy format").selectOption("csv");
  await page.getByRole("button", { name: /^Copy rows/ }).click();
  await page.getByText("3 rows copied").waitFor();
  const copied = told.findLast((intent) => intent.kind === "copy")?.text ?? "";
  expect(copied.split("\n").map((line) => line.split(",").slice(0, 2).join(","))).toEqual([
    "id,customer",
    "0,Customer 0",
    "1,Customer 919",
    "2,Customer 838",
  ]);
  await value.close();
});

test("names and cells are text, whatever they hold, and hundreds of columns are drawn as they come into view", async () => {
  const value = await open("hostile");
  await cell(value, 0, 0).getByText("<img src=x onerror=alert(1)>").waitFor();
  expect((await header(value, "<b>bold</b>").textContent())?.trim()).toBe("<b>bold</b>string");
  await expect.poll(() => cell(value, 0, 1).textContent()).toBe("Infinity");
  await expect.poll(() => cell(value, 0, 2).textContent()).toBe("NaN");
  expect(await value.page.locator("[role=columnheader]").count()).toBeLessThan(60);
  await filter(value, 0).fill("<IMG");
  await until("the filter finds the text", async () => (await count(value).textContent()) === "1 of 1 row, filtered");
  await value.close();
});

test("a tree opens by keyboard, a hundred entries at a time", async () => {
  const value = await open("settings");
  const { page } = value;
  const item = (name: string) => page.getByRole("treeitem", { name }).first();
  await item("stores").waitFor();
  await page.getByRole("treeitem").first().focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  await page.getByRole("button", { name: "100 more of 150" }).waitFor();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await item("open: true").waitFor();
  await picture(value, "tree");
  await page.getByRole("button", { name: "100 more of 150" }).click();
  await page.getByRole("button", { name: "50 more of 50" }).waitFor();
  await page.keyboard.press("End");
  await value.close();
});

test("markdown is formatted, a drawing is drawn without its scripts, a picture is shown, bytes are bytes", async () => {
  const report = await open("report");
  await report.page.getByRole("heading", { name: "Sales" }).nth(0).waitFor();
  await report.page.locator("b, strong", { hasText: "rose" }).waitFor();
  await picture(report, "markdown");
  await report.page.getByRole("button", { name: "Text" }).click();
  await report.page.getByText("They **rose**").waitFor();
  await report.close();

  const isDrawn = ({ page }: ValuePage) => page.locator(".picture img").evaluate((image: HTMLImageElement) => image.naturalWidth > 0);
  const chart = await open("chart");
  await until("the drawing is drawn", () => isDrawn(chart));
  await expect.poll(() => chart.page.title()).toBe("Value");
  await picture(chart, "svg");
  await chart.close();

  const photo = await open("photo");
  await until("the picture is shown", () => isDrawn(photo));
  await photo.page.getByRole("button", { name: "Bytes" }).click();
  await photo.page.getByText("89 50 4e 47 0d 0a 1a 0a").waitFor();
  await photo.close();

  const bytes = await open("bytes");
  await bytes.page.getByText("000000f0  f0 f1 f2").waitFor();
  await bytes.page.getByRole("button", { name: "Show more of 10,000 bytes" }).click();
  await bytes.page.getByText("00001ff0").waitFor();
  await picture(bytes, "bytes");
  await bytes.close();
});

test("a newer value comes by itself and is compared with the one before", async () => {
  const value = await open("prices");
  const { page } = value;
  await cell(value, 0, 1).waitFor();
  await header(value, "price").click();
  await page.getByRole("button", { name: "Compare" }).click();
  await page.getByText("There is no earlier materialization").waitFor();
  project.write({ "count.txt": "120" });
  expect((await project.run(["prices(context)"])).outcome).toBe("success");
  await value.tell({ kind: "changed" });
  await until("the new rows are counted", async () => (await count(value).textContent())?.startsWith("120 rows") === true);
  const row = (name: string) => page.getByRole("row", { name: new RegExp(`^${name}`) });
  await expect.poll(() => row("rows").locator("td").allTextContents()).toEqual(["100", "120", "+20 (+20%)"]);
  await expect.poll(() => row("mean").locator("td").allTextContents()).toEqual(["50", "60", "+10 (+20%)"]);
  await expect.poll(() => header(value, "price").getAttribute("aria-sort")).toBe("ascending");
  await picture(value, "compare");
  await page.getByRole("button", { name: "Compare the Values" }).click();
  await until("the extension is asked to compare", () => value.told.some(({ kind }) => kind === "compare"));
  await value.close();
});

test("what has no value says why and how to get one; partitions are listed", async () => {
  const daily = await open("daily");
  await daily.page.getByText("0 of 2 partitions have a value.").waitFor();
  await daily.close();
  const missing = await open("no_such");
  await missing.page.getByRole("alert").getByText("there is no asset no_such").waitFor();
  await missing.close();
});

test.each(sampleOf(Object.keys(themes) as ThemeName[], 2))("everybody can read it: %s", async (theme) => {
  for (const [key, ready] of [
    ["orders", ".ag-row"],
    ["settings", "[role=treeitem]"],
    ["report", ".markdown"],
    ["photo", ".picture img"],
  ] as const) {
    const value = await open(key, { theme });
    await value.page.locator(ready).first().waitFor();
    await value.page.evaluate(axe.source);
    const { violations } = (await value.page.evaluate("axe.run(document, { resultTypes: ['violations'] })")) as axe.AxeResults;
    const found = violations.map(
      ({ id, nodes }) =>
        `${key}: ${id}: ${nodes
          .map((node) => node.html.slice(0, 200))
          .slice(0, 3)
          .join(" | ")}`,
    );
    if (key === "orders") await picture(value, `theme-${theme}`);
    await value.close();
    expect(found).toEqual([]);
  }
});
