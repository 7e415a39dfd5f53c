// How analysis reads files. It does no I/O itself: the caller passes this in.

export interface FileAccess {
  /** The text of a file, or undefined if it does not exist. Paths are absolute, with `/`. */
  read(path: string): string | undefined;
  /** The text of a file that is open in an editor, saved or not. Undefined if the file on disk is used. Absent without an editor. */
  unsaved?(path: string): string | undefined;
  /**
   * Why an existing file is not read: it is not a regular file, or it is too large. Null for other files. Absent if there are no such
   * files.
   */
  refusal?(path: string): string | null;
  fileExists(path: string): boolean;
  directoryExists(path: string): boolean;
  /** The names directly in a folder. Empty if the folder does not exist. */
  list(path: string): readonly DirectoryEntry[];
  /** The path with symbolic links resolved. */
  realpath(path: string): string;
}

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: "file" | "directory";
}

/** Files as analysis sees them: `texts` (unsaved buffers) in place of the text on disk. */
export function overlay(disk: FileAccess, texts: ReadonlyMap<string, string>): FileAccess {
  return {
    ...disk,
    unsaved: (path) => texts.get(path),
    read: (path) => texts.get(path) ?? disk.read(path),
    fileExists: (path) => texts.has(path) || disk.fileExists(path),
    directoryExists: (path) => disk.directoryExists(path),
    list: (path) => disk.list(path),
    realpath: (path) => (texts.has(path) ? path : disk.realpath(path)),
  };
}

/** `"/a/b.ts"` → `"/a"`. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash <= 0 ? "/" : path.slice(0, slash);
}

/** A folder and those above it, the root last. */
export function* foldersFrom(folder: string): Generator<string> {
  for (let at = folder; ; at = folderOf(at)) {
    yield at;
    if (at === folderOf(at)) return;
  }
}

/** The path of a name in a folder, also in the root. */
export function within(folder: string, name: string): string {
  return folder === "/" ? `/${name}` : `${folder}/${name}`;
}

/**
 * Joins a folder and a relative path, and resolves `.` and `..`. An absolute path is unchanged. Two leading slashes are a Windows share.
 */
export function resolvePath(folder: string, path: string): string {
  const parts: string[] = [];
  const whole = path.startsWith("/") || /^[A-Za-z]:/.test(path) ? path : within(folder, path);
  for (const part of whole.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return (/^\/\/?/.exec(whole)?.[0] ?? "") + parts.join("/");
}

/** The path relative to the folder if it is inside, else unchanged. */
export function relativeTo(folder: string, path: string): string {
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;
}
