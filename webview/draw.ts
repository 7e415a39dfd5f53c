// Draws the graph as SVG nodes and edges in a plane that can be panned and zoomed, for mouse and keyboard.
import * as l10n from "@vscode/l10n";
import { type Selection, select } from "d3-selection";
import { type Look, lookOf, MARKS } from "../runtime/contract/state-looks.js";
import { defineArrows, drawEdges } from "./draw-edges.js";
import { drawMores } from "./draw-mores.js";
import { lineageOf, neighboursOf } from "./graph-index.js";
import { boxAt, type InView, inView, serves, shapesOf } from "./in-view.js";
import { matches, type State } from "./model.js";
import { buildNode, nodeHeight, nodeWidth, updateNode } from "./node-view.js";
import type { Box, Layout, Sizes } from "./placement.js";
import type { Scene, SceneEdge, SceneNode, Side } from "./scene.js";
import { type Direction, stepFrom } from "./steps.js";
import { Viewport } from "./viewport.js";

export interface DrawingActs {
  select(key: string | null): void;
  open(key: string): void;
  materialize(key: string, upstream: boolean): void;
  /** Materializes the members of a folded group, except external assets. */
  materializeMany(keys: readonly string[], upstream: boolean): void;
  expand(key: string, side: Side): void;
  fold(id: string, folded: boolean): void;
  /** The mouse hovers over a node or an edge, or over neither. */
  point(at: SceneNode | SceneEdge | null, event: MouseEvent): void;
  moved(): void;
}

interface Shown {
  readonly state: State;
  readonly scene: Scene;
  readonly layout: Layout;
  readonly now: number;
}

const arrows: Readonly<Record<string, Direction>> = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };
const rest = 120;
/** From this number of nodes, painting takes long. */
const crowd = 60;
/** In the order in which they are drawn on top of each other. */
const LOOKS = Object.keys(MARKS) as Look[];

export class Drawing {
  readonly viewport: Viewport;
  readonly element: SVGSVGElement;
  private readonly svg: Selection<SVGSVGElement, unknown, null, undefined>;
  private readonly plane: Selection<SVGGElement, unknown, null, undefined>;
  private readonly dots: Selection<SVGPatternElement, unknown, null, undefined>;
  private shown: Shown | undefined;
  private drawn: InView | undefined;
  private frame = 0;
  private resting = 0;
  private easing = 0;

  constructor(
    parent: HTMLElement,
    private readonly acts: DrawingActs,
  ) {
    this.svg = select(parent).append("svg").attr("class", "graph").attr("role", "group");
    this.element = this.svg.node() as SVGSVGElement;
    const defs = this.svg.append("defs");
    this.dots = defs.append("pattern").attr("id", "dots").attr("width", 24).attr("height", 24).attr("patternUnits", "userSpaceOnUse");
    this.dots.append("circle").attr("cx", 1).attr("cy", 1).attr("r", 1);
    defineArrows(defs);
    this.svg.append("rect").attr("class", "ground").attr("width", "100%").attr("height", "100%").attr("fill", "url(#dots)");
    this.plane = this.svg.append("g").attr("class", "plane");
    for (const layer of ["edges", "hits", "shapes"]) this.plane.append("g").attr("class", layer).attr("aria-hidden", "true");
    for (const layer of ["nodes", "mores"]) this.plane.append("g").attr("class", layer);
    this.svg.select(".ground").on("click", () => this.acts.select(null));
    this.plane.select(".shapes").on("click", (event: MouseEvent) => this.clickShape(event));
    this.viewport = new Viewport(this.element, (transform) => {
      this.plane.attr("transform", transform.toString());
      this.dots.attr("patternTransform", transform.toString());
      this.easeMotion();
      this.refine();
      this.acts.moved();
    });
  }

  /** The size that each node needs, for the layout. */
  static sizes({ view }: Scene): Sizes {
    return new Map(view.nodes.map((node) => [node.key, { width: nodeWidth(node), height: nodeHeight }]));
  }

  /** Redraws after a layout or a change of state. Elements are kept by key, so that the focus stays. */
  draw(state: State, scene: Scene, layout: Layout, now: number): void {
    this.shown = { state, scene, layout, now };
    const { name, nodes } = scene.view;
    this.svg.attr(
      "aria-label",
      l10n.t`Asset graph of ${name}, ${nodes.length} nodes. Arrow keys walk along the edges, Enter opens the code.`,
    );
    this.drawn = inView(layout, this.viewport.area());
    this.drawShown(this.shown, this.drawn);
  }

