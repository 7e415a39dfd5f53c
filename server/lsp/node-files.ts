// The disk for analysis: a file that cannot be read is treated as missing, and does not affect others.
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
      // Windows returns its own separator. A file must have one name: on a disk that ignores case, the name on disk.
      return realpathSync.native(path).split(sep).join("/");
    } catch {
      return path;
    }
  },
};

/** Null for a file that does not exist, is in a folder without access, or is a broken link. */
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
