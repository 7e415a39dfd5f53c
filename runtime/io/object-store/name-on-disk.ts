// The actual names of files on a disk that ignores case. There, a file whose name differs only in case is another asset's file.
import { readdir, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, sep } from "node:path";
import process from "node:process";

/**
 * The actual name, below `root`, of the file or folder that the disk returns for `name` or for a folder on its path. Null when it does not
 * exist, or has exactly this name. Names contain `/`.
 */
export async function nameInOtherCase(root: string, name: string, platform: NodeJS.Platform = process.platform): Promise<string | null> {
  const segments = name.split("/");
  for (let length = segments.length; length > 0; length--) {
    const path = join(root, ...segments.slice(0, length));
    const found = await stat(path).catch(() => null);
    if (found === null) continue;
    // The entries above a file have the names that the disk returns for the whole path.
    if (platform === "win32" || platform === "darwin") return fromWholePath(path, segments.slice(0, length));
    return fromFolders(root, segments.slice(0, length));
  }
  return null;
}

/** Windows and macOS return the actual names of a path. A link may lead to any name. */
async function fromWholePath(path: string, segments: readonly string[]): Promise<string | null> {
  const real = await realpath(path).catch(() => null);
  const tail = sep + segments.join(sep);
  if (real === null || real.endsWith(tail) || !real.toLowerCase().endsWith(tail.toLowerCase())) return null;
  return real
    .slice(-tail.length + 1)
    .split(sep)
    .join("/");
}

/** On other systems the folder is listed, if the file is also found in the other case. On most disks it is not. */
async function fromFolders(root: string, segments: readonly string[]): Promise<string | null> {
  for (let length = 1; length <= segments.length; length++) {
    const path = join(root, ...segments.slice(0, length));
    const [folder, name] = [dirname(path), basename(path)];
    const isFound = swapped(name) !== name && (await stat(join(folder, swapped(name))).catch(() => null)) !== null;
    const names = isFound ? await readdir(folder).catch((): string[] => []) : [name];
    const other = names.includes(name) ? undefined : names.find((each) => each.toLowerCase() === name.toLowerCase());
    if (other !== undefined) return [...segments.slice(0, length - 1), other].join("/");
  }
  return null;
}

function swapped(name: string): string {
  return name.replace(/[A-Za-z]/g, (letter) => (letter <= "Z" ? letter.toLowerCase() : letter.toUpperCase()));
}

export async function isEmptyFolder(path: string): Promise<boolean> {
  return (await readdir(path).catch(() => null))?.length === 0;
}
