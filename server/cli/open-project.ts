// Finds the project a command is about and opens it for analysis.
import { resolve } from "node:path";
import { CONFIG_FILE, createWorkspace, type FileAccess, folderOf, type Project, relativeTo } from "../analysis/index.js";
import { nodeFiles } from "../lsp/node-files.js";
import { UsageError } from "./usage-error.js";

export interface ProjectOption {
  readonly project?: string;
}

/** The project in the folder named, else in this folder or the nearest one above it. */
export function openProject({ project: named }: ProjectOption, files: FileAccess = nodeFiles): Project {
  const start = resolve(named ?? ".").replaceAll("\\", "/");
  const dir = named === undefined ? findAbove(start) : nodeFiles.fileExists(`${start}/${CONFIG_FILE}`) ? start : null;
  if (dir === null) {
    const where = named === undefined ? "here or in a folder above" : `in ${named}`;
    throw new UsageError(`There is no ${CONFIG_FILE} ${where}. Go to your project's folder, or name it with --project.`);
  }
  const workspace = createWorkspace(files);
  workspace.apply([{ kind: "folder-added", path: dir }]);
  const project = workspace.project(dir);
  if (!project) throw new UsageError(`${dir}/${CONFIG_FILE} cannot be read.`);
  return project;
}

function findAbove(start: string): string | null {
  for (let folder = start; ; folder = folderOf(folder)) {
    if (nodeFiles.fileExists(`${folder}/${CONFIG_FILE}`)) return folder;
    if (folder === folderOf(folder)) return null;
  }
}

export interface Position {
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/** Line and column, from 1, of an offset in a file. */
export function positionAt(project: Project, file: string, offset: number): Position {
  const before = (project.files.read(file) ?? "").slice(0, offset);
  const line = before.split("\n").length;
  return { line, column: offset - before.lastIndexOf("\n") };
}

/** A path as the user knows it: relative to the project when inside. */
export function shown(project: Project, file: string): string {
  return relativeTo(project.dir, file);
}
