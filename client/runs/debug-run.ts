// Runs an asset in VS Code's debugger: attaches before the project's code starts, and cancels the run when the user stops the debugger.

import * as l10n from "@vscode/l10n";
import { commands, type DebugConfiguration, type DebugSession, Disposable, debug, Uri, window, workspace } from "vscode";
import type { StartedRun } from "../../runtime/contract/editor.js";
import { cancelRequest } from "../../runtime/contract/protocol.js";
import type { ServerConnection } from "../language/language-client.js";

/** The field of a debug configuration that holds the run's id. */
const RUN = "millraceRun";

/** Attaches to a run that waits for a debugger. Cancels the run if attaching fails. Shows an error if the run has already ended. */
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
    // The process is paused before its first line, which is not the user's code.
    continueOnAttach: true,
    // The run executes a bundle of the project's sources in this folder, with source maps.
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

/** Stopping the debugger cancels the run, so that its code does not continue without it. Has no effect on a run that has ended. */
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
