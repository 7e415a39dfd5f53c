// The drawing: SVG nodes and edges in a pannable, zoomable plane, reachable by mouse and keyboard.
import { type Selection, select } from "d3-selection";
import type { GraphEdge, GraphNode, GraphView } from "../runtime/contract/editor.js";
import { edgePath } from "./edge-path.js";
import { lineageOf, matches, type State } from "./model.js";
import { buildNode, nodeHeight, nodeWidth, updateNode } from "./node-view.js";
import type { Layout, Sizes } from "./placement.js";
import { type Direction, stepFrom } from "./steps.js";
import { Viewport } from "./viewport.js";

export interface DrawingActs {
  select(key: string | null): void;
  open(key: string): void;
  materialize(key: string, upstream: boolean): void;
  moved(): void;
}

const arrows: Readonly<Record<string, Direction>> = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };

export class Drawing {
  readonly viewport: Viewport;
  private readonly svg: Selection<SVGSVGElement, unknown, null, undefined>;
  private readonly plane: Selection<SVGGElement, unknown, null, undefined>;
  private readonly dots: Selection<SVGPatternElement, unknown, null, undefined>;
  private state: State | undefined;
  private layout: Layout | undefined;

  constructor(
    parent: HTMLElement,
    private readonly acts: DrawingActs,
  ) {
    this.svg = select(parent).append("svg").attr("class", "graph").attr("role", "group");
    const defs = this.svg.append("defs");
    this.dots = defs.append("pattern").attr("id", "dots").attr("width", 24).attr("height", 24).attr("patternUnits", "userSpaceOnUse");
    this.dots.append("circle").attr("cx", 1).attr("cy", 1).attr("r", 1);
    for (const name of ["arrow", "arrow-lit"]) appendArrow(defs, name);
    this.svg.append("rect").attr("class", "ground").attr("width", "100%").attr("height", "100%").attr("fill", "url(#dots)");
    this.plane = this.svg.append("g").attr("class", "plane");
    this.plane.append("g").attr("class", "edges").attr("aria-hidden", "true");
    this.plane.append("g").attr("class", "nodes");
    this.svg.select(".ground").on("click", () => this.acts.select(null));
    this.viewport = new Viewport(this.svg.node() as SVGSVGElement, (transform) => {
      this.plane.attr("transform", transform.toString());
      this.dots.attr("patternTransform", transform.toString());
      this.acts.moved();
    });
  }

  /** What each node wants to measure, for the layout. */
  static sizes(view: GraphView): Sizes {
    return new Map(view.nodes.map((node) => [node.key, { width: nodeWidth(node), height: nodeHeight }]));
  }

  /** Draws everything anew after a layout, or after a change of state alone: elements are kept by key, focus with them. */
  draw(state: State, layout: Layout, now: number): void {
    const { view } = state;
    if (!view) return;
    this.state = state;
    this.layout = layout;
    this.svg.attr(
      "aria-label",
      `Asset graph of ${view.name}, ${view.nodes.length} assets. Arrow keys walk along the edges, Enter opens the code.`,
    );
    const groups = [...new Set(view.nodes.map((node) => node.group))].sort();
    const drawn = view.nodes.filter((node) => layout.boxes.has(node.key));
    const nodes = this.plane
      .select<SVGGElement>("g.nodes")
      .selectAll<SVGGElement, GraphNode>("g.node")
      .data(drawn, (node) => node.key)
      .join((enter) => {
        const group = enter.append("g").attr("class", "node").attr("role", "button");
        group.attr("data-key", (node) => node.key);
        buildNode(group);
        group.on("click", (event: MouseEvent, node) => this.click(event, node));
        group.on("keydown", (event: KeyboardEvent, node) => this.key(event, node));
        group.on("focus", (_event, node) => this.reveal(node.key));
        return group;
      });
    updateNode(nodes, { view, boxes: layout.boxes, groups, now });

    const found = matches(state);
    const lineage = state.selected ? lineageOf(view, state.selected) : null;
    const reachable = state.selected ?? drawn[0]?.key;
    nodes
      .attr("tabindex", (node) => (node.key === reachable ? 0 : -1))
      .attr("aria-current", (node) => (node.key === state.selected ? "true" : null))
      .classed("selected", (node) => node.key === state.selected)
      .classed("related", (node) => lineage?.has(node.key) === true)
      .classed("found", (node) => found?.has(node.key) === true)
      .classed("dimmed", (node) => found !== null && !found.has(node.key))
      .classed("cannot-run", view.cannotRun !== null);
    this.drawEdges(view, layout, state, found);
  }

