// Waits until what was written is on the disk.
import { fsyncSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";

/** Of a file or folder that is open. Under Node.js' permission model there is no such call: a warning says so once. */
export async function synced(file: FileHandle): Promise<void> {
  await file.sync().catch(unlessForbidden);
}

/** `synced`, for callers that cannot wait. */
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
