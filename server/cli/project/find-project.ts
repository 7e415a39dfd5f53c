// Finds the project of a command without reading code, so that commands that need no code are fast.
import { resolve } from "node:path";
import { CONFIG_FILE, foldersFrom } from "../../analysis/plain.js";
import { nodeFiles } from "../../lsp/node-files.js";
import { UsageError } from "../output/usage-error.js";

export interface ProjectOption {
  readonly project?: string;
}

/** The folder of the named project, else of the project in this folder or the nearest above it. */
export function findProject({ project: named }: ProjectOption): string {
  const start = resolve(named ?? ".").replaceAll("\\", "/");
  const dir = named === undefined ? findAbove(start) : nodeFiles.fileExists(`${start}/${CONFIG_FILE}`) ? start : null;
  if (dir !== null) return dir;
  const where = named === undefined ? "here or in a folder above" : `in ${named}`;
  throw new UsageError(`There is no ${CONFIG_FILE} ${where}. Go to your project's folder, or name it with --project.`);
}

function findAbove(start: string): string | null {
  return [...foldersFrom(start)].find((folder) => nodeFiles.fileExists(`${folder}/${CONFIG_FILE}`)) ?? null;
}
