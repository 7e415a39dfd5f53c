// The file system that TypeScript's module resolution uses, over `FileAccess`.

import type { FileAccess } from "../file-access.js";
import type { ts } from "./typescript.js";

export function resolutionHost(files: FileAccess) {
  return {
    fileExists: (path: string) => files.fileExists(path),
    readFile: (path: string) => files.read(path),
    directoryExists: (path: string) => files.directoryExists(path),
    realpath: (path: string) => files.realpath(path),
    getDirectories: (path: string) =>
      files
        .list(path)
        .filter((entry) => entry.kind === "directory")
        .map((entry) => entry.name),
  } satisfies ts.ModuleResolutionHost;
}
