// Which files of a folder are modules that may contain assets, by the rules of `assetsFrom`.
import { type FileAccess, folderOf, resolvePath } from "./file-access.js";

/** The modules below a folder, by the rules of `assetsFrom`. The path may also name one module. */
export function modulesBelow(files: FileAccess, folder: string): string[] {
  const found: string[] = [];
  const visit = (path: string) => {
    const entries = files.list(path);
    const besides = new Set(entries.map(({ name }) => name));
    for (const entry of entries) {
      const inner = `${path}/${entry.name}`;
      if (entry.kind === "directory") {
        if (entry.name !== "node_modules" && !entry.name.startsWith(".")) visit(inner);
      } else if (isModule(entry.name, besides)) found.push(inner);
    }
  };
  if (files.directoryExists(folder)) visit(folder);
  else {
    const bare = folder.replace(/\.[cm]?[jt]sx?$/, "");
    const file = [".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".jsx"]
      .map((extension) => bare + extension)
      .find((path) => files.fileExists(path));
    if (file) found.push(resolvePath(folderOf(file), file));
  }
  return found.sort();
}

/** TypeScript, or JavaScript that was not compiled from it. Tests and declaration files are left out. */
function isModule(name: string, besides: ReadonlySet<string>): boolean {
  if (/\.(?:d|test|spec)\.[cm]?[jt]sx?$/.test(name)) return false;
  if (/\.[cm]?tsx?$/.test(name)) return true;
  return /\.[cm]?jsx?$/.test(name) && !besides.has(name.replace(/js(x?)$/, "ts$1")) && !besides.has(name.replace(/js$/, "tsx"));
}
