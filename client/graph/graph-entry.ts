// Opens what an entry of an asset's metadata points at; the entry is read from the records anew, so that the page names it and no more.

import * as l10n from "@vscode/l10n";
import { commands, env, Uri, ViewColumn, window } from "vscode";
import { historyRequest } from "../../runtime/contract/protocol.js";
import type { ServerConnection } from "../language/language-client.js";

export async function openEntry(server: ServerConnection, project: string, key: string, name: string): Promise<void> {
  const metadata = (await server.ask(historyRequest, { project, key }))?.latest?.metadata ?? {};
  const entry = Object.hasOwn(metadata, name) ? metadata[name] : undefined;
  if (entry?.type === "path") await openPath(project, key, name, entry.value);
  else if (entry?.type === "url" && /^https?:\/\//i.test(entry.value)) await env.openExternal(Uri.parse(entry.value));
}

async function openPath(project: string, key: string, name: string, value: string): Promise<void> {
  const folder = Uri.parse(project);
  const uri = /^([\\/]|[A-Za-z]:[\\/])/.test(value) ? folder.with({ path: Uri.file(value).path }) : Uri.joinPath(folder, value);
  try {
    // Beside the panel, not over it.
    await commands.executeCommand("vscode.open", uri, ViewColumn.One);
  } catch {
    void window.showWarningMessage(l10n.t`${key}: ${name} names ${value}, and no such file can be opened.`);
  }
}
