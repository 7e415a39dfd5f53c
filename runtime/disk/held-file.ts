// Handles files that another program on Windows holds for a moment: a virus scanner, a spreadsheet, a client that synchronizes folders.
import process from "node:process";
import pRetry from "p-retry";

/** The Node.js error codes on Windows for a file that another program has open. */
const CODES: ReadonlySet<string | undefined> = new Set(["EBUSY", "EPERM", "EACCES"]);
/** In milliseconds. */
const PATIENCE = 5_000;

/** Runs an operation on a file, and repeats it for some seconds if Windows refuses it. Rejects with the error of the last attempt. */
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

/** Whether an error certainly means that another program holds the file: EBUSY, or a refused rename or removal. */
export function isHeld({ code, syscall }: NodeJS.ErrnoException, platform: NodeJS.Platform = process.platform): boolean {
  if (platform !== "win32") return false;
  return code === "EBUSY" || (CODES.has(code) && (syscall === "rename" || syscall === "unlink"));
}
