// Files in memory for analysis: copies of files that the server cannot read itself.
import { type DirectoryEntry, type FileAccess, folderOf } from "../analysis/index.js";
import { nameOf } from "./documents.js";

export interface Snapshot {
  readonly files: FileAccess;
  set(path: string, text: string): void;
  /** Removes a file, or a folder and everything in it. */
  remove(path: string): void;
}

export function createSnapshot(): Snapshot {
  const texts = new Map<string, string>();
  const folders = new Map<string, Map<string, DirectoryEntry>>([["/", new Map()]]);

  function enter(path: string, kind: DirectoryEntry["kind"]): void {
    const folder = folderOf(path);
    const known = folders.get(folder);
    const entries = known ?? new Map<string, DirectoryEntry>();
    entries.set(nameOf(path), { name: nameOf(path), kind });
    if (known) return;
    folders.set(folder, entries);
    enter(folder, "directory");
  }

  function remove(path: string): void {
    for (const { name } of [...(folders.get(path)?.values() ?? [])]) remove(`${path}/${name}`);
    folders.delete(path);
    texts.delete(path);
    folders.get(folderOf(path))?.delete(nameOf(path));
  }

  return {
    files: {
      read: (path) => texts.get(path),
      fileExists: (path) => texts.has(path),
      directoryExists: (path) => folders.has(path),
      list: (path) => [...(folders.get(path)?.values() ?? [])],
      realpath: (path) => path,
    },
    set(path, text) {
      texts.set(path, text);
      enter(path, "file");
    },
    remove,
  };
}
