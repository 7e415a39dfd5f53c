// The graph page in a real browser without an editor: what it shows, by mouse and keyboard, in every theme, and its accessibility.
import { mkdirSync, writeFileSync } from "node:fs";
import axe from "axe-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sampleOf } from "../../support/trials.js";
import { sharedBrowser, type TestBrowser } from "../driver/browser.js";
import { type GraphPage, type PageServer, servePage } from "../driver/graph-page.js";
import { shopHistory, shopView } from "../driver/shop-view.js";
import { type ThemeName, themes } from "../driver/themes.js";
import { until } from "../driver/until.js";

let browser: TestBrowser;
let server: PageServer;

beforeAll(async () => {
  mkdirSync("test/editor/screenshots", { recursive: true });
  [browser, server] = [await sharedBrowser(), await servePage()];
});
afterAll(async () => {
  await server?.stop();
});

async function opened(options: { theme?: ThemeName; width?: number; height?: number } = {}, isFolded = false): Promise<GraphPage> {
  const graph = await server.open(browser.context, options);
  await graph.tell({ kind: "graph", view: shopView() });
  await graph.page.locator("body[data-ready]").waitFor();
  if (isFolded) return graph;
  // When unfolded, the names are too small to read in a page of this size.
  await graph.page.locator("#unfold-all").click();
  await expect.poll(() => graph.page.locator("g.node").count()).toBe(37);
  return graph;
}

test("a project whose names would be too small opens with its groups folded; a larger page and the user unfold it", async () => {
  const graph = await opened({}, true);
  const folds = graph.page.locator("g.node.folded");
  await expect.poll(() => folds.count()).toBe(6);
  await graph.page.locator(".meanings summary").click();
  await graph.page.getByText("stale: upstream changed").waitFor();
  await picture(graph, "crowded");
  await graph.page.locator(".meanings summary").click();
  await graph.page.setViewportSize({ width: 2_800, height: 1_600 });
  await expect.poll(() => graph.page.locator("g.node").count()).toBe(37);
  await graph.page.setViewportSize({ width: 700, height: 560 });
  await expect.poll(() => folds.count()).toBe(6);
  await graph.page.locator("#unfold-all").click();
  await expect.poll(() => graph.page.locator("g.node").count()).toBe(37);
  await graph.close();
});

const node = (graph: GraphPage, key: string) => graph.page.locator(`g.node[data-key="${key}"]`);
const picture = (graph: GraphPage, name: string) => graph.page.screenshot({ path: `test/editor/screenshots/page-${name}.png` });

test("opens around the current asset; what is hidden is counted, and shown by mouse and by keyboard", async () => {
  const graph = await opened();
  const { page } = graph;
  await graph.tell({ kind: "focus", key: "daily_sales" });
  await node(graph, "refund_rate").waitFor();
  await expect.poll(() => page.locator("g.node").count()).toBe(6);
  await picture(graph, "around");

  const more = page.locator('g.more[data-of="features"][data-side="upstream"]');
  await expect.poll(() => more.getAttribute("aria-label")).toBe("Show 2 more upstream of features");
  await more.click();
  await node(graph, "stock").waitFor();
  await node(graph, "features").focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await node(graph, "training_set").waitFor();
  await until("the keyboard is back on the node", () =>
    page.evaluate(() => document.activeElement?.getAttribute("data-key") === "features"),
  );
  await picture(graph, "expanded");
  await page.getByRole("button", { name: "Whole project" }).click();
  await node(graph, "newsletter").waitFor();
  await expect.poll(() => page.locator("g.node").count()).toBe(37);
  await picture(graph, "whole");
  await page.getByRole("button", { name: "Around daily_sales" }).click();
  await until("the surroundings are back, as they were opened", async () => (await page.locator("g.node").count()) === 10);
  await graph.close();
});

test("pin, what was opened and where the view stood survive a reload", async () => {
  const graph = await opened();
  await graph.tell({ kind: "focus", key: "segments" });
  await node(graph, "churn").waitFor();
  await graph.page.locator("#pin").click();
  await expect.poll(() => graph.told()).toContainEqual({ kind: "pin", pinned: true });
  await graph.page.reload();
  await until("the page says again that it is pinned", async () => (await graph.told()).some(({ kind }) => kind === "pin"));
  await graph.tell({ kind: "graph", view: shopView() });
  await node(graph, "churn").waitFor();
  await expect.poll(() => graph.page.locator("g.node").count()).toBe(5);
  await expect.poll(() => graph.page.locator("#pin").getAttribute("aria-pressed")).toBe("true");
  await graph.close();
});

