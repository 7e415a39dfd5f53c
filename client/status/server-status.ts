// Opens the server's status as a read-only document. It is read each time the document opens.

import * as l10n from "@vscode/l10n";
import { Disposable, EventEmitter, type TextDocumentContentProvider, Uri, window, workspace } from "vscode";
import { serverStatusRequest } from "../../runtime/contract/protocol.js";
import type { ServerConnection } from "../language/language-client.js";
import { serverStatusText } from "./server-status-text.js";

const scheme = "millrace-status";
/** The name is the title of the tab. */
const uriOfStatus = () => Uri.from({ scheme, path: `/${l10n.t("Millrace server status")}.md` });

export class ServerStatusDocument implements Disposable, TextDocumentContentProvider {
  private readonly changed = new EventEmitter<Uri>();
  readonly onDidChange = this.changed.event;
  private readonly registered: Disposable;

  constructor(private readonly server: ServerConnection) {
    this.registered = Disposable.from(this.changed, workspace.registerTextDocumentContentProvider(scheme, this));
  }

  async open(): Promise<void> {
    const uri = uriOfStatus();
    this.changed.fire(uri);
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
  }

  async provideTextDocumentContent(): Promise<string> {
    const { kind, message } = this.server.state;
    if (kind === "stopped") return `# Millrace\n\n${message}\n`;
    try {
      const status = await this.server.ask(serverStatusRequest, {});
      return status ? serverStatusText(status) : `# Millrace\n\n${l10n.t("The server could not report its status. The log says why.")}\n`;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return `# Millrace\n\n${l10n.t`The language server does not answer: ${reason}`}\n`;
    }
  }

  dispose(): void {
    this.registered.dispose();
  }
}
