// The severities of a project's problems: from its package.json, overridden by the editor's settings.
import type { Problem, Severities } from "../../runtime/contract/problem.js";
import type { FileFacts } from "./facts.js";
import { type FileAccess, folderOf, within } from "./file-access.js";
import { type ReadSeverities, readSeverities } from "./severities.js";

export interface SeveritiesInForce {
  now(): Severities;
  /** The problems of the settings in package.json. */
  problems(): readonly Problem[];
  /** `editor`: the editor's settings changed. `package`: package.json changed. */
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

/** The package.json of the folder, or the nearest one above it. */
function nearestPackage(files: FileAccess, folder: string): string {
  const file = within(folder, "package.json");
  return files.fileExists(file) || folderOf(folder) === folder ? file : nearestPackage(files, folderOf(folder));
}
