// Uses the facts of files from an earlier session, so that they are not parsed again, and saves them for the next one.
import type { Project, ReadFile } from "../analysis/index.js";
import type { KeptFacts } from "./platform.js";

export interface FactKeeping {
  /** The facts of the files of the project in a folder. Empty if the folder is not trusted. */
  read(dir: string): ReadonlyMap<string, ReadFile>;
  /** Call it when all of a project is read and checked. Saves its facts, the first time only. */
  rested(project: Project): void;
  /** Saves the current facts of these projects. */
  close(projects: readonly Project[]): void;
}

/**
 * `trusts`: whether the client says that the folders are trusted. In an untrusted folder, anyone who can write files could have written
 * the cache, too.
 */
export function createFactKeeping(kept: KeptFacts | null, trusts: () => boolean): FactKeeping {
  const known = new Map<string, ReadonlyMap<string, ReadFile>>();
  const rested = new WeakSet<Project>();

  function keep(project: Project): void {
    if (!trusts()) return;
    kept?.keep(project.dir, project, known.get(project.dir) ?? new Map());
    known.set(project.dir, new Map(project.readFiles()));
  }

  return {
    read(dir) {
      const read = kept !== null && trusts() ? kept.read(dir) : new Map<string, ReadFile>();
      known.set(dir, read);
      return read;
    },
    rested(project) {
      if (rested.has(project)) return;
      rested.add(project);
      keep(project);
    },
    close(projects) {
      for (const project of projects) keep(project);
    },
  };
}
