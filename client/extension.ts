// The entry of the extension where Node is available: starts the server as a process and adds everything that runs the project's code.
import type { ExtensionContext } from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import { registerRunStarts } from "./commands.js";
import { provideTasks } from "./runs/check-tasks.js";
import { stopWithDebugger } from "./runs/debug-run.js";
import { MaterializeOnSave } from "./runs/on-save.js";
import { registerRunCommands } from "./runs/run-commands.js";
import { createRunLog } from "./runs/run-log.js";
import { RunLogDocuments } from "./runs/run-log-document.js";
import { RunsView } from "./runs/runs-view.js";
import { greetSample } from "./setup/sample.js";
import { begin } from "./start.js";

/** VS Code calls this once, when the workspace has a millrace.config.ts or a graph panel is restored. */
export async function activate(context: ExtensionContext): Promise<void> {
  const run = { module: context.asAbsolutePath("dist/server.cjs"), transport: TransportKind.ipc };
  const { server, runs, log } = begin(context, {
    connect: (options) => new LanguageClient("millrace", "Millrace", { run, debug: run }, options),
    schemes: ["file"],
  });
  const onSave = new MaterializeOnSave(server, runs, context.workspaceState);
  const history = new RunsView(server, runs);
  const logs = new RunLogDocuments(server);
  context.subscriptions.push(
    onSave,
    createRunLog(server, log),
    stopWithDebugger(server),
    history,
    logs,
    provideTasks(server),
    registerRunCommands({ server, runs, history, logs }),
    registerRunStarts({ server, runs, onSave }),
  );
  await server.start();
  void greetSample(server, context.globalState);
}
