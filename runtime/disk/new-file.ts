// Creates new files. They are opened exclusively, and files below `.millrace` get the access rights of that folder.
import { createHash, randomBytes } from "node:crypto";
import { appendFileSync, closeSync, constants, fchmodSync, openSync, statSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { makeFolder, modeOfFile, sharedMode } from "./own-folder.js";
import { checkKind, openRegularSync } from "./regular-file.js";
import { syncedNow } from "./sync.js";

/** Opens a new file for writing. Rejects with EEXIST if the path exists, also as a broken symbolic link. */
export async function openNew(path: string): Promise<FileHandle> {
  const file = await open(path, "wx", modeOfFile(path));
  const shared = sharedMode(path);
  if (shared !== null) await file.chmod(shared);
  return file;
}

/** `openNew`, for synchronous callers. */
export function openNewSync(path: string, flags: string | number = "wx"): number {
  const file = openSync(path, flags, modeOfFile(path));
  const shared = sharedMode(path);
  if (shared !== null) fchmodSync(file, shared);
  return file;
}

/** Identifies this machine in the names of files that several machines may share. */
export const machineTag = (): string => createHash("sha256").update(hostname()).digest("hex").slice(0, 8);

/**
 * The name of the temporary file that is renamed to `path` once it is complete. The name cannot be predicted. It contains the process id,
 * so that files of dead processes can be removed.
 */
export function temporaryName(path: string): string {
  return `${path}.${process.pid}-${randomBytes(6).toString("hex")}.tmp`;
}

/** The id of the process that writes a temporary file, from the file's name; null for any other name. */
export function writerOf(name: string): number | null {
  const pid = /\.(\d+)-[0-9a-f]+\.tmp$/.exec(name)?.[1];
  return pid === undefined ? null : Number(pid);
}

/**
 * Opens a regular file to append to it. Creates the file and its folder if they are missing. Throws if the path is not a regular file,
 * because a pipe would block.
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
  // Checked first, because opening a pipe without a reader fails with an unclear message.
  checkKind(path, statSync(path));
  return openRegularSync(path, flags);
}

/** Creates a file and its folder, and opens the file to append to it. Throws with EEXIST if the path exists. */
export function openNewToAppend(path: string): number {
  makeFolder(dirname(path));
  const { O_WRONLY, O_APPEND, O_CREAT, O_EXCL } = constants;
  return openNewSync(path, O_WRONLY | O_APPEND | O_CREAT | O_EXCL);
}

/** Appends to a file, which is opened as in `openToAppend`. The text is on disk when this returns. */
export function appendDurably(path: string, text: string): void {
  const file = openToAppend(path);
  try {
    appendFileSync(file, text);
    syncedNow(file);
  } finally {
    closeSync(file);
  }
}
