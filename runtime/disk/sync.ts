// Waits until written data is on disk.
import { fsyncSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";

/** For an open file or folder. Node.js' permission model does not allow this call: then a warning is shown once. */
export async function synced(file: FileHandle): Promise<void> {
  await file.sync().catch(unlessForbidden);
}

/** `synced`, for synchronous callers. */
export function syncedNow(file: number): void {
  try {
    fsyncSync(file);
  } catch (error) {
    unlessForbidden(error);
  }
}

let isWarned = false;

function unlessForbidden(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== "ERR_ACCESS_DENIED") throw error;
  if (isWarned) return;
  isWarned = true;
  process.emitWarning(
    "Node.js' permission model has no fsync: after a power cut, what was stored last may be lost. Run without --permission to be safe from that.",
  );
}
