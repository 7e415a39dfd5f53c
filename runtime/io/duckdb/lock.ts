// Detects whether another process has a DuckDB file open, and which one. DuckDB's message is in English, but Windows' message is in the user's language.
import { open } from "node:fs/promises";
import process from "node:process";

const SAID = /Could not set lock on file|File is already open in|being used by another process/;

/** `probe`: the result of opening the file in this process. */
export async function isLocked(
  { message }: Error,
  path: string,
  { platform = process.platform, probe = opened }: { platform?: NodeJS.Platform; probe?: (path: string) => Promise<string | null> } = {},
): Promise<boolean> {
  if (SAID.test(message)) return true;
  // The message is "Cannot open file", followed by the system's own words.
  return platform === "win32" && /Cannot open file/.test(message) && (await probe(path)) === "EBUSY";
}

/** The process that has the file open, from DuckDB's message; null when the message has none. */
export function holderIn({ message }: Error): number | null {
  const pid = /PID (\d+)/.exec(message)?.[1];
  return pid === undefined ? null : Number(pid);
}

/** The code of the error; null without one. */
async function opened(path: string): Promise<string | null> {
  try {
    await (await open(path, "r+")).close();
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? null;
  }
}
