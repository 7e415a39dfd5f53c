// What became of files when all that is told is the folder they lie in: it was deleted, made, or has another name.
import { isWatched } from "../../runtime/contract/editor.js";
import { type FileAccess, type FileChange, folderOf, foldersFrom, type Workspace, within } from "../analysis/index.js";

export interface FileEvent {
  readonly kind: "created" | "saved" | "deleted";
  readonly path: string;
}

/**
 * The changes of files that events mean. Of a folder that is gone, each file that a project has had from it; of one that is new, each file
 * in it that is watched. What is neither and is not watched (data, logs) is left out.
 */
export function fileChanges(events: readonly FileEvent[], files: FileAccess, workspace: Pick<Workspace, "knownFiles">): FileChange[] {
  const known = lazily(() => byFolder(workspace.knownFiles()));
  return events.flatMap((event): FileEvent[] => {
    const { kind, path } = event;
    const itself = isWatched(path) ? [event] : [];
    if (PASSED_OVER.test(path)) return itself;
    if (kind === "deleted") return [...itself, ...(known().get(path) ?? []).map((inside) => ({ kind, path: inside }))];
    if (kind === "created" && files.directoryExists(path))
      return watchedBelow(files, path, DEEPEST).map((inside) => ({ kind, path: inside }));
    return itself;
  });
}

/** Packages and hidden folders: single files of them may be watched, none is code of a project. */
const PASSED_OVER = /\/(?:node_modules|\.[^/]+)\//;

const DEEPEST = 20;

function watchedBelow(files: FileAccess, folder: string, depth: number): string[] {
  return files.list(folder).flatMap(({ name, kind }) => {
    const path = within(folder, name);
    if (kind === "file") return isWatched(path) ? [path] : [];
    return depth === 0 || name === "node_modules" || name.startsWith(".") ? [] : watchedBelow(files, path, depth - 1);
  });
}

/** Each folder, and the files at any depth below it. */
function byFolder(files: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const file of files)
    for (const folder of foldersFrom(folderOf(file))) {
      const inside = found.get(folder);
      if (inside) inside.push(file);
      else found.set(folder, [file]);
    }
  return found;
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
