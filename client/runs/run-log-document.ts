// Shows the log of a run as a read-only document. It is read when the document opens, and updated while the run is in progress.

import * as l10n from "@vscode/l10n";
import { Disposable, EventEmitter, languages, type TextDocumentContentProvider, Uri, window, workspace } from "vscode";
import { runEventsRequest } from "../../runtime/contract/protocol.js";
import type { ServerConnection } from "../language/language-client.js";
import { runLogText } from "./run-log-text.js";

const scheme = "millrace-run";
/** Milliseconds for which events of a run are collected before the document is updated. */
const gather = 500;

export class RunLogDocuments implements Disposable, TextDocumentContentProvider {
  private readonly changed = new EventEmitter<Uri>();
  readonly onDidChange = this.changed.event;
  private readonly registered: Disposable;
  private readonly timers = new Map<string, NodeJS.Timeout>();

  constructor(private readonly server: ServerConnection) {
    this.registered = Disposable.from(
      this.changed,
      workspace.registerTextDocumentContentProvider(scheme, this),
      server.onRunEvent(({ project, event }) => this.follow(uriOf(project, event.runId))),
    );
  }

  async open(project: string, runId: string): Promise<void> {
    const uri = uriOf(project, runId);
    this.changed.fire(uri);
    const document = await workspace.openTextDocument(uri);
    await window.showTextDocument(await languages.setTextDocumentLanguage(document, "log"), { preview: true });
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const runId = uri.path.slice(1).replace(/\.log$/, "");
    const events = await this.server.ask(runEventsRequest, { project: uri.query, runId }).catch(() => null);
    return events ? runLogText(events) : `${l10n.t`Nothing is recorded of run ${runId}.`}\n`;
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.registered.dispose();
  }

  private follow(uri: Uri): void {
    const id = uri.toString();
    if (this.timers.has(id) || !workspace.textDocuments.some((document) => document.uri.toString() === id)) return;
    const tell = () => {
      this.timers.delete(id);
      this.changed.fire(uri);
    };
    this.timers.set(id, setTimeout(tell, gather));
  }
}

function uriOf(project: string, runId: string): Uri {
  return Uri.from({ scheme, path: `/${runId}.log`, query: project });
}
