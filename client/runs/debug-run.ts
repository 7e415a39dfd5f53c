// A run under VS Code's own debugger: attached before the project's code begins, ended when the user stops it.

import * as l10n from "@vscode/l10n";
import { commands, type DebugConfiguration, type DebugSession, Disposable, debug, Uri, window, workspace } from "vscode";
import type { StartedRun } from "../../runtime/contract/editor.js";
import { cancelRequest } from "../../runtime/contract/protocol.js";
import type { ServerConnection } from "../language/language-client.js";

/** The run a debug session is of, under this name in its configuration. */
const RUN = "millraceRun";

/** Attaches to a run that waits for it; cancels the run where that cannot be. One that ended at once is told of. */
export async function attachDebugger(
  server: ServerConnection,
  { project, key, run: { runId, inspector } }: { project: string; key: string; run: StartedRun },
): Promise<void> {
  if (!inspector) {
    const showLog = l10n.t("Show log");
    const said = l10n.t`${key} was not debugged: its process ended before a debugger could attach. The log says why.`;
    if ((await window.showErrorMessage(said, showLog)) === showLog) await commands.executeCommand("millrace.showLog");
    return;
  }
  const folder = workspace.getWorkspaceFolder(Uri.parse(project));
  const configuration: DebugConfiguration = {
    type: "node",
    request: "attach",
    name: l10n.t`Materialize ${key}`,
    address: inspector.host,
    port: inspector.port,
    // The child waits before its first line, which nobody wants to look at.
    continueOnAttach: true,
    // What runs is a bundle of the project's sources in here, with a source map beside it.
    outFiles: [`${Uri.parse(project).fsPath}/.millrace/build/**/*.mjs`],
    skipFiles: ["<node_internals>/**", "**/node_modules/**"],
    [RUN]: runId,
  };
  const attached = await Promise.resolve(debug.startDebugging(folder, configuration)).catch(() => false);
  if (attached) return;
  await server.ask(cancelRequest, { runId });
  void window.showErrorMessage(
    l10n.t`${key} was not materialized: VS Code's JavaScript debugger did not attach. Enable the built-in extension "JavaScript Debugger", then debug again.`,
  );
}

/** Stopping the debugger stops the run, before its code goes on unseen. A run that is over hears nothing of it. */
export function stopWithDebugger(server: ServerConnection): Disposable {
  const stop = ({ configuration }: DebugSession) => {
    const runId: unknown = configuration[RUN];
    if (typeof runId === "string") void server.ask(cancelRequest, { runId });
  };
  const isStop = (message: { command?: unknown }) => message.command === "disconnect" || message.command === "terminate";
  return Disposable.from(
    debug.onDidTerminateDebugSession(stop),
    debug.registerDebugAdapterTrackerFactory("*", {
      createDebugAdapterTracker: (session) =>
        RUN in session.configuration ? { onWillReceiveMessage: (message) => isStop(message) && stop(session) } : undefined,
    }),
  );
}
