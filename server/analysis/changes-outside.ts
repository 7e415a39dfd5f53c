// What files do to values they import: `import { assets } from "./list"; assets.push(orders)` changes what ./list exports.
import type { ChangeFact, FileFacts, ImportTarget } from "./facts.js";

/** What is asked of the project. */
interface Files {
  facts(file: string): FileFacts | undefined;
  resolve(fromFile: string, specifier: string): ImportTarget;
}

export interface ChangesOutside {
  /** Changes of what a file exports that other files make, by exported name. */
  readonly of: (file: string) => readonly ChangeFact[];
  /** Looks at these files anew; gives what `memory` knows the changes by whose files' exports are changed in another way than before. */
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

/** The name by which the changes of a file's exports are remembered. */
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
      // Of a namespace, the first property is the export.
      const [name, path] = imported.imported === "*" ? [change.path[0], change.path.slice(1)] : [imported.imported, change.path];
      if (name === undefined) continue;
      const { by, ...rest } = change;
      found.set(target.path, [...(found.get(target.path) ?? []), { ...rest, name, path }]);
    }
  }
  return found;
}