test("a search asks the server what a selection means, counts, tells a mistake under the field, and Enter goes on", async () => {
  const graph = await opened();
  const { page } = graph;
  await page.keyboard.press("/");
  await page.keyboard.type("sales");
  await page.locator('.found-count:text-is("8 found")').waitFor();
  await page.keyboard.press("Enter");
  await page.locator('g.node[data-key="daily_sales"][aria-current]').waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("/");
  await page.keyboard.type("+margins and");
  await until("the page asks", async () => (await graph.told()).some((said) => said.kind === "find" && said.text === "+margins and"));
  await graph.tell({
    kind: "found",
    text: "+margins and",
    answer: { error: "The selection ends where a key, group:… or ( should follow." },
  });
  await page.locator(".mistake", { hasText: "ends where" }).waitFor();
  await picture(graph, "mistake");
  await page.keyboard.press("Backspace");
  for (let at = 0; at < 3; at++) await page.keyboard.press("Backspace");
  await graph.tell({ kind: "found", text: "+margins", answer: { keys: ["margins", "products", "sales_by_product"] } });
  await page.locator('.found-count:text-is("3 found")').waitFor();
  await expect.poll(() => page.locator("g.node.found").count()).toBe(3);
  await picture(graph, "found");
  await graph.close();
});

test("groups fold to one node with its count and its states, by mouse and keyboard", async () => {
  const graph = await opened();
  const { page } = graph;
  await page.locator("#fold-all").click();
  await node(graph, "group:sales").waitFor();
  await expect.poll(() => page.locator("g.node").count()).toBe(6);
  await expect
    .poll(() => node(graph, "group:forecast").getAttribute("aria-label"))
    .toContain("1 running · 1 queued · 1 failed · 1 skipped");
  await picture(graph, "folded");
  await node(graph, "group:sales").focus();
  await page.keyboard.press("m");
  const members = shopView().nodes.filter(({ group, external }) => group === "sales" && !external);
  const keys = expect.arrayContaining(members.map(({ key }) => key));
  await until("its assets are asked for", async () => (await graph.told()).some(({ kind }) => kind === "materializeMany"));
  await expect.poll(() => graph.told()).toContainEqual({ kind: "materializeMany", keys, upstream: false });
  await expect.poll(() => node(graph, "group:sales").getAttribute("aria-label")).toContain("M materializes them");
  await page.keyboard.press("Enter");
  await node(graph, "margins").waitFor();
  await page.keyboard.press("g");
  await node(graph, "group:sales").waitFor();
  await node(graph, "group:sales").click();
  await node(graph, "margins").waitFor();
  await picture(graph, "one-open");
  await graph.close();
});

test("the corner shows the whole, and a drag there moves the view", async () => {
  const graph = await opened({ width: 700, height: 560 });
  const { page } = graph;
  await expect.poll(() => page.locator(".minimap").isVisible()).toBe(false);
  await page.keyboard.press("f");
  for (let at = 0; at < 7; at++) await page.keyboard.press("+");
  await page.locator(".minimap").waitFor();
  const plane = () => page.locator("g.plane").getAttribute("transform");
  const before = await plane();
  const box = await page.locator(".minimap").boundingBox();
  if (!box) throw new Error("the corner is not drawn");
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + 12, box.y + 12);
  await page.mouse.up();
  expect(await plane()).not.toBe(before);
  await picture(graph, "corner");
  await graph.close();
});

test("the mouse rests on an edge and on a node: the type that flows, and how the asset stands", async () => {
  const graph = await opened();
  const { page } = graph;
  await graph.tell({ kind: "focus", key: "daily_sales" });
  await node(graph, "features").waitFor();
  const [x, y] = await page.locator('path.hit[data-from="orders"][data-to="daily_sales"]').evaluate((element) => {
    const path = element as SVGPathElement;
    const middle = path.getPointAtLength(path.getTotalLength() / 2).matrixTransform(path.getScreenCTM() as DOMMatrix);
    return [middle.x, middle.y] as const;
  });
  await page.mouse.move(x, y);
  await page.locator(".card", { hasText: "orders: readonly OrdersRow[]" }).waitFor();
  await picture(graph, "edge");
  await node(graph, "weekly_sales").hover();
  await page.locator(".card", { hasText: "DuckDB" }).waitFor();
  await picture(graph, "hover");
  await graph.close();
});

test("details show the metadata of the last materialization and how the last ones went; markdown brings no elements of its own", async () => {
  const graph = await opened({ height: 1_100 });
  const { page } = graph;
  await graph.tell({ kind: "focus", key: "daily_sales" });
  await until("the page asks", async () => (await graph.told()).some((said) => said.kind === "history" && said.key === "daily_sales"));
  await graph.tell({ kind: "history", key: "daily_sales", history: shopHistory("daily_sales") });
  await page.locator(".spark").waitFor();
  expect(await page.locator(".markdown b").count()).toBe(0);
  await expect.poll(() => page.locator(".markdown").textContent()).toContain("<b>no</b> tags");
  await picture(graph, "details");
  await page.getByRole("button", { name: "data/charts/daily_sales.png" }).click();
  await expect.poll(() => graph.told()).toContainEqual({ kind: "openEntry", key: "daily_sales", name: "chart" });
  await graph.close();
});

