// Takes what files said in an earlier session, so that they are not parsed again, and keeps what they say for the next one.
import type { Project, ReadFile } from "../analysis/index.js";
import type { KeptFacts } from "./platform.js";

export interface FactKeeping {
  /** What the files of the project in a folder said; nothing where its folder is not trusted. */
  read(dir: string): ReadonlyMap<string, ReadFile>;
  /** All of the project is read and checked: keeps its facts, the first time. */
  rested(project: Project): void;
  /** Keeps the facts of these projects as they are now. */
  close(projects: readonly Project[]): void;
}

/** `trusts`: whether the client says that the folders are trusted. Whoever wrote into one that is not may have written what is kept, too. */
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
