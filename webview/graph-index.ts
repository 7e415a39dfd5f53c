// An index of upstream and downstream neighbors, built once for each set of edges.

import type { GraphEdge, GraphView } from "../runtime/contract/graph.js";
import { perObject } from "../runtime/contract/memo.js";

export interface Neighbours {
  readonly upstream: readonly GraphEdge[];
  readonly downstream: readonly GraphEdge[];
}

const none: Neighbours = { upstream: [], downstream: [] };
/** Keyed by the edges array, which stays the same object while only results change. */
const indexOf = perObject(indexed);

export function neighboursOf({ edges }: Pick<GraphView, "edges">, key: string): Neighbours {
  return indexOf(edges).get(key) ?? none;
}

/** The keys of all upstream and downstream nodes, and of the node itself. */
export function lineageOf(view: Pick<GraphView, "edges">, key: string): ReadonlySet<string> {
  const up = reachable(key, (at) => neighboursOf(view, at).upstream.map((edge) => edge.from));
  const down = reachable(key, (at) => neighboursOf(view, at).downstream.map((edge) => edge.to));
  return new Set([...up, ...down]);
}

function indexed(edges: readonly GraphEdge[]): Map<string, Neighbours> {
  const index = new Map<string, { upstream: GraphEdge[]; downstream: GraphEdge[] }>();
  const at = (key: string) => {
    const known = index.get(key) ?? { upstream: [], downstream: [] };
    index.set(key, known);
    return known;
  };
  for (const edge of edges) {
    at(edge.to).upstream.push(edge);
    at(edge.from).downstream.push(edge);
  }
  return index;
}

function reachable(start: string, steps: (key: string) => readonly string[]): Set<string> {
  const reached = new Set([start]);
  // Iterating over a set also visits the elements that are added during the iteration.
  for (const at of reached) for (const other of steps(at)) reached.add(other);
  return reached;
}