test("a picture holds its own colours and fonts, as SVG and as PNG", async () => {
  const graph = await opened();
  await graph.page.locator("#save").click();
  await expect.poll(() => graph.told()).toContainEqual({ kind: "save" });
  for (const format of ["svg", "png"] as const) {
    await graph.tell({ kind: "render", format });
    const find = async () => (await graph.told()).find((said) => said.kind === "picture" && said.format === format);
    await until(`the page answers with ${format}`, async () => (await find()) !== undefined);
    const said = await find();
    if (said?.kind !== "picture") throw new Error("no picture");
    writeFileSync(`test/editor/screenshots/page-saved.${format}`, said.data, format === "svg" ? "utf8" : "base64");
    if (format === "svg") {
      expect(said.data).toMatch(/^<svg xmlns=/);
      expect(said.data).toContain("daily_sales");
      expect(said.data).not.toMatch(/var\(|class=|<script/);
    } else expect(Buffer.from(said.data, "base64").subarray(1, 4).toString()).toBe("PNG");
  }
  await graph.close();
});

test("a picture leaves out the characters XML cannot write, and where there is none the page says why", async () => {
  const graph = await opened();
  const view = shopView();
  const failed = { state: "failed", message: "\u001b[31mboom\u001b[0m \u0000\ud800" } as const;
  await graph.tell({ kind: "graph", view: { ...view, nodes: view.nodes.map((each) => ({ ...each, status: failed })) } });
  await node(graph, "orders").getByText("boom").first().waitFor();
  const answer = async (format: "svg" | "png", kind: "picture" | "noPicture") => {
    await graph.tell({ kind: "render", format });
    const find = async () => (await graph.told()).find((said) => said.kind === kind && said.format === format);
    return until(`the page answers with ${kind}`, find);
  };
  const svg = await answer("svg", "picture");
  expect("data" in svg ? svg.data : "").toContain("[31mboom[0m");
  const mistakes = await graph.page.evaluate(
    (text) => new DOMParser().parseFromString(text, "image/svg+xml").querySelectorAll("parsererror").length,
    "data" in svg ? svg.data : "",
  );
  expect(mistakes).toBe(0);
  await answer("png", "picture");
  await graph.page.evaluate(() => {
    HTMLImageElement.prototype.decode = () => Promise.reject(new Error("no memory"));
  });
  expect(await answer("png", "noPicture")).toEqual({ kind: "noPicture", format: "png", reason: "no memory" });
  await graph.close();
});

test("a layout that is overtaken by one that is known leaves no veil behind", async () => {
  const graph = await opened();
  const { page } = graph;
  await graph.tell({ kind: "focus", key: "daily_sales" });
  await node(graph, "refund_rate").waitFor();
  await expect.poll(() => page.locator("g.node").count()).toBe(6);
  await page.getByRole("button", { name: "Whole project" }).click();
  await node(graph, "newsletter").waitFor();
  const veiled = await page.evaluate(async () => {
    // The worker receives no more messages.
    Worker.prototype.postMessage = () => undefined;
    document.getElementById("fold-all")?.click();
    [...document.querySelectorAll<HTMLElement>(".switch button")].find(({ textContent }) => textContent?.startsWith("Around"))?.click();
    // A timer of the same length as the veil's, started later, ends after it.
    await new Promise((resolve) => setTimeout(resolve, 200));
    return !document.querySelector<HTMLElement>(".veil")?.hidden;
  });
  expect(veiled).toBe(false);
  await expect.poll(() => page.locator("g.node").count()).toBe(6);
  await graph.close();
});

test.each(sampleOf(Object.keys(themes) as ThemeName[], 2))("axe finds nothing to complain of in %s", async (theme) => {
  const graph = await opened({ theme, height: 1_000 });
  const { page } = graph;
  await graph.tell({ kind: "focus", key: "model" });
  await node(graph, "backtest").waitFor();
  await graph.tell({ kind: "history", key: "model", history: shopHistory("model") });
  await page.locator(".spark").waitFor();
  await picture(graph, `theme-${theme}`);
  await expectNoViolations(graph);
  await page.getByRole("button", { name: "Whole project" }).click();
  await page.locator("#fold-all").click();
  await node(graph, "group:sales").waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("(orders");
  await graph.tell({ kind: "found", text: "(orders", answer: { error: "A parenthesis is open." } });
  await page.locator(".mistake").waitFor();
  await picture(graph, `theme-${theme}-folded`);
  await expectNoViolations(graph);
  await graph.close();
});

test("nothing moves where motion is not wanted", async () => {
  const graph = await opened();
  const moving = () => graph.page.evaluate(() => document.getAnimations().filter((animation) => animation.playState === "running").length);
  expect(await moving()).toBe(0);
  await graph.page.emulateMedia({ reducedMotion: "no-preference" });
  expect(await moving()).toBeGreaterThan(0);
  await graph.close();
});

async function expectNoViolations({ page }: GraphPage): Promise<void> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    // The page is part of the editor, so it needs no landmarks. A node's texts are shortened, so its label only starts with the key.
    const rules = { region: { enabled: false }, "label-content-name-mismatch": { enabled: false } };
    const results = await (window as unknown as { axe: typeof axe }).axe.run(document, { rules });
    return results.violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join("\n")}`,
    );
  });
  expect(found).toEqual([]);
}
