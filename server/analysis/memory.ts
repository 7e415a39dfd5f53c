// Caches computed results with the files they depend on, so that an edit forgets only results it may have changed.

export interface Memory {
  /** The cached result for `id`, else the result of `compute`. Files reported through `look` meanwhile are stored with it. */
  recall<T>(id: string, compute: () => T): T;
  /** Adds a file as a dependency of everything that is being computed now. */
  look(file: string): void;
  forget(files: Iterable<string>): void;
}

interface Remembered {
  readonly value: unknown;
  readonly files: ReadonlySet<string>;
}

export function createMemory(): Memory {
  const remembered = new Map<string, Remembered>();
  const idsOf = new Map<string, Set<string>>();
  const computing: Set<string>[] = [];

  function look(file: string): void {
    computing.at(-1)?.add(file);
  }

  function remember(id: string, entry: Remembered): void {
    remembered.set(id, entry);
    for (const file of entry.files) {
      const ids = idsOf.get(file);
      if (ids) ids.add(id);
      else idsOf.set(file, new Set([id]));
    }
  }

  return {
    look,
    recall<T>(id: string, compute: () => T): T {
      let entry = remembered.get(id);
      if (!entry) {
        const files = new Set<string>();
        computing.push(files);
        try {
          entry = { value: compute(), files };
        } finally {
          computing.pop();
        }
        remember(id, entry);
      }
      for (const file of entry.files) look(file);
      return entry.value as T;
    },
    forget(files) {
      for (const file of files) {
        for (const id of idsOf.get(file) ?? []) remembered.delete(id);
        idsOf.delete(file);
      }
    },
  };
}
