// Files that another program of Windows holds for a moment: a virus scanner, a spreadsheet, a client that synchronizes folders.
import process from "node:process";
import pRetry from "p-retry";

/** What Windows says of a file that somebody has open, as Node.js names it. */
const CODES: ReadonlySet<string | undefined> = new Set(["EBUSY", "EPERM", "EACCES"]);
/** Milliseconds. */
const PATIENCE = 5_000;

/** Runs an act on a file, and runs it again for some seconds where Windows refuses it. Rejects with what the last try threw. */
export function onceReleased<T>(act: () => Promise<T>, { platform = process.platform, patience = PATIENCE } = {}): Promise<T> {
  if (platform !== "win32") return act();
  return pRetry(act, {
    retries: Number.POSITIVE_INFINITY,
    maxRetryTime: patience,
    minTimeout: 10,
    maxTimeout: 500,
    shouldRetry: ({ error }) => CODES.has((error as NodeJS.ErrnoException).code),
  });
}

/** Whether an error means that another program holds the file: surely, where the system says so or it could be written aside but not put in place. */
export function isHeld({ code, syscall }: NodeJS.ErrnoException, platform: NodeJS.Platform = process.platform): boolean {
  if (platform !== "win32") return false;
  return code === "EBUSY" || (CODES.has(code) && (syscall === "rename" || syscall === "unlink"));
}
