// Which of the files that tsconfig includes belong to this project, if one tsconfig includes several projects.
import { type FileAccess, folderOf, within } from "./file-access.js";

/** Leaves out files of other projects, and files outside the project's folder that another project may load. */
export function ownFiles(files: FileAccess, dir: string, configName: string, included: readonly string[]): readonly string[] {
  const projects = new Map<string, string | null>();

  /** The nearest folder with a config, from this folder upward. */
  function projectAround(folder: string): string | null {
    const known = projects.get(folder);
    if (known !== undefined) return known;
    const isOne = files.fileExists(within(folder, configName));
    const found = isOne ? folder : folder === folderOf(folder) ? null : projectAround(folderOf(folder));
    projects.set(folder, found);
    return found;
  }

  const isForeign = (file: string) => ![dir, null].includes(projectAround(folderOf(file)));
  const isShared = included.some(isForeign);
  return included.filter((file) => !isForeign(file) && (!isShared || file.startsWith(`${dir}/`)));
}
