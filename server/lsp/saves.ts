// Reports which assets a saved document changed.
import type { TextDocuments } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { changedBySave, type Project, type Workspace } from "../analysis/index.js";
import type { Documents } from "./documents.js";

export interface SavesOptions {
  readonly open: TextDocuments<TextDocument>;
  readonly documents: Documents;
  readonly workspace: Workspace;
  /** The text on disk, regardless of open editors. */
  readonly onDisk: (path: string) => string | undefined;
  readonly changed: (project: Project, keys: readonly string[]) => void;
}

export function followSaves({ open, documents, workspace, onDisk, changed }: SavesOptions): void {
  /** The text of each open document at its last save. */
  const saved = new Map<string, string>();
  open.onDidOpen(({ document }) => {
    const path = documents.path(document.uri);
    saved.set(path, onDisk(path) ?? "");
  });
  open.onDidClose(({ document }) => saved.delete(documents.path(document.uri)));
  open.onDidSave(({ document }) => {
    const path = documents.path(document.uri);
    const before = saved.get(path);
    saved.set(path, document.getText());
    const project = before === undefined ? null : workspace.projectOf(path);
    const keys = project === null ? [] : changedBySave(project, path, before ?? "");
    if (project !== null && keys.length > 0) changed(project, keys);
  });
}
