// The disk as analysis sees it: what cannot be read is as if it were not there, and hides nothing beside it.
import { type Dirent, readdirSync, realpathSync, type Stats, statSync } from "node:fs";
import { sep } from "node:path";
import { RefusedFile, readBytesSync } from "../../runtime/disk/regular-file.js";
import { readSourceSync } from "../../runtime/disk/source-text.js";
import { stateOnDisk } from "../../runtime/disk/state-folder.js";
import type { FileAccess } from "../analysis/index.js";

export const nodeFiles: FileAccess = {
  read(path) {
    try {
      return readSourceSync(stateOnDisk(path));
    } catch {
      return undefined;
    }
  },
  refusal(path) {
    try {
      readBytesSync(stateOnDisk(path));
      return null;
    } catch (error) {
      return error instanceof RefusedFile ? error.message : null;
    }
  },
  fileExists: (path) => kindOf(lookedAt(path)) === "file",
  directoryExists: (path) => kindOf(lookedAt(path)) === "directory",
  list: (path) =>
    entriesOf(path).flatMap((entry) => {
      const kind = kindOf(entry.isSymbolicLink() ? lookedAt(`${path}/${entry.name}`) : entry);
      return kind === null ? [] : [{ name: entry.name, kind }];
    }),
  realpath(path) {
    try {
      // Windows answers with its own separator, and a file must have one name: on a disk that ignores case, the one it has there.
      return realpathSync.native(path).split(sep).join("/");
    } catch {
      return path;
    }
  },
};

/** Null for what is not there, lies in a folder that may not be entered, or is a link that leads nowhere. */
function lookedAt(path: string): Stats | null {
  try {
    return statSync(stateOnDisk(path), { throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(stateOnDisk(folder), { withFileTypes: true });
  } catch {
    return [];
  }
}

function kindOf(entry: Stats | Dirent | null): "file" | "directory" | null {
  if (entry?.isDirectory()) return "directory";
  return entry?.isFile() ? "file" : null;
}
