// Requests of somebody who starts: a project in a folder, an asset in a file.

import { type Connection, LSPErrorCodes, ResponseError, type WorkspaceEdit } from "vscode-languageserver";
import { type AssetFile, methods, type NewAssetRequest, type SetUpAnswer } from "../../runtime/contract/editor.js";
import type { PackageManager } from "../../runtime/contract/package-manager.js";
import { relativeTo, writtenAsset } from "../analysis/index.js";
import type { Handle } from "./handle.js";
import type { Served } from "./served.js";
import { toEdits } from "./to-lsp.js";

export function registerFirstSteps(connection: Connection, served: Served, handle: Handle): void {
  const { documents } = served;
  connection.onRequest(
    methods.setUp,
    handle("setUp", null, ({ folder }: { folder: string }): SetUpAnswer | null => {
      try {
        return served.setUp(folder);
      } catch (error) {
        // Unlike a bug, a folder that is not there or cannot be written is for the user to read.
        throw new ResponseError(LSPErrorCodes.RequestFailed, error instanceof Error ? error.message : String(error));
      }
    }),
  );

  connection.onRequest(
    methods.prepareInstall,
    handle("prepareInstall", null, ({ folder, manager }: { folder: string; manager: PackageManager }) =>
      served.prepareInstall(folder, manager),
    ),
  );

  connection.onRequest(
    methods.assetFiles,
    handle("assetFiles", null, ({ project }: { project: string }): AssetFile[] | null => {
      const found = served.projectNamed(project);
      if (!found) return null;
      const counts = new Map<string, number>();
      for (const { declaration } of found.model().assets)
        if (declaration) counts.set(declaration.file, (counts.get(declaration.file) ?? 0) + 1);
      const files = [...counts].map(([file, assets]) => ({ uri: documents.uri(file), path: relativeTo(found.dir, file), assets }));
      return files.sort((a, b) => b.assets - a.assets || (a.path < b.path ? -1 : 1));
    }),
  );

  connection.onRequest(
    methods.newAsset,
    handle("newAsset", null, ({ project, uri, name }: NewAssetRequest): WorkspaceEdit | null => {
      const found = served.projectNamed(project);
      const edits = found ? writtenAsset(found, documents.path(uri), name) : [];
      return edits.length > 0 ? { changes: toEdits(edits, documents) } : null;
    }),
  );
}
