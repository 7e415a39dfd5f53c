// The graph page in another language: every text and every label for screen readers is translated, and German fits.
import { mkdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { markedBundle, unmarkedWords } from "../../unit/l10n/marked.js";
import { sharedBrowser, type TestBrowser } from "../driver/browser.js";
import { type GraphPage, type PageServer, servePage } from "../driver/graph-page.js";
import { shopHistory, shopView } from "../driver/shop-view.js";
import { wordsOn } from "../driver/words-on.js";

let browser: TestBrowser;
let server: PageServer;

beforeAll(async () => {
  mkdirSync("test/editor/screenshots", { recursive: true });
  [browser, server] = [await sharedBrowser(), await servePage()];
});
afterAll(async () => {
  await server?.stop();
});

test("all that the page shows is translated", async () => {
  const said = new Set<string>();
  const graph = await opened(markedBundle(), async ({ page }) => {
    for (const words of await wordsOn(page)) said.add(words);
  });
  const data = `${JSON.stringify([shopView(), shopHistory("daily_sales")]).replaceAll("\\n", " ")} Filesystem DuckDB`;
  expect([...said].filter((words) => unmarkedWords(words, data).length > 0)).toEqual([]);
  expect([...said].filter((words) => words.includes("⟦")).length).toBeGreaterThan(60);
  await graph.close();
});

test("the page is German where its words are", async () => {
  const graph = await opened(JSON.parse(readFileSync("l10n/bundle.l10n.de.json", "utf8")), async () => undefined);
  const { page } = graph;
  await page.getByRole("button", { name: "Alle materialisieren" }).waitFor();
  await page.getByRole("button", { name: "Ganzes Projekt" }).waitFor();
  await expect.poll(() => page.locator(".tally").textContent()).toMatch(/37 Assets.*fehlgeschlagen/);
  await expect.poll(() => page.locator("svg.graph").getAttribute("aria-label")).toMatch(/^Asset-Graph von .*Pfeiltasten/);
  await page.screenshot({ path: "test/editor/screenshots/page-german.png" });
  await graph.close();
});

/** The page in different states: one asset with details, folded with the legend, after a search with matches and after an invalid one. */
async function opened(bundle: object, look: (graph: GraphPage) => Promise<void>): Promise<GraphPage> {
  const graph = await server.open(browser.context, { bundle, height: 1_100 });
  const { page } = graph;
  await graph.tell({ kind: "graph", view: shopView() });
  await page.locator("body[data-ready]").waitFor();
  await page.locator('g.node[data-key="group:sales"]').waitFor();
  await page.locator(".meanings summary").click();
  await look(graph);
  await page.locator("#unfold-all").click();
  await page.locator('g.node[data-key="margins"]').waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("sales");
  await page.locator(".found-count", { hasText: "8" }).waitFor();
  await look(graph);
  await page.keyboard.press("Escape");
  await graph.tell({ kind: "focus", key: "daily_sales" });
  await graph.tell({ kind: "history", key: "daily_sales", history: shopHistory("daily_sales") });
  await page.locator(".spark").waitFor();
  await page.locator('g.node[data-key="weekly_sales"]').hover();
  await page.locator(".card", { hasText: "DuckDB" }).waitFor();
  await look(graph);
  return graph;
}
