// How severe a project's problems are: by its package.json, and by the editor's settings over it.
import type { Problem, Severities } from "../../runtime/contract/problem.js";
import type { FileFacts } from "./facts.js";
import { type FileAccess, folderOf, within } from "./file-access.js";
import { type ReadSeverities, readSeverities } from "./severities.js";

export interface SeveritiesInForce {
  now(): Severities;
  /** What is wrong in the settings of package.json. */
  problems(): readonly Problem[];
  /** The editor's settings changed; `package`: package.json did. */
  changed(what: "editor" | "package"): void;
}

export function createSeveritiesInForce(
  files: FileAccess,
  dir: string,
  facts: (file: string) => FileFacts | undefined,
  ofEditor: () => Severities,
): SeveritiesInForce {
  let ofPackage: ReadSeverities | null = null;
  let both: Severities | null = null;

  const read = (): ReadSeverities => {
    ofPackage ??= readSeverities(facts(nearestPackage(files, dir)));
    return ofPackage;
  };

  return {
    now() {
      both ??= { ...read().severities, ...ofEditor() };
      return both;
    },
    problems: () => read().problems,
    changed(what) {
      both = null;
      if (what === "package") ofPackage = null;
    },
  };
}

/** The package.json of the folder, or the nearest above. */
function nearestPackage(files: FileAccess, folder: string): string {
  const file = within(folder, "package.json");
  return files.fileExists(file) || folderOf(folder) === folder ? file : nearestPackage(files, folderOf(folder));
}
