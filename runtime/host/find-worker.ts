// Finds the worker of the project's own millrace package, and the Node that runs it.
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";

/** The worker's file. Throws saying how to install when the project has no millrace package. */
export function findWorker(projectDir: string): string {
  for (let folder = projectDir; ; folder = dirname(folder)) {
    const packageDir = join(folder, "node_modules", "millrace");
    if (existsSync(join(packageDir, "package.json"))) return workerOf(realpathSync(packageDir));
    if (dirname(folder) === folder) break;
  }
  throw new Error(`${projectDir} has no millrace package, which runs its code. Install it there: npm install millrace`);
}

function workerOf(packageDir: string): string {
  const manifest = JSON.parse(readFileSync(join(packageDir, "package.json"), "utf8")) as { exports?: Record<string, unknown> };
  const entry = manifest.exports?.["./worker"];
  const worker = join(packageDir, typeof entry === "string" ? entry : "dist/worker.js");
  if (existsSync(worker)) return worker;
  throw new Error(
    `${packageDir} has no worker (${worker}): the package is not built, or of another version. Install it again: npm install millrace`,
  );
}

export interface ChosenNode {
  readonly path: string;
  /** Variables it needs to behave as Node. */
  readonly env: Readonly<Record<string, string>>;
}

/** The Node for user code: the one that is set, else this one. An Electron is told to behave as Node. */
export function nodeFor(nodePath?: string): ChosenNode {
  if (nodePath !== undefined && nodePath !== "") {
    if (!existsSync(nodePath)) throw new Error(`${nodePath} does not exist, though it is set as the Node to use. Correct the setting.`);
    return { path: nodePath, env: {} };
  }
  return { path: process.execPath, env: "electron" in process.versions ? { ELECTRON_RUN_AS_NODE: "1" } : {} };
}
