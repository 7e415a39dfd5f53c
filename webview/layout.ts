// Computes the positions of nodes and edges: with ELK's layered layout in a worker, or with a simpler layout while ELK is too slow.
import ELK, { type ElkNode } from "elkjs/lib/elk-api.js";
import type { GraphView } from "../runtime/contract/graph.js";
import { layeredFallback } from "./layered-fallback.js";
import type { Box, Flow, Layout, Sizes } from "./placement.js";

/** Above this number of nodes ELK uses fast options, and the simpler layout is shown until ELK answers. */
const large = 300;
const deadline = 5_000;
const deadlineOfLarge = 20_000;

/** The number of cached layouts, so that switching between two views needs no new layout. */
const remembered = 6;

/** `isLast` is false if a better layout follows. */
export type Show = (layout: Layout, isLast: boolean) => void;

export class Layouter {
  private elk: InstanceType<typeof ELK> | undefined;
  private source: string | undefined;
  /** The most recent layout is last. */
  private readonly cached = new Map<string, Layout>();
  private latest = 0;

  /** `workerUrl` is the address of ELK's worker script. */
  constructor(private readonly workerUrl: string) {}

  /** Calls `show` once, or twice for a large graph. The layouts of the last few structures are cached. */
  async layout(structure: string, view: GraphView, sizes: Sizes, flow: Flow, show: Show): Promise<void> {
    const turn = ++this.latest;
    const id = `${flow} ${structure}`;
    const known = this.cached.get(id);
    if (known) {
      show(known, true);
      return;
    }
    if (view.nodes.length > large) show(layeredFallback(view, sizes, flow), false);
    const layout = await this.compute(view, sizes, flow);
    for (const oldest of this.cached.keys()) if (this.cached.size >= remembered) this.cached.delete(oldest);
    this.cached.set(id, layout);
    // Another graph may have arrived in the meantime. Then this layout is not shown.
    if (turn === this.latest) show(layout, true);
  }

  private async compute(view: GraphView, sizes: Sizes, flow: Flow): Promise<Layout> {
    if (view.nodes.length === 0) return layeredFallback(view, sizes, flow);
    try {
      const elk = await this.worker();
      const patience = view.nodes.length > large ? deadlineOfLarge : deadline;
      return fromElk(view, await beforeDeadline(elk.layout(toElk(view, sizes, flow, innerWidth / innerHeight)), patience), flow);
    } catch {
      // A busy worker cannot be interrupted, so it is terminated. The next layout starts another one.
      this.elk?.terminateWorker();
      this.elk = undefined;
      return layeredFallback(view, sizes, flow);
    }
  }

  /** A worker cannot start from a resource of another origin, so its code is fetched and started from a blob. */
  private async worker(): Promise<InstanceType<typeof ELK>> {
    if (this.elk) return this.elk;
    if (!this.source) {
      const answer = await fetch(this.workerUrl);
      if (!answer.ok) throw new Error(`${this.workerUrl}: ${answer.status}`);
      this.source = URL.createObjectURL(new Blob([await answer.text()], { type: "text/javascript" }));
    }
    const source = this.source;
    this.elk = new ELK({ workerFactory: () => new Worker(source) });
    return this.elk;
  }
}

/** `aspectRatio` is the page's width divided by its height. */
export function toElk(view: GraphView, sizes: Sizes, flow: Flow, aspectRatio = 1.6): ElkNode {
  const quick = view.nodes.length > large;
  return {
    id: "root",
    layoutOptions: {
      "elk.algorithm": "layered",
      "elk.direction": flow,
      "elk.edgeRouting": quick ? "POLYLINE" : "ORTHOGONAL",
      "elk.spacing.nodeNode": "24",
      "elk.spacing.edgeNode": "16",
      "elk.spacing.componentComponent": "40",
      "elk.layered.spacing.nodeNodeBetweenLayers": flow === "RIGHT" ? "72" : "48",
      "elk.layered.spacing.edgeNodeBetweenLayers": "24",

      // Folded groups are few and usually form a chain. Breaking the chain into rows fills the page.
      ...(view.nodes.some((node) => "fold" in node && node.fold)
        ? { "elk.aspectRatio": String(aspectRatio), "elk.layered.wrapping.strategy": "MULTI_EDGE" }
        : {}),
      ...(quick
        ? {
            "elk.layered.nodePlacement.strategy": "LINEAR_SEGMENTS",
            "elk.layered.thoroughness": "1",
            "elk.layered.crossingMinimization.greedySwitch.type": "OFF",
          }
        : { "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX" }),
    },
    children: view.nodes.map((node) => ({ id: node.key, ...(sizes.get(node.key) ?? { width: 200, height: 64 }) })),
    edges: view.edges.map((edge, index) => ({ id: String(index), sources: [edge.from], targets: [edge.to] })),
  };
}

export function fromElk(view: GraphView, root: ElkNode, flow: Flow): Layout {
  const boxes = new Map<string, Box>();
  for (const child of root.children ?? []) {
    boxes.set(child.id, { x: child.x ?? 0, y: child.y ?? 0, width: child.width ?? 0, height: child.height ?? 0 });
  }
  const byId = new Map((root.edges ?? []).map((edge) => [edge.id, edge]));
  const routes = view.edges.map((_, index) => {
    const section = byId.get(String(index))?.sections?.[0];
    return section ? [section.startPoint, ...(section.bendPoints ?? []), section.endPoint] : [];
  });
  return { flow, boxes, routes, width: root.width ?? 0, height: root.height ?? 0 };
}

function beforeDeadline<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("the layout took too long")), milliseconds);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
