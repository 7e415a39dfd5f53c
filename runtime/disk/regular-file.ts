// Reads files below a project: only regular ones, and at most so large. A pipe would block for ever, and a device may have no end.
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

/** Bytes of the largest source, config, record or list of keys that is read: far more than any has. */
export const MOST_OF_TEXT = 64 << 20;

/** Bytes of the largest record of a run that is read whole. */
export const MOST_OF_LOG = 256 << 20;

/** The file is there and is not read, because of what it is. The message names it, says why and what to do. */
export class RefusedFile extends Error {
  override readonly name = "RefusedFile";
  readonly code: "EISDIR" | "ENOTREG" | "EFBIG";

  constructor(path: string, code: RefusedFile["code"], why: string) {
    super(`${path} is not read: ${why}`);
    this.code = code;
  }
}

/** Opening a pipe waits for its other end, unless it is told not to. Windows has no such flag, and no pipes among its files. */
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/** Opens a regular file to read from it. Throws a RefusedFile for anything else. Whoever opens it closes it. */
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

/** `openRegular`, for callers that cannot wait. `flags` open it for something else than reading. */
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

/** The text of a regular file of at most `most` bytes. Throws a RefusedFile for any other, and what the system says of one that cannot be read. */
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

/** `readText`, for callers that cannot wait. */
export function readTextSync(path: string, most = MOST_OF_TEXT): string {
  return readBytesSync(path, most).toString("utf8");
}

/** `readBytes`, for callers that cannot wait. */
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

/** `readTextSync`; empty where there is no file. */
export function readTextIfThere(path: string): string {
  try {
    return readTextSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

/** Why a file that is there is not read; null where nothing stands against it, or it is not there. */
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

/** Throws a RefusedFile for what is no regular file. */
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
