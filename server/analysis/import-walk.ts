// Which files are reachable through imports.

/** Each file, with the files it imports directly. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

export interface ImportWalk {
  /** The files reachable from some files, including them. */
  from(starts: Iterable<string>): ImportGraph;
  /** The same from the config. It is computed again only if an edited file imports other files than before. */
  fromConfig(): ImportGraph;
  /** These files were edited. Null means that files were created or deleted. */
  changed(files: readonly string[] | null): void;
}

/** The files reachable from `starts`, including them. `targetsOf` returns the imports of one file. */
export function walkImports(starts: Iterable<string>, targetsOf: (file: string) => string[]): ImportGraph {
  const seen = new Map<string, readonly string[]>();
  const queue = [...starts];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (seen.has(file)) continue;
    const targets = targetsOf(file);
    seen.set(file, targets);
    queue.push(...targets.filter((target) => !seen.has(target)));
  }
  return seen;
}

export function createImportWalk(configFile: string, targetsOf: (file: string) => string[]): ImportWalk {
  let ofConfig: ImportGraph | null = null;
  const edited = new Set<string>();
  const from = (starts: Iterable<string>) => walkImports(starts, targetsOf);

  const isSame = (file: string, before: readonly string[] | undefined): boolean => {
    if (before === undefined) return true;
    const now = targetsOf(file);
    return now.length === before.length && now.every((target, at) => target === before[at]);
  };

  return {
    from,
    fromConfig() {
      if (ofConfig === null || ![...edited].every((file) => isSame(file, ofConfig?.get(file)))) ofConfig = from([configFile]);
      edited.clear();
      return ofConfig;
    },
    changed(files) {
      if (files === null) ofConfig = null;
      else for (const file of files) edited.add(file);
    },
  };
}
