// Finds unsaved documents that a run would read: a run executes what is on disk.

import { type TextDocument, workspace } from "vscode";
import { ownFilesRequest } from "../../runtime/contract/protocol.js";
import type { ServerConnection } from "../language/language-client.js";

/** The unsaved documents that a run of the project reads, in any folder. */
export async function unsavedIn(server: ServerConnection, project: string): Promise<readonly TextDocument[]> {
  const unsaved = new Map<string, TextDocument>();
  for (const each of workspace.textDocuments) if (each.isDirty && !each.isUntitled) unsaved.set(each.uri.toString(), each);
  if (unsaved.size === 0) return [];
  const own = (await server.ask(ownFilesRequest, { project, uris: [...unsaved.keys()] })) ?? [];
  return own.flatMap((uri) => unsaved.get(uri) ?? []);
}
