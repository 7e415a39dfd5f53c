// What the page says of an asset's state, in few words.
import * as l10n from "@vscode/l10n";
import { counted } from "../runtime/contract/count-words.js";
import type { AssetStatus, GraphEdge } from "../runtime/contract/graph.js";
import { stateWord } from "../runtime/contract/state-words.js";
import { age, duration } from "../runtime/contract/time-words.js";
import { foldWords } from "./folds.js";
import { neighboursOf } from "./graph-index.js";
import type { Scene, SceneNode } from "./scene.js";

/** `"2 min ago · 100 rows"`, `"running 3 s · 40/100"`, `"never materialized"`. `now` in milliseconds since 1970. */
export function statusWords(status: AssetStatus, now: number): string {
  switch (status.state) {
    case "never":
    case "queued":
      return stateWord(status.state);
    case "running":
      return joined(status.since ? l10n.t`running ${sinceWords(status.since, now)}` : stateWord("running"), progressWords(status));
    case "materialized":
      return joined(agoWords(status.since, now) || stateWord("materialized"), status.size, partitionWords(status));
    case "failed":
    case "skipped":
    case "canceled":
      return joined(stateWord(status.state), agoWords(status.since, now));
    default:
      return status.state satisfies never;
  }
}

/** Everything a node shows by shape and colour, said aloud. */
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

/** `"group sales"`, `"raw/"`. */
export function foldName({ kind, name }: { readonly kind: "group" | "prefix"; readonly name: string }): string {
  return kind === "group" ? l10n.t`group ${name}` : name;
}

/** What flows along an edge, in two lines: between what, and as what. */
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

function agoWords(since: string | undefined, now: number): string {
  return since ? age(since, now) : "";
}

function sinceWords(since: string | undefined, now: number): string {
  if (!since) return "";
  const seconds = Math.max(0, Math.floor((now - Date.parse(since)) / 1_000));
  return seconds < 60 ? l10n.t`${seconds} s` : duration(seconds * 1_000);
}

function progressWords({ progress }: AssetStatus): string | undefined {
  if (!progress) return undefined;
  return joined(progress.total === undefined ? `${progress.done}` : `${progress.done}/${progress.total}`, progress.message);
}

function partitionWords({ partitions }: AssetStatus): string | undefined {
  return partitions && l10n.t`${partitions.materialized} of ${partitions.total} partitions`;
}

function joined(...parts: (string | undefined)[]): string {
  return parts.filter(Boolean).join(" · ");
}
