// A graph view to test the page with, written as `a -> b` lines.
import type { AssetStatus, GraphEdge, GraphNode, GraphView } from "../../../runtime/contract/graph.js";

/** `"a -> b, a ~> c"`: nodes in order of mention; `~>` orders without loading. */
export function viewOf(text: string, statuses: Readonly<Record<string, AssetStatus>> = {}): GraphView {
  const keys = [...new Set(text.split(/[\s,]+|->|~>/).filter(Boolean))];
  const edges = [...text.matchAll(/(\S+) (->|~>) ([^\s,]+)/g)].map(
    ([, from = "", arrow, to = ""]): GraphEdge => ({
      from,
      to,
      kind: arrow === "->" ? "input" : "dep",
      parameter: arrow === "->" ? from : null,
    }),
  );
  return {
    project: "file:///shop",
    name: "shop",
    nodes: keys.map((key) => nodeOf(key, Object.hasOwn(statuses, key) ? statuses[key] : undefined)),
    edges,
    runId: null,
    cannotRun: null,
  };
}

export function nodeOf(key: string, status: AssetStatus = { state: "never" }): GraphNode {
  return {
    key,
    group: "default",
    description: "",
    kinds: [],
    ioManagerKey: "io_manager",
    manager: "FilesystemIOManager",
    storedAt: `data/${key}.json`,
    external: false,
    errors: 0,
    warnings: 0,
    status,
  };
}
