// Evaluates selections in Dagster's grammar, and finds clauses that match no asset.
import * as l10n from "@vscode/l10n";
import type { AssetSpec } from "../contract/manifest.js";
import { reach } from "./graph-walk.js";
import { didYouMean, listKnown, nearest } from "./nearest.js";
import { downstreamOf, type Selectable, upstreamOf } from "./neighbours.js";
import { type Clause, type Node, parseSelection } from "./selection-grammar.js";

export type Selected = { readonly keys: readonly string[]; readonly error: null } | { readonly keys: null; readonly error: string };

/** The keys of a selection, sorted. An error names the wrong clause and the known names. */
export function select(model: Selectable, text: string): Selected {
  const parsed = parseSelection(text);
  if (parsed.kind === "unreadable") return { keys: null, error: parsed.message };
  try {
    return { keys: [...evaluate(parsed, model)].sort(), error: null };
  } catch (error) {
    if (error instanceof NothingMatches) return { keys: null, error: error.message };
    throw error;
  }
}

/** The keys that a valid selection names directly, without those that only `+` adds (`+report`). */
export function selectedThemselves(model: Selectable, text: string): ReadonlySet<string> {
  const parsed = parseSelection(text);
  return parsed.kind === "unreadable" ? new Set() : evaluate(parsed, model, false);
}

/** What is wrong with a clause of a selection. */
export interface SelectionMistake {
  readonly message: string;
  /** Offsets into the selection's text. */
  readonly start: number;
  readonly end: number;
  /** What the clause may mean, most likely first; empty for text that cannot be parsed. */
  readonly nearest: readonly string[];
  /** No asset matches now. If there may be more assets than reading can find, this is not a mistake. */
  readonly matchesNothing: boolean;
}

/** Text that cannot be parsed, unknown attributes, and clauses that match no asset. It checks the clauses, not what `+` adds. */
export function selectionMistakes(text: string, model: Selectable): SelectionMistake[] {
  const parsed = parseSelection(text);
  if (parsed.kind === "unreadable") {
    const { message, start } = parsed;
    return [{ message, start: Math.min(start, text.length - 1), end: text.length, nearest: [], matchesNothing: false }];
  }
  return clausesOf(parsed).flatMap((clause): SelectionMistake[] => {
    const { start, end } = clause;
    const matches = matcher(clause);
    if (matches === null) return [{ message: unknownAttribute(clause), start, end, nearest: [], matchesNothing: false }];
    // The most frequent case, which must stay fast.
    if (clause.attribute === "key" && model.byKey.has(clause.value)) return [];
    for (const asset of model.byKey.values()) if (matches(asset)) return [];
    const { message, near } = nothingMatches(clause, model);
    return [{ message, start, end, nearest: near.map((name) => respelt(clause, name)), matchesNothing: true }];
  });
}

function clausesOf(node: Node): readonly Clause[] {
  switch (node.kind) {
    case "all":
      return [];
    case "attribute":
      return [node];
    case "and":
    case "or":
      return node.of.flatMap(clausesOf);
    default:
      return clausesOf(node.of);
  }
}

/** The clause with another value, in the same syntax. */
function respelt({ text, attribute }: Clause, value: string): string {
  const written = /^[A-Za-z0-9_]+(?:\/[A-Za-z0-9_]+)*$/.test(value) ? value : `"${value}"`;
  return attribute === "key" && !text.startsWith("key:") ? written : `${attribute}:${written}`;
}

class NothingMatches extends Error {}

/** `upward`: includes what `+` before a part adds. */
function evaluate(node: Node, model: Selectable, upward = true): Set<string> {
  switch (node.kind) {
    case "all":
      return new Set(model.byKey.keys());
    case "attribute":
      return attribute(node, model);
    case "not": {
      const without = evaluate(node.of, model, upward);
      return new Set([...model.byKey.keys()].filter((key) => !without.has(key)));
    }
    case "or":
      return new Set(node.of.flatMap((each) => [...evaluate(each, model, upward)]));
    case "and": {
      const [first = new Set<string>(), ...rest] = node.of.map((each) => evaluate(each, model, upward));
      return new Set([...first].filter((key) => rest.every((other) => other.has(key))));
    }
    case "ends": {
      const inside = evaluate(node.of, model, upward);
      // An asset counts as upstream also through assets that are not selected. An asset is not upstream of itself.
      const next = node.which === "roots" ? downstreamOf(model) : upstreamOf(model);
      const others = (key: string) => next(key).filter((other) => other !== key);
      const behind = reach([...inside].flatMap(others), others);
      return new Set([...inside].filter((key) => !behind.has(key)));
    }
    case "reach": {
      const start = evaluate(node.of, model, upward);
      const up = upward ? reach(start, upstreamOf(model), node.up) : start;
      const down = reach(start, downstreamOf(model), node.down);
      return new Set([...up, ...down].filter((key) => model.byKey.has(key)));
    }
  }
}

function attribute(node: Clause, model: Selectable): Set<string> {
  const matches = matcher(node);
  if (matches === null) throw new NothingMatches(unknownAttribute(node));
  const found = [...model.byKey.values()].filter(matches).map((asset) => asset.key);
  if (found.length > 0) return new Set(found);
  throw new NothingMatches(nothingMatches(node, model).message);
}

function unknownAttribute({ attribute }: Clause): string {
  return l10n.t`The selection attribute "${attribute}" is not known. Known: key, group, tag, owner, kind.`;
}

function nothingMatches(node: Clause, model: Selectable): { readonly message: string; readonly near: readonly string[] } {
  const known = node.attribute === "group" ? [...new Set(model.assets.flatMap((asset) => asset.group ?? []))] : [...model.byKey.keys()];
  const near = node.attribute === "key" || node.attribute === "group" ? nearest(node.value, known) : [];
  const hint = node.attribute === "key" || node.attribute === "group" ? `${didYouMean(near)} ${listKnown(known)}` : "";
  const isGroup = node.attribute === "key" && model.assets.some((asset) => asset.group === node.value);
  const message = l10n.t`No asset matches "${node.text}".`;
  return { message: isGroup ? `${message} ${l10n.t`For the group, say group:${node.value}.`}` : message + hint, near };
}

function matcher(node: Clause): ((asset: AssetSpec) => boolean) | null {
  const like = wildcard(node.value);
  const isNone = node.value === "<null>";
  switch (node.attribute) {
    case "key":
      return (asset) => like.test(asset.key);
    case "group":
      return isNone ? ({ group }) => group === null : ({ group }) => group !== null && like.test(group);
    case "owner":
      return isNone ? ({ owners }) => owners.length === 0 : ({ owners }) => owners.some((owner) => like.test(owner));
    case "kind":
      return isNone ? ({ kinds }) => kinds.length === 0 : ({ kinds }) => kinds.some((kind) => like.test(kind));
    case "tag":
      // Tags are compared exactly, as in Dagster.
      return ({ tags }) => Object.hasOwn(tags, node.value) && (node.equals === null || tags[node.value] === node.equals);
    default:
      return null;
  }
}

function wildcard(pattern: string): RegExp {
  return new RegExp(
    `^${pattern
      .split("*")
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*")}$`,
  );
}
