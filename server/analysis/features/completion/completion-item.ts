// What completion offers, where it was asked for, and how much of a long list is sent.
import * as l10n from "@vscode/l10n";
import { counted } from "../../../../runtime/contract/count-words.js";
import type { Place, TextEdit } from "../../../../runtime/contract/problem.js";
import type { Project } from "../../project.js";
import type { CodeBefore } from "../../reader/code-before.js";

export interface CompletionItem {
  readonly label: string;
  readonly kind: "asset" | "resource" | "parameter" | "column" | "value" | "operator" | "snippet";
  readonly detail: string;
  /** Replaces `place`. */
  readonly text: string;
  /** The same with tab stops in LSP's syntax, for editors that know them. */
  readonly snippet?: string;
  readonly place: Place;
  readonly more: readonly TextEdit[];
  /** The key of the asset that is named: what is told of it can be asked for later. */
  readonly asset?: string;
}

export interface Completion {
  readonly items: readonly CompletionItem[];
  /** There are more, or more could be said: ask again when more is typed. */
  readonly incomplete: boolean;
}

/** Where completion was asked for. */
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

/** More than these no editor shows at once; of a longer list the ones that fit what is typed are sent. */
const MOST = 200;

/** All of a short list; of a long one the items that hold the typed characters in order, the closest first. */
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

/** What is typed of a name, up to the cursor. */
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
