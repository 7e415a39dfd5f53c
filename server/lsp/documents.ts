// Converts between the protocol and analysis: URIs, lines and columns outside, absolute paths and offsets inside.
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Place, ProblemCode } from "../../runtime/contract/problem.js";
import type { FileAccess } from "../analysis/index.js";
import type { Addresses } from "./platform.js";

export interface Documents {
  path(uri: string): string;
  /** The URI that the client uses for a path, if it has named one, because clients spell URIs differently. */
  uri(path: string): string;
  /** Remembers how the client spells a document's URI. */
  spelt(uri: string): void;
  offset(uri: string, position: LspPosition): number;
  range(place: Place): LspRange;
  /** The line of a file, from 0, limited to the lines that the file has. */
  lineRange(path: string, line: number): LspRange;
  /** The section of the problems page about a code. Null if the page is not available. */
  about(code: ProblemCode): string | null;
}

export interface LspPosition {
  readonly line: number;
  readonly character: number;
}

export interface LspRange {
  readonly start: LspPosition;
  readonly end: LspPosition;
}

export function createDocuments(files: FileAccess, addresses: Addresses): Documents {
  const spellings = new Map<string, string>();
  const pathOf = (uri: unknown) => addresses.path(String(uri));
  const lines = new Map<string, { text: string; document: TextDocument }>();

  function document(path: string): TextDocument {
    const text = files.read(path) ?? "";
    const known = lines.get(path);
    if (known?.text === text) return known.document;
    const made = TextDocument.create(path, "", 0, text);
    lines.set(path, { text, document: made });
    return made;
  }

  return {
    path: pathOf,
    about: addresses.about,
    uri: (path) => spellings.get(path) ?? addresses.uri(path),
    spelt: (uri) => spellings.set(pathOf(uri), uri),
    offset: (uri, position) => document(pathOf(uri)).offsetAt(position),
    range: ({ file, start, end }) => ({ start: document(file).positionAt(start), end: document(file).positionAt(end) }),
    lineRange(path, line) {
      const at = document(path);
      const last = Math.max(0, Math.min(line, at.lineCount - 1));
      const text = at.getText({ start: { line: last, character: 0 }, end: { line: last + 1, character: 0 } });
      const indent = text.length - text.trimStart().length;
      return { start: { line: last, character: indent }, end: { line: last, character: Math.max(indent, text.trimEnd().length) } };
    },
  };
}

/** `"/a/b.ts"` → `"b.ts"`. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
