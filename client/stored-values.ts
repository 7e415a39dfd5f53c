// Opens what an asset has stored: a file as itself, anything else as a read-only document made from the manager's preview.
import * as l10n from "@vscode/l10n";
import { commands, Disposable, type TextDocumentContentProvider, Uri, window, workspace } from "vscode";
import { selectionOf } from "./asset-selection.js";
import { choosePartition } from "./choose-partitions.js";
import type { ServerConnection } from "./language-client.js";
import { shownText } from "./shown-text.js";
import { storedFile } from "./stored-file.js";

const scheme = "millrace-value";
/** Enough to see what a table holds; a document of a million rows helps nobody. */
const rows = 1_000;

export class StoredValues implements Disposable, TextDocumentContentProvider {
  private readonly texts = new Map<string, string>();
  private readonly registered: Disposable;

  constructor(private readonly server: ServerConnection) {
    this.registered = Disposable.from(
      workspace.registerTextDocumentContentProvider(scheme, this),
      workspace.onDidCloseTextDocument((document) => this.texts.delete(document.uri.toString())),
    );
  }

  async open(project: string, key: string): Promise<void> {
    const view = await this.server.graph({ project });
    if (await openFile(project, view?.nodes.find((node) => node.key === key)?.storedAt ?? null)) return;
    if (!workspace.isTrusted) {
      void window.showWarningMessage(
        l10n.t`${key}: showing this value runs the project's code, and this folder is in Restricted Mode. Trust the folder to see it.`,
      );
      return;
    }
    try {
      await this.openPreview(project, key);
    } catch (error) {
      void window.showErrorMessage(`${key}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  provideTextDocumentContent(uri: Uri): string {
    return this.texts.get(uri.toString()) ?? l10n.t("This value was shown by an earlier session. Open it again from its asset.");
  }

  dispose(): void {
    this.registered.dispose();
  }

  private async openPreview(project: string, key: string): Promise<void> {
    const choices = await this.server.partitions(project, [selectionOf(key, false)]);
    const partitionKey = choices === null ? undefined : await choosePartition(choices);
    if (choices !== null && partitionKey === undefined) return;
    const shown = await this.server.show({ project, key, rows, ...(partitionKey === undefined ? {} : { partitionKey }) });
    if (partitionKey !== undefined && (await openFile(project, shown.storedAt))) return;
    const { text, extension } = shownText(shown, rows);
    // The time makes each showing a document of its own, so that an old one never stands for a new value.
    const uri = Uri.from({ scheme, path: `/${key}${extension}`, query: `${project}&${shown.materialization?.runId ?? Date.now()}` });
    this.texts.set(uri.toString(), text);
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
  }
}

/** True when the value is a file that the editor can show, and it is shown. */
async function openFile(project: string, storedAt: string | null): Promise<boolean> {
  const file = storedAt === null ? undefined : storedFile(Uri.parse(project).path, storedAt);
  if (file === undefined || !(await exists(Uri.parse(project).with({ path: file })))) return false;
  await commands.executeCommand("vscode.open", Uri.parse(project).with({ path: file }));
  return true;
}

async function exists(uri: Uri): Promise<boolean> {
  return workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
