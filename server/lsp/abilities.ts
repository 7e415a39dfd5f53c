// What the client supports, according to its capabilities. What it does not mention is not supported.
import { type ClientCapabilities, MarkupKind } from "vscode-languageserver";

export interface ClientAbilities {
  /** Completions may contain tab stops. */
  readonly snippets: boolean;
  /** Completions may have details beside the label, visible on every row. */
  readonly labelDetails: boolean;
  /** Definitions may include the span of the name under the cursor: `LocationLink`. */
  readonly links: boolean;
  /** Hovers may be Markdown. */
  readonly markdownHovers: boolean;
  /** The documentation of a completion may be Markdown. */
  readonly markdownCompletions: boolean;
  /** Symbols of a document may be `DocumentSymbol`, which include the whole declaration. */
  readonly documentSymbols: boolean;
}

export function abilitiesOf({ textDocument }: ClientCapabilities): ClientAbilities {
  const items = textDocument?.completion?.completionItem;
  return {
    snippets: items?.snippetSupport === true,
    labelDetails: items?.labelDetailsSupport === true,
    links: textDocument?.definition?.linkSupport === true,
    markdownHovers: textDocument?.hover?.contentFormat?.includes(MarkupKind.Markdown) === true,
    markdownCompletions: items?.documentationFormat?.includes(MarkupKind.Markdown) === true,
    documentSymbols: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
  };
}
