// Handles what the client reports about files on disk: events of its watchers, and files that were renamed or deleted in the editor.

import { type Connection, FileChangeType, type FileSystemWatcher, WatchKind } from "vscode-languageserver";
import { WATCHED_FILES, WATCHED_FOLDERS } from "../../runtime/contract/editor.js";
import type { StateChange } from "../../runtime/contract/state.js";
import type { Change, Workspace } from "../analysis/index.js";
import { type FileEvent, fileChanges } from "./folder-changes.js";
import type { Platform } from "./platform.js";

export interface FileEventParts {
  readonly connection: Connection;
  readonly platform: Platform;
  readonly workspace: Workspace;
  /** The path of a file or a folder. */
  readonly pathOf: (uri: string) => string;
  readonly apply: (changes: readonly Change[]) => void;
}

/** Applies changes in a state folder outside the workspace. Returns a function that stops it. */
export function followState({ connection, platform, workspace, apply }: Omit<FileEventParts, "pathOf">): () => void {
  return platform.watchState({
    changed(all) {
      const paths = all.flatMap(pathsOf);
      const changes = workspace
        .projects()
        .flatMap(({ dir }) => paths.map((path) => ({ kind: "saved", path: `${dir}/.millrace/${path}` }) as const));
      if (changes.length > 0) apply(changes);
    },
    failed: (error) => connection.console.warn(`the state folder is not watched: ${error instanceof Error ? error.message : error}`),
  });
}

/** The files below `.millrace` that a change is about, because analysis and the list of runs read files. */
function pathsOf({ kind, name }: StateChange): readonly string[] {
  if (kind === "run") return [`runs/${name}.jsonl`];
  // For a folder above records, only the folder may be named. Its new files are then read.
  if (kind === "record" && name === "") return ["records"];
  return kind === "record" ? [`records/${name.includes("/@") ? name : `${name}/@`}`] : [];
}

/** For a client that watches files on request. */
export function watchers(): FileSystemWatcher[] {
  const files = WATCHED_FILES.map((globPattern) => ({ globPattern }));
  return [...files, { globPattern: WATCHED_FOLDERS, kind: (WatchKind.Create | WatchKind.Delete) as WatchKind }];
}

export function followFiles({ connection, platform, workspace, pathOf, apply }: FileEventParts): void {
  const kinds = { [FileChangeType.Created]: "created", [FileChangeType.Changed]: "saved", [FileChangeType.Deleted]: "deleted" } as const;

  connection.onDidChangeWatchedFiles(({ changes }) => changed(changes.map(({ uri, type }) => ({ kind: kinds[type], uri }))));
  connection.workspace.onDidRenameFiles(({ files }) =>
    changed(
      files.flatMap(({ oldUri, newUri }) => [
        { kind: "deleted", uri: oldUri },
        { kind: "created", uri: newUri },
      ]),
    ),
  );
  connection.workspace.onDidDeleteFiles(({ files }) => changed(files.map(({ uri }) => ({ kind: "deleted", uri }))));

  function changed(changes: readonly { readonly kind: FileEvent["kind"]; readonly uri: string }[]): void {
    const uris = changes.map(({ uri }) => uri);
    platform.bring(uris, () => {
      const events = changes.map(({ kind, uri }) => ({ kind, path: pathOf(uri) }));
      const meant = fileChanges(events, platform.files, workspace);
      if (meant.length > 0) apply(meant);
    });
  }
}
