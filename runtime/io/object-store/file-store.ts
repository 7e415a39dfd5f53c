// Objects as files below a folder: written to a temporary file, made durable, then renamed.

import { constants } from "node:buffer";
import { type FileHandle, readdir, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { syncFolder, writeDurably } from "../../disk/durable-file.js";
import { isHeld, onceReleased } from "../../disk/held-file.js";
import { writerOf } from "../../disk/new-file.js";
import { openRegular } from "../../disk/regular-file.js";
import { shownPath } from "../../disk/state-folder.js";
import { tooLarge } from "./cloud-store.js";
import { isEmptyFolder, nameInOtherCase } from "./name-on-disk.js";
import { AbsentObjectError, type Bytes, type ObjectHead, type ObjectStore, pieces } from "./object-store.js";
import { StoreError, type Verb } from "./store-error.js";

/**
 * The store below the absolute folder `root`. Addresses are relative to `projectDir` when inside it. `label` is the prefix of its messages.
 */
export function fileStore(root: string, projectDir: string, label = "filesystem"): ObjectStore {
  const pathOf = (name: string) => join(root, ...name.split("/"));
  const addressOf = (name: string) => shownPath(projectDir, pathOf(name));

  function explained(error: unknown, verb: Verb, name: string): Error {
    const { code, message } = error as NodeJS.ErrnoException;
    if (isHeld(error as NodeJS.ErrnoException))
      return new StoreError(`[${label}] cannot ${verb} ${addressOf(name)}: ${HELD}`, "other", error as Error);
    if (code === undefined || error instanceof StoreError) return error as Error;
    if (verb === "read" && isAbsent(error)) return new AbsentObjectError(addressOf(name));
    const meaning = code === "EACCES" || code === "EPERM" ? "denied" : "other";
    return new StoreError(`[${label}] cannot ${verb} ${addressOf(name)}: ${reasonOf(code, verb) ?? message}`, meaning, error as Error);
  }

  const otherThere = (name: string) => nameInOtherCase(root, name);

  async function open(name: string): Promise<FileHandle> {
    const file = await onceReleased(() => openRegular(pathOf(name)));
    if ((await otherThere(name)) === null) return file;
    await file.close();
    throw new AbsentObjectError(addressOf(name));
  }

  async function* read(name: string, start: number, end: number, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
    let file: FileHandle | null = null;
    try {
      file = await open(name);
      for (let at = start; at < end; ) {
        signal?.throwIfAborted();
        const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(Math.min(CHUNK, end - at)), 0, Math.min(CHUNK, end - at), at);
        if (bytesRead === 0) return;
        at += bytesRead;
        yield buffer.subarray(0, bytesRead);
      }
    } catch (error) {
      throw explained(error, "read", name);
    } finally {
      await file?.close();
    }
  }

  return {
    scheme: "file",
    addressOf,
    async get(name, signal) {
      let file: FileHandle | null = null;
      try {
        file = await open(name);
        const { size } = await file.stat();
        if (size > constants.MAX_LENGTH) throw tooLarge(label, addressOf(name), size);
        const whole = new Uint8Array(size);
        for (let at = 0; at < size; ) {
          signal?.throwIfAborted();
          const { bytesRead } = await file.read(whole, at, Math.min(READ_AT_ONCE, size - at), at);
          if (bytesRead === 0) return whole.subarray(0, at);
          at += bytesRead;
        }
        return whole;
      } catch (error) {
        throw explained(error, "read", name);
      } finally {
        await file?.close();
      }
    },
    async range(name, start, end, signal) {
      const all: Uint8Array[] = [];
      for await (const chunk of read(name, start, end, signal)) all.push(chunk);
      return Buffer.concat(all);
    },
    stream: (name, signal) => read(name, 0, Number.POSITIVE_INFINITY, signal),
    async put(name, content: Bytes, signal) {
      const other = await otherThere(name);
      const isLeft = other !== null && (await isEmptyFolder(join(root, other)));
      // An empty folder with another case is renamed to the requested name.
      if (isLeft) await rmdir(join(root, other));
      else if (other !== null) throw new StoreError(`[${label}] cannot write ${addressOf(name)}: ${takenBy(addressOf(other))}`, "other");
      try {
        await writeDurably(pathOf(name), async (file) => {
          for await (const chunk of content instanceof Uint8Array ? [content] : content) {
            signal?.throwIfAborted();
            for (const piece of pieces(chunk)) await writeWhole(file, piece);
          }
        });
      } catch (error) {
        throw explained(error, "write", name);
      }
    },
    async head(name) {
      try {
        const found = await stat(pathOf(name));
        return (await otherThere(name)) === null ? headOf(name, found) : null;
      } catch (error) {
        if (isAbsent(error)) return null;
        throw explained(error, "look up", name);
      }
    },
    async *list(prefix = "") {
      const folder = prefix.slice(0, prefix.lastIndexOf("/") + 1);
      for (const name of await namesBelow(folder)) {
        if (!name.startsWith(prefix) || writerOf(name) !== null) continue;
        const found = await stat(pathOf(name)).catch(() => null);
        if (found?.isFile() === true) yield headOf(name, found);
      }
    },
    async delete(name) {
      if ((await otherThere(name)) !== null) return;
      try {
        await onceReleased(() => rm(pathOf(name), { force: true }));
        await syncFolder(dirname(pathOf(name)));
      } catch (error) {
        if (!isAbsent(error)) throw explained(error, "delete", name);
      }
    },
    close: async () => undefined,
  };

  async function namesBelow(folder: string): Promise<string[]> {
    try {
      const entries = await readdir(pathOf(folder === "" ? "." : folder), { withFileTypes: true, recursive: true });
      const files = entries.filter((entry) => entry.isFile());
      return files.map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/")).sort();
    } catch (error) {
      if (isAbsent(error)) return [];
      throw explained(error, "list", folder);
    }
  }
}

