// What the client can take, as it says at the start; what it does not say it cannot.
import { type ClientCapabilities, MarkupKind } from "vscode-languageserver";

export interface ClientAbilities {
  /** Completions may hold tab stops. */
  readonly snippets: boolean;
  /** Beside a completion's label there is room, on every row. */
  readonly labelDetails: boolean;
  /** Definitions may say what was pointed at: `LocationLink`. */
  readonly links: boolean;
  /** Hovers may be Markdown. */
  readonly markdownHovers: boolean;
  /** What is told of a completion may be Markdown. */
  readonly markdownCompletions: boolean;
  /** Symbols of a document may be `DocumentSymbol`, with the whole of each. */
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
