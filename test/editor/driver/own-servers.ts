// The servers of a suite, kept on disk by their process group: whoever ends the suite ends those that its own process could not.
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { editorRoot } from "./install.js";

const folderOf = (suite: string) => path.join(editorRoot, "run", "servers", suite);

/** The project of vitest that this process runs. */
const ownSuite = process.env.MILLRACE_EDITOR ?? "newest";

export function keepServer(pid: number): void {
  mkdirSync(folderOf(ownSuite), { recursive: true });
  writeFileSync(path.join(folderOf(ownSuite), `${pid}`), "");
}

/** Ends a group of processes; true while it had one left. */
export function endServer(pid: number): boolean {
  try {
    process.kill(-pid, "SIGKILL");
    return true;
  } catch {
    rmSync(path.join(folderOf(ownSuite), `${pid}`), { force: true });
    return false;
  }
}

/** vitest's `globalSetup`, in its main process: a busy machine may have the process of the tests killed before it could end its servers. */
export default function setup({ name }: TestProject): () => void {
  rmSync(folderOf(name), { recursive: true, force: true });
  return () => {
    if (existsSync(folderOf(name))) for (const pid of readdirSync(folderOf(name))) endServer(Number(pid));
    rmSync(folderOf(name), { recursive: true, force: true });
  };
}
