// The package from which this command runs, and the specifier that installs the same one.
import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { readTextSync } from "../../../runtime/disk/regular-file.js";

/** The folder of the package `millrace` that contains this program. Null if it was shipped differently. */
export function runningPackage(from: string = fileURLToPath(import.meta.url)): string | null {
  for (let folder = dirname(from); ; folder = dirname(folder)) {
    // In the repository, the package is a folder beside the sources.
    for (const candidate of [folder, join(folder, "runtime")]) if (manifestIn(candidate)?.name === "millrace") return candidate;
    if (folder === dirname(folder)) return null;
  }
}

/**
 * The specifier that installs the same package: the archive or folder it was installed from, its name if that was a registry, else its
 * own folder. The registry that has it is unknown, so its name alone is used only if it came from one.
 */
export function installableAs(packageDir: string): string {
  if (basename(dirname(packageDir)) !== "node_modules") return packageDir;
  // pnpm stores every package in its own folder below the package that requested it.
  const holder = /^(.*?)[\\/]node_modules[\\/]\.pnpm[\\/]/.exec(packageDir)?.[1] ?? dirname(dirname(packageDir));
  const { dependencies, devDependencies } = manifestIn(holder) ?? {};
  const wanted = dependencies?.millrace ?? devDependencies?.millrace;
  if (wanted === undefined) return packageDir;
  const path = /^(?:file|link):(.*)$/.exec(wanted)?.[1];
  if (path !== undefined) return resolve(holder, path);
  return /^(https?|git)/.test(wanted) ? wanted : "millrace";
}

interface Manifest {
  readonly name?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

function manifestIn(folder: string): Manifest | null {
  const path = join(folder, "package.json");
  if (!existsSync(path)) return null;
  try {
    return JSON.parse(readTextSync(path)) as Manifest;
  } catch {
    return null;
  }
}
