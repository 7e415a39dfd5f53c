// The smallest set of files from which TypeScript knows the same about some files as in the whole program.
import type { FileFacts, ImportTarget } from "./facts.js";
import { folderOf, resolvePath } from "./file-access.js";
import type { ImportWalk } from "./import-walk.js";

export interface Reading {
  facts(file: string): FileFacts | undefined;
  resolve(fromFile: string, specifier: string): ImportTarget;
  readonly walk: ImportWalk;
}

/**
 * The files in question, files that declare globals, and one importing file for each package or declaration file from outside, because
 * those may declare globals, too.
 */
export function fewRoots(asked: ReadonlySet<string>, all: ReadonlySet<string>, reading: Reading): ReadonlySet<string> {
  const { facts, resolve, walk } = reading;
  const roots = new Set(asked);
  const met = new Set<string>();
  for (const file of walk.from(asked).keys()) for (const each of outside(file)) met.add(each);
  for (const file of all) {
    const others = declaresGlobals(reading, file) ? null : outside(file).filter((each) => !met.has(each));
    if (others?.length === 0) continue;
    roots.add(file);
    for (const each of others ?? []) met.add(each);
  }
  return roots;

  /** The imports of a file that TypeScript resolves to something other than code of the project. */
  function outside(file: string): string[] {
    const { specifiers = [], dynamic = [] } = facts(file) ?? {};
    return [...specifiers, ...dynamic]
      .filter((specifier) => !isCode(resolve(file, specifier)))
      .map((specifier) => (specifier.startsWith(".") ? resolvePath(folderOf(file), specifier) : specifier));
  }
}

/** Whether a file declares something that is visible without an import. Declaration files are not read for this. */
export function declaresGlobals({ facts }: Pick<Reading, "facts">, file: string): boolean {
  return /\.d\.[cm]?ts$/.test(file) || facts(file)?.shape.declaresGlobals === true;
}

/** JavaScript files do not count: declarations may exist beside them. */
function isCode(target: ImportTarget): boolean {
  return target?.kind === "file" && /\.[cm]?tsx?$/.test(target.path);
}