  /** Draws the whole graph, also outside the view, while `use` runs. */
  whole<T>(use: () => T): T {
    if (!this.shown) return use();
    const { layout } = this.shown;
    this.drawShown(this.shown, { area: null, overview: false, keys: new Set(layout.boxes.keys()) });
    try {
      return use();
    } finally {
      if (this.drawn) this.drawShown(this.shown, this.drawn);
    }
  }

  /** Moves the keyboard focus to a node. */
  focus(key: string): void {
    this.plane
      .select<SVGGElement>(`g.node[data-key="${CSS.escape(key)}"]`)
      .node()
      ?.focus({ preventScroll: true });
  }

  reveal(key: string): void {
    const box = this.boxOf(key);
    if (box) this.viewport.reveal(box);
  }

  fit(smooth: boolean): void {
    if (this.shown) this.viewport.fit(this.shown.layout.width, this.shown.layout.height, smooth);
  }

  /** The box of the drawn node that shows an asset. */
  boxOf(key: string): Box | undefined {
    const home = this.shown?.scene.homeOf(key) ?? key;
    return this.shown?.layout.boxes.get(home);
  }

  private drawShown({ state, scene, layout, now }: Shown, seen: InView): void {
    const { view } = scene;
    const found = matches(state);
    const foundIn = (node: SceneNode) => found && (node.fold ? node.fold.members.filter((key) => found.has(key)).length : null);
    const isFound = (node: SceneNode) => found !== null && (node.fold ? (foundIn(node) ?? 0) > 0 : found.has(node.key));
    const selected = state.selected === null ? null : (scene.homeOf(state.selected) ?? null);
    const lineage = selected === null ? null : lineageOf(view, selected);
    const placed = view.nodes.filter((node) => layout.boxes.has(node.key));
    const reachable = selected ?? placed[0]?.key;
    // If there are too many nodes to read, only the focusable node and the first matches of the search are drawn.
    let foundRoom = 100;
    const drawn = placed.filter((node) => {
      if (node.key === reachable) return true;
      if (!seen.overview) return seen.keys.has(node.key);
      return isFound(node) && foundRoom-- > 0;
    });
    // Uses all groups of the project, so that a group keeps its color in every view.
    const groups = [...new Set(state.view?.nodes.map((node) => node.group))].sort();
    const nodes = this.plane
      .select<SVGGElement>("g.nodes")
      .selectAll<SVGGElement, SceneNode>("g.node")
      .data(drawn, (node) => node.key)
      .join((enter) => {
        const group = enter.append("g").attr("class", "node").attr("role", "button");
        group.attr("data-key", (node) => node.key);
        buildNode(group as never);
        group.on("click", (event: MouseEvent, node) => this.click(event, node));
        group.on("keydown", (event: KeyboardEvent, node) => this.key(event, node));
        group.on("focus", (_event, node) => this.reveal(node.key));
        group.on("mouseenter", (event: MouseEvent, node) => this.acts.point(node, event));
        group.on("mouseleave", (event: MouseEvent) => this.acts.point(null, event));
        return group;
      });
    updateNode(nodes as never, { scene, boxes: layout.boxes, groups, now, foundIn });
    nodes
      .attr("tabindex", (node) => (node.key === reachable ? 0 : -1))
      .attr("aria-current", (node) => (node.key === selected ? "true" : null))
      .classed("folded", (node) => node.fold !== undefined)
      .classed("centre", (node) => scene.scope === "around" && node.key === state.seen.around)
      .classed("selected", (node) => node.key === selected)
      .classed("related", (node) => lineage?.has(node.key) === true)
      .classed("found", isFound)
      .classed("dimmed", (node) => found !== null && !isFound(node))
      .classed("cannot-run", view.cannotRun !== null);
    this.drawShapes(seen.overview ? placed : [], layout, found === null ? null : isFound);
    const dimmed = found === null ? null : new Set(placed.filter((node) => !isFound(node)).map((node) => node.key));
    drawEdges(this.plane, { view, layout, selected, dimmed, seen }, (edge, event) => this.acts.point(edge, event));
    drawMores(this.plane.select<SVGGElement>("g.mores"), drawn, layout, (key, side) => this.acts.expand(key, side));
  }

