// Writes a file so that a crash at any moment leaves either the old or the new content, never a part.
import { type FileHandle, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { onceReleased } from "./held-file.js";
import { openNew, temporaryName, writerOf } from "./new-file.js";
import { makeFolder } from "./own-folder.js";
import { synced } from "./sync.js";

/**
 * Writes `path` through a temporary file in the same folder: write, fsync, rename, fsync of the folder. Creates a missing folder.
 * On an error, the temporary file is removed and the old content remains.
 */
export async function writeDurably(path: string, content: string | Uint8Array | ((file: FileHandle) => Promise<void>)): Promise<void> {
  await removeLeftOvers(dirname(path));
  const temporary = temporaryName(path);
  let file = await openNew(temporary).catch((error) => (error.code === "ENOENT" ? null : Promise.reject(error)));
  if (file === null) {
    makeFolder(dirname(path));
    file = await openNew(temporary);
  }
  try {
    try {
      if (typeof content === "function") await content(file);
      else await file.writeFile(content);
      await synced(file);
    } finally {
      await file.close();
    }
    await onceReleased(() => rename(temporary, path));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(dirname(path));
}

const looked = new Set<string>();
const OLD_MS = 600_000;

/** Removes temporary files of killed processes from a folder. Runs once per folder and process. */
async function removeLeftOvers(folder: string): Promise<void> {
  if (looked.has(folder)) return;
  looked.add(folder);
  const names = await readdir(folder).catch(() => [] as string[]);
  for (const name of names) {
    const pid = writerOf(name);
    const file = join(folder, name);
    if (pid !== null && (await wasLeftBehind(file, pid, OLD_MS))) await rm(file, { force: true }).catch(() => undefined);
  }
}

/**
 * Whether the process that wrote a file has ended. Processes of another machine, which may share the folder, are not visible here: a file
 * counts as in use until it is older than `oldMs`, the longest time that a process needs it.
 */
export async function wasLeftBehind(file: string, pid: number, oldMs: number): Promise<boolean> {
  if (isAlive(pid)) return false;
  const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Date.now() }));
  return Date.now() - mtimeMs > oldMs;
}

/** Whether a process with this id runs on this machine. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Makes renames and removals in a folder durable. Windows has no such call and does not need one. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(path, "r");
  try {
    await synced(folder);
  } finally {
    await folder.close();
  }
}
