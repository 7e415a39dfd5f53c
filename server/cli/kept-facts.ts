// Keeps what the files of a project said when they were read, with their texts: a file whose text is the same is not parsed again.
import { deserialize, serialize } from "node:v8";
import type { Project, ReadFile } from "../analysis/index.js";
import { builtBy, keep, readKept } from "./cache-folder.js";

const NAME = "facts.v8";

interface Kept {
  readonly by: string;
  readonly dir: string;
  readonly read: ReadonlyMap<string, ReadFile>;
}

/** By path; none where nothing was kept. */
export function readFacts(dir: string): ReadonlyMap<string, ReadFile> {
  const bytes = readKept(dir, NAME);
  try {
    const kept = bytes && (deserialize(bytes) as Kept);
    return kept?.by === builtBy() && kept.dir === dir ? kept.read : new Map();
  } catch {
    return new Map();
  }
}

/** `known`: what is kept already. */
export function keepFacts(dir: string, project: Project, known: ReadonlyMap<string, ReadFile>): void {
  const read = project.readFiles();
  if ([...read].every(([path, file]) => known.get(path) === file)) return;
  const kept: Kept = { by: builtBy(), dir, read };
  keep(dir, NAME, serialize(kept));
}
