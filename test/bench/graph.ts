// Measures the graph page in a real browser: the time to paint a project, and how smoothly it pans and zooms.
import type { Page } from "playwright-core";
import type { GraphEdge, GraphNode, GraphView, ToPage } from "../../runtime/contract/graph.js";
import { startBrowser } from "../editor/driver/browser.js";
import { type GraphPage, servePage } from "../editor/driver/graph-page.js";

const ROUNDS = 3;
const browser = await startBrowser();
const server = await servePage();
try {
  await measure("1,000 assets, unfolded", viewOf(1_000, 20), true, { open: "< 1,000 ms", frames: "> 50" });
  await measure("1,000 assets, groups folded", viewOf(1_000, 20), false, { open: "< 1,000 ms", frames: "> 50" });
  await measure("10,000 assets, groups folded", viewOf(10_000, 100), false, { open: "< 3,000 ms", frames: "> 50" });
  await measure("10,000 assets, unfolded", viewOf(10_000, 100), true, { open: "no bar", frames: "no bar" });
} finally {
  await browser.stop();
  await server.stop();
}

async function measure(label: string, view: GraphView, unfold: boolean, bars: { open: string; frames: string }): Promise<void> {
  const say = (what: string, text: string) => console.log(`graph: ${label}: ${what}: ${text}`);
  const firsts: number[] = [];
  const lasts: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const graph = await server.open(browser.context, { width: 1_200, height: 800 });
    if (unfold) await remember(graph, view);
    const { first, last } = await paint(graph, view);
    firsts.push(first);
    lasts.push(last);
    if (round === ROUNDS - 1) {
      const nodes = await graph.page.locator("g.node").count();
      const frames = await moving(graph.page);
      say("first paint", `${least(firsts)} ms (bar: ${bars.open}); settled layout ${least(lasts)} ms; ${nodes} nodes drawn one by one`);
      say("pan", `${frames.pan.toFixed(0)} frames a second, the longest ${frames.panWorst.toFixed(0)} ms (bar: ${bars.frames})`);
      say("zoom", `${frames.zoom.toFixed(0)} frames a second, the longest ${frames.zoomWorst.toFixed(0)} ms (bar: ${bars.frames})`);
      const status = await statusChange(graph, view);
      say("one result is drawn", `${status.toFixed(0)} ms (no bar)`);
    }
    await graph.close();
  }
}

/** Restores the page with all groups unfolded. */
async function remember({ page }: GraphPage, view: GraphView): Promise<void> {
  const folded = Object.fromEntries([...new Set(view.nodes.map((node) => node.group))].map((group) => [`group:${group}`, false]));
  const seen = { scope: "whole", around: null, expanded: [], folded };
  await page.evaluate((state) => sessionStorage.setItem("state", JSON.stringify(state)), {
    project: view.project,
    selected: null,
    query: "",
    seen,
    pinned: false,
    viewport: null,
  });
  await page.reload();
}

/** The times from the message to the first frame with the graph, and to the frame with its final layout. The script is loaded before. */
function paint({ page }: GraphPage, view: GraphView): Promise<{ first: number; last: number }> {
  return page.evaluate(
    async (message) => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const started = performance.now();
      window.postMessage(message, "*");
      while (document.body.dataset.ready !== "true") await frame();
      // One frame after drawing, the graph is on the screen.
      await frame();
      const first = performance.now() - started;
      while (document.querySelector(".veil:not([hidden])")) await frame();
      await frame();
      return { first, last: performance.now() - started };
    },
    { kind: "graph", view } as never,
  );
}

interface Frames {
  readonly pan: number;
  readonly panWorst: number;
  readonly zoom: number;
  readonly zoomWorst: number;
}

/** Wheel and drag at the speed of a hand, sixty frames each. */
function moving(page: Page): Promise<Frames> {
  return page.evaluate(async () => {
    const svg = document.querySelector("svg.graph") as SVGSVGElement;
    const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
    const mouse = (type: string, x: number, y: number) =>
      (type === "mousedown" ? svg : window).dispatchEvent(
        new MouseEvent(type, { clientX: x, clientY: y, bubbles: true, cancelable: true, view: window }),
      );
    const timed = async (step: (at: number) => void) => {
      await frame();
      const times = [await frame()];
      for (let at = 0; at < 60; at++) {
        step(at);
        times.push(await frame());
      }
      const each = times.slice(1).map((time, at) => time - (times[at] as number));
      return { rate: 60_000 / each.reduce((sum, time) => sum + time, 0), worst: Math.max(...each) };
    };
    mouse("mousedown", 600, 400);
    const pan = await timed((at) => mouse("mousemove", 600 + Math.sin(at / 6) * 300, 400 + Math.cos(at / 6) * 200));
    mouse("mouseup", 600, 400);
    const zoom = await timed((at) =>
      svg.dispatchEvent(
        new WheelEvent("wheel", { deltaY: at < 30 ? -60 : 60, clientX: 600, clientY: 400, bubbles: true, cancelable: true, view: window }),
      ),
    );
    return { pan: pan.rate, panWorst: pan.worst, zoom: zoom.rate, zoomWorst: zoom.worst };
  });
}

/** The time from a status message to the frame that shows it. */
function statusChange({ page }: GraphPage, view: GraphView): Promise<number> {
  const key = view.nodes[0]?.key ?? "";
  const status = { state: "failed", message: "no" } as const;
  const message: ToPage = { kind: "status", change: { project: view.project, statuses: { [key]: status }, runId: null } };
  return page.evaluate(async (data) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const started = performance.now();
    window.postMessage(data, "*");
    while (!document.querySelector('[data-state="failed"]')) await frame();
    await frame();
    return performance.now() - started;
  }, message as never);
}

/** Groups in a sequence, each with a few layers. 1.5 edges per asset, most of them within the group. */
function viewOf(assets: number, groups: number): GraphView {
  const size = assets / groups;
  const keyOf = (at: number) => `group_${Math.floor(at / size)}/asset_${at}`;
  const nodes = Array.from(
    { length: assets },
    (_, at): GraphNode => ({
      key: keyOf(at),
      group: `group_${Math.floor(at / size)}`,
      description: "",
      kinds: [],
      ioManagerKey: "io_manager",
      manager: "FilesystemIOManager",
      storedAt: `data/${keyOf(at)}.json`,
      external: false,
      errors: 0,
      warnings: 0,
      status: at % 3 === 0 ? { state: "never" } : { state: "materialized", size: "100 rows", since: "2026-01-01T00:00:00.000Z" },
    }),
  );
  const edges: GraphEdge[] = [];
  const wire = (from: number, to: number) => edges.push({ from: keyOf(from), to: keyOf(to), kind: "input", parameter: "rows" });
  for (let at = 1; at < assets; at++) {
    const within = at % size;
    // Layers of eight. The first asset of a group loads from the previous group.
    if (within >= 8) wire(at - 8 + ((at * 7) % 3) - 1, at);
    if (within >= 16 && at % 2 === 0) wire(at - 16 + ((at * 5) % 5), at);
    if (within === 0) wire(at - 1, at);
  }
  return { project: "file:///large", name: "large", nodes, edges, runId: null, cannotRun: null };
}

function least(times: readonly number[]): string {
  return Math.round(Math.min(...times)).toLocaleString("en-US");
}
