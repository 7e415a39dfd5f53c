// The assets of one project as a tree: groups, and the status of each asset. Does not depend on VS Code.
import type { AssetStatus, GraphNode, GraphView } from "../../runtime/contract/graph.js";

export interface Neighbours {
  /** The assets that it loads or waits for. */
  readonly upstream: readonly string[];
  readonly downstream: readonly string[];
}

export class AssetTree {
  readonly project: string;
  readonly name: string;
  readonly cannotRun: string | null;
  private readonly nodes: ReadonlyMap<string, GraphNode>;
  private readonly byGroup: ReadonlyMap<string, readonly string[]>;
  private readonly upstream = new Map<string, string[]>();
  private readonly downstream = new Map<string, string[]>();
  private readonly statuses = new Map<string, AssetStatus>();

  constructor(view: GraphView) {
    this.project = view.project;
    this.name = view.name;
    this.cannotRun = view.cannotRun;
    const sorted = [...view.nodes].sort((a, b) => compare(a.group, b.group) || compare(a.key, b.key));
    this.nodes = new Map(sorted.map((node) => [node.key, node]));
    const byGroup = new Map<string, string[]>();
    for (const { group, key } of sorted) push(byGroup, group, key);
    this.byGroup = byGroup;
    for (const { key, status } of sorted) this.statuses.set(key, status);
    // Two parameters of one asset may load the same upstream asset.
    const pairs = new Map(view.edges.map((edge) => [`${edge.from} ${edge.to}`, edge]));
    for (const { from, to } of pairs.values()) {
      push(this.upstream, to, from);
      push(this.downstream, from, to);
    }
  }

  get groups(): readonly string[] {
    return [...this.byGroup.keys()];
  }

  get size(): number {
    return this.nodes.size;
  }

  assetsOf(group: string): readonly string[] {
    return this.byGroup.get(group) ?? [];
  }

  node(key: string): GraphNode | undefined {
    return this.nodes.get(key);
  }

  statusOf(key: string): AssetStatus {
    return this.statuses.get(key) ?? { state: "never" };
  }

  neighbours(key: string): Neighbours {
    return { upstream: this.upstream.get(key) ?? [], downstream: this.downstream.get(key) ?? [] };
  }

  /** Applies changed statuses and returns the keys of the assets whose row changes. */
  update(changed: Readonly<Record<string, AssetStatus>>): string[] {
    const different = new Set<string>();
    for (const [key, status] of Object.entries(changed)) {
      if (!this.nodes.has(key) || same(this.statuses.get(key), status)) continue;
      this.statuses.set(key, status);
      different.add(key);
    }
    return [...different];
  }

  /** The keys whose row differs in `next`. Null if assets were added, removed or moved: then the whole tree is redrawn. */
  differences(next: AssetTree): string[] | null {
    const shape = (tree: AssetTree) => JSON.stringify([tree.name, [...tree.byGroup]]);
    if (shape(this) !== shape(next)) return null;
    const face = (tree: AssetTree, key: string) =>
      JSON.stringify([{ ...tree.nodes.get(key), status: tree.statuses.get(key) }, tree.neighbours(key)]);
    return [...this.nodes.keys()].filter((key) => face(this, key) !== face(next, key));
  }
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key);
  if (!list) map.set(key, [value]);
  else list.push(value);
}

function same(a: AssetStatus | undefined, b: AssetStatus): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
