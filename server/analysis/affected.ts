// Finds the files whose types an edit may have changed: files that import it, and files whose assets load from those.
import { declaresGlobals } from "./few-roots.js";
import { importersOf } from "./importers.js";
import type { Project } from "./project.js";

/** How one file depends on another through wiring, for one revision. */
export interface LoadedFrom {
  /** A file that declares assets → the files whose assets load those assets. */
  readonly loaders: ReadonlyMap<string, ReadonlySet<string>>;
  /** The managers as text. They decide in which forms values are loaded. */
  readonly managers: string;
}

/** The managers as text, for comparison. */
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

/** The files to check again, from the wiring before and after the edit. Null means every file. */
export function filesAffected(project: Project, edited: readonly string[], before: LoadedFrom, after: LoadedFrom): Set<string> | null {
  const global = (file: string) => file === project.configFile || file.endsWith(".json") || declaresGlobals(project, file);
  if (before.managers !== after.managers || edited.some(global)) return null;
  const affected = importersOf(project.importGraph(), edited);
  for (const file of [...affected])
    for (const { loaders } of [before, after]) for (const loader of loaders.get(file) ?? []) affected.add(loader);
  return affected;
}
