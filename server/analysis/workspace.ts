// The entry to analysis: files go in through `apply`, projects come out. Each call of `apply` is one revision.
import { INSTALL_FILES } from "../../runtime/contract/editor.js";
import type { Severities } from "../../runtime/contract/problem.js";
import type { DescribedProject } from "../../runtime/contract/worker.js";
import { CONFIG_FILE } from "./config-file.js";
import { createProject } from "./create-project.js";
import { type FileAccess, folderOf, foldersFrom, overlay, within } from "./file-access.js";
import type { ReadFile } from "./file-readings.js";
import type { Project } from "./project.js";
import type { NativeTypeScript } from "./reader/native/native-typescript.js";

/** A change of files or settings. Paths are absolute, with `/`. */
export type Change = FileChange | FolderChange | DescribedChange | SeveritiesChange;

/** The severities that an editor sets, by folder. The nearest folder around a project counts. `""` is the outermost. */
export interface SeveritiesChange {
  readonly kind: "severities";
  readonly path: "";
  readonly byFolder: Readonly<Record<string, Severities>>;
}

/** What executing the code of the project in `path` reported. Null if that is no longer valid. */
export interface DescribedChange {
  readonly kind: "described";
  readonly path: string;
  readonly described: DescribedProject | null;
}

/** A folder whose projects are opened or closed. */
export interface FolderChange {
  readonly kind: "folder-added" | "folder-removed";
  readonly path: string;
}

export type FileChange =
  /** The file is open in an editor with this text, saved or not. */
  | { readonly kind: "opened" | "edited"; readonly path: string; readonly text: string }
  /** The editor closed the file, so the text on disk is used again. */
  | { readonly kind: "closed"; readonly path: string }
  | { readonly kind: "created" | "saved" | "deleted"; readonly path: string };

export interface Workspace {
  /** Files as analysis sees them: unsaved text in place of the text on disk. */
  readonly files: FileAccess;
  /** The only way to change what analysis sees. Returns the projects that are affected. */
  apply(changes: readonly Change[]): readonly Project[];
  projects(): readonly Project[];
  /** The project of a file: the one that reaches it, starting with the nearest config above it. */
  projectOf(path: string): Project | null;
  /** The nearest project whose tsconfig includes a file, even if it does not import it: for a test, or a script. */
  projectIncluding(path: string): Project | null;
  project(dir: string): Project | null;
  /** Every file that was read for a project, or that a project includes. */
  knownFiles(): ReadonlySet<string>;
  /** Whether a file may affect the code or how it runs. Data that a run writes does not. JSON that a file imports does. */
  decidesCode(path: string): boolean;
  /** The nearest opened folder that contains a path. The path itself if none does. */
  folderOf(path: string): string;
}

export interface WorkspaceOptions {
  /** Models guess answers that need types until `Project.settle` is called. */
  readonly typesLater?: boolean;
  /** The facts of a project's files from an earlier reading, by path. */
  readonly read?: (dir: string) => ReadonlyMap<string, ReadFile>;
  /** The native TypeScript of a project, if it is to answer questions about types. */
  readonly native?: (dir: string) => NativeTypeScript | null;
}

