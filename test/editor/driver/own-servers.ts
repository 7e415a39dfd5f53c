// Stores the process groups of a suite's servers on disk, so that the end of the suite can kill servers that the test process could not.
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { editorRoot } from "./install.js";

const folderOf = (suite: string) => path.join(editorRoot, "run", "servers", suite);

/** The vitest project of this process. */
const ownSuite = process.env.MILLRACE_EDITOR ?? "newest";

export function keepServer(pid: number): void {
  mkdirSync(folderOf(ownSuite), { recursive: true });
  writeFileSync(path.join(folderOf(ownSuite), `${pid}`), "");
}

/** Ends a process group. True if the group still had a process. */
export function endServer(pid: number): boolean {
  try {
    process.kill(-pid, "SIGKILL");
    return true;
  } catch {
    rmSync(path.join(folderOf(ownSuite), `${pid}`), { force: true });
    return false;
  }
}

/** vitest's `globalSetup`, in the main process: on a busy machine, the test process may be killed before it ends its servers. */
export default function setup({ name }: TestProject): () => void {
  rmSync(folderOf(name), { recursive: true, force: true });
  return () => {
    if (existsSync(folderOf(name))) for (const pid of readdirSync(folderOf(name))) endServer(Number(pid));
    rmSync(folderOf(name), { recursive: true, force: true });
  };
}
