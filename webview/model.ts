// The page's state and how each event changes it. Pure: no DOM, no clock.
import * as l10n from "@vscode/l10n";
import type { AssetHistory, AssetStatus, GraphEdge, GraphNode, GraphView, SelectAnswer, ToPage } from "../runtime/contract/graph.js";
import { type Scene, type Scope, type Seen, type Side, sceneOf, sideOf } from "./scene.js";

export interface State {
  readonly view: GraphView | null;
  /** The server is reading; what is shown may be old. */
  readonly updating: boolean;
  readonly selected: string | null;
  readonly query: string;
  /** What the server last answered to a query in the selection grammar. */
  readonly found: { readonly text: string; readonly answer: SelectAnswer } | null;
  readonly seen: Seen;
  /** Does not follow the editor. */
  readonly pinned: boolean;
  readonly history: { readonly key: string; readonly history: AssetHistory } | null;
}

/** What the user does in the page, beside what the extension tells. */
export type Gesture =
  | { readonly kind: "select"; readonly key: string | null }
  | { readonly kind: "search"; readonly query: string }
  | { readonly kind: "scope"; readonly scope: Scope }
  | { readonly kind: "centre"; readonly key: string }
  | { readonly kind: "expand"; readonly key: string; readonly side: Side }
  | { readonly kind: "fold"; readonly id: string; readonly folded: boolean }
  | { readonly kind: "foldAll"; readonly folded: boolean }
  /** The page has, or has not, room for the project unfolded. */
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
      // The editor's answer to a click in the page moves nothing: what was clicked stays where it is.
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
      // Whoever works in the whole project stays there when the editor answers with the asset that was clicked.
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

/** What is drawn now; null before the first graph. The same for the same view and choice. */
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

/** Asking for the surroundings means those of what is selected. */
function middleOf({ selected, seen }: State): Partial<Seen> {
  return selected === null || selected === seen.around ? {} : { around: selected, expanded: [] };
}

/** A query that speaks the selection grammar rather than plain words. */
export function isSelection(query: string): boolean {
  return /[+:*()"=]/.test(query) || /\s(and|or)\s|^not\s/i.test(query);
}

/** What is wrong with the query, in a sentence; null when nothing is, or nothing is known yet. */
export function mistakeOf({ query, found }: State): string | null {
  return isSelection(query) && found && found.text === query.trim() && "error" in found.answer ? found.answer.error : null;
}

/**
 * Nodes that the search means; null when nothing is searched. Plain words: nodes that have every one of them in key, group, kind, manager or description.
 * A selection: what the server answered, the last answer while the next is on its way.
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

/** The match after the selected one, in the order of the view; the first when none is selected. */
export function nextMatch(state: State, back = false): string | undefined {
  const found = matches(state);
  const keys = (state.view?.nodes ?? []).map((node) => node.key).filter((key) => found?.has(key));
  const at = keys.indexOf(state.selected ?? "");
  return back ? keys.at(at < 0 ? -1 : at - 1) : keys[(at + 1) % keys.length];
}

/** Which match is selected, from 1, in the order in which `nextMatch` walks; null when none is. */
export function matchNumber(state: State): number | null {
  const found = matches(state);
  if (found === null || state.selected === null || !found.has(state.selected)) return null;
  const keys = (state.view?.nodes ?? []).map((node) => node.key).filter((key) => found.has(key));
  return keys.indexOf(state.selected) + 1;
}

/** Two views with the same structure have the same layout, whatever happened to their assets. */
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

/** The edges stay the same object while only results change. */
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

/** `"DuckDB"` for `DuckDBIOManager`; the resource key where the class is not known. */
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
