// Where nodes and edges lie: ELK's layered layout in a worker, with a deadline, then a simpler layout of our own.
import ELK, { type ElkNode } from "elkjs/lib/elk-api.js";
import type { GraphView } from "../runtime/contract/editor.js";
import { layeredFallback } from "./layered-fallback.js";

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Layout {
  readonly boxes: ReadonlyMap<string, Box>;
  /** By index of `view.edges`; from the right side of one node to the left side of the other. */
  readonly routes: readonly (readonly Point[])[];
  readonly width: number;
  readonly height: number;
}

export type Sizes = ReadonlyMap<string, { readonly width: number; readonly height: number }>;

/** Above this many nodes ELK is told to be quick rather than pretty. */
const large = 500;
const deadline = 5_000;

export class Layouter {
  private elk: InstanceType<typeof ELK> | undefined;
  private source: string | undefined;
  private cached: { readonly structure: string; readonly layout: Layout } | undefined;

  /** `workerUrl` is the address of ELK's own worker script. */
  constructor(private readonly workerUrl: string) {}

  /** The same structure is laid out once. */
  async layout(structure: string, view: GraphView, sizes: Sizes): Promise<Layout> {
    if (this.cached?.structure === structure) return this.cached.layout;
    const layout = await this.compute(view, sizes);
    this.cached = { structure, layout };
    return layout;
  }

  private async compute(view: GraphView, sizes: Sizes): Promise<Layout> {
    if (view.nodes.length === 0) return layeredFallback(view, sizes);
    try {
      const elk = await this.worker();
      return fromElk(view, await beforeDeadline(elk.layout(toElk(view, sizes))));
    } catch {
      // A worker that is busy cannot be asked to stop; the next layout starts another.
      this.elk?.terminateWorker();
      this.elk = undefined;
      return layeredFallback(view, sizes);
    }
  }

  /** A worker cannot start from a resource of another origin, so its text is fetched and started from a blob. */
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

export function toElk(view: GraphView, sizes: Sizes): ElkNode {
  const quick = view.nodes.length > large;
  return {
    id: "root",
    layoutOptions: {
      "elk.algorithm": "layered",
      "elk.direction": "RIGHT",
      "elk.edgeRouting": quick ? "POLYLINE" : "ORTHOGONAL",
      "elk.spacing.nodeNode": "24",
      "elk.spacing.edgeNode": "16",
      "elk.spacing.componentComponent": "40",
      "elk.layered.spacing.nodeNodeBetweenLayers": "72",
      "elk.layered.spacing.edgeNodeBetweenLayers": "24",
      "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
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

export function fromElk(view: GraphView, root: ElkNode): Layout {
  const boxes = new Map<string, Box>();
  for (const child of root.children ?? []) {
    boxes.set(child.id, { x: child.x ?? 0, y: child.y ?? 0, width: child.width ?? 0, height: child.height ?? 0 });
  }
  const byId = new Map((root.edges ?? []).map((edge) => [edge.id, edge]));
  const routes = view.edges.map((_, index) => {
    const section = byId.get(String(index))?.sections?.[0];
    return section ? [section.startPoint, ...(section.bendPoints ?? []), section.endPoint] : [];
  });
  return { boxes, routes, width: root.width ?? 0, height: root.height ?? 0 };
}

function beforeDeadline<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("the layout took too long")), deadline);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
