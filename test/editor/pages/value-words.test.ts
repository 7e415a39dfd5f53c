// The value page in another language: all our text is translated, and German fits. The table's library has its own translations.
import { mkdirSync, readFileSync } from "node:fs";
import { AG_GRID_LOCALE_EN } from "@ag-grid-community/locale";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openViewer, type Viewer } from "../../../runtime/host/index.js";
import { makeProject, type Project } from "../../support/real-project.js";
import { markedBundle, unmarkedWords } from "../../unit/l10n/marked.js";
import { sharedBrowser, type TestBrowser } from "../driver/browser.js";
import { succeeds, until } from "../driver/until.js";
import { valuesOf } from "../driver/value-assets.js";
import { serveValuePage, type ValuePage, type ValuePageServer } from "../driver/value-page.js";
import { wordsOn } from "../driver/words-on.js";

const config = valuesOf(500);
const german = () => JSON.parse(readFileSync("l10n/bundle.l10n.de.json", "utf8"));
/** Text from the worker about values stays as it is: column types, formats, class names and thrown errors. */
const data = `${config.replaceAll("\\n", " ")} json markdown svg png parquet duckdb main FilesystemIOManager image io_manager object Object items more path version BIGINT INTEGER VARCHAR DOUBLE TIMESTAMP STRUCT`;

let project: Project;
let viewer: Viewer;
let browser: TestBrowser;
let server: ValuePageServer;

beforeAll(async () => {
  mkdirSync("test/editor/screenshots", { recursive: true });
  project = await makeProject({ "millrace.config.ts": config, "count.txt": "100" });
  for (const count of ["100", "120"]) {
    project.write({ "count.txt": count });
    expect((await project.run(["orders()", "settings()", "report()", "chart()", "photo()", "bytes()", "prices(context)"])).outcome).toBe(
      "success",
    );
  }
  viewer = openViewer(project.dir, "millrace.config.ts");
  [browser, server] = [await sharedBrowser(), await serveValuePage()];
}, 120_000);
afterAll(async () => {
  await server?.stop();
  viewer?.close();
  project?.remove();
});

const open = (key: string, bundle: object) => server.open(browser.context, viewer, { project: "file:///shop", key }, { bundle });
const cell = ({ page }: ValuePage, row: number, column: number) => page.locator(`.ag-row[row-index="${row}"] [col-id=c${column}]`);

/** Rows that are redrawn during a click lose the click. */
const showWhole = (value: ValuePage) =>
  until("a cell is shown whole", async () => {
    await cell(value, 0, 4).click();
    return succeeds(value.page.locator(".whole-cell").waitFor({ timeout: 2_000 }));
  });

/** Words that are neither translated nor from the project or the table's library. */
const english = (words: readonly string[], known: string) =>
  words.filter((each) => unmarkedWords(each.replace(/\d{8}T\d{9}-[0-9a-f]{6}/g, ""), known).length > 0);

/** Each page after its controls were used. */
const pages: readonly (readonly [key: string, use: (value: ValuePage) => Promise<void>])[] = [
  [
    "orders",
    async (value) => {
      await showWhole(value);
      await value.page.locator(".ag-floating-filter[col-id=c0] input").fill("ten");
      await value.page.getByRole("alert").waitFor();
      await value.page.locator(".ag-floating-filter[col-id=c0] input").fill("1");
      await value.page.getByRole("alert").waitFor({ state: "detached" });
    },
  ],
  ["settings", ({ page }) => page.getByRole("treeitem").first().waitFor()],
  ["report", ({ page }) => page.locator(".markdown").waitFor()],
  ["chart", ({ page }) => page.locator(".picture img").waitFor()],
  ["photo", ({ page }) => page.locator(".picture img").waitFor()],
  ["bytes", ({ page }) => page.getByText("000000f0").waitFor()],
  [
    "prices",
    async (value) => {
      await cell(value, 0, 1).waitFor();
      await value.page.locator("header button[aria-pressed], header [aria-expanded]").first().click();
      await value.page.locator("table td").first().waitFor();
    },
  ],
  ["daily", ({ page }) => page.locator("body[data-ready]").waitFor()],
];

test.each(pages)("all that the page of %s shows is translated", async (key, use) => {
  const value = await open(key, markedBundle());
  await use(value);
  const ours = await wordsOn(value.page, ".ag-root-wrapper, .bytes, pre");
  expect(english(ours, data)).toEqual([]);
  expect(ours.filter((words) => words.includes("⟦")).length).toBeGreaterThan(2);
  const all = await wordsOn(value.page, ".bytes, pre");
  const library = Object.values(AG_GRID_LOCALE_EN).join(" ");
  expect(english(all, `${data} ${library}`)).toEqual([]);
  await value.close();
});

test("the page is German where its words are, the table's library with it", async () => {
  const value = await open("orders", german());
  await cell(value, 0, 1).getByText("Customer 0").waitFor();
  await expect.poll(() => value.page.locator(".count").textContent()).toMatch(/^500 Zeilen/);
  await showWhole(value);
  await value.page.screenshot({ path: "test/editor/screenshots/page-value-german.png" });
  const left = (await wordsOn(value.page, ".whole-cell pre")).filter((words) => /\b(rows?|copy|filter by|sort|column menu)\b/i.test(words));
  expect(left).toEqual([]);
  await value.close();
});
