// The disk as analysis sees it.
import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import type { FileAccess } from "../analysis/index.js";

export const nodeFiles: FileAccess = {
  read(path) {
    try {
      return readFileSync(path, "utf8");
    } catch {
      return undefined;
    }
  },
  fileExists: (path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true,
  directoryExists: (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true,
  list(path) {
    try {
      return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
        const isDirectory = entry.isDirectory() || (entry.isSymbolicLink() && nodeFiles.directoryExists(`${path}/${entry.name}`));
        return isDirectory || entry.isFile() || entry.isSymbolicLink()
          ? [{ name: entry.name, kind: isDirectory ? ("directory" as const) : ("file" as const) }]
          : [];
      });
    } catch {
      return [];
    }
  },
  realpath(path) {
    try {
      return realpathSync(path);
    } catch {
      return path;
    }
  },
};
