// Converts completions and hints to the protocol.
import {
  type CompletionItem,
  CompletionItemKind,
  type InlayHint,
  InlayHintKind,
  InsertTextFormat,
  type MarkupContent,
} from "vscode-languageserver";
import type { InlayHint as Hint, CompletionItem as Item } from "../analysis/index.js";
import type { ClientAbilities } from "./abilities.js";
import type { Documents } from "./documents.js";
import { markup } from "./markup.js";

const KINDS: Record<Item["kind"], CompletionItemKind> = {
  asset: CompletionItemKind.Reference,
  resource: CompletionItemKind.Value,
  parameter: CompletionItemKind.Variable,
  column: CompletionItemKind.Field,
  value: CompletionItemKind.Value,
  operator: CompletionItemKind.Keyword,
  snippet: CompletionItemKind.Snippet,
};

export function toCompletion(
  item: Item,
  index: number,
  { project, snippets, labelDetails }: Pick<ClientAbilities, "snippets" | "labelDetails"> & { readonly project: string },
  documents: Documents,
): CompletionItem {
  const snippet = snippets ? item.snippet : undefined;
  return {
    label: item.label,
    kind: KINDS[item.kind],
    // Editors show the detail only for the selected row, but users choose an asset by its type.
    ...(labelDetails ? { labelDetails: { description: item.detail } } : { detail: item.detail }),
    filterText: item.label,
    // Before TypeScript's own items, because only these names are valid here. A new asset is one of many possible statements.
    sortText: item.kind === "snippet" ? item.label : `!${String(index).padStart(5, "0")}`,
    textEdit: { range: documents.range(item.place), newText: snippet ?? item.text },
    ...(snippet === undefined ? {} : { insertTextFormat: InsertTextFormat.Snippet }),
    ...(item.more.length === 0
      ? {}
      : { additionalTextEdits: item.more.map(({ place, text }) => ({ range: documents.range(place), newText: text })) }),
    ...(item.asset === undefined ? {} : { data: { project, asset: item.asset } }),
  };
}

export function documented(
  { type, description }: { readonly type: string | null; readonly description: string },
  takesMarkdown: boolean,
): MarkupContent {
  const produces = type === null ? [] : [`\`\`\`ts\n${type}\n\`\`\``];
  return markup([...produces, ...(description === "" ? [] : [description])].join("\n\n"), takesMarkdown);
}

export function toInlayHint({ place, label, tooltip, edits }: Hint, documents: Documents): InlayHint {
  return {
    position: documents.range(place).start,
    label,
    kind: InlayHintKind.Type,
    tooltip,
    textEdits: edits.map((edit) => ({ range: documents.range(edit.place), newText: edit.text })),
  };
}
