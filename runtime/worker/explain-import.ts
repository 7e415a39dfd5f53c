// Explains Node's error for an unresolved import: names the source or package that imports, not the bundle.
import { existsSync, readdirSync, realpathSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { addCommand, installingOf, packageOf } from "../contract/package-manager.js";

/** `importers`: path of an imported package → the first source that imports it. */
export function explainImport(error: Error, projectDir: string, importers: ReadonlyMap<string, string>): Error {
  const [, kind, target, from] = /^Cannot find (package|module) '(.+?)' imported from (.+?)(?:\n|$)/.exec(error.message) ?? [];
  const isAbsent = (error as NodeJS.ErrnoException).code === "ERR_MODULE_NOT_FOUND";
  if (!isAbsent || target === undefined || from === undefined) return error;
  const isBundle = shown(projectDir, from).startsWith(".millrace/build/");
  const isName = kind === "package" && !/^(?:[A-Za-z]:)?[\\/]/.test(target);
  if (isName) return new Error(isBundle ? ofSource(target, importers) : ofPackage(target, from, projectDir));
  const [specifier, source] = isBundle ? importerOf(target, projectDir, importers) : [null, shown(projectDir, from)];
  const what = specifier === null ? "a file" : specifier;
  const path = shown(projectDir, target);
  return new Error(`${source} imports ${what}, but ${path} does not exist. ${remedyFor(target, projectDir)}`);
}

function ofSource(name: string, importers: ReadonlyMap<string, string>): string {
  const importer = [...importers].find(([path]) => path === name || path.startsWith(`${name}/`))?.[1];
  return `${importer ?? "the project"} imports the package ${name}, which is not installed. Install it: ${adding(name)}`;
}

/** A missing dependency of another package belongs into that package, not into the project. */
function ofPackage(name: string, from: string, projectDir: string): string {
  const owner = ownerOf(from);
  const remedy =
    owner === null
      ? `Add it to the dependencies of the package that ${shown(projectDir, from)} belongs to`
      : `Add it to the dependencies of ${owner}; if it is there, install again`;
  return `${shown(projectDir, from)} imports the package ${name}, which is not installed. ${remedy}.`;
}

/** The import in the project that leads to this file, and its source. */
function importerOf(target: string, projectDir: string, importers: ReadonlyMap<string, string>): readonly [string | null, string] {
  for (const [path, source] of importers) {
    const folder = join(projectDir, "node_modules", packageOf(path));
    const places = existsSync(folder) ? [folder, realpathSync(folder)] : [];
    if (places.some((place) => target.startsWith(place + sep)) || target.endsWith(path)) return [path, source];
  }
  return [null, "the project"];
}

function remedyFor(target: string, projectDir: string): string {
  const name = ownerOf(target);
  // A package of the same repository must be built; a package of the registry is complete.
  const isOwn = name === null || !realpathOr(join(projectDir, "node_modules", name)).includes(`${sep}node_modules${sep}`);
  return isOwn ? "Build the package that it belongs to." : `Install ${name} again.`;
}

function realpathOr(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** The package that a file in node_modules belongs to. */
function ownerOf(path: string): string | null {
  const inside = path.split(/[\\/]node_modules[\\/]/).at(-1);
  return inside === undefined || inside === path ? null : packageOf(inside.replaceAll("\\", "/"));
}

function adding(name: string): string {
  return addCommand(installingOf(process.cwd(), filesIn).manager, name);
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function shown(projectDir: string, path: string): string {
  const inside = relative(projectDir, path);
  return inside.startsWith("..") ? path : inside.split(sep).join("/");
}