  /** Moves the keyboard to a node. */
  focus(key: string): void {
    this.plane
      .select<SVGGElement>(`g.node[data-key="${CSS.escape(key)}"]`)
      .node()
      ?.focus({ preventScroll: true });
  }

  reveal(key: string): void {
    const box = this.layout?.boxes.get(key);
    if (box) this.viewport.reveal(box);
  }

  fit(smooth: boolean): void {
    if (this.layout) this.viewport.fit(this.layout.width, this.layout.height, smooth);
  }

  private drawEdges(view: GraphView, layout: Layout, state: State, found: ReadonlySet<string> | null): void {
    const lit = (edge: GraphEdge) => edge.from === state.selected || edge.to === state.selected;
    const running = new Set(view.nodes.filter((node) => node.status.state === "running").map((node) => node.key));
    const routed = view.edges.map((edge, index) => ({ edge, route: layout.routes[index] ?? [] })).filter(({ route }) => route.length > 1);
    this.plane
      .select<SVGGElement>("g.edges")
      .selectAll<SVGPathElement, (typeof routed)[number]>("path.edge")
      .data(routed, ({ edge }) => `${edge.from}>${edge.to}>${edge.parameter}>${edge.kind}`)
      .join("path")
      .attr("class", ({ edge }) => `edge ${edge.kind}`)
      .attr("data-from", ({ edge }) => edge.from)
      .attr("data-to", ({ edge }) => edge.to)
      .classed("lit", ({ edge }) => lit(edge))
      .classed("flowing", ({ edge }) => running.has(edge.to))
      .classed("dimmed", ({ edge }) => found !== null && !(found.has(edge.from) && found.has(edge.to)))
      .attr("marker-end", ({ edge }) => (lit(edge) ? "url(#arrow-lit)" : "url(#arrow)"))
      .attr("d", ({ route }) => edgePath(route));
  }

  private click(event: MouseEvent, node: GraphNode): void {
    const onRun = event.target instanceof Element && event.target.closest("g.run") !== null;
    this.acts.select(node.key);
    if (onRun) this.acts.materialize(node.key, event.shiftKey);
    else this.acts.open(node.key);
  }

  private key(event: KeyboardEvent, node: GraphNode): void {
    const direction = arrows[event.key];
    const { state, layout } = this;
    if (direction && state?.view && layout) {
      event.preventDefault();
      const next = stepFrom(state.view, layout, node.key, direction);
      if (!next) return;
      this.acts.select(next);
      this.focus(next);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter") this.acts.open(node.key);
    else if (event.key === " ") this.acts.select(node.key);
    else if (event.key.toLowerCase() === "m") this.acts.materialize(node.key, event.shiftKey);
    else return;
    event.preventDefault();
  }
}

function appendArrow(defs: Selection<SVGDefsElement, unknown, null, undefined>, id: string): void {
  const marker = defs.append("marker").attr("id", id).attr("viewBox", "0 0 8 8").attr("refX", 7).attr("refY", 4);
  marker.attr("markerWidth", 7).attr("markerHeight", 7).attr("orient", "auto").attr("markerUnits", "userSpaceOnUse");
  marker.append("path").attr("class", id).attr("d", "M0.5 0.8L7 4L0.5 7.2");
}
