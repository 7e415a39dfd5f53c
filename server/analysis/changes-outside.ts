// Finds how files change values they import: `import { assets } from "./list"; assets.push(orders)` changes what ./list exports.
import type { ChangeFact, FileFacts, ImportTarget } from "./facts.js";

/** What this needs from the project. */
interface Files {
  facts(file: string): FileFacts | undefined;
  resolve(fromFile: string, specifier: string): ImportTarget;
}

export interface ChangesOutside {
  /** How other files change the exports of a file, by exported name. */
  readonly of: (file: string) => readonly ChangeFact[];
  /**
   * Reads the changes in these files again. Returns the names under which `memory` stores the changes, of files whose exports are changed
   * differently than before.
   */
  update(files: Iterable<string>, modules: Files): string[];
}

export function createChangesOutside(): ChangesOutside {
  let byFile = new Map<string, ChangeFact[]>();
  return {
    of: (file) => byFile.get(file) ?? [],
    update(files, modules) {
      const before = byFile;
      byFile = collect(files, modules);
      const touched = [...new Set([...before.keys(), ...byFile.keys()])].filter(
        (file) => JSON.stringify(before.get(file)) !== JSON.stringify(byFile.get(file)),
      );
      return touched.map(changesOf);
    },
  };
}

/** The name under which `memory` stores the changes of a file's exports. */
export function changesOf(file: string): string {
  return `changes of ${file}`;
}

function collect(files: Iterable<string>, { facts, resolve }: Files): Map<string, ChangeFact[]> {
  const found = new Map<string, ChangeFact[]>();
  for (const file of files) {
    const { changes = [], imports } = facts(file) ?? {};
    for (const change of changes) {
      const imported = imports?.get(change.name);
      const target = imported ? resolve(file, imported.specifier) : null;
      if (!imported || target?.kind !== "file") continue;
      // For a namespace, the first property is the export.
      const [name, path] = imported.imported === "*" ? [change.path[0], change.path.slice(1)] : [imported.imported, change.path];
      if (name === undefined) continue;
      const { by, ...rest } = change;
      found.set(target.path, [...(found.get(target.path) ?? []), { ...rest, name, path }]);
    }
  }
  return found;
}
