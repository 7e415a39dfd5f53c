// Ends this process when its parent has ended, also while user code blocks the main thread.
import { Worker } from "node:worker_threads";

const WATCH = `
const { workerData: parent } = require("node:worker_threads");
setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, "SIGKILL"); }, 1000);
`;

/**
 * Starts a thread that checks for the parent every second. On Windows a process keeps its parent's number, so the check has no effect
 * there.
 */
export function watchParent(): void {
  if (process.platform === "win32") return;
  const thread = new Worker(WATCH, { eval: true, workerData: process.ppid, execArgv: [], stdout: false });
  thread.on("error", () => undefined);
  thread.unref();
}