const HELD = "it is open in another program. Close it there and run again; the old value is still stored.";
const takenBy = (other: string) =>
  `${other} is stored there, and both names are the same on this disk, which ignores case. If a version before 0.4 stored it, give it a different name: millrace move-names`;
const CHUNK = 1024 * 1024;
const READ_AT_ONCE = 256 * 1024 * 1024;

/** When a disk becomes full, a write may store only a part and succeed; the next write reports the error. */
async function writeWhole(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at, chunk.length - at)).bytesWritten;
}

function headOf(name: string, { size, mtimeMs, ino, mtime }: { size: number; mtimeMs: number; ino: number; mtime: Date }): ObjectHead {
  return { name, size, etag: `${ino}-${mtimeMs}-${size}`, modified: mtime };
}

function isAbsent(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR";
}

function reasonOf(code: string, verb: Verb): string | undefined {
  if (verb !== "write" && (code === "EACCES" || code === "EPERM")) return `permission denied. Allow this user to ${verb} it.`;
  return REASONS[code];
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full. Free some space and run again; the old value is still stored.",
  EDQUOT: "the quota of this disk is used up. Free some space and run again; the old value is still stored.",
  EROFS: "the disk is read-only. Choose another baseDir.",
  EACCES: "permission denied. Allow writing there, or choose another baseDir.",
  EPERM: "the system does not permit it. Allow writing there, or choose another baseDir.",
  ENOTDIR: "a part of the path is a file, not a folder. Move that file, or choose another baseDir.",
  EEXIST: "a part of the path is a file, not a folder. Move that file, or choose another baseDir.",
  EISDIR: "a folder of this name is in the way. Move it, or choose another baseDir.",
  ENAMETOOLONG: "the name is too long for this disk. Give the asset a shorter key.",
  EMFILE: "too many files are open. Close some, or raise the limit.",
};
