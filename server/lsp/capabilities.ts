// What the server offers, which depends on who asks.
import { CodeActionKind, type ServerCapabilities, TextDocumentSyncKind } from "vscode-languageserver";

const SERVER_COMMANDS = [
  "millrace.server.materialize",
  "millrace.server.materializeWithUpstream",
  "millrace.server.cancel",
  "millrace.server.status",
];

/** Files and folders alike: which of them matter only the server knows. */
const EVERYTHING = { filters: [{ pattern: { glob: "**/*" } }] };

export interface Client {
  /** The client has the commands of the lenses itself; else the server runs them. */
  readonly clientCommands: boolean;
  /** TypeScript's own support is there as well. */
  readonly besideTypeScript: boolean;
}

/**
 * Beside TypeScript some things must not be offered everywhere. VS Code asks one provider alone for a call hierarchy, and an extension's
 * before its own: ordinary functions would lose theirs, so the client itself offers it where the cursor is at a name of ours. And a second
 * provider of document symbols splits the outline and the breadcrumbs into a tree for each; there the assets are in TypeScript's tree already.
 */
export function capabilitiesFor({ clientCommands, besideTypeScript }: Client): ServerCapabilities {
  return {
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
    codeLensProvider: {},
    hoverProvider: true,
    definitionProvider: true,
    referencesProvider: true,
    documentHighlightProvider: true,
    workspaceSymbolProvider: true,
    inlayHintProvider: true,
    ...(besideTypeScript ? {} : { callHierarchyProvider: true, documentSymbolProvider: true }),
    completionProvider: { triggerCharacters: ["(", ",", "[", '"', "'", "`", "/", ":", "+"], resolveProvider: true },
    codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.Refactor] },
    renameProvider: { prepareProvider: true },
    workspace: {
      workspaceFolders: { supported: true, changeNotifications: true },
      fileOperations: { didRename: EVERYTHING, didDelete: EVERYTHING },
    },
    ...(clientCommands ? {} : { executeCommandProvider: { commands: SERVER_COMMANDS } }),
  };
}
