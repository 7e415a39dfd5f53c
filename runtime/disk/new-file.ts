// Makes files nobody else can have made before: opened exclusively, below `.millrace` with the access that it has.
import { createHash, randomBytes } from "node:crypto";
import { appendFileSync, closeSync, constants, fchmodSync, openSync, statSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { makeFolder, modeOfFile, sharedMode } from "./own-folder.js";
import { checkKind, openRegularSync } from "./regular-file.js";
import { syncedNow } from "./sync.js";

/** Opens a file to write to it that is not there yet. Rejects with EEXIST where something is, a link to nowhere too. */
export async function openNew(path: string): Promise<FileHandle> {
  const file = await open(path, "wx", modeOfFile(path));
  const shared = sharedMode(path);
  if (shared !== null) await file.chmod(shared);
  return file;
}

/** `openNew`, for callers that cannot wait. */
export function openNewSync(path: string, flags: string | number = "wx"): number {
  const file = openSync(path, flags, modeOfFile(path));
  const shared = sharedMode(path);
  if (shared !== null) fchmodSync(file, shared);
  return file;
}

/** This machine, in names of files that several machines may see. */
export const machineTag = (): string => createHash("sha256").update(hostname()).digest("hex").slice(0, 8);

/** What is written here is renamed to `path` when it is whole. Nobody can foresee the name; it tells whose it is, so that what a dead process left is found. */
export function temporaryName(path: string): string {
  return `${path}.${process.pid}-${randomBytes(6).toString("hex")}.tmp`;
}

/** The process that writes a temporary file, by its name; null for any other name. */
export function writerOf(name: string): number | null {
  const pid = /\.(\d+)-[0-9a-f]+\.tmp$/.exec(name)?.[1];
  return pid === undefined ? null : Number(pid);
}

/**
 * Opens a regular file to append to it, and makes it where there is none, with its folder. Throws for what is no regular file: a pipe
 * would block.
 */
export function openToAppend(path: string): number {
  makeFolder(dirname(path));
  const { O_WRONLY, O_APPEND, O_CREAT, O_EXCL, O_NONBLOCK = 0 } = constants;
  const flags = O_WRONLY | O_APPEND | O_NONBLOCK;
  try {
    return openNewSync(path, flags | O_CREAT | O_EXCL);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  // A pipe that nobody reads does not open at all, in words that name no pipe.
  checkKind(path, statSync(path));
  return openRegularSync(path, flags);
}

/** Opens a file that is not there yet to append to it, and makes its folder. Throws with EEXIST where something is. */
export function openNewToAppend(path: string): number {
  makeFolder(dirname(path));
  const { O_WRONLY, O_APPEND, O_CREAT, O_EXCL } = constants;
  return openNewSync(path, O_WRONLY | O_APPEND | O_CREAT | O_EXCL);
}

/** Appends to a file as `openToAppend` opens it. What is written is on the disk when this returns. */
export function appendDurably(path: string, text: string): void {
  const file = openToAppend(path);
  try {
    appendFileSync(file, text);
    syncedNow(file);
  } finally {
    closeSync(file);
  }
}
