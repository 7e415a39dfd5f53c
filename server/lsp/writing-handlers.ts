// Requests while a user types: completions, details of one completion, inlay hints.
import type { CompletionItem, CompletionList, Connection, InlayHintParams } from "vscode-languageserver";
import { complete, completionDetails, inlayHints } from "../analysis/index.js";
import type { Handle } from "./handle.js";
import type { At, Served } from "./served.js";
import { documented, toCompletion, toInlayHint } from "./writing-to-lsp.js";

/** The data that a completion carries until its details are requested. */
interface ItemData {
  readonly project: string;
  readonly asset: string;
}

export function registerWriting(connection: Connection, served: Served, handle: Handle): void {
  const { workspace, documents } = served;
  const projectAt = (uri: string) => workspace.projectOf(documents.path(uri));

  connection.onCompletion(
    handle("completion", null, ({ textDocument: { uri }, position }: At): CompletionList | null => {
      const project = projectAt(uri);
      if (!project) return null;
      const { items, incomplete } = complete(project, documents.path(uri), documents.offset(uri, position));
      if (items.length === 0) return null;
      const options = { project: served.uriOf(project), ...served.client() };
      return { isIncomplete: incomplete, items: items.map((item, index) => toCompletion(item, index, options, documents)) };
    }),
  );

  connection.languages.inlayHint.on(
    handle("inlayHint", null, ({ textDocument: { uri }, range }: InlayHintParams) => {
      const project = projectAt(uri);
      if (!project) return null;
      const [start, end] = [documents.offset(uri, range.start), documents.offset(uri, range.end)];
      return inlayHints(project, documents.path(uri), start, end).map((hint) => toInlayHint(hint, documents));
    }),
  );

  connection.onCompletionResolve((item: CompletionItem) => {
    // A completion without further details is returned unchanged.
    const resolve = handle("completionItem", item, (asked: CompletionItem) => {
      const { project: uri, asset } = (asked.data ?? {}) as Partial<ItemData>;
      const project = uri === undefined ? null : served.projectNamed(uri);
      const details = project && asset !== undefined ? completionDetails(project, asset) : null;
      return details ? { ...asked, documentation: documented(details, served.client().markdownCompletions) } : asked;
    });
    return resolve(item);
  });
}
