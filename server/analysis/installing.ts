// Which package manager installs a project, and the commands for it.
import { addCommand, type Installing, installingOf } from "../../runtime/contract/package-manager.js";
import type { FileAccess } from "./file-access.js";

export function installingIn({ dir, files }: { readonly dir: string; readonly files: FileAccess }): Installing {
  return installingOf(dir, (folder) => files.list(folder).map(({ name }) => name));
}

/** The command that adds a package to the project. */
export function addingTo(project: { readonly dir: string; readonly files: FileAccess }, name: string): string {
  return addCommand(installingIn(project).manager, name);
}
