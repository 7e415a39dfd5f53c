// Saves a picture of the graph: asks for a file, then writes what the page has drawn.
import * as l10n from "@vscode/l10n";
import { commands, Uri, window, workspace } from "vscode";
import type { PictureFormat } from "../../runtime/contract/graph.js";

export interface Destination {
  readonly uri: Uri;
  readonly format: PictureFormat;
}

/** Undefined if the user cancels. The file extension decides the format. */
export async function askWhereTo(project: string): Promise<Destination | undefined> {
  const uri = await window.showSaveDialog({
    title: l10n.t("Save a picture of the asset graph"),
    saveLabel: l10n.t("Save"),
    defaultUri: Uri.joinPath(Uri.parse(project), "asset-graph.svg"),
    filters: { SVG: ["svg"], PNG: ["png"] },
  });
  return uri && { uri, format: /\.png$/i.test(uri.path) ? "png" : "svg" };
}

/** SVG arrives as text, PNG as base64. */
function bytesOf(data: string, format: PictureFormat): Uint8Array {
  return format === "svg" ? new TextEncoder().encode(data) : Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
}

export function tellNotSaved(uri: Uri, reason: string): void {
  void window.showErrorMessage(l10n.t`${uri.fsPath}: the picture was not saved. ${reason}`);
}

export async function writePicture({ uri, format }: Destination, data: string): Promise<void> {
  try {
    await workspace.fs.writeFile(uri, bytesOf(data, format));
  } catch (error) {
    tellNotSaved(uri, error instanceof Error ? error.message : String(error));
    return;
  }
  const open = l10n.t("Open");
  if ((await window.showInformationMessage(l10n.t`Saved ${uri.fsPath}.`, open)) === open) {
    await commands.executeCommand("vscode.open", uri);
  }
}