  private drawShapes(nodes: readonly SceneNode[], layout: Layout, isFound: ((node: SceneNode) => boolean) | null): void {
    const data = LOOKS.map((look) => {
      const boxes = nodes
        .filter((node) => lookOf(node.status) === look && isFound?.(node) !== false)
        .flatMap((node) => layout.boxes.get(node.key) ?? []);
      return { look, path: shapesOf(boxes) };
    });
    this.plane
      .select<SVGGElement>("g.shapes")
      .selectAll<SVGPathElement, (typeof data)[number]>("path")
      .data(
        data.filter(({ path }) => path !== ""),
        ({ look }) => look,
      )
      .join("path")
      .attr("class", "shape")
      .attr("data-state", ({ look }) => look)
      .attr("d", ({ path }) => path);
  }

  /** While a large graph moves, the details that cost the most to paint are hidden. The style sheet defines them. */
  private easeMotion(): void {
    clearTimeout(this.easing);
    if ((this.shown?.layout.boxes.size ?? 0) < crowd) return;
    this.element.classList.add("moving");
    this.easing = window.setTimeout(() => this.element.classList.remove("moving"), rest);
  }

  /** Redraws when the view has left the drawn area, at most once per frame. More detail waits until the view rests. */
  private refine(): void {
    clearTimeout(this.resting);
    const served = this.drawn ? serves(this.drawn, this.viewport.area()) : "yes";
    if (served === "yes" || this.frame !== 0) return;
    const again = () => {
      this.frame = 0;
      if (this.shown) this.draw(this.shown.state, this.shown.scene, this.shown.layout, this.shown.now);
    };
    if (served === "no") this.frame = requestAnimationFrame(again);
    else this.resting = window.setTimeout(again, rest);
  }

  private clickShape(event: MouseEvent): void {
    if (!this.shown) return;
    const [x, y] = this.viewport.pointAt(event);
    const key = boxAt(this.shown.layout, { x, y });
    const node = this.shown.scene.view.nodes.find((candidate) => candidate.key === key);
    if (node) this.click(event, node);
  }

  private click(event: MouseEvent, node: SceneNode): void {
    if (node.fold) {
      this.acts.fold(node.fold.id, false);
      return;
    }
    const onRun = event.target instanceof Element && event.target.closest("g.run") !== null;
    this.acts.select(node.key);
    if (onRun) this.acts.materialize(node.key, event.shiftKey);
    else this.acts.open(node.key);
  }

  private key(event: KeyboardEvent, node: SceneNode): void {
    const direction = arrows[event.key];
    if (direction) {
      event.preventDefault();
      this.walk(node, direction);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const fold = node.fold ?? this.shown?.scene.folds.of.get(node.key);
    const opens = event.key === "Enter" || event.key === " ";
    if (node.fold && opens) this.acts.fold(node.fold.id, false);
    else if (event.key === "Enter") this.acts.open(node.key);
    else if (event.key === " ") this.acts.select(node.key);
    else if (event.key.toLowerCase() === "g" && fold && this.shown?.scene.scope === "whole") this.acts.fold(fold.id, !node.fold);
    else if (event.key.toLowerCase() === "m" && node.fold) this.acts.materializeMany(node.fold.members, event.shiftKey);
    else if (event.key.toLowerCase() === "m" && !node.external) this.acts.materialize(node.key, event.shiftKey);
    else return;
    event.preventDefault();
  }

  /** Moves along an edge. If the neighbors in this direction are hidden, moves to the button that shows them. */
  private walk(node: SceneNode, direction: Direction): void {
    if (!this.shown) return;
    const { scene, layout } = this.shown;
    const [onward, back] = layout.flow === "RIGHT" ? ["right", "left"] : ["down", "up"];
    const side = direction === onward ? "downstream" : direction === back ? "upstream" : null;
    if (side && node.hidden[side] > 0 && neighboursOf(scene.view, node.key)[side].length === 0) {
      this.plane
        .select<SVGGElement>(`g.more[data-of="${CSS.escape(node.key)}"][data-side="${side}"]`)
        .node()
        ?.focus({ preventScroll: true });
      return;
    }
    const next = stepFrom(scene.view, layout, node.key, direction);
    if (!next) return;
    this.acts.select(next);
    this.focus(next);
  }
}
