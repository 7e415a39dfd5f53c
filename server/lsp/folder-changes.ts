// Derives changes of files from events about their folder: it was deleted, created or renamed.
import { isWatched } from "../../runtime/contract/editor.js";
import { type FileAccess, type FileChange, folderOf, foldersFrom, type Workspace, within } from "../analysis/index.js";

export interface FileEvent {
  readonly kind: "created" | "saved" | "deleted";
  readonly path: string;
}

/**
 * The file changes that events imply. For a deleted folder, each known file in it. For a new folder, each watched file in it. A file that
 * is neither known nor watched (data, logs) is left out.
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

/** Packages and hidden folders. Single files in them may be watched, but none is code of a project. */
const PASSED_OVER = /\/(?:node_modules|\.[^/]+)\//;

const DEEPEST = 20;

function watchedBelow(files: FileAccess, folder: string, depth: number): string[] {
  return files.list(folder).flatMap(({ name, kind }) => {
    const path = within(folder, name);
    if (kind === "file") return isWatched(path) ? [path] : [];
    return depth === 0 || name === "node_modules" || name.startsWith(".") ? [] : watchedBelow(files, path, depth - 1);
  });
}

/** Each folder, with the files at any depth below it. */
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
