// Watches files of projects that are outside the open folders, for the server.
import { type Disposable, type FileSystemWatcher, RelativePattern, Uri, workspace } from "vscode";
import { FileChangeType, type FileEvent } from "vscode-languageclient";
import { WATCHED_FILES } from "../../runtime/contract/editor.js";
import type { ServerState } from "../../runtime/contract/server-status.js";

export class WatchAbove implements Disposable {
  private readonly watchers = new Map<string, FileSystemWatcher[]>();
  private readonly tell: (change: FileEvent) => void;

  constructor(tell: (change: FileEvent) => void) {
    this.tell = tell;
  }

  /** Watches the folders of exactly those projects that are outside every workspace folder. */
  follow(projects: ServerState["projects"]): void {
    const above = new Set(projects.map(({ uri }) => uri).filter((uri) => workspace.getWorkspaceFolder(Uri.parse(uri)) === undefined));
    for (const [uri, watchers] of this.watchers) {
      if (above.has(uri)) continue;
      for (const watcher of watchers) watcher.dispose();
      this.watchers.delete(uri);
    }
    for (const uri of above) if (!this.watchers.has(uri)) this.watchers.set(uri, this.watch(Uri.parse(uri)));
  }

  dispose(): void {
    this.follow([]);
  }

  private watch(folder: Uri): FileSystemWatcher[] {
    return WATCHED_FILES.map((pattern) => {
      const watcher = workspace.createFileSystemWatcher(new RelativePattern(folder, pattern));
      // Files in a workspace folder have their own watcher.
      const hear = (type: FileChangeType) => (uri: Uri) => {
        if (workspace.getWorkspaceFolder(uri) === undefined) this.tell({ uri: uri.toString(), type });
      };
      watcher.onDidCreate(hear(FileChangeType.Created));
      watcher.onDidChange(hear(FileChangeType.Changed));
      watcher.onDidDelete(hear(FileChangeType.Deleted));
      return watcher;
    });
  }
}
