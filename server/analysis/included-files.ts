// Which of the files that tsconfig includes are this project's to tell about, where one tsconfig includes several projects.
import { type FileAccess, folderOf, within } from "./file-access.js";

/** Without files of another project, and without files outside the project's folder where another project may load them. */
export function ownFiles(files: FileAccess, dir: string, configName: string, included: readonly string[]): readonly string[] {
  const projects = new Map<string, string | null>();

  /** The nearest folder with a config, from this one upward. */
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
