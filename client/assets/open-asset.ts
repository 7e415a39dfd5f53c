// Shows an asset's declaration in the editor.

import * as l10n from "@vscode/l10n";
import { Position, Range, TextEditorRevealType, Uri, ViewColumn, window } from "vscode";
import { placeRequest } from "../../runtime/contract/protocol.js";
import type { ServerConnection } from "../language/language-client.js";

/** Opens beside a panel, not over it: in the first column. */
export async function openAsset(server: ServerConnection, project: string, key: string): Promise<void> {
  const place = await server.ask(placeRequest, { project, key });
  if (!place) {
    void window.showInformationMessage(l10n.t`${key}: its declaration is not in the project's sources. It is created when the code runs.`);
    return;
  }
  await openAt(Uri.parse(place.uri), place.line, place.character);
}

/** Lines and columns from 0. */
export async function openAt(uri: Uri, line: number, character: number): Promise<void> {
  const visible = window.visibleTextEditors.find((editor) => editor.document.uri.toString() === uri.toString());
  const position = new Position(line, character);
  const selection = new Range(position, position);
  const editor = await window.showTextDocument(uri, { viewColumn: visible?.viewColumn ?? ViewColumn.One, preserveFocus: false, selection });
  editor.revealRange(selection, TextEditorRevealType.InCenterIfOutsideViewport);
}
