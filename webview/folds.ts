// Groups and key prefixes that can be drawn as one node, and the combined state of such a node. Pure.
import * as l10n from "@vscode/l10n";
import type { AssetStatus, GraphEdge, GraphNode, GraphView } from "../runtime/contract/graph.js";
import { type Look, lookOf } from "../runtime/contract/state-looks.js";
import { countedState } from "../runtime/contract/state-words.js";

export interface Fold {
  /** `group:sales` or `prefix:raw/`. An asset key cannot contain a colon. */
  readonly id: string;
  readonly name: string;
  readonly kind: "group" | "prefix";
  readonly members: readonly string[];
}

export interface Folds {
  readonly all: readonly Fold[];
  readonly of: ReadonlyMap<string, Fold>;
}

const known = new WeakMap<readonly GraphEdge[], Folds>();

/**
 * Folds by group. Assets without a group, or in a project with only one group, fold by the first part of their keys. A fold has at least
 * two assets.
 */
export function foldsOf(view: GraphView): Folds {
  const before = known.get(view.edges);
  if (before) return before;
  const members = new Map<string, string[]>();
  const oneGroup = new Set(view.nodes.map((node) => node.group)).size === 1;
  for (const node of view.nodes) {
    const id = foldIdOf(node, oneGroup);
    if (id === null) continue;
    const keys = members.get(id) ?? [];
    keys.push(node.key);
    members.set(id, keys);
  }
  const all = [...members].filter(([, keys]) => keys.length > 1).map(([id, keys]) => foldNamed(id, keys));
  const folds = { all, of: new Map(all.flatMap((fold) => fold.members.map((key) => [key, fold] as const))) };
  known.set(view.edges, folds);
  return folds;
}

function foldIdOf({ key, group }: GraphNode, oneGroup: boolean): string | null {
  if (group !== "default" && !oneGroup) return `group:${group}`;
  const slash = key.indexOf("/");
  return slash < 0 ? null : `prefix:${key.slice(0, slash + 1)}`;
}

function foldNamed(id: string, members: readonly string[]): Fold {
  const colon = id.indexOf(":");
  return { id, name: id.slice(colon + 1), kind: id.startsWith("group:") ? "group" : "prefix", members };
}

/** The number of members in each state. */
export type States = Readonly<Partial<Record<Look, number>>>;

export function statesOf(nodes: readonly GraphNode[]): States {
  const states: Partial<Record<Look, number>> = {};
  for (const { status } of nodes) states[lookOf(status)] = (states[lookOf(status)] ?? 0) + 1;
  return states;
}

/** The most important state of the members: running, failed, missing. */
export function sumOf(states: States, total: number): AssetStatus {
  const first = (["running", "failed", "queued"] as const).find((state) => states[state]);
  if (first) return { state: first };
  const made = valuesIn(states);
  if (made === 0) return { state: "never" };
  const whole = made - (states.partial ?? 0);
  if (whole < total) return { state: "materialized", partitions: { materialized: whole, total } };
  return { state: "materialized", ...(states.stale ? { stale: true } : {}) };
}

/** For example `"2 failed · 10 of 12 materialized"` or `"all materialized"`. */
export function foldWords(states: States, total: number): string {
  const told = (["running", "queued", "failed", "canceled", "skipped", "stale"] as const).flatMap((state) =>
    states[state] ? [countedState(states[state], state)] : [],
  );
  const made = valuesIn(states);
  const materialized =
    made === total
      ? l10n.t("all materialized")
      : made === 0
        ? l10n.t("none materialized")
        : told.length > 0
          ? l10n.t`${made}/${total} made`
          : l10n.t`${made} of ${total} materialized`;
  return [...told, ...(made === 0 && told.length > 0 ? [] : [materialized])].join(" · ");
}

function valuesIn({ materialized = 0, stale = 0, partial = 0 }: States): number {
  return materialized + stale + partial;
}
