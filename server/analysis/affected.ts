// Which files an edit may have given other types: those that import it, and those whose assets load from these.
import { speaksToAll } from "./few-roots.js";
import { importersOf } from "./importers.js";
import type { Project } from "./project.js";

/** What one file has to do with another by wiring alone, as of one revision. */
export interface LoadedFrom {
  /** A file that declares assets → the files whose assets load them. */
  readonly loaders: ReadonlyMap<string, ReadonlySet<string>>;
  /** What the managers are: they decide in which forms values come. */
  readonly managers: string;
}

/** What the managers are, as text to compare. */
export function managersOf(project: Project): string {
  return JSON.stringify([...project.model().resources.byKey.values()].map(({ key, manager }) => [key, manager]));
}

export function loadedFrom(project: Project): LoadedFrom {
  const model = project.model();
  const loaders = new Map<string, Set<string>>();
  for (const { declaration, inputs } of model.assets) {
    const file = declaration?.fn?.file;
    for (const { upstream } of file === undefined ? [] : inputs) {
      const from = upstream === null ? undefined : model.byKey.get(upstream)?.declaration?.file;
      if (from === undefined || file === undefined) continue;
      const known = loaders.get(from);
      if (known) known.add(file);
      else loaders.set(from, new Set([file]));
    }
  }
  return { loaders, managers: managersOf(project) };
}

/** The files to look at again, by the wiring before the edit and after it; null where that is every file. */
export function filesAffected(project: Project, edited: readonly string[], before: LoadedFrom, after: LoadedFrom): Set<string> | null {
  const global = (file: string) => file === project.configFile || file.endsWith(".json") || speaksToAll(project, file);
  if (before.managers !== after.managers || edited.some(global)) return null;
  const affected = importersOf(project.importGraph(), edited);
  for (const file of [...affected])
    for (const { loaders } of [before, after]) for (const loader of loaders.get(file) ?? []) affected.add(loader);
  return affected;
}
