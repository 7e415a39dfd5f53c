// The state of the page, and how each event changes it. Pure: uses no DOM and no clock.
import * as l10n from "@vscode/l10n";
import type { AssetHistory, AssetStatus, GraphEdge, GraphNode, GraphView, SelectAnswer, ToPage } from "../runtime/contract/graph.js";
import { type Scene, type Scope, type Seen, type Side, sceneOf, sideOf } from "./scene.js";

export interface State {
  readonly view: GraphView | null;
  /** The server is reading the project, so what is shown may be outdated. */
  readonly updating: boolean;
  readonly selected: string | null;
  readonly query: string;
  /** The server's last answer to a query in the selection grammar. */
  readonly found: { readonly text: string; readonly answer: SelectAnswer } | null;
  readonly seen: Seen;
  /** A pinned page does not follow the editor. */
  readonly pinned: boolean;
  readonly history: { readonly key: string; readonly history: AssetHistory } | null;
}

/** The actions of the user in the page. Messages from the extension are separate. */
export type Gesture =
  | { readonly kind: "select"; readonly key: string | null }
  | { readonly kind: "search"; readonly query: string }
  | { readonly kind: "scope"; readonly scope: Scope }
  | { readonly kind: "centre"; readonly key: string }
  | { readonly kind: "expand"; readonly key: string; readonly side: Side }
  | { readonly kind: "fold"; readonly id: string; readonly folded: boolean }
  | { readonly kind: "foldAll"; readonly folded: boolean }
  /** Whether the unfolded project is too large for the page. */
  | { readonly kind: "crowded"; readonly crowded: boolean }
  | { readonly kind: "pin"; readonly pinned: boolean };

export const initialState: State = {
  view: null,
  updating: true,
  selected: null,
  query: "",
  found: null,
  seen: { scope: null, around: null, expanded: [], folded: {}, crowded: false },
  pinned: false,
  history: null,
};

export function next(state: State, event: ToPage | Gesture): State {
  const { view, seen } = state;
  const knows = (key: string | null) => view?.nodes.some((node) => node.key === key) === true;
  switch (event.kind) {
    case "graph": {
      const isThere = (key: string | null) => event.view.nodes.some((node) => node.key === key);
      const kept = isThere(state.selected) ? state.selected : null;
      const around = isThere(seen.around) ? seen : { ...seen, around: null, expanded: [] };
      return { ...state, view: event.view, updating: false, selected: kept, seen: around };
    }
    case "status":
      return view?.project === event.change.project ? { ...state, view: withStatuses(view, event.change) } : state;
    case "focus":
      if (!knows(event.key)) return state;
      // The editor answers a click in the page with a `focus` event. The clicked node keeps its position.
      if (state.selected === event.key && seen.around !== null) return state;
      return centred(state, event.key);
    case "updating":
      return { ...state, updating: true };
    case "found":
      return event.text === state.query.trim() ? { ...state, found: event } : state;
    case "history":
      return event.key === state.selected ? { ...state, history: event } : state;
    case "render":
      return state;
    case "select": {
      if (event.key === null || scene(state)?.homeOf(event.key) === undefined) {
        return event.key !== null && knows(event.key) ? centred(state, event.key) : { ...state, selected: null };
      }
      // A user who sees the whole project keeps seeing it when the editor answers with the clicked asset.
      const stays = seen.around === null && seen.scope === null;
      return { ...state, selected: event.key, ...(stays ? { seen: { ...seen, scope: "whole" } } : {}) };
    }
    case "search":
      return { ...state, query: event.query };
    case "scope":
      return { ...state, seen: { ...seen, scope: event.scope, ...(event.scope === "around" ? middleOf(state) : {}) } };
    case "centre":
      return centred({ ...state, seen: { ...seen, scope: "around" } }, event.key);
    case "expand":
      return { ...state, seen: { ...seen, expanded: [...seen.expanded, sideOf(event.key, event.side)] } };
    case "fold":
      return { ...state, seen: { ...seen, folded: { ...seen.folded, [event.id]: event.folded } } };
    case "foldAll": {
      const folds = scene(state)?.folds.all ?? [];
      return { ...state, seen: { ...seen, folded: Object.fromEntries(folds.map(({ id }) => [id, event.folded])) } };
    }
    case "crowded":
      return event.crowded === seen.crowded ? state : { ...state, seen: { ...seen, crowded: event.crowded } };
    case "pin":
      return { ...state, pinned: event.pinned };
    default:
      return event satisfies never;
  }
}

