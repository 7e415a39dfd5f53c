// Opens what an asset has stored: in an editor if it is a file the editor can show, otherwise in a panel.
import { graphRequest } from "../../runtime/contract/protocol.js";
import type { ServerConnection } from "../language/language-client.js";
import { openStoredFile } from "./open-stored-file.js";
import type { ValuePanels } from "./value-panels.js";

export async function openStored(server: ServerConnection, values: ValuePanels, project: string, key: string): Promise<void> {
  const view = await server.ask(graphRequest, { project });
  const storedAt = view?.nodes.find((node) => node.key === key)?.storedAt ?? null;
  if (await openStoredFile(project, storedAt)) return;
  const shown = await values.choose(project, key);
  if (shown === undefined) return;
  // Each partition may have its own file.
  const isFile = shown.partitionKey !== undefined && (await openStoredFile(project, await values.storedAt(shown)));
  if (!isFile) values.show(shown);
}
