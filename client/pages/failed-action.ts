// Shows an error when an action of a page fails: which action, and why.
import * as l10n from "@vscode/l10n";
import { window } from "vscode";
import type { ServerState } from "../../runtime/contract/server-status.js";

/** `action` is the label of the button. */
export function tellFailed(action: string, server: ServerState, error: unknown): void {
  const reason = server.kind === "stopped" ? server.message : error instanceof Error ? error.message : String(error);
  void window.showErrorMessage(
    l10n.t({ message: "{0}: this could not be done. {1}", args: [action, reason], comment: "{0} is what a button says, {1} a sentence." }),
  );
}
