// The extension's start: wires the server, the commands, the runs, the status and the graph panel together. Holds no logic.
import * as l10n from "@vscode/l10n";
import { type ExtensionContext, l10n as given, window, workspace } from "vscode";
import { AssetsView } from "./assets-view.js";
import { provideTasks } from "./check-tasks.js";
import { registerCommands } from "./commands.js";
import { stopWithDebugger } from "./debug-run.js";
import { GraphPanel } from "./graph-panel.js";
import { ServerConnection } from "./language-client.js";
import { MaterializeOnSave } from "./on-save.js";
import { serveProblemPages } from "./problem-links.js";
import { registerRunCommands } from "./run-commands.js";
import { createRunLog } from "./run-log.js";
import { RunLogDocuments } from "./run-log-document.js";
import { RunWatcher } from "./run-watcher.js";
import { RunsView } from "./runs-view.js";
import { greetSample } from "./sample.js";
import { ServerStatusDocument } from "./server-status.js";
import { showStatus } from "./status.js";
import { ValueComparison } from "./value-comparison.js";
import { ValuePanels } from "./value-panels.js";
import { registerViewCommands } from "./view-commands.js";

/** Called once, when the workspace holds a millrace.config.ts or a graph panel is restored. */
export async function activate(context: ExtensionContext): Promise<void> {
  // Before anything is said: what is made below may speak at once. Without a bundle for the editor's language the words are English.
  if (given.bundle) l10n.config({ contents: given.bundle });
  const log = window.createOutputChannel("Millrace", { log: true });
  const server = new ServerConnection(context.asAbsolutePath("dist/server.cjs"), log);
  const runs = new RunWatcher(server);
  const comparison = new ValueComparison(server);
  const values = new ValuePanels(context.extensionUri, server, comparison);
  const status = new ServerStatusDocument(server);
  const onSave = new MaterializeOnSave(server, runs, context.workspaceState);
  const graph = new GraphPanel(context.extensionUri, server);
  const assets = new AssetsView(server);
  const history = new RunsView(server);
  const logs = new RunLogDocuments(server);

  context.subscriptions.push(
    log,
    server,
    runs,
    comparison,
    values,
    graph,
    status,
    onSave,
    createRunLog(server, log),
    showStatus(server, runs),
    serveProblemPages(context.extensionUri),
    stopWithDebugger(server),
    assets,
    history,
    logs,
    provideTasks(server),
    registerViewCommands({ assets, server, extension: context.extension, memory: context.globalState }),
    registerRunCommands({ server, runs, history, logs }),
    registerCommands({ server, runs, values, graph, status, onSave, log }),
    workspace.onDidGrantWorkspaceTrust(() => server.configure()),
    workspace.onDidChangeConfiguration((change) => {
      const told = ["millrace.nodePath", "millrace.problems", "millrace.codeLens"];
      if (told.some((setting) => change.affectsConfiguration(setting))) void server.configure();
    }),
    workspace.onDidChangeWorkspaceFolders(() => server.configure()),
  );
  await server.start();
  void greetSample(context.globalState);
}
