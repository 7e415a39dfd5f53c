// The graph panel in a real VS Code, for a large project: the neighborhood of the cursor, pinning, search, details, saving a picture.
import { existsSync, readFileSync } from "node:fs";
import axe from "axe-core";
import { expect, test } from "vitest";
import { editorSession } from "../driver/session.js";
import { until } from "../driver/until.js";

const session = editorSession();
const shop = "src/shop.ts";

test("the graph shows what is around the cursor, is pinned, answers selections, tells of the last run, and is saved as a picture", () =>
  session.withProject(
    "around",
    shop,
    async ({ editor, project }) => {
      await editor.waitForLens("▶ Materialize");
      // After a click in the panel, the panel has the keyboard focus.
      const moveTo = async (line: number, column: number) => {
        await editor.command("View: Focus First Editor Group");
        await editor.goTo(line, column);
      };
      const daily = project.find(shop, "daily = asset");
      await editor.goTo(daily.line, daily.column + 2);
      await editor.command("Millrace: Show asset graph");
      const graph = await editor.graph();
      await graph.getByRole("button", { name: "Around daily" }).waitFor();
      await editor.node(graph, "orders").waitFor();
      await expect.poll(() => graph.locator("g.node").count()).toBe(4);
      await graph.getByRole("button", { name: "Show 1 more upstream of orders" }).click();
      await editor.node(graph, "orders_raw").waitFor();
      await editor.screenshot("30-around");

      await graph.locator("#pin").click();
      const lonely = project.find(shop, "lonely7 = asset");
      await moveTo(lonely.line, lonely.column + 2);
      await graph.locator("#pin").click();
      await graph.locator('#pin[aria-pressed="false"]').waitFor();
      await expect.poll(() => graph.getByRole("button", { name: "Around daily" }).count()).toBe(1);
      await moveTo(daily.line, daily.column + 1);
      await moveTo(lonely.line, lonely.column + 1);
      await graph.getByRole("button", { name: "Around lonely7" }).waitFor();
      await moveTo(daily.line, daily.column + 2);
      await graph.getByRole("button", { name: "Around daily" }).waitFor();

      await graph.getByRole("button", { name: "Materialize", exact: true }).waitFor();
      await editor.node(graph, "daily").focus();
      await editor.page.keyboard.press("Shift+M");
      await graph.locator('g.node[data-key="daily"][data-state="materialized"]').waitFor();
      await graph.locator(".markdown", { hasText: "Checked against the ledger" }).waitFor();
      await editor.screenshot("31-metadata");
      await graph.getByRole("button", { name: "src/shop.ts" }).click();
      await editor.tab("shop.ts").waitFor();
      // The editor takes the keyboard a moment after its tab is there.
      await editor.page.locator(".monaco-editor.focused").waitFor();

      await editor.node(graph, "daily").focus();
      await editor.page.keyboard.press("/");
      await editor.page.keyboard.type("+daily");
      await graph
        .locator(".found-count")
        .filter({ hasText: /^\d\/3(, 2 here)?$/ })
        .waitFor();
      await editor.page.keyboard.type(" and");
      await graph.locator(".mistake").waitFor();
      await editor.screenshot("32-mistake");
      await editor.page.keyboard.press("Escape");
      await graph.getByRole("button", { name: "Whole project" }).click();
      // So many names would be too small to read: the groups are folded.
      await editor.node(graph, "group:spare").waitFor();
      await graph.locator("#unfold-all").click();
      await editor.node(graph, "lonely30").waitFor();
      await graph.locator("#fold-all").click();
      await editor.node(graph, "group:spare").waitFor();
      await editor.screenshot("33-folded");

      const page = editor.page.frames().find((frame) => frame.name() === "active-frame" || frame.url().includes("fake.html"));
      if (!page) throw new Error("the page's frame is not there");
      await page.evaluate(axe.source);
      const violations = await page.evaluate(async () => {
        const rules = { region: { enabled: false }, "label-content-name-mismatch": { enabled: false } };
        const results = await (window as unknown as { axe: typeof axe }).axe.run(document, { rules });
        return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join("\n")}`);
      });
      expect(violations).toEqual([]);

      await graph.locator("#unfold-all").click();
      await editor.node(graph, "lonely30").waitFor();
      const dialog = editor.page.locator(".quick-input-widget:visible");
      const ok = dialog.locator(".monaco-button", { hasText: "OK" });
      await graph.locator("#save").click();
      await ok.click();
      const svg = project.path("asset-graph.svg");
      await until("the picture is written", () => existsSync(svg) && readFileSync(svg, "utf8").includes("lonely30"));

      await graph.locator("#save").click();
      await ok.waitFor();
      // The dialog overwrites typed text until it has read the folder.
      await dialog.locator(".monaco-list-row", { hasText: "asset-graph.svg" }).waitFor();
      await dialog.locator('input[type="text"]').fill(project.path("data/graph.png"));
      // The dialog has accepted the path when it lists another folder.
      await dialog.locator(".monaco-list-row", { hasText: "node_modules" }).waitFor({ state: "hidden" });
      await ok.click();
      const png = project.path("data/graph.png");
      await until("the other picture is written", () => existsSync(png) && readFileSync(png).subarray(1, 4).toString() === "PNG");

      await graph.locator("#fold-all").click();
      await editor.node(graph, "group:spare").waitFor();
      await editor.reopenWindow();
      const again = await editor.graph();
      await editor.node(again, "group:spare").waitFor();
      await again.getByRole("button", { name: "Whole project", pressed: true }).waitFor();
      await editor.screenshot("34-graph-after-reload");
    },
    (project) => {
      project.write(
        "millrace.config.ts",
        project
          .read("millrace.config.ts")
          .replace("[assets, trouble]", "[shop]")
          .replace(/import \* as assets.*\n.*\n/, 'import * as shop from "./src/shop.js";\n'),
      );
      project.write(shop, shopSource());
    },
  ));

/** Four assets that depend on each other, among others that do not. */
function shopSource(): string {
  const lonely = Array.from({ length: 31 }, (_, at) => `export const lonely${at} = asset({ group: "spare" }, (): number => ${at});`);
  return `// A shop among many assets.
import { asset, MaterializeResult, MetadataValue } from "millrace";

export interface Order {
  id: number;
  total: number;
}

export const orders_raw = asset({ group: "shop" }, (): string[] => ["1;12.5", "2;7"]);

export const orders = asset({ group: "shop" }, (orders_raw: string[]): Order[] => {
  return orders_raw.map((line) => ({ id: Number(line.split(";")[0]), total: Number(line.split(";")[1]) }));
});

/** What the day brought in. */
export const daily = asset({ group: "shop" }, (orders: Order[]): MaterializeResult<number> => {
  const metadata = {
    orders: orders.length,
    note: MetadataValue.md("**Checked** against the *ledger*.\\n\\n- all orders have a total"),
    source: MetadataValue.path("src/shop.ts"),
    largest: MetadataValue.json({ id: 1, total: 12.5 }),
  };
  return new MaterializeResult({ value: orders.reduce((sum, { total }) => sum + total, 0), metadata });
});

export const weekly = asset({ group: "shop" }, (daily: number): number => daily * 7);

export const yearly = asset({ group: "shop" }, (daily: number): number => daily * 365);

${lonely.join("\n\n")}
`;
}
