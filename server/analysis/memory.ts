// Remembers what was worked out, with the files that were looked at, so that an edit forgets only what it may have changed.

export interface Memory {
  /** What is remembered under `id`, else what `compute` gives; the files looked at meanwhile are noted with it. */
  recall<T>(id: string, compute: () => T): T;
  /** A file counts for everything being computed now. */
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
