// Opens the project a command is about for analysis, which loads TypeScript.

import { installAdvice } from "../../../runtime/contract/package-manager.js";
import {
  CONFIG_FILE,
  createWorkspace,
  type FileAccess,
  installingIn,
  type NativeTypeScript,
  type Project,
  type ReadFile,
} from "../../analysis/index.js";
import { nodeFiles } from "../../lsp/node-files.js";
import { UsageError } from "../output/usage-error.js";
import { findProject, type ProjectOption } from "./find-project.js";

export type { ProjectOption } from "./find-project.js";

/** The project in the folder named, else in this folder or the nearest one above it. */
export function openProject(option: ProjectOption, files: FileAccess = nodeFiles): Project {
  return openIn(findProject(option), files);
}

/** The project in a folder; what files said when they were `read` before is not read again where their text is the same. */
export function openIn(
  dir: string,
  files: FileAccess,
  read: ReadonlyMap<string, ReadFile> = new Map(),
  native: NativeTypeScript | null = null,
): Project {
  const workspace = createWorkspace(files, { read: () => read, native: () => native });
  workspace.apply([{ kind: "folder-added", path: dir }]);
  const project = workspace.project(dir);
  if (!project) throw new UsageError(`${dir}/${CONFIG_FILE} cannot be read.`);
  refusePlugAndPlay(project);
  return project;
}

/** Else each import of a package would be told as one that is not installed. */
function refusePlugAndPlay(project: Project): void {
  if (project.hasSdk()) return;
  // What is kept of the project would depend on all that lies in the folders above, whose names are listed.
  const installing = installingIn(project);
  if (installing.plugAndPlay !== null) throw new UsageError(installAdvice(installing));
}
