// Selects what is drawn: the whole project or the neighborhood of one asset, with each folded group as one node. Pure.
import type { GraphEdge, GraphNode, GraphView } from "../runtime/contract/graph.js";
import { type Fold, type Folds, foldsOf, type States, statesOf, sumOf } from "./folds.js";
import { neighboursOf } from "./graph-index.js";

export type Scope = "around" | "whole";
export type Side = "upstream" | "downstream";

/** A project up to this number of assets is shown whole, unless the user chooses the neighborhood. */
export const smallProject = 30;

/** The choices of the user. */
export interface Seen {
  /** Null means that the size of the project decides. */
  readonly scope: Scope | null;
  /** The asset in the centre. */
  readonly around: string | null;
  /** Sides of nodes whose neighbors were expanded, in the format of `sideOf`. */
  readonly expanded: readonly string[];
  /** Folds whose state differs from the default; true means folded. */
  readonly folded: Readonly<Record<string, boolean>>;
  /** True if the names of the assets are too small to read when unfolded: groups are then folded by default. */
  readonly crowded: boolean;
}

export interface SceneNode extends GraphNode {
  /** Set if the node represents several assets. */
  readonly fold?: Fold & { readonly states: States };
  /** The number of neighbors on each side that are not drawn. */
  readonly hidden: Readonly<Record<Side, number>>;
}

export interface SceneEdge extends GraphEdge {
  /** The number of edges between assets that it represents. */
  readonly count: number;
}

/** The nodes and edges as they are drawn. Layout and drawing use only this view. */
export interface SceneView extends GraphView {
  readonly nodes: readonly SceneNode[];
  readonly edges: readonly SceneEdge[];
}

export interface Scene {
  readonly view: SceneView;
  readonly scope: Scope;
  readonly folds: Folds;
  /** The drawn node that shows an asset; undefined if none does. */
  readonly homeOf: (key: string) => string | undefined;
}

export const sideOf = (key: string, side: Side): string => `${side} ${key}`;

export function scopeOf(view: GraphView, seen: Seen): Scope {
  if (seen.around === null || !has(view, seen.around)) return "whole";
  return seen.scope ?? (view.nodes.length > smallProject ? "around" : "whole");
}

export function isFolded(seen: Seen, fold: Fold): boolean {
  return Object.hasOwn(seen.folded, fold.id) ? seen.folded[fold.id] === true : seen.crowded;
}

export function sceneOf(view: GraphView, seen: Seen): Scene {
  const scene = scopeOf(view, seen) === "around" ? sceneAround(view, seen) : wholeScene(view, seen);
  // While only results change, the edges stay the same object, so that indexes keyed by them are built only once.
  const before = drawnEdges.get(seen);
  if (before?.of === view.edges) return { ...scene, view: { ...scene.view, edges: before.edges } };
  drawnEdges.set(seen, { of: view.edges, edges: scene.view.edges });
  return scene;
}

const drawnEdges = new WeakMap<Seen, { readonly of: readonly GraphEdge[]; readonly edges: readonly SceneEdge[] }>();

function sceneAround(view: GraphView, seen: Seen): Scene {
  const centre = seen.around as string;
  const shown = new Set([centre, ...neighbourKeys(view, centre, "upstream"), ...neighbourKeys(view, centre, "downstream")]);
  // Repeats until nothing is added: an expanded node may appear only through a later expansion.
  for (let before = 0; before !== shown.size; ) {
    before = shown.size;
    for (const text of seen.expanded) {
      const [side, key] = [text.slice(0, text.indexOf(" ")) as Side, text.slice(text.indexOf(" ") + 1)];
      if (shown.has(key)) for (const other of neighbourKeys(view, key, side)) shown.add(other);
    }
  }
  const hiddenOn = (key: string, side: Side) => neighbourKeys(view, key, side).filter((other) => !shown.has(other)).length;
  const nodes = view.nodes
    .filter((node) => shown.has(node.key))
    .map((node) => ({ ...node, hidden: { upstream: hiddenOn(node.key, "upstream"), downstream: hiddenOn(node.key, "downstream") } }));
  const edges = view.edges.filter((edge) => shown.has(edge.from) && shown.has(edge.to)).map((edge) => ({ ...edge, count: 1 }));
  return {
    view: { ...view, nodes, edges },
    scope: "around",
    folds: foldsOf(view),
    homeOf: (key) => (shown.has(key) ? key : undefined),
  };
}

const nothingHidden = { upstream: 0, downstream: 0 };

function wholeScene(view: GraphView, seen: Seen): Scene {
  const folds = foldsOf(view);
  const closed = new Set(folds.all.filter((fold) => isFolded(seen, fold)));
  const homeOf = (key: string): string => {
    const fold = folds.of.get(key);
    return fold && closed.has(fold) ? fold.id : key;
  };
  const byKey = new Map(view.nodes.map((node) => [node.key, node]));
  const nodes: SceneNode[] = [];
  const placed = new Set<Fold>();
  for (const node of view.nodes) {
    const fold = folds.of.get(node.key);
    if (!fold || !closed.has(fold)) nodes.push({ ...node, hidden: nothingHidden });
    else if (!placed.has(fold)) {
      placed.add(fold);
      nodes.push(
        foldedNode(
          fold,
          fold.members.map((key) => byKey.get(key)).filter((member) => member !== undefined),
        ),
      );
    }
  }
  return { view: { ...view, nodes, edges: joinedEdges(view.edges, byKey, homeOf) }, scope: "whole", folds, homeOf };
}

function foldedNode(fold: Fold, members: readonly GraphNode[]): SceneNode {
  const states = statesOf(members);
  return {
    key: fold.id,
    group: members[0]?.group ?? fold.name,
    description: "",
    kinds: [],
    ioManagerKey: null,
    manager: null,
    storedAt: null,
    external: false,
    errors: members.reduce((sum, node) => sum + node.errors, 0),
    warnings: members.reduce((sum, node) => sum + node.warnings, 0),
    status: sumOf(states, members.length),
    fold: { ...fold, states },
    hidden: nothingHidden,
  };
}

/** One edge replaces all edges between two folded groups. Edges between two assets stay separate. */
function joinedEdges(
  edges: readonly GraphEdge[],
  byKey: ReadonlyMap<string, GraphNode>,
  homeOf: (key: string) => string,
): readonly SceneEdge[] {
  const joined = new Map<string, SceneEdge>();
  const own: SceneEdge[] = [];
  for (const edge of edges) {
    const [from, to] = [homeOf(edge.from), homeOf(edge.to)];
    if (from === edge.from && to === edge.to) {
      if (byKey.has(from) && byKey.has(to)) own.push({ ...edge, count: 1 });
      continue;
    }
    if (from === to) continue;
    const id = `${from} ${to}`;
    const before = joined.get(id);
    const kind = before?.kind === "input" ? "input" : edge.kind;
    joined.set(id, { from, to, kind, parameter: null, count: (before?.count ?? 0) + 1 });
  }
  return [...own, ...joined.values()];
}

function neighbourKeys(view: GraphView, key: string, side: Side): string[] {
  const edges = neighboursOf(view, key)[side];
  return [...new Set(edges.map((edge) => (side === "upstream" ? edge.from : edge.to)))].filter((other) => has(view, other));
}

const keySets = new WeakMap<readonly GraphEdge[], ReadonlySet<string>>();

function has(view: GraphView, key: string): boolean {
  let keys = keySets.get(view.edges);
  if (!keys) {
    keys = new Set(view.nodes.map((node) => node.key));
    keySets.set(view.edges, keys);
  }
  return keys.has(key);
}
