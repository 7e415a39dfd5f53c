// Whether another process has a DuckDB file open, and which: DuckDB says so in English, Windows in its user's language.
import { open } from "node:fs/promises";
import process from "node:process";

const SAID = /Could not set lock on file|File is already open in|being used by another process/;

/** `probe`: what happens when this process opens the file. */
export async function isLocked(
  { message }: Error,
  path: string,
  { platform = process.platform, probe = opened }: { platform?: NodeJS.Platform; probe?: (path: string) => Promise<string | null> } = {},
): Promise<boolean> {
  if (SAID.test(message)) return true;
  // "Cannot open file" and then the system's own words.
  return platform === "win32" && /Cannot open file/.test(message) && (await probe(path)) === "EBUSY";
}

/** The process that has the file open, as DuckDB names it; null where it names none. */
export function holderIn({ message }: Error): number | null {
  const pid = /PID (\d+)/.exec(message)?.[1];
  return pid === undefined ? null : Number(pid);
}

/** The code of the error, or null. */
async function opened(path: string): Promise<string | null> {
  try {
    await (await open(path, "r+")).close();
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? null;
  }
}
