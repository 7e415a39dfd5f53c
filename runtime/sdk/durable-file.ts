// Writing a file so that a crash at any moment leaves the old content or the new, never a part.
import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

let count = 0;

/**
 * Writes `path` through a temporary file in the same folder: write, fsync, rename, fsync of the folder. The folder is made when it
 * is missing. On an error the temporary file is removed and the old content stays.
 */
export async function writeDurably(path: string, content: string | Uint8Array | ((file: FileHandle) => Promise<void>)): Promise<void> {
  const temporary = `${path}.${process.pid}-${++count}.tmp`;
  let file = await open(temporary, "w").catch((error) => (error.code === "ENOENT" ? null : Promise.reject(error)));
  if (file === null) {
    await mkdir(dirname(path), { recursive: true });
    file = await open(temporary, "w");
  }
  try {
    try {
      if (typeof content === "function") await content(file);
      else await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Makes renames and removals in a folder durable; Windows has no such call and needs none. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
