// Opens the project of a command in analysis, which loads TypeScript.

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

/** The named project, else the one in this folder or the nearest above it. */
export function openProject(option: ProjectOption, files: FileAccess = nodeFiles): Project {
  return openIn(findProject(option), files);
}

/** The project in a folder. A file whose text is unchanged since it was `read` is not read again. */
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

/** Without this, each import of a package would be reported as not installed. */
function refusePlugAndPlay(project: Project): void {
  if (project.hasSdk()) return;
  // Otherwise the cache of the project would depend on all files in the folders above.
  const installing = installingIn(project);
  if (installing.plugAndPlay !== null) throw new UsageError(installAdvice(installing));
}
