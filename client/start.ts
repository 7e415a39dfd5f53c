// What every window has, with or without Node: server, graph, values, asset tree, problems and status. Only wires them together.
import * as l10n from "@vscode/l10n";
import { type ExtensionContext, l10n as given, type LogOutputChannel, window, workspace } from "vscode";
import { AssetsView } from "./assets/assets-view.js";
import { registerCommands } from "./commands.js";
import { GraphPanel } from "./graph/graph-panel.js";
import { showGutterIcons } from "./language/gutter-icons.js";
import { ServerConnection, type ServerDoor } from "./language/language-client.js";
import { serveProblemPages } from "./language/problem-links.js";
import { RunWatcher } from "./runs/run-watcher.js";
import { ServerStatusDocument } from "./status/server-status.js";
import { showStatus } from "./status/status.js";
import { ValueComparison } from "./values/value-comparison.js";
import { ValuePanels } from "./values/value-panels.js";
import { registerViewCommands } from "./view-commands.js";

export interface Started {
  readonly server: ServerConnection;
  readonly runs: RunWatcher;
  readonly log: LogOutputChannel;
}

/** Creates everything but does not start the server. The server starts last, when all its listeners are registered. */
export function begin(context: ExtensionContext, door: ServerDoor): Started {
  // Set first, because the objects below may show text at once. Without a bundle for the editor's language the text is English.
  if (given.bundle) l10n.config({ contents: given.bundle });
  const log = window.createOutputChannel("Millrace", { log: true });
  const server = new ServerConnection(door, log);
  const runs = new RunWatcher(server);
  const comparison = new ValueComparison(server);
  const values = new ValuePanels(context.extensionUri, server, comparison);
  const status = new ServerStatusDocument(server);
  const graph = new GraphPanel(context.extensionUri, server);
  const assets = new AssetsView(server);

  context.subscriptions.push(
    log,
    server,
    runs,
    comparison,
    values,
    graph,
    status,
    showStatus(server, runs),
    showGutterIcons(server),
    serveProblemPages(context.extensionUri),
    assets,
    registerViewCommands({ assets, server, extension: context.extension, memory: context.globalState }),
    registerCommands({ server, values, graph, status, log }),
    workspace.onDidGrantWorkspaceTrust(() => server.configure()),
    workspace.onDidChangeConfiguration((change) => {
      const told = ["millrace.nodePath", "millrace.problems", "millrace.codeLens", "millrace.typeEngine"];
      if (told.some((setting) => change.affectsConfiguration(setting))) void server.configure();
    }),
    workspace.onDidChangeWorkspaceFolders(() => server.configure()),
  );
  return { server, runs, log };
}
