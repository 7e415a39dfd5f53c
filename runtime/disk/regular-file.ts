// Reads files below a project, if they are regular files and not too large. A pipe would block forever, and a device may be endless.
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

/** The limit in bytes for a source, config, record or list of keys: far more than real files have. */
export const MOST_OF_TEXT = 64 << 20;

/** The limit in bytes for a record of a run that is read completely. */
export const MOST_OF_LOG = 256 << 20;

/** The file exists but is not read because of its kind or size. The message names the file, the reason and the remedy. */
export class RefusedFile extends Error {
  override readonly name = "RefusedFile";
  readonly code: "EISDIR" | "ENOTREG" | "EFBIG";

  constructor(path: string, code: RefusedFile["code"], why: string) {
    super(`${path} is not read: ${why}`);
    this.code = code;
  }
}

/** Without O_NONBLOCK, opening a pipe waits for its other end. Windows has neither this flag nor pipes in its file system. */
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/** Opens a regular file for reading. Throws a RefusedFile for anything else. The caller closes it. */
export async function openRegular(path: string): Promise<FileHandle> {
  const file = await open(path, READ);
  try {
    checkKind(path, await file.stat());
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** `openRegular`, for synchronous callers. `flags` can open the file for something else than reading. */
export function openRegularSync(path: string, flags = READ): number {
  const file = openSync(path, flags);
  try {
    checkKind(path, fstatSync(file));
    return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** The text of a regular file with at most `most` bytes. Throws a RefusedFile for other files, and the system's error if reading fails. */
export async function readText(path: string, most = MOST_OF_TEXT): Promise<string> {
  return (await readBytes(path, most)).toString("utf8");
}

export async function readBytes(path: string, most = MOST_OF_TEXT): Promise<Buffer> {
  const file = await openRegular(path);
  try {
    const { size } = await file.stat();
    checkSize(path, size, most);
    const bytes = Buffer.alloc(size);
    let at = 0;
    for (let read = -1; at < size && read !== 0; at += read) read = (await file.read(bytes, at, size - at, at)).bytesRead;
    return bytes.subarray(0, at);
  } finally {
    await file.close();
  }
}

/** `readText`, for synchronous callers. */
export function readTextSync(path: string, most = MOST_OF_TEXT): string {
  return readBytesSync(path, most).toString("utf8");
}

/** `readBytes`, for synchronous callers. */
export function readBytesSync(path: string, most = MOST_OF_TEXT): Buffer {
  const file = openRegularSync(path);
  try {
    const { size } = fstatSync(file);
    checkSize(path, size, most);
    const bytes = Buffer.allocUnsafe(size);
    let at = 0;
    for (let read = -1; at < size && read !== 0; at += read) read = readSync(file, bytes, at, size - at, at);
    return bytes.subarray(0, at);
  } finally {
    closeSync(file);
  }
}

/** `readTextSync`, but empty if the file does not exist. */
export function readTextIfThere(path: string): string {
  try {
    return readTextSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

/** The reason why an existing file is refused; null if it can be read or does not exist. */
export async function refusalOf(path: string, most = MOST_OF_TEXT): Promise<string | null> {
  try {
    const file = await openRegular(path);
    try {
      checkSize(path, (await file.stat()).size, most);
    } finally {
      await file.close();
    }
    return null;
  } catch (error) {
    return error instanceof RefusedFile ? error.message : null;
  }
}

export function checkSize(path: string, size: number, most: number): void {
  if (size <= most) return;
  const [has, may] = [size, most].map((bytes) => `${Math.round(bytes / (1 << 20)).toLocaleString("en-GB")} MiB`);
  throw new RefusedFile(path, "EFBIG", `it has ${has}, and at most ${may} are read. Remove it, or move it elsewhere.`);
}

/** Throws a RefusedFile if the path is not a regular file. */
export function checkKind(path: string, stats: Stats): void {
  if (stats.isFile()) return;
  if (stats.isDirectory()) throw new RefusedFile(path, "EISDIR", "it is a folder where a file is expected. Remove it, or rename it.");
  throw new RefusedFile(path, "ENOTREG", `it is ${kindOf(stats)} and no regular file. Remove it.`);
}

function kindOf(stats: Stats): string {
  if (stats.isFIFO()) return "a named pipe";
  if (stats.isSocket()) return "a socket";
  return stats.isCharacterDevice() || stats.isBlockDevice() ? "a device" : "something else";
}