/** What is drawn now; null before the first graph. Returns the same object for the same view and choices. */
export function scene({ view, seen }: State): Scene | null {
  if (!view) return null;
  if (lastScene?.view !== view || lastScene.seen !== seen) lastScene = { view, seen, scene: sceneOf(view, seen) };
  return lastScene.scene;
}

let lastScene: { readonly view: GraphView; readonly seen: Seen; readonly scene: Scene } | undefined;

function centred(state: State, key: string): State {
  const seen = state.seen.around === key ? state.seen : { ...state.seen, around: key, expanded: [] };
  return { ...state, selected: key, seen };
}

/** Switching to the neighborhood shows the neighborhood of the selected asset. */
function middleOf({ selected, seen }: State): Partial<Seen> {
  return selected === null || selected === seen.around ? {} : { around: selected, expanded: [] };
}

/** True for a query in the selection grammar; false for plain words. */
export function isSelection(query: string): boolean {
  return /[+:*()"=]/.test(query) || /\s(and|or)\s|^not\s/i.test(query);
}

/** The mistake in the query, as a sentence; null if it has none or the answer is not known yet. */
export function mistakeOf({ query, found }: State): string | null {
  return isSelection(query) && found && found.text === query.trim() && "error" in found.answer ? found.answer.error : null;
}

/**
 * The nodes that match the search; null without a search. Plain words match nodes that contain all of them in key, group, kind, manager or
 * description. A selection matches the nodes of the server's answer; until the next answer arrives, the last one is used.
 */
export function matches({ view, query, found }: State): ReadonlySet<string> | null {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (!view || words.length === 0) return null;
  if (isSelection(query)) return found && "keys" in found.answer ? new Set(found.answer.keys) : null;
  const hits = view.nodes.filter((node) => {
    const text = [node.key, node.group, node.manager, node.description, ...node.kinds].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return new Set(hits.map((node) => node.key));
}

/** The match after the selected one, in the order of the view. The first match if none is selected. */
export function nextMatch(state: State, back = false): string | undefined {
  const found = matches(state);
  const keys = (state.view?.nodes ?? []).map((node) => node.key).filter((key) => found?.has(key));
  const at = keys.indexOf(state.selected ?? "");
  return back ? keys.at(at < 0 ? -1 : at - 1) : keys[(at + 1) % keys.length];
}

/** The number of the selected match, from 1, in the order of `nextMatch`; null if no match is selected. */
export function matchNumber(state: State): number | null {
  const found = matches(state);
  if (found === null || state.selected === null || !found.has(state.selected)) return null;
  const keys = (state.view?.nodes ?? []).map((node) => node.key).filter((key) => found.has(key));
  return keys.indexOf(state.selected) + 1;
}

/** Views with the same structure have the same layout, even if the states of their assets differ. */
export function structureOf(view: GraphView): string {
  const known = structures.get(view.edges);
  if (known?.count === view.nodes.length) return known.text;
  const text = JSON.stringify([
    view.nodes.map((node) => [node.key, node.group, managerName(node)]),
    view.edges.map((edge) => [edge.from, edge.to, edge.kind]),
  ]);
  structures.set(view.edges, { count: view.nodes.length, text });
  return text;
}

/** Keyed by the edges array, which stays the same object while only results change. */
const structures = new WeakMap<readonly GraphEdge[], { readonly count: number; readonly text: string }>();

export interface Tally {
  readonly total: number;
  readonly materialized: number;
  readonly failed: number;
  readonly running: number;
  readonly queued: number;
}

export function tallyOf(view: GraphView): Tally {
  const count = (state: AssetStatus["state"]) => view.nodes.filter((node) => node.status.state === state).length;
  return {
    total: view.nodes.length,
    materialized: count("materialized"),
    failed: count("failed"),
    running: count("running"),
    queued: count("queued"),
  };
}

/** `"DuckDB"` for `DuckDBIOManager`. The resource key if the class is unknown. */
export function managerName(node: GraphNode): string {
  if (node.external) return l10n.t("external");
  return node.manager?.replace(/IOManager$/, "") || node.ioManagerKey || "";
}

function withStatuses(view: GraphView, change: { statuses: Readonly<Record<string, AssetStatus>>; runId: string | null }): GraphView {
  const nodes = view.nodes.map((node) =>
    Object.hasOwn(change.statuses, node.key) ? { ...node, status: change.statuses[node.key] ?? node.status } : node,
  );
  return { ...view, nodes, runId: change.runId };
}
