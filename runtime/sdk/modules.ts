// What the loader knows about the modules of a bundle: which one is being evaluated, and the exports of each.

/** Stored on `globalThis`, so that code that the loader writes into the user's modules needs no import. */
export interface ModuleRegistry {
  /** The project-relative file of the module whose body is running: the last one that was entered and not left. */
  readonly current: string | null;
  /** Every file that was entered: the project's own sources, and those of other packages in its repository. */
  readonly sources: ReadonlySet<string>;
  /** File → its namespace object, added after the module's body has run. */
  readonly exports: Map<string, object>;
  /** The literal in `assetsFrom` → the modules below that folder, sorted by path. */
  readonly folders: Map<string, { readonly file: string; readonly namespace: object }[]>;
  enter(file: string): void;
  /** CommonJS modules have no namespace. */
  leave(file: string, namespace?: object): void;
  folder(literal: string, file: string, namespace: object): void;
}

const KEY = Symbol.for("millrace.modules");
const holder = globalThis as unknown as Record<symbol, ModuleRegistry | undefined>;

/** The registry, if a loader has created one; null in a unit test, where nothing is bundled. */
export function moduleRegistry(): ModuleRegistry | null {
  return holder[KEY] ?? null;
}

/** Creates and installs a new registry. */
export function openModuleRegistry(): ModuleRegistry {
  // A body may import or require another module. When that module ends, the first one continues.
  const open: string[] = [];
  const sources = new Set<string>();
  const registry: ModuleRegistry = {
    sources,
    get current() {
      return open.at(-1) ?? null;
    },
    exports: new Map(),
    folders: new Map(),
    enter(file) {
      sources.add(file);
      open.push(file);
    },
    leave(file, namespace) {
      if (namespace !== undefined) registry.exports.set(file, namespace);
      const at = open.lastIndexOf(file);
      if (at !== -1) open.splice(at, 1);
    },
    folder(literal, file, namespace) {
      const modules = registry.folders.get(literal) ?? [];
      modules.push({ file, namespace });
      registry.folders.set(literal, modules);
    },
  };
  holder[KEY] = registry;
  return registry;
}
