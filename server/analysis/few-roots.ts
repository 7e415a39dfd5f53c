// The fewest files from which TypeScript knows of some files what it knows of them in the whole program.
import type { FileFacts, ImportTarget } from "./facts.js";
import { folderOf, resolvePath } from "./file-access.js";
import type { ImportWalk } from "./import-walk.js";

export interface Reading {
  facts(file: string): FileFacts | undefined;
  resolve(fromFile: string, specifier: string): ImportTarget;
  readonly walk: ImportWalk;
}

/**
 * The files asked about, those that speak to all files, and of all others one for each package or declaration that is imported from outside:
 * that, too, may speak to all.
 */
export function fewRoots(asked: ReadonlySet<string>, all: ReadonlySet<string>, reading: Reading): ReadonlySet<string> {
  const { facts, resolve, walk } = reading;
  const roots = new Set(asked);
  const met = new Set<string>();
  for (const file of walk.from(asked).keys()) for (const each of outside(file)) met.add(each);
  for (const file of all) {
    const others = speaksToAll(reading, file) ? null : outside(file).filter((each) => !met.has(each));
    if (others?.length === 0) continue;
    roots.add(file);
    for (const each of others ?? []) met.add(each);
  }
  return roots;

  /** What a file imports that TypeScript takes from elsewhere than from code of the project. */
  function outside(file: string): string[] {
    const { specifiers = [], dynamic = [] } = facts(file) ?? {};
    return [...specifiers, ...dynamic]
      .filter((specifier) => !isCode(resolve(file, specifier)))
      .map((specifier) => (specifier.startsWith(".") ? resolvePath(folderOf(file), specifier) : specifier));
  }
}

/** Whether a file declares what files see that do not import it. Declaration files are not read for this. */
export function speaksToAll({ facts }: Pick<Reading, "facts">, file: string): boolean {
  return /\.d\.[cm]?ts$/.test(file) || facts(file)?.shape.speaksToAll === true;
}

/** Beside JavaScript may lie declarations. */
function isCode(target: ImportTarget): boolean {
  return target?.kind === "file" && /\.[cm]?tsx?$/.test(target.path);
}