export function createWorkspace(
  disk: FileAccess,
  { typesLater = false, read = () => new Map(), native = () => null }: WorkspaceOptions = {},
): Workspace {
  const texts = new Map<string, string>();
  const files = overlay(disk, texts);
  const folders = new Set<string>();
  const projects = new Map<string, Project>();
  let severities: Readonly<Record<string, Severities>> = {};

  function apply(changes: readonly Change[]): Project[] {
    const paths: string[] = [];
    const described = new Set<string>();
    let judged = false;
    let structure = false;
    for (const change of changes) {
      if (isFolderChange(change)) {
        if (change.kind === "folder-added") folders.add(change.path);
        else folders.delete(change.path);
        continue;
      }
      if (change.kind === "described") {
        projects.get(change.path)?.describe(change.described);
        described.add(change.path);
        continue;
      }
      if (change.kind === "severities") {
        severities = change.byFolder;
        judged = true;
        continue;
      }
      paths.push(change.path);
      structure = remember(change) || structure;
    }
    const configs = changes.some(({ kind, path }) => kind.startsWith("folder-") || path.endsWith(`/${CONFIG_FILE}`));
    if (configs) discover();
    const touched = configs ? [...projects.values()] : [...projects.values()].filter((project) => concerns(project, paths, structure));
    for (const project of touched) project.changed(paths, structure);
    if (judged) for (const project of projects.values()) project.severitiesChanged();
    return [
      ...touched,
      ...[...projects.values()].filter((project) => (judged || described.has(project.dir)) && !touched.includes(project)),
    ];
  }

  function severitiesOf(dir: string): Severities {
    const around = Object.keys(severities).filter((folder) => folder === "" || dir === folder || dir.startsWith(`${folder}/`));
    const nearest = around.sort((a, b) => b.length - a.length)[0] ?? "";
    // For a project above the opened folder, the settings of that folder count.
    const inside = nearest === "" ? Object.keys(severities).find((folder) => folder.startsWith(`${dir}/`)) : undefined;
    return severities[inside ?? nearest] ?? {};
  }

  /** Applies a change of one file. Returns true if files were created or deleted, so that imports may resolve differently. */
  function remember(change: FileChange): boolean {
    switch (change.kind) {
      case "opened":
      case "edited": {
        const isNew = !files.fileExists(change.path);
        texts.set(change.path, change.text);
        return isNew;
      }
      case "closed":
        texts.delete(change.path);
        return !disk.fileExists(change.path);
      case "saved":
        return configures(change.path);
      case "created":
      case "deleted":
        return decidesCode(change.path);
    }
  }

  function decidesCode(path: string): boolean {
    return !path.includes("/.millrace/") && (!path.endsWith(".json") || configures(path) || isImported(path));
  }

  function configures(path: string): boolean {
    return isConfiguration(path) || [...projects.values()].some((project) => project.isConfiguredBy(path));
  }

  /** Compared by name, because a file that does not exist yet may be imported, too. */
  function isImported(path: string): boolean {
    const name = path.slice(path.lastIndexOf("/"));
    const importing = (project: Project) =>
      [...project.sourceFiles()].some((file) => project.facts(file)?.specifiers.some((each) => each.endsWith(name)));
    return [...projects.values()].some(importing);
  }

  function discover(): void {
    const found = new Set([...folders].flatMap((folder) => configsOf(files, folder)));
    for (const [dir, project] of projects) {
      if (found.has(dir)) continue;
      project.engineChanged();
      projects.delete(dir);
    }
    for (const dir of found)
      if (!projects.has(dir))
        projects.set(
          dir,
          createProject(files, dir, { ofEditor: () => severitiesOf(dir), typesLater, read: read(dir), native: () => native(dir) }),
        );
  }

  function projectOf(path: string): Project | null {
    const byNearness = [...projects.values()].sort((a, b) => b.dir.length - a.dir.length);
    const above = byNearness.filter((project) => path.startsWith(`${project.dir}/`));
    const others = byNearness.filter((project) => !above.includes(project));
    return [...above, ...others].find((project) => project.sourceFiles().has(path)) ?? null;
  }

  function projectIncluding(path: string): Project | null {
    const byNearness = [...projects.values()].sort((a, b) => b.dir.length - a.dir.length);
    return projectOf(path) ?? byNearness.find((project) => path.startsWith(`${project.dir}/`) && project.includes(path)) ?? null;
  }

  function folderOf(path: string): string {
    const around = [...folders].filter((folder) => path === folder || path.startsWith(`${folder}/`));
    return around.sort((a, b) => b.length - a.length)[0] ?? path;
  }

  return {
    files,
    apply,
    projectOf,
    projectIncluding,
    folderOf,
    decidesCode,
    knownFiles: () => new Set([...projects.values()].flatMap((project) => [...project.knownFiles()])),
    projects: () => [...projects.values()],
    project: (dir) => projects.get(dir) ?? null,
  };
}

function isFolderChange(change: Change): change is FolderChange {
  return change.kind === "folder-added" || change.kind === "folder-removed";
}

function concerns(project: Project, paths: readonly string[], structure: boolean): boolean {
  const isPart = (path: string) => path.startsWith(`${project.dir}/`) || project.sourceFiles().has(path) || project.includes(path);
  return structure || paths.some(isPart);
}

/** Whether a file decides where imports lead: the installed packages, and TypeScript's own settings. */
export function isConfiguration(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return name === "package.json" || INSTALL_FILES.includes(name) || /^tsconfig[^/]*\.json$/.test(name);
}

/** Folders with a config below the folder. If there are none, the nearest one above, because the folder may be part of a project. */
function configsOf(files: FileAccess, folder: string): string[] {
  const inside = configsBelow(files, folder);
  if (inside.length > 0) return inside;
  for (const above of foldersFrom(folderOf(folder))) if (files.fileExists(within(above, CONFIG_FILE))) return [above];
  return [];
}

/** Folders with a config, below a folder or the folder itself. node_modules, hidden and built folders are skipped. */
function configsBelow(files: FileAccess, root: string): string[] {
  const found: string[] = [];
  const visit = (folder: string, depth: number) => {
    if (files.fileExists(`${folder}/${CONFIG_FILE}`)) found.push(folder);
    if (depth === 0) return;
    for (const entry of files.list(folder)) {
      const skip = entry.kind !== "directory" || entry.name === "node_modules" || entry.name === "dist" || entry.name.startsWith(".");
      if (!skip) visit(`${folder}/${entry.name}`, depth - 1);
    }
  };
  visit(root, 6);
  return found;
}
