// The server's capabilities, which depend on the client.
import { CodeActionKind, type ServerCapabilities, TextDocumentSyncKind } from "vscode-languageserver";

const SERVER_COMMANDS = [
  "millrace.server.materialize",
  "millrace.server.materializeWithUpstream",
  "millrace.server.cancel",
  "millrace.server.status",
];

/** Files and folders alike, because only the server knows which of them matter. */
const EVERYTHING = { filters: [{ pattern: { glob: "**/*" } }] };

export interface Client {
  /** The client implements the commands of the code lenses. Otherwise the server does. */
  readonly clientCommands: boolean;
  /** The editor has TypeScript's own language features as well. */
  readonly besideTypeScript: boolean;
}

/**
 * Beside TypeScript, some features must not be offered everywhere. VS Code asks only one provider for a call hierarchy, an extension's
 * before its own, so ordinary functions would lose theirs. The client itself offers it if the cursor is at a name of an asset. A second
 * provider of document symbols would split the outline and the breadcrumbs into two trees, and TypeScript's tree contains the assets
 * already.
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
