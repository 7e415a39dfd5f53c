// The page's texts about nodes and edges.
import * as l10n from "@vscode/l10n";
import { counted } from "../runtime/contract/count-words.js";
import type { GraphEdge, GraphView } from "../runtime/contract/graph.js";
import { statusWords } from "../runtime/contract/status-words.js";
import { foldWords } from "./folds.js";
import { neighboursOf } from "./graph-index.js";
import type { Scene, SceneNode } from "./scene.js";

/** Everything that a node shows with shapes and colors, as text for screen readers. */
export function spokenNode({ view }: Scene, node: SceneNode, now: number): string {
  const { upstream, downstream } = neighboursOf(view, node.key);
  const parts = node.fold
    ? [
        l10n.t`${foldName(node.fold)}, folded`,
        counted(node.fold.members.length, "asset"),
        foldWords(node.fold.states, node.fold.members.length),
        l10n.t("M materializes them"),
      ]
    : [node.key, l10n.t`group ${node.group}`, statusWords(node.status, now)];
  if (node.status.message) parts.push(node.status.message);
  if (node.errors > 0) parts.push(counted(node.errors, "error"));
  if (upstream.length > 0) parts.push(l10n.t`upstream: ${listed(upstream.map((edge) => edge.from))}`);
  if (downstream.length > 0) parts.push(l10n.t`downstream: ${listed(downstream.map((edge) => edge.to))}`);
  return parts.join(". ");
}

/** What a run did to the assets of a view, for screen readers; null if nothing ended. */
export function announcement(before: GraphView | null, after: GraphView | null, now: number): string | null {
  const states = new Map(before?.nodes.map(({ key, status }) => [key, status.state]));
  const ended = after?.nodes.filter(
    ({ key, status: { state } }) => states.get(key) !== state && (state === "materialized" || state === "failed"),
  );
  return ended?.length ? ended.map(({ key, status }) => `${key}: ${statusWords(status, now)}`).join(". ") : null;
}

/** For example `"group sales"` or `"raw/"`. */
export function foldName({ kind, name }: { readonly kind: "group" | "prefix"; readonly name: string }): string {
  return kind === "group" ? l10n.t`group ${name}` : name;
}

/** What an edge transfers, in two lines: between which assets, and as what. */
export function edgeWords(edge: GraphEdge & { readonly count?: number }): readonly [string, string] {
  const between = `${edge.from.replace(/^(group|prefix):/, "")} → ${edge.to.replace(/^(group|prefix):/, "")}`;
  if (edge.parameter === null) {
    const many = edge.count !== undefined && edge.count > 1 ? counted(edge.count, "edge") : "";
    return [between, many || (edge.kind === "dep" ? l10n.t("ordered only, nothing is loaded") : l10n.t("between folded groups"))];
  }
  return [between, edge.type ? `${edge.parameter}: ${edge.type.replace(/\s+/g, " ")}` : l10n.t`${edge.parameter}, its type inferred`];
}

function listed(keys: readonly string[]): string {
  const names = keys.map((key) => key.replace(/^(group|prefix):/, ""));
  return names.length > 12 ? l10n.t`${names.slice(0, 12).join(", ")} and ${names.length - 12} more` : names.join(", ");
}
