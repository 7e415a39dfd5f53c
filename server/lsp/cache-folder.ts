// The cache of a project in its state folder, for commands and the language server. All of it can be computed again.
import { closeSync, existsSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openNewSync, temporaryName } from "../../runtime/disk/new-file.js";
import { makeFolder } from "../../runtime/disk/own-folder.js";
import { readBytesSync } from "../../runtime/disk/regular-file.js";
import { stateFolder } from "../../runtime/disk/state-folder.js";
import { serverVersion } from "./version.js";

const folderIn = (dir: string): string => join(stateFolder(dir), "cache");

/** The cached content of a name. Undefined if it cannot be read. */
export function readKept(dir: string, name: string): Buffer | undefined {
  try {
    return readBytesSync(join(folderIn(dir), name));
  } catch {
    return undefined;
  }
}

/** Writes the content completely or not at all. Content that cannot be written is computed again next time. */
export function keep(dir: string, name: string, content: string | Uint8Array): void {
  let part: string | null = null;
  try {
    const folder = folderIn(dir);
    makeFolder(folder);
    const ignored = join(folder, ".gitignore");
    if (!existsSync(ignored)) writeNew(ignored, "*\n");
    part = temporaryName(join(folder, name));
    writeNew(part, content);
    renameSync(part, join(folder, name));
  } catch {
    // If the project is read-only or the disk is full, the answer itself is still correct.
    if (part !== null) removeQuietly(part);
  }
}

/** Identifies the build of Millrace, because another build may read files differently. */
export function builtBy(): string {
  const { mtimeMs, size } = statSync(fileURLToPath(import.meta.url));
  return `${serverVersion()} ${process.version} ${mtimeMs} ${size}`;
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // If nothing can be deleted, nothing was written.
  }
}

function writeNew(path: string, content: string | Uint8Array): void {
  const file = openNewSync(path);
  try {
    writeFileSync(file, content);
  } finally {
    closeSync(file);
  }
}
