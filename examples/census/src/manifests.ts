// Finds the package.json of every installed package below a node_modules folder.
import { type Dirent, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";

export interface Manifest {
  readonly path: string;
  readonly bytes: number;
  readonly content: {
    readonly name?: string;
    readonly version?: string;
    readonly license?: unknown;
    readonly dependencies?: Readonly<Record<string, string>>;
  };
}

/** The nearest node_modules at or above a folder. Throws when there is none. */
export function nearestNodeModules(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, "node_modules");
    if (statSync(found, { throwIfNoEntry: false })?.isDirectory() && readdirSync(found).length > 3) return found;
    if (dirname(folder) === folder) throw new Error(`There is no node_modules at or above ${from}. Run npm install first.`);
  }
}

/** The manifests of packages, scoped and nested ones included; manifests that only mark a module format are left out. */
export function* manifests(root: string): Generator<Manifest> {
  for (const folder of packageFolders(root)) {
    const path = join(folder, "package.json");
    const text = readText(path);
    if (text === undefined) continue;
    const content = JSON.parse(text) as Manifest["content"];
    if (content.name && content.version) yield { path: relative(root, path), bytes: Buffer.byteLength(text), content };
    yield* manifests(join(folder, "node_modules"));
  }
}

function packageFolders(root: string): string[] {
  return entries(root).flatMap((entry) => {
    const folder = join(root, entry.name);
    if (!entry.isDirectory() || entry.name.startsWith(".")) return [];
    return entry.name.startsWith("@")
      ? entries(folder).flatMap((inner) => (inner.isDirectory() ? [join(folder, inner.name)] : []))
      : [folder];
  });
}

function entries(folder: string): Dirent[] {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(folder, { withFileTypes: true }) : [];
}

function readText(path: string): string | undefined {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path, "utf8") : undefined;
}
