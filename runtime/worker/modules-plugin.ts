// The esbuild plugin that resolves imports to the files that analysis read, and imports text files as text.
import { existsSync, realpathSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { relative, resolve, sep } from "node:path";
import type { Plugin } from "esbuild";
import { moduleTable } from "./module-table.js";

/** Imports that analysis did not resolve are left to esbuild. */
export function readModules(projectDir: string): Plugin {
  return {
    name: "millrace-modules",
    setup(build) {
      // As esbuild names files: with links resolved.
      const root = realpathSync(projectDir);
      const given = moduleTable();
      build.onResolve({ filter: /./ }, ({ path, importer, kind, with: attributes }) => {
        if (kind === "entry-point" || importer === "") return undefined;
        if (attributes.type === "text" && path.startsWith(".")) return { path: resolve(importer, "..", path), namespace: "text" };
        const file = relative(root, importer).split(sep).join("/");
        const target = (given[file] ?? given[importer.split(sep).join("/")])?.[path];
        const found = target === undefined ? null : resolve(root, target);
        return found !== null && existsSync(found) ? { path: realpathSync(found) } : undefined;
      });
      build.onLoad({ filter: /./, namespace: "text" }, async ({ path }) => ({ contents: await readFile(path, "utf8"), loader: "text" }));
    },
  };
}
