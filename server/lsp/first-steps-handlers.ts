// Requests for the first steps of a user: creating a project in a folder, and an asset in a file.

import { LSPErrorCodes, ResponseError } from "vscode-languageserver";
import { assetFilesRequest, newAssetRequest, prepareInstallRequest, setUpRequest } from "../../runtime/contract/protocol.js";
import { appendAsset, relativeTo } from "../analysis/index.js";
import type { Respond } from "./handle.js";
import type { Served } from "./served.js";
import { toEdits } from "./to-lsp.js";

export function registerFirstSteps(respond: Respond, served: Served): void {
  const { documents } = served;
  respond(setUpRequest, null, ({ folder }) => {
    try {
      return served.setUp(folder);
    } catch (error) {
      // A folder that does not exist or cannot be written is not a bug, so the user sees the message.
      throw new ResponseError(LSPErrorCodes.RequestFailed, error instanceof Error ? error.message : String(error));
    }
  });

  respond(prepareInstallRequest, null, ({ folder, manager }) => served.prepareInstall(folder, manager));

  respond(assetFilesRequest, null, ({ project }) => {
    const found = served.projectNamed(project);
    if (!found) return null;
    const counts = new Map<string, number>();
    for (const { declaration } of found.model().assets)
      if (declaration) counts.set(declaration.file, (counts.get(declaration.file) ?? 0) + 1);
    const files = [...counts].map(([file, assets]) => ({ uri: documents.uri(file), path: relativeTo(found.dir, file), assets }));
    return files.sort((a, b) => b.assets - a.assets || (a.path < b.path ? -1 : 1));
  });

  respond(newAssetRequest, null, ({ project, uri, name }) => {
    const found = served.projectNamed(project);
    const edits = found ? appendAsset(found, documents.path(uri), name) : [];
    return edits.length > 0 ? { changes: toEdits(edits, documents) } : null;
  });
}
