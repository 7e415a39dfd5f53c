// What commands and the language server keep of a project for the next time, in the folder cache of its state. All of it can be made anew.
import { closeSync, existsSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openNewSync, temporaryName } from "../../runtime/disk/new-file.js";
import { makeFolder } from "../../runtime/disk/own-folder.js";
import { readBytesSync } from "../../runtime/disk/regular-file.js";
import { stateFolder } from "../../runtime/disk/state-folder.js";
import { serverVersion } from "./version.js";

const folderIn = (dir: string): string => join(stateFolder(dir), "cache");

/** What was kept under a name; undefined where nothing can be read. */
export function readKept(dir: string, name: string): Buffer | undefined {
  try {
    return readBytesSync(join(folderIn(dir), name));
  } catch {
    return undefined;
  }
}

/** Keeps it whole or not at all. What cannot be written is made anew the next time. */
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
    // A read-only project, a full disk: the answer itself is right all the same.
    if (part !== null) removeQuietly(part);
  }
}

/** Another build of Millrace may read something else. */
export function builtBy(): string {
  const { mtimeMs, size } = statSync(fileURLToPath(import.meta.url));
  return `${serverVersion()} ${process.version} ${mtimeMs} ${size}`;
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Where nothing can be written, nothing was.
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
