// Completes the text of a selection: asset keys, attributes and their values, operators.
import * as l10n from "@vscode/l10n";
import { groupName, type ResolvedAsset } from "../../model.js";
import { type CompletionItem, type Cursor, carriedBy } from "./completion-item.js";

/** Null if the cursor is not in a string. */
export function completeSelection(cursor: Cursor): CompletionItem[] | null {
  const { before, text, offset } = cursor;
  if (!before.string) return null;
  const typed = text.slice(before.string.start, offset);
  const [, attribute, value = ""] = /([A-Za-z]+)\s*:\s*\\?"?([^"\\\s()+]*)$/.exec(typed) ?? [];
  if (attribute !== undefined) return valuesOf(cursor, attribute, value);
  const word = /[A-Za-z0-9_/]*$/.exec(typed)?.[0] ?? "";
  const rest = typed.slice(0, typed.length - word.length);
  // A complete clause is followed by an operator.
  const joined = /(?:[\w"*)/]\s+|\+\d*\s+)$/.test(rest) && !/(?:^|[\s(])(?:and|or|not|AND|OR|NOT)\s+$/.test(rest);
  if (joined) return items(cursor, word, [operator("and"), operator("or")]);
  const assets = [...cursor.project.model().byKey.values()];
  return items(cursor, word, [
    ...assets.map((asset) => ({ label: asset.key, kind: "asset" as const, detail: l10n.t`group ${groupName(asset)}`, asset: asset.key })),
    ...["group:", "key:", "kind:", "owner:", "tag:"].map(operator),
    ...["not", "roots()", "sinks()"].map(operator),
  ]);
}

type Candidate = Pick<CompletionItem, "label" | "kind" | "detail" | "asset"> & { readonly text?: string; readonly snippet?: string };

const DETAILS: Readonly<Record<string, () => string>> = {
  "group:": () => l10n.t("assets of a group"),
  "key:": () => l10n.t("assets by key; * matches anything"),
  "kind:": () => l10n.t("assets of a kind"),
  "owner:": () => l10n.t("assets of an owner"),
  "tag:": () => l10n.t("assets with a tag: tag:name or tag:name=value"),
  and: () => l10n.t("both"),
  or: () => l10n.t("either"),
  not: () => l10n.t("all but these"),
  "roots()": () => l10n.t("the selected assets without a selected upstream asset"),
  "sinks()": () => l10n.t("the selected assets without a selected downstream asset"),
};

function operator(label: string): Candidate {
  const call = label.endsWith("()");
  const detail = DETAILS[label]?.() ?? "";
  return call
    ? { label, kind: "operator", detail, text: label.slice(0, -1), snippet: `${label.slice(0, -1)}$1)` }
    : { label, kind: "operator", detail, text: label.endsWith(":") ? label : `${label} ` };
}

/** The values of an attribute. Unknown attributes have none. */
function valuesOf(cursor: Cursor, attribute: string, typed: string): CompletionItem[] {
  const of = VALUES[attribute];
  if (!of) return [];
  const isValue = attribute === "tag" && typed.includes("=");
  const word = isValue ? typed.slice(typed.indexOf("=") + 1) : typed;
  const counts = new Map<string, number>();
  for (const asset of cursor.project.model().byKey.values()) {
    const found = isValue ? [asset.tags[typed.slice(0, typed.indexOf("="))] ?? ""].filter((each) => each !== "") : of(asset);
    for (const each of found) counts.set(each, (counts.get(each) ?? 0) + 1);
  }
  const candidates = [...counts].map(
    ([label, count]): Candidate =>
      attribute === "key"
        ? { label, kind: "asset", detail: l10n.t("asset"), asset: label }
        : { label, kind: "value", detail: carriedBy(attribute, count) },
  );
  return items(cursor, word, candidates);
}

const VALUES: Readonly<Record<string, (asset: ResolvedAsset) => readonly string[]>> = {
  key: ({ key }) => [key],
  group: ({ group }) => (group === null ? [] : [group]),
  kind: ({ kinds }) => kinds,
  owner: ({ owners }) => owners,
  tag: ({ tags }) => Object.keys(tags),
};

function items({ file, text, offset, before }: Cursor, word: string, candidates: readonly Candidate[]): CompletionItem[] {
  const start = offset - word.length;
  const end = offset + (/^[A-Za-z0-9_/]*/.exec(text.slice(offset, offset + 200))?.[0].length ?? 0);
  const outer = before.string?.quote ?? '"';
  const quoted = text[start - 1] === '"' && start - 1 >= (before.string?.start ?? 0);
  return candidates.map((candidate) => ({
    ...candidate,
    text: candidate.text ?? (quoted ? candidate.label : asWord(candidate.label, outer)),
    place: { file, start, end },
    more: [],
  }));
}

/**
 * The grammar accepts letters, digits, `_` and `/` without quotes. Other names are quoted, and the string around them may have to escape
 * the quotes.
 */
function asWord(label: string, outer: string): string {
  if (/^[A-Za-z0-9_/]+$/.test(label)) return label;
  const quote = outer === '"' ? '\\"' : '"';
  return `${quote}${label}${quote}`;
}
