// Which files imports lead to, however far.

/** Each file, and the files it imports itself. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

export interface ImportWalk {
  /** The files that imports lead to from some files, these included. */
  from(starts: Iterable<string>): ImportGraph;
  /** The same from the config; walked again only where an edited file imports others than before. */
  fromConfig(): ImportGraph;
  /** These files were edited; null is files came or went. */
  changed(files: readonly string[] | null): void;
}

/** From some files on, these included; `targetsOf` gives the files that one imports. */
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
