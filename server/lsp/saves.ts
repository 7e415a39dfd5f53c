// Hears which documents are saved, and tells which assets each save changed.
import type { TextDocuments } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { changedBySave, type Project, type Workspace } from "../analysis/index.js";
import type { Documents } from "./documents.js";

export interface SavesOptions {
  readonly open: TextDocuments<TextDocument>;
  readonly documents: Documents;
  readonly workspace: Workspace;
  /** What lies on the disk, whatever editors hold. */
  readonly onDisk: (path: string) => string | undefined;
  readonly changed: (project: Project, keys: readonly string[]) => void;
}

export function followSaves({ open, documents, workspace, onDisk, changed }: SavesOptions): void {
  /** What each open document said when it was last saved. */
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
