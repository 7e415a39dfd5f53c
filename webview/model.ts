// The page's state and how each event changes it. Pure: no DOM, no clock.
import type { AssetStatus, GraphEdge, GraphNode, GraphView, ToPage } from "../runtime/contract/editor.js";

export interface State {
  readonly view: GraphView | null;
  /** The server is reading; what is shown may be old. */
  readonly updating: boolean;
  readonly selected: string | null;
  readonly query: string;
}

/** What the user does in the page, beside what the extension tells. */
export type Gesture = { readonly kind: "select"; readonly key: string | null } | { readonly kind: "search"; readonly query: string };

export const initialState: State = { view: null, updating: true, selected: null, query: "" };

export function next(state: State, event: ToPage | Gesture): State {
  switch (event.kind) {
    case "graph": {
      const kept = event.view.nodes.some((node) => node.key === state.selected) ? state.selected : null;
      return { ...state, view: event.view, updating: false, selected: kept };
    }
    case "status":
      return state.view?.project === event.change.project ? { ...state, view: withStatuses(state.view, event.change) } : state;
    case "focus":
      return state.view?.nodes.some((node) => node.key === event.key) ? { ...state, selected: event.key } : state;
    case "updating":
      return { ...state, updating: true };
    case "select":
      return { ...state, selected: event.key };
    case "search":
      return { ...state, query: event.query };
    default:
      return event satisfies never;
  }
}

/** Nodes that match every word of the search in key, group, kind, manager or description; null when nothing is searched. */
export function matches({ view, query }: State): ReadonlySet<string> | null {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (!view || words.length === 0) return null;
  const found = view.nodes.filter((node) => {
    const text = [node.key, node.group, node.manager, node.description, ...node.kinds].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return new Set(found.map((node) => node.key));
}

/** Two views with the same structure have the same layout, whatever happened to their assets. */
export function structureOf(view: GraphView): string {
  return JSON.stringify([
    view.nodes.map((node) => [node.key, node.group, managerName(node)]),
    view.edges.map((edge) => [edge.from, edge.to, edge.kind]),
  ]);
}

export interface Neighbours {
  readonly upstream: readonly GraphEdge[];
  readonly downstream: readonly GraphEdge[];
}

export function neighboursOf(view: GraphView, key: string): Neighbours {
  return { upstream: view.edges.filter((edge) => edge.to === key), downstream: view.edges.filter((edge) => edge.from === key) };
}

/** All that is upstream of a node and all that is downstream, itself included. */
export function lineageOf(view: GraphView, key: string): ReadonlySet<string> {
  const upstream = new Map<string, string[]>(view.nodes.map((node) => [node.key, []]));
  const downstream = new Map<string, string[]>(view.nodes.map((node) => [node.key, []]));
  for (const { from, to } of view.edges) {
    upstream.get(to)?.push(from);
    downstream.get(from)?.push(to);
  }
  return new Set([...reachable(key, upstream), ...reachable(key, downstream)]);
}

function reachable(start: string, steps: ReadonlyMap<string, readonly string[]>): Set<string> {
  const reached = new Set([start]);
  // A set hands out what is added while it is walked.
  for (const at of reached) for (const other of steps.get(at) ?? []) reached.add(other);
  return reached;
}

export interface Tally {
  readonly total: number;
  readonly materialized: number;
  readonly failed: number;
  readonly active: number;
}

export function tallyOf(view: GraphView): Tally {
  const count = (...states: AssetStatus["state"][]) => view.nodes.filter((node) => states.includes(node.status.state)).length;
  return { total: view.nodes.length, materialized: count("materialized"), failed: count("failed"), active: count("running", "queued") };
}

/** `"DuckDB"` for `DuckDBIOManager`; the resource key where the class is not known. */
export function managerName(node: GraphNode): string {
  if (node.external) return "external";
  return node.manager?.replace(/IOManager$/, "") || node.ioManagerKey || "";
}

function withStatuses(view: GraphView, change: { statuses: Readonly<Record<string, AssetStatus>>; runId: string | null }): GraphView {
  const nodes = view.nodes.map((node) =>
    Object.hasOwn(change.statuses, node.key) ? { ...node, status: change.statuses[node.key] ?? node.status } : node,
  );
  return { ...view, nodes, runId: change.runId };
}
