// Text for a client: Markdown, or the same text without its marks.
import { type MarkupContent, MarkupKind } from "vscode-languageserver";

export function markup(markdown: string, takesMarkdown: boolean): MarkupContent {
  return takesMarkdown ? { kind: MarkupKind.Markdown, value: markdown } : { kind: MarkupKind.PlainText, value: plainText(markdown) };
}

/** Removes the marks that our own texts use: fences, code, bold, links, hard line breaks. The content of code is unchanged. */
export function plainText(markdown: string): string {
  return markdown
    .split(/^```\w*\n([\s\S]*?)\n?```$/m)
    .map((part, at) => (at % 2 === 1 ? part : withoutMarks(part)))
    .join("");
}

function withoutMarks(text: string): string {
  return text
    .split(/(``.+?``|`[^`]*`)/)
    .map((part, at) => (at % 2 === 1 ? part.replace(/^``?|``?$/g, "") : part))
    .join("")
    .replace(/\*\*(.+?)\*\*/g, "$1")
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/ {2}\n/g, "\n");
}
