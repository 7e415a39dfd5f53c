// Compares two values of an asset side by side in the editor's diff view.

import * as l10n from "@vscode/l10n";
import { commands, Disposable, type TextDocumentContentProvider, Uri, window, workspace } from "vscode";
import { lookRequest } from "../../runtime/contract/protocol.js";
import type { ShownAsset } from "../../runtime/contract/value-page.js";
import type { ServerConnection } from "../language/language-client.js";
import { unanswered } from "../language/unanswered.js";

const scheme = "millrace-value";

export class ValueComparison implements Disposable, TextDocumentContentProvider {
  private readonly texts = new Map<string, string>();
  private readonly registered: Disposable;

  constructor(private readonly server: ServerConnection) {
    this.registered = Disposable.from(
      workspace.registerTextDocumentContentProvider(scheme, this),
      workspace.onDidCloseTextDocument((document) => this.texts.delete(document.uri.toString())),
    );
  }

  provideTextDocumentContent(uri: Uri): string {
    return this.texts.get(uri.toString()) ?? l10n.t("This value was compared in an earlier session. Compare it again from its preview.");
  }

  dispose(): void {
    this.registered.dispose();
  }

  /** Shows the value of an older run on the left and the newest value on the right. */
  async show(shown: ShownAsset, runId: string): Promise<void> {
    try {
      const [before, after] = [await this.documentOf(shown, runId), await this.documentOf(shown, undefined)];
      const name = shown.partitionKey === undefined ? shown.key : `${shown.key} · ${shown.partitionKey}`;
      await commands.executeCommand(
        "vscode.diff",
        before,
        after,
        l10n.t({
          message: "{0} ({1} ↔ now)",
          args: [name, runId],
          comment: "Title of a comparison: an asset, the run that stored the left value, and now.",
        }),
      );
    } catch (error) {
      void window.showErrorMessage(`${shown.key}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  private async documentOf({ project, key, partitionKey }: ShownAsset, runId: string | undefined): Promise<Uri> {
    const which = { ...(partitionKey === undefined ? {} : { partitionKey }), ...(runId === undefined ? {} : { runId }) };
    const answer = await this.server.ask(lookRequest, { project, assetKey: key, part: { kind: "text" }, ...which });
    if (answer === null) throw unanswered();
    if (answer.kind !== "text") throw new Error(l10n.t("the server is of another version than this extension. Reload the window."));
    // The time makes each URI unique, so that the editor never shows an old document for a new value.
    const uri = Uri.from({ scheme, path: `/${key}.jsonl`, query: `${runId ?? "now"}&${Date.now()}` });
    this.texts.set(uri.toString(), answer.more ? `${answer.text}\n${l10n.t("… only the beginning is compared.")}\n` : answer.text);
    return uri;
  }
}
