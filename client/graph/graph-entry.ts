// Opens the target of a metadata entry. The page only names the entry; its content is read from the records.

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
    // Opens in the first column, so that the panel stays visible.
    await commands.executeCommand("vscode.open", uri, ViewColumn.One);
  } catch {
    void window.showWarningMessage(l10n.t`${key}: ${name} names ${value}, and no such file can be opened.`);
  }
}
