// The TypeScript types of one project: of all files, or of a few files, for which TypeScript reads less.

import { fewRoots, type Reading } from "./few-roots.js";
import type { FileAccess } from "./file-access.js";
import { createEngine } from "./reader/engine.js";
import type { NativeTypeScript } from "./reader/native/native-typescript.js";
import type { RootsOf } from "./reader/program-readers.js";
import type { Resolver } from "./reader/resolve.js";
import type { Types } from "./reader/types.js";

export interface ProjectTypes {
  /** The types of all files. The first question makes TypeScript read the project. */
  whole(): Types;
  /** The types of some files, for this revision only. */
  of(files: ReadonlySet<string>): Types;
  /** These files were edited. Null means that anything may have changed. */
  changed(files: readonly string[] | null): void;
}

export interface ProjectTypesOptions extends Omit<Reading, "resolve"> {
  readonly files: FileAccess;
  readonly dir: string;
  resolver(): Resolver;
  /** The files that belong to the project. */
  sourceFiles(): ReadonlySet<string>;
  /** The project's own native TypeScript, if it is to answer. */
  native(): NativeTypeScript | null;
}

export function createProjectTypes({ files, dir, resolver, sourceFiles, native, facts, walk }: ProjectTypesOptions): ProjectTypes {
  let types: Types | null = null;

  /** The files that `tsc` would start from, and those that the project loads besides. */
  const roots: RootsOf = (config) => {
    const { configs } = resolver();
    const own = [...sourceFiles()].filter((file) => configs.all.length === 1 || configs.of(file) === config);
    return new Set([...config.files, ...own]);
  };

  return {
    whole() {
      types ??= createEngine(files, resolver(), dir, roots, native());
      return types;
    },
    of(asked) {
      // If all types are already loaded, they are used.
      if (types !== null) return types;
      const { configs, resolve } = resolver();
      const all = new Set(configs.all.flatMap((config) => [...roots(config)]));
      const few = fewRoots(asked, all, { facts, walk, resolve });
      // In the order of the whole program, because the order decides how declarations with the same name merge.
      return createEngine(files, resolver(), dir, (config) => [...roots(config)].filter((file) => few.has(file)), null);
    },
    changed(edited) {
      if (edited !== null) return types?.changed(edited);
      types?.close();
      types = null;
    },
  };
}
