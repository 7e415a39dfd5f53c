// The edges of the graph: arrows between nodes, and wide invisible paths that make hovering easy.
import type { Selection } from "d3-selection";
import { edgePath } from "./edge-path.js";
import { crosses, type InView } from "./in-view.js";
import type { Layout, Point } from "./placement.js";
import type { SceneEdge, SceneView } from "./scene.js";

export interface EdgeFacts {
  readonly view: SceneView;
  readonly layout: Layout;
  readonly selected: string | null;
  /** Nodes that do not match the search; null without a search. */
  readonly dimmed: ReadonlySet<string> | null;
  readonly seen: InView;
}

interface Routed {
  readonly edge: SceneEdge;
  readonly route: readonly Point[];
}

type Group = Selection<SVGGElement, unknown, null, undefined>;

export function drawEdges(
  plane: Group,
  { view, layout, selected, dimmed, seen }: EdgeFacts,
  point: (edge: SceneEdge | null, event: MouseEvent) => void,
): void {
  const all = view.edges
    .map((edge, index): Routed => ({ edge, route: layout.routes[index] ?? [] }))
    .filter(({ route }) => route.length > 1);
  const lit = (edge: SceneEdge) => edge.from === selected || edge.to === selected;
  // If there are too many edges to read, one shape shows all of them, and only the edges of the selected node are drawn individually.
  const routed = all.filter(({ edge, route }) => (seen.overview ? lit(edge) : crosses(route, seen.area)));
  const running = new Set(view.nodes.filter((node) => node.status.state === "running").map((node) => node.key));
  const mass = seen.overview ? [all.map(({ route }) => straightPath(route)).join("")] : [];
  const edges = plane.select<SVGGElement>("g.edges");
  edges
    .selectAll<SVGPathElement, string>("path.mass")
    .data(mass)
    .join((enter) => enter.insert("path", ":first-child").attr("class", "edge mass"))
    .classed("dimmed", dimmed !== null)
    .attr("d", (path) => path);
  edges
    .selectAll<SVGPathElement, Routed>("path.edge:not(.mass)")
    .data(routed, idOf)
    .join("path")
    .attr("class", ({ edge }) => `edge ${edge.kind}`)
    .attr("data-from", ({ edge }) => edge.from)
    .attr("data-to", ({ edge }) => edge.to)
    .classed("lit", ({ edge }) => lit(edge))
    .classed("flowing", ({ edge }) => running.has(edge.to))
    .classed("dimmed", ({ edge }) => dimmed !== null && (dimmed.has(edge.from) || dimmed.has(edge.to)))
    .attr("marker-end", ({ edge }) => (lit(edge) ? "url(#arrow-lit)" : "url(#arrow)"))
    .attr("d", ({ route }) => edgePath(route));
  plane
    .select<SVGGElement>("g.hits")
    .selectAll<SVGPathElement, Routed>("path.hit")
    .data(seen.overview ? [] : routed, idOf)
    .join((enter) => {
      const path = enter.append("path").attr("class", "hit");
      path.on("mouseenter", (event: MouseEvent, { edge }) => point(edge, event));
      path.on("mouseleave", (event: MouseEvent) => point(null, event));
      return path;
    })
    .attr("data-from", ({ edge }) => edge.from)
    .attr("data-to", ({ edge }) => edge.to)
    .attr("d", ({ route }) => edgePath(route));
}

export function defineArrows(defs: Selection<SVGDefsElement, unknown, null, undefined>): void {
  for (const id of ["arrow", "arrow-lit"]) {
    const marker = defs.append("marker").attr("id", id).attr("viewBox", "0 0 8 8").attr("refX", 7).attr("refY", 4);
    marker.attr("markerWidth", 7).attr("markerHeight", 7).attr("orient", "auto").attr("markerUnits", "userSpaceOnUse");
    marker.append("path").attr("class", id).attr("d", "M0.5 0.8L7 4L0.5 7.2");
  }
}

function idOf({ edge }: Routed): string {
  return `${edge.from}>${edge.to}>${edge.parameter}>${edge.kind}`;
}

function straightPath(route: readonly Point[]): string {
  return `M${route.map(({ x, y }) => `${Math.round(x)} ${Math.round(y)}`).join("L")}`;
}
