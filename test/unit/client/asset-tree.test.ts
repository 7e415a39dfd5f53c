// The assets tree: groups, text, staleness, and that only changed rows are redrawn.
import { expect, test, vi } from "vitest";
import { type AssetFilter, passes } from "../../../client/assets/asset-filter.js";
import { assetRow, groupRow } from "../../../client/assets/asset-rows.js";
import { AssetTree } from "../../../client/assets/asset-tree.js";
import type { AssetStatus, GraphEdge, GraphNode, GraphView } from "../../../runtime/contract/graph.js";

vi.mock("vscode", () => ({ window: {} }));

const now = Date.parse("2026-05-01T12:00:00Z");
const made = (time: string, more: Partial<AssetStatus> = {}): AssetStatus => ({
  state: "materialized",
  since: `2026-05-01T${time}:00.000Z`,
  ...more,
});
const node = (key: string, status: AssetStatus = { state: "never" }, more: Partial<GraphNode> = {}): GraphNode => ({
  key,
  group: "default",
  description: "",
  kinds: [],
  ioManagerKey: null,
  manager: null,
  storedAt: null,
  external: false,
  errors: 0,
  warnings: 0,
  status,
  ...more,
});
const edge = (from: string, to: string, parameter: string | null = from): GraphEdge => ({ from, to, kind: "input", parameter });
const view = (nodes: readonly GraphNode[], edges: readonly GraphEdge[] = []): GraphView => ({
  project: "file:///p",
  name: "p",
  nodes,
  edges,
  runId: null,
  cannotRun: null,
});

test("groups and the assets in them are sorted by name", () => {
  const tree = new AssetTree(
    view([node("b", undefined, { group: "y" }), node("c", undefined, { group: "x" }), node("a", undefined, { group: "y" })]),
  );
  expect(tree.groups.map((group) => [group, tree.assetsOf(group)])).toEqual([
    ["x", ["c"]],
    ["y", ["a", "b"]],
  ]);
});

test("a change of status redraws that asset, and nothing that says the same", () => {
  const tree = new AssetTree(view([node("a", made("09:00")), node("b", made("10:00"))], [edge("a", "b")]));
  expect(tree.update({ a: made("11:00"), b: made("10:00", { stale: true }) })).toEqual(["a", "b"]);
  expect(tree.update({ a: made("11:00"), unknown: made("11:00") })).toEqual([]);
});

test("of a graph read again only what looks different is told; one of another shape is another tree", () => {
  const before = new AssetTree(view([node("a"), node("b")]));
  expect(before.differences(new AssetTree(view([node("a"), node("b", undefined, { errors: 1 })])))).toEqual(["b"]);
  expect(before.differences(new AssetTree(view([node("a"), node("b")], [edge("a", "b")])))).toEqual(["a", "b"]);
  expect(before.differences(new AssetTree(view([node("a")])))).toBeNull();
  expect(before.differences(new AssetTree(view([node("a"), node("b", undefined, { group: "x" })])))).toBeNull();
});

test("a row says all that the graph shows, to the eye and to the ear", () => {
  const status = made("11:58", { durationMs: 1200, size: "3 rows", stale: true });
  const revenue = node("revenue", status, {
    description: "What the day *brought* in.",
    storedAt: "data/b.duckdb#revenue",
    manager: "DuckDBIOManager",
  });
  const tree = new AssetTree(
    view([node("sales", made("11:59")), revenue, node("report")], [edge("sales", "revenue"), edge("revenue", "report")]),
  );
  expect(assetRow(tree, "revenue", now)).toEqual({
    label: "revenue",
    description: "stale · 2 min ago · 3 rows",
    tooltip: expect.stringContaining("What the day \\*brought\\* in\\."),
    icon: { id: "history", color: "millrace.skippedForeground" },
    context: "asset own stored",
    spoken:
      "revenue, asset, stale · 2 min ago · 3 rows, stale: upstream changed, took 1.2 s, stored at data/b.duckdb#revenue by DuckDBIOManager, loads sales, feeds report, What the day *brought* in.",
  });
});

test.each<[string, AssetStatus, string, string]>([
  ["never", { state: "never" }, "never materialized", "circle-large-outline"],
  ["queued", { state: "queued", since: "2026-05-01T11:59:57Z" }, "queued", "ellipsis"],
  [
    "running",
    { state: "running", since: "2026-05-01T11:59:57Z", progress: { done: 4, total: 10, message: "pages" } },
    "running 3 s · 4/10 pages",
    "loading~spin",
  ],
  ["failed", { state: "failed", since: "2026-05-01T11:58:00Z", message: "too hot" }, "failed 2 min ago · too hot", "error"],
  ["skipped", { state: "skipped", since: "2026-05-01T11:58:00Z" }, "skipped 2 min ago", "debug-step-over"],
  ["canceled", { state: "canceled", since: "2026-05-01T11:58:00Z" }, "canceled 2 min ago", "circle-slash"],
  ["partitions", made("11:58", { partitions: { materialized: 3, total: 5 } }), "2 min ago · 3 of 5 partitions", "color-mode"],
  ["whole", made("11:58", { partitions: { materialized: 5, total: 5 } }), "2 min ago · 5 of 5 partitions", "pass"],
])("an asset that is %s", (_, status, description, icon) => {
  const row = assetRow(new AssetTree(view([node("a", status)])), "a", now);
  expect([row.description, row.icon.id]).toEqual([description, icon]);
  expect(row.spoken).toContain(status.message ?? description);
});

test("an asset others make cannot be materialized, and one with errors says so", () => {
  const tree = new AssetTree(view([node("raw", undefined, { external: true }), node("bad", undefined, { errors: 2 })]));
  expect(assetRow(tree, "raw", now)).toMatchObject({ description: "external", context: "asset" });
  expect(assetRow(tree, "bad", now)).toMatchObject({
    description: "never materialized · 2 errors",
    icon: { id: "circle-large-outline", color: "millrace.failedForeground" },
  });
});

test("a group counts what runs, what failed and what is stale", () => {
  const nodes = [node("a", { state: "running" }), node("b", { state: "failed" }), node("c", made("10:00")), node("d", { state: "queued" })];
  expect(groupRow(new AssetTree(view(nodes)), "default")).toMatchObject({
    description: "4 · 1 running · 1 queued · 1 failed",
    spoken: "default, group, 4 assets, 1 running, 1 queued, 1 failed",
  });
});

test.each<[AssetFilter, string]>([
  ["failed", "failed skipped"],
  ["stale", "stale"],
  ["running", "running queued"],
  ["missing", "never partial"],
])("the filter %s shows %s", (filter, shown) => {
  const statuses: Readonly<Record<string, AssetStatus>> = {
    never: { state: "never" },
    failed: { state: "failed" },
    skipped: { state: "skipped" },
    running: { state: "running" },
    queued: { state: "queued" },
    whole: made("10:00", { partitions: { materialized: 2, total: 2 } }),
    partial: made("10:00", { partitions: { materialized: 1, total: 2 } }),
    stale: made("10:00", { stale: true }),
  };
  const keys = Object.keys(statuses).filter((key) => passes(statuses[key] as AssetStatus, filter));
  expect(keys.join(" ")).toBe(shown);
});
