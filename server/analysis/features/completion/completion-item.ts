// The items of a completion, its cursor, and how much of a long list is sent.
import * as l10n from "@vscode/l10n";
import { counted } from "../../../../runtime/contract/count-words.js";
import type { Place, TextEdit } from "../../../../runtime/contract/problem.js";
import type { Project } from "../../project.js";
import type { CodeBefore } from "../../reader/code-before.js";

export interface CompletionItem {
  readonly label: string;
  readonly kind: "asset" | "resource" | "parameter" | "column" | "value" | "operator" | "snippet";
  readonly detail: string;
  /** The text that replaces `place`. */
  readonly text: string;
  /** The text with tab stops in LSP's syntax, for editors that support them. */
  readonly snippet?: string;
  readonly place: Place;
  readonly more: readonly TextEdit[];
  /** The key of the named asset, with which details can be requested later. */
  readonly asset?: string;
}

export interface Completion {
  readonly items: readonly CompletionItem[];
  /** There are more items or more details: request again when more is typed. */
  readonly incomplete: boolean;
}

/** The place where completion was requested. */
export interface Cursor {
  readonly project: Project;
  readonly file: string;
  readonly text: string;
  readonly offset: number;
  readonly before: CodeBefore;
}

/** How many assets have a value that is offered. */
export function carriedBy(what: string, count: number): string {
  const assets = counted(count, "asset");
  switch (what) {
    case "group":
      return l10n.t`group of ${assets}`;
    case "kind":
      return l10n.t`kind of ${assets}`;
    case "owner":
      return l10n.t`owner of ${assets}`;
    case "prefix":
      return l10n.t`prefix of ${assets}`;
    case "tag":
      return l10n.t`tag of ${assets}`;
    default:
      return assets;
  }
}

/** Editors do not show more than this at once. Of a longer list, only items that match the typed text are sent. */
const MOST = 200;

/** All of a short list. Of a long one, the items that contain the typed characters in order, the best match first. */
export function limited(items: readonly CompletionItem[], typed: string): Completion {
  if (items.length <= MOST) return { items, incomplete: false };
  const wanted = typed.toLowerCase();
  const ranked = items.flatMap((item) => {
    const rank = rankOf(item.label.toLowerCase(), wanted);
    return rank === null ? [] : [{ item, rank }];
  });
  ranked.sort((a, b) => a.rank - b.rank);
  return { items: ranked.slice(0, MOST).map(({ item }) => item), incomplete: true };
}

function rankOf(label: string, wanted: string): number | null {
  if (label.startsWith(wanted)) return 0;
  if (label.includes(wanted)) return 1;
  let from = 0;
  for (const character of wanted) {
    const at = label.indexOf(character, from);
    if (at < 0) return null;
    from = at + 1;
  }
  return 2;
}

/** The part of a name before the cursor. */
export function wordBefore({ text, offset }: Cursor): string {
  return /[\w$/]*$/.exec(text.slice(Math.max(0, offset - 200), offset))?.[0] ?? "";
}

/** The word around the cursor. */
export function wordAround({ text, offset, file }: Cursor): Place {
  let start = offset;
  let end = offset;
  while (start > 0 && /[\w$]/.test(text[start - 1] ?? "")) start--;
  while (end < text.length && /[\w$]/.test(text[end] ?? "")) end++;
  return { file, start, end };
}
