// What TypeScript knows of one project: of the whole, or of a few files, for which it reads less.

import { fewRoots, type Reading } from "./few-roots.js";
import type { FileAccess } from "./file-access.js";
import { createEngine } from "./reader/engine.js";
import type { NativeTypeScript } from "./reader/native/native-typescript.js";
import type { RootsOf } from "./reader/program-readers.js";
import type { Resolver } from "./reader/resolve.js";
import type { Types } from "./reader/types.js";

export interface ProjectTypes {
  /** Of all files. The first question makes TypeScript read the project. */
  whole(): Types;
  /** Of what stands in some files, as of this revision. */
  of(files: ReadonlySet<string>): Types;
  /** These files were edited; null is anything may be another. */
  changed(files: readonly string[] | null): void;
}

export interface ProjectTypesOptions extends Omit<Reading, "resolve"> {
  readonly files: FileAccess;
  readonly dir: string;
  resolver(): Resolver;
  /** The files that belong to the project. */
  sourceFiles(): ReadonlySet<string>;
  /** The project's own native TypeScript, where that is to answer. */
  native(): NativeTypeScript | null;
}

export function createProjectTypes({ files, dir, resolver, sourceFiles, native, facts, walk }: ProjectTypesOptions): ProjectTypes {
  let types: Types | null = null;

  /** What `tsc` would start from, and what the project loads beside it. */
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
      // Made already, they cost nothing.
      if (types !== null) return types;
      const { configs, resolve } = resolver();
      const all = new Set(configs.all.flatMap((config) => [...roots(config)]));
      const few = fewRoots(asked, all, { facts, walk, resolve });
      // In the order of the whole, which decides in which order declarations of one name count.
      return createEngine(files, resolver(), dir, (config) => [...roots(config)].filter((file) => few.has(file)), null);
    },
    changed(edited) {
      if (edited !== null) return types?.changed(edited);
      types?.close();
      types = null;
    },
  };
}
